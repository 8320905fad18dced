import { ReactWidget } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import type { TableName } from '../compile/sources.js';
import type { LakeFSModel } from './lakefs/model.js';
import type { LakeFSRow } from './lakefs/node.js';
import type { LakeFSAction, LakeFSSectionProps } from './lakefs/section.js';
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

  /** lakeFS, below the catalog. */
  get lakefs(): LakeFSModel {
    return this._options.lakefs.model;
  }

  /** The row of lakeFS that commands are about. */
  get currentOfLakeFS(): LakeFSRow | undefined {
    return this._currentOfLakeFS;
  }

  /** What its rows can be asked to do. */
  get actionsOfLakeFS(): readonly LakeFSAction[] {
    return this._options.lakefs.actions;
  }

  /** Open lakeFS and go there. */
  openLakeFS(): void {
    this.lakefs.setOpen(true);
    requestAnimationFrame(() => {
      const section = this.node.querySelector('.gf-LakeFS');
      (
        section?.querySelector<HTMLElement>(
          '[role="treeitem"][tabindex="0"]'
        ) ?? section?.querySelector<HTMLElement>('.gf-LakeFS-title')
      )?.focus();
    });
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.model.dispose();
    this.lakefs.dispose();
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
    this._ensure();
    this.update();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      this._ensure();
    }
  }

  protected render(): JSX.Element {
    const { model, trans, addTable, lakefs } = this._options;
    // Hidden sidebars are attached too: the picker must not ask for connections before the panel is seen.
    return this.isVisible || model.databases.current.state !== 'idle' ? (
      <CatalogView
        model={model}
        trans={trans}
        addTable={addTable}
        onCurrent={this._onCurrent}
        lakefs={{ ...lakefs, onCurrent: this._onCurrentOfLakeFS }}
      />
    ) : (
      <></>
    );
  }

  private _ensure(): void {
    this.model.ensure();
    this.lakefs.ensure();
  }

  private _onCurrent = (row: CatalogRow | undefined): void => {
    this._current = row;
  };
  private _onCurrentOfLakeFS = (row: LakeFSRow | undefined): void => {
    this._currentOfLakeFS = row;
  };
  private _current: CatalogRow | undefined;
  private _currentOfLakeFS: LakeFSRow | undefined;
}

export namespace CatalogWidget {
  /** What the sidebar is made of. */
  export interface IOptions {
    model: CatalogModel;
    trans: TranslationBundle;
    addTable(table: TableName): void;
    lakefs: Omit<LakeFSSectionProps, 'trans' | 'onCurrent'>;
  }
}
