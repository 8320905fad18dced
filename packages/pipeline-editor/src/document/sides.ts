import {
  caretLeftIcon,
  caretRightIcon,
  caretUpIcon,
  type LabIcon
} from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';

/** A part around the canvas. */
export type Side = 'palette' | 'properties' | 'bottom';

/** At the edges of the canvas, a button for each part that is hidden there: it brings the part back. */
export class SideHandles {
  /**
   * @param host - The canvas' place.
   * @param show - Brings a part back.
   */
  constructor(
    host: HTMLElement,
    show: (side: Side) => void,
    trans: TranslationBundle
  ) {
    const looks: Record<Side, [string, LabIcon]> = {
      palette: [trans.__('Show the palette'), caretRightIcon],
      properties: [trans.__('Show the properties'), caretLeftIcon],
      bottom: [trans.__('Show data and problems'), caretUpIcon]
    };
    for (const side of Object.keys(looks) as Side[]) {
      const [label, icon] = looks[side];
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'gf-SideHandle';
      button.dataset.gfSide = side;
      button.title = label;
      button.setAttribute('aria-label', label);
      button.hidden = true;
      button.addEventListener('click', () => show(side));
      icon.element({ container: button, width: '16px', height: '16px' });
      host.append(button);
      this._buttons.set(side, button);
    }
  }

  /** Shows the button of a part that is hidden, and hides that of one that is shown. */
  update(side: Side, hidden: boolean): void {
    const button = this._buttons.get(side);
    if (button) {
      button.hidden = !hidden;
    }
  }

  private _buttons = new Map<Side, HTMLButtonElement>();
}
