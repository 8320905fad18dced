import { Clipboard, Dialog, showDialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';
import type { Cell } from '../../run/rows.js';
import { fullText } from './cells.js';

/** Shows one cell in full, to read and to copy. */
export async function showCell(
  column: { name: string; type: string },
  row: number,
  value: Cell,
  trans: TranslationBundle
): Promise<void> {
  const text = fullText(value);
  const result = await showDialog({
    title: trans.__('%1, row %2', column.name, row),
    body: new CellView(column.type, text, value === null, trans),
    buttons: [
      Dialog.createButton({ label: trans.__('Copy'), actions: ['copy'] }),
      Dialog.okButton({ label: trans.__('Close') })
    ],
    defaultButton: 1
  });
  if (result.button.actions.includes('copy')) {
    Clipboard.copyToSystem(value === null ? '' : text);
  }
}

class CellView extends ReactWidget {
  constructor(
    private readonly _type: string,
    private readonly _text: string,
    private readonly _isNull: boolean,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('gf-CellView');
  }

  render(): ReactElement {
    return (
      <>
        <div className="gf-CellView-type">
          {this._type}
          {this._isNull
            ? ''
            : ` · ${this._trans._n('%2 character', '%2 characters', this._text.length, this._text.length.toLocaleString())}`}
        </div>
        <pre tabIndex={0} className={this._isNull ? 'gf-mod-null' : ''}>
          {this._text}
        </pre>
      </>
    );
  }
}
