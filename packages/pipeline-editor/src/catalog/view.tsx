import { listIcon, spreadsheetIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback } from 'react';
import type { TableName } from '../compile/sources.js';
import { PanelBar } from '../service/bar.js';
import { useSignals } from '../service/hooks.js';
import { watchDrag } from './drag.js';
import { LakeFSSection, type LakeFSSectionProps } from './lakefs/section.js';
import type { CatalogModel, CatalogRow } from './model.js';
import { ListingNote } from './note.js';
import { Tree, TreeItem, type RowHandle } from './tree.js';

/** What the view needs of JupyterLab. */
export interface CatalogViewProps {
  model: CatalogModel;
  trans: TranslationBundle;
  /** Adds a table to the current pipeline. */
  addTable(table: TableName): void;
  /** The row that has the focus, for the context menu. */
  onCurrent(row: CatalogRow | undefined): void;
  lakefs: Omit<LakeFSSectionProps, 'trans'>;
}

/** The Data Catalog: connection, search, tree; below it lakeFS. */
export function CatalogView(props: CatalogViewProps): JSX.Element {
  const { model, trans } = props;
  useSignals(model.changed);
  return (
    <div className="gf-Catalog">
      <PanelBar
        model={model}
        connection={model.chosen}
        searchLabel={trans.__('Search databases and tables')}
        trans={trans}
      />
      <Messages model={model} trans={trans} />
      <TableTree {...props} />
      <LakeFSSection {...props.lakefs} trans={trans} />
    </div>
  );
}

function Messages(props: {
  model: CatalogModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const { databases, rows, search, searching, unsearched } = model;
  const { current } = databases;
  const says =
    databases.value === undefined && current.state === 'loading'
      ? trans.__('Listing databases…')
      : searching
        ? trans.__('Searching…')
        : current.state === 'ready' && rows.length === 0
          ? search === ''
            ? trans.__('The Data Catalog has no databases here.')
            : trans.__('No database or table matches the search.')
          : unsearched > 0
            ? trans.__(
                'The tables of %1 databases were not searched: there are too many.',
                unsearched
              )
            : '';
  return (
    <ListingNote
      error={databases.error}
      trans={trans}
      onRetry={() => model.refresh()}
    >
      {says}
    </ListingNote>
  );
}

function TableTree(props: CatalogViewProps): JSX.Element {
  const { model, trans, addTable, onCurrent } = props;
  const onRevealed = useCallback(() => model.reached(), [model]);
  const toggle = (row: CatalogRow, open?: boolean): void =>
    model.toggle(row, open);
  const act = (row: CatalogRow): void => {
    const table = model.tableOf(row);
    if (row.kind === 'table' && table !== undefined) {
      addTable(table);
    } else if (row.kind === 'more' || row.kind === 'error') {
      model.again(row);
    } else {
      model.toggle(row);
    }
  };
  return (
    <Tree
      rows={model.rows}
      label={trans.__('Data Catalog')}
      revealed={model.revealed}
      onRevealed={onRevealed}
      onCurrent={onCurrent}
      toggle={toggle}
      act={act}
    >
      {(row, handle) => (
        <Row
          key={row.id}
          row={row}
          handle={handle}
          trans={trans}
          table={row.kind === 'table' ? model.tableOf(row) : undefined}
          onAct={() => act(row)}
          onToggle={() => model.toggle(row)}
        />
      )}
    </Tree>
  );
}

const ICONS = { database: listIcon, table: spreadsheetIcon } as const;

function Row(props: {
  row: CatalogRow;
  handle: RowHandle;
  trans: TranslationBundle;
  table: TableName | undefined;
  onAct(): void;
  onToggle(): void;
}): JSX.Element {
  const { row, handle, trans, table, onAct, onToggle } = props;
  const { kind, level, label, detail, partition, error } = row;
  const text = {
    loading: trans.__('Loading…'),
    empty: level === 2 ? trans.__('No tables') : trans.__('No columns'),
    more: trans.__('Show more tables')
  };
  return (
    <TreeItem
      row={row}
      handle={handle}
      kind={kind}
      icon={kind === 'database' || kind === 'table' ? ICONS[kind] : undefined}
      data-database={row.database}
      data-table={row.table}
      title={[label, detail, error?.remedy].filter(Boolean).join('\n')}
      onClick={() => {
        handle.onFocus();
        if (kind !== 'table') {
          onAct();
        }
      }}
      onToggle={kind === 'table' ? onToggle : undefined}
      onDoubleClick={() => kind === 'table' && onAct()}
      onPointerDown={event => {
        if (table !== undefined) {
          watchDrag(table, event);
        }
      }}
    >
      <span className="gf-Catalog-label">
        {kind === 'loading' || kind === 'empty' || kind === 'more'
          ? text[kind]
          : kind === 'error'
            ? trans.__('%1 Press Enter to try again.', label)
            : label}
      </span>
      {partition && (
        <span className="gf-Catalog-key" title={trans.__('Partition key')}>
          {trans.__('key')}
        </span>
      )}
      {detail !== undefined && kind !== 'database' && (
        <span className="gf-Catalog-detail">{detail}</span>
      )}
    </TreeItem>
  );
}
