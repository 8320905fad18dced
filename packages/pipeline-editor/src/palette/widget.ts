import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { createElement } from 'react';
import type { PipelineEditor } from '../editor/editor.js';
import { Palette } from './palette.js';

/** The components to draw with, beside the canvas. */
export class PaletteWidget extends ReactWidget {
  constructor(readonly editor: PipelineEditor) {
    super();
    this.addClass('gf-Palette');
    const { node } = this;
    node.setAttribute('role', 'region');
    node.setAttribute('aria-label', editor.trans.__('Palette'));
    node.dataset.jpUndoer = 'true';
  }

  protected render(): ReturnType<typeof createElement> {
    return createElement(Palette, { editor: this.editor });
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    // An extension may have added components meanwhile.
    this.update();
  }
}
