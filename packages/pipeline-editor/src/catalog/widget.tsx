import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import type { TableName } from '../compile/sources.js';
import type { CatalogModel, CatalogRow } from './model.js';
import { CatalogView } from './view.js';

/** The sidebar "Glue Data Catalog". It asks nothing before it is seen. */
export class CatalogWidget extends ReactWidget {
  constructor(private readonly _options: CatalogWidget.IOptions) {
    super();
    this.addClass('gf-CatalogWidget');
    this.node.tabIndex = -1;
  }

  get model(): CatalogModel {
    return this._options.model;
  }

  /** The row that commands are about. */
  get current(): CatalogRow | undefined {
    return this._current;
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
      this.node.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]') ??
      this.node.querySelector<HTMLElement>('input') ??
      this.node
    ).focus();
  }

  protected override onAfterShow(_: Message): void {
    this.model.ensure();
    this.update();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      this.model.ensure();
    }
  }

  protected render(): JSX.Element {
    const { model, trans, addTable } = this._options;
    // Hidden sidebars are attached too: the picker must not ask for connections before the panel is seen.
    return this.isVisible || model.databases.current.state !== 'idle' ? (
      <CatalogView
        model={model}
        trans={trans}
        addTable={addTable}
        onCurrent={this._onCurrent}
      />
    ) : (
      <></>
    );
  }

  private _onCurrent = (row: CatalogRow | undefined): void => {
    this._current = row;
  };
  private _current: CatalogRow | undefined;
}

export namespace CatalogWidget {
  /** What the sidebar is made of. */
  export interface IOptions {
    model: CatalogModel;
    trans: TranslationBundle;
    addTable(table: TableName): void;
  }
}
