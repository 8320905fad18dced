import { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';

/** A React part that a function draws, anew with each `update()`. */
export class View extends ReactWidget {
  constructor(private readonly _draw: () => ReactElement | null) {
    super();
  }

  render(): ReactElement | null {
    return this._draw();
  }
}
