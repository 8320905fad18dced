import {
  caretDownIcon,
  caretRightIcon,
  listIcon,
  spreadsheetIcon,
  tableRowsIcon
} from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { TableName } from '../compile/sources.js';
import { PanelBar } from '../service/bar.js';
import { FailureNote } from '../service/failure.js';
import { useSignals } from '../service/hooks.js';
import { watchDrag } from './drag.js';
import type { CatalogModel, CatalogRow } from './model.js';

/** What the view needs of JupyterLab. */
export interface CatalogViewProps {
  model: CatalogModel;
  trans: TranslationBundle;
  /** Adds a table to the current pipeline. */
  addTable(table: TableName): void;
  /** The row that has the focus, for the context menu. */
  onCurrent(row: CatalogRow | undefined): void;
}

/** The Data Catalog: connection, search, tree. */
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
      <Tree {...props} />
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
    <>
      {databases.error !== undefined && (
        <FailureNote
          error={databases.error}
          trans={trans}
          onRetry={() => model.refresh()}
        />
      )}
      <p className="gf-Empty" role="status" hidden={says === ''}>
        {says}
      </p>
    </>
  );
}

function Tree(props: CatalogViewProps): JSX.Element | null {
  const { model, trans, addTable, onCurrent } = props;
  const { rows } = model;
  const [wanted, setWanted] = useState<string>();
  const host = useRef<HTMLUListElement>(null);
  const moved = useRef(false);
  const current = rows.find(({ id }) => id === wanted) ?? rows[0];
  useEffect(() => onCurrent(current), [current, onCurrent]);
  const revealed = rows.find(({ id }) => id === model.revealed)?.id;
  useEffect(() => {
    if (revealed !== undefined) {
      model.reached();
      setWanted(revealed);
      moved.current = true;
    }
  }, [model, revealed]);
  useEffect(() => {
    if (moved.current) {
      moved.current = false;
      host.current
        ?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')
        ?.focus();
    }
  });
  if (rows.length === 0) {
    return null;
  }
  const go = (row: CatalogRow | undefined): void => {
    if (row !== undefined) {
      moved.current = true;
      setWanted(row.id);
    }
  };
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
  const onKeyDown = (event: KeyboardEvent): void => {
    const index = rows.indexOf(current);
    const done = (): void => event.preventDefault();
    switch (event.key) {
      case 'ArrowDown':
        done();
        return go(rows[index + 1]);
      case 'ArrowUp':
        done();
        return go(rows[index - 1]);
      case 'Home':
        done();
        return go(rows[0]);
      case 'End':
        done();
        return go(rows.at(-1));
      case 'ArrowRight':
        done();
        return current.expanded === false
          ? model.toggle(current, true)
          : current.expanded
            ? go(rows[index + 1])
            : undefined;
      case 'ArrowLeft':
        done();
        return current.expanded
          ? model.toggle(current, false)
          : go(rows.find(({ id }) => id === current.parent));
      case 'Enter':
        done();
        return act(current);
      case ' ':
        done();
        return model.toggle(current);
    }
  };
  return (
    <ul
      ref={host}
      className="gf-Catalog-tree"
      role="tree"
      aria-label={trans.__('Data Catalog')}
      onKeyDown={onKeyDown}
    >
      {rows.map(row => (
        <Row
          key={row.id}
          row={row}
          current={row === current}
          trans={trans}
          table={row.kind === 'table' ? model.tableOf(row) : undefined}
          onFocus={() => setWanted(row.id)}
          onClick={() => {
            setWanted(row.id);
            if (row.kind === 'table') {
              return;
            }
            act(row);
          }}
          onToggle={() => model.toggle(row)}
          onDoubleClick={() => row.kind === 'table' && act(row)}
        />
      ))}
    </ul>
  );
}

const ICONS = {
  database: listIcon,
  table: spreadsheetIcon,
  column: tableRowsIcon
} as const;

function Row(props: {
  row: CatalogRow;
  current: boolean;
  trans: TranslationBundle;
  table: TableName | undefined;
  onFocus(): void;
  onClick(): void;
  onToggle(): void;
  onDoubleClick(): void;
}): JSX.Element {
  const { row, current, trans, table } = props;
  const { kind, level, label, expanded, detail, partition, error } = row;
  const Icon =
    kind === 'database' || kind === 'table' ? ICONS[kind] : undefined;
  const text = {
    loading: trans.__('Loading…'),
    empty: level === 2 ? trans.__('No tables') : trans.__('No columns'),
    more: trans.__('Show more tables')
  };
  const Caret = expanded ? caretDownIcon : caretRightIcon;
  return (
    <li
      className="gf-Catalog-row"
      role="treeitem"
      data-kind={kind}
      data-database={row.database}
      data-table={row.table}
      aria-level={level}
      aria-expanded={expanded}
      aria-selected={current}
      tabIndex={current ? 0 : -1}
      title={[label, detail, error?.remedy].filter(Boolean).join('\n')}
      style={{ paddingInlineStart: `${(level - 1) * 16 + 4}px` }}
      onFocus={props.onFocus}
      onClick={props.onClick}
      onContextMenu={props.onFocus}
      onDoubleClick={props.onDoubleClick}
      onPointerDown={event => {
        if (table !== undefined) {
          watchDrag(table, event);
        }
      }}
    >
      <span
        className="gf-Catalog-caret"
        onClick={event => {
          if (expanded !== undefined && kind === 'table') {
            event.stopPropagation();
            props.onToggle();
          }
        }}
        onDoubleClick={event => event.stopPropagation()}
      >
        {expanded !== undefined && (
          <Caret.react tag="span" width="16px" height="16px" />
        )}
      </span>
      {Icon !== undefined && (
        <span className="gf-Catalog-icon">
          <Icon.react tag="span" width="16px" height="16px" />
        </span>
      )}
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
    </li>
  );
}
