import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import type { JobsModel } from './model.js';
import { JobsView } from './view.js';

/** The panel "AWS Glue Jobs". */
export class JobsWidget extends ReactWidget {
  constructor(private readonly _options: JobsWidget.IOptions) {
    super();
    this.addClass('gf-JobsWidget');
    this.node.tabIndex = -1;
  }

  get model(): JobsModel {
    return this._options.model;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.model.dispose();
    super.dispose();
  }

  protected override onActivateRequest(_: Message): void {
    (
      this.node.querySelector<HTMLElement>('[role="listbox"]') ?? this.node
    ).focus();
  }

  protected override onAfterShow(_: Message): void {
    this.model.setVisible(true);
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.model.setVisible(this.isVisible);
  }

  protected override onAfterHide(_: Message): void {
    this.model.setVisible(false);
  }

  protected render(): JSX.Element {
    return <JobsView {...this._options} />;
  }
}

export namespace JobsWidget {
  /** What the panel is made of. */
  export interface IOptions {
    model: JobsModel;
    trans: TranslationBundle;
    openPipeline(path: string): void;
  }
}
