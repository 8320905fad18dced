import type { Extension } from '@codemirror/state';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { StepName } from '../service/failure.js';
import { ExportDialog } from './dialog.js';
import type { ExportModel } from './model.js';
import type { Links } from './progress.js';

/** The export dialog over JupyterLab. Closing it keeps everything: the model outlives it. */
export class ExportWidget extends ReactWidget {
  constructor(private readonly _options: ExportWidget.IOptions) {
    super();
    this.addClass('jp-Dialog');
    this.addClass('gf-ExportDialog');
    this._before = document.activeElement;
    _options.model.open();
  }

  /** Shows it over everything. */
  launch(): void {
    Widget.attach(this, document.body);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._options.model.close();
    super.dispose();
    const before = this._before;
    if (this._left) {
      // The focus is wanted elsewhere.
    } else if (
      before instanceof HTMLElement &&
      before.isConnected &&
      before !== document.body
    ) {
      before.focus();
    } else {
      // It was opened from a menu, which is gone.
      this._options.activate();
    }
  }

  protected override onCloseRequest(message: Message): void {
    super.onCloseRequest(message);
    this.dispose();
  }

  protected render(): JSX.Element {
    const { model, trans, links, language, readOnly } = this._options;
    const leave =
      <Args extends unknown[]>(act: (...args: Args) => void) =>
      (...args: Args): void => {
        this.close();
        act(...args);
      };
    return (
      <StepName.Provider value={model.stepName}>
        <ExportDialog
          model={model}
          trans={trans}
          links={{
            openField: field => {
              this._left = true;
              this.close();
              links.openField(field);
            },
            openFile: leave(links.openFile),
            openTable: leave(links.openTable),
            openJob: leave(links.openJob)
          }}
          language={language}
          readOnly={readOnly}
          onClose={() => this.close()}
        />
      </StepName.Provider>
    );
  }

  private _before: Element | null;
  private _left = false;
}

export namespace ExportWidget {
  /** What the dialog is made of. */
  export interface IOptions {
    model: ExportModel;
    trans: TranslationBundle;
    links: Links;
    /** Highlights Python. */
    language?: Extension;
    /** Gives the focus to the pipeline. */
    activate(): void;
    /** The document may not be edited: it is exported as it is. */
    readOnly: boolean;
  }
}
