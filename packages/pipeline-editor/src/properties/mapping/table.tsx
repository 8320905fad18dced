import { asJson, printType } from '@glueflow/components-manager';
import { addIcon, refreshIcon, undoIcon } from '@jupyterlab/ui-components';
import { useState } from 'react';
import { Problems } from '../form/problems.js';
import { severityOf } from '../form/problem.js';
import { useFormScope, type ControlProps } from '../form/scope.js';
import { Rows } from '../list/rows.js';
import { ColumnControl } from '../pickers/column.js';
import { TypeControl } from '../pickers/type.js';
import {
  isUnchanged,
  mappingsOf,
  rowsOf,
  withKept,
  withMove,
  withoutRow,
  withReset,
  withRow,
  type MappingRow
} from './model.js';

/** Rows above this number get a field to find one. */
const MANY = 12;

/** What becomes of each column: its new name, its new type, whether it stays, and the order of all. */
export function MappingControl(
  props: ControlProps & { path: string }
): JSX.Element {
  const { trans, readOnly, columns, problems, config } = useFormScope();
  const { id, path, onChange } = props;
  const [onlyChanged, setOnlyChanged] = useState(false);
  const [search, setSearch] = useState('');
  const mappings = mappingsOf(props.value);
  const schema = columns();
  const keepOthers = config.keepOthers !== false;
  const rows = rowsOf(mappings, schema, keepOthers);
  const wanted = search.trim().toLowerCase();
  const shown = rows.filter(
    row =>
      (!onlyChanged || !isUnchanged(row)) &&
      (wanted === '' ||
        row.source.toLowerCase().includes(wanted) ||
        row.target.toLowerCase().includes(wanted))
  );
  const set = (next: readonly object[]): void =>
    onChange(next.length === 0 ? undefined : next.map(asJson));
  const kept = shown.filter(({ keep }) => keep).length;
  const gone = rows.filter(({ missing }) => missing);
  const used = new Map<string, number>();
  for (const row of rows) {
    used.set(row.source, (used.get(row.source) ?? 0) + 1);
  }
  return (
    <div
      className="gf-Mapping"
      role="group"
      aria-label={props.label}
      aria-describedby={props.describedBy}
    >
      <div className="gf-Mapping-tools">
        {rows.length > MANY && (
          <input
            className="gf-Input"
            type="search"
            aria-label={trans.__('Find a column')}
            placeholder={trans.__('Find a column')}
            value={search}
            onChange={event => setSearch(event.target.value)}
          />
        )}
        {!readOnly && shown.length > 1 && (
          <input
            ref={box => {
              if (box) {
                box.indeterminate = kept > 0 && kept < shown.length;
              }
            }}
            className="gf-Checkbox gf-Mapping-all"
            type="checkbox"
            aria-label={trans.__('Keep all columns that are shown')}
            title={
              kept < shown.length
                ? trans.__('Keep all columns that are shown')
                : trans.__('Drop all columns that are shown')
            }
            checked={kept === shown.length}
            onChange={() =>
              set(withKept(mappings, rows, shown, kept < shown.length))
            }
          />
        )}
        <label className="gf-Mapping-tick">
          <input
            className="gf-Checkbox"
            type="checkbox"
            checked={onlyChanged}
            onChange={event => setOnlyChanged(event.target.checked)}
          />
          {trans.__('Only changed')}
        </label>
        {!readOnly && (
          <button
            type="button"
            className="gf-FieldButton"
            title={trans.__('Reset: every column as it arrives')}
            aria-label={trans.__('Reset: every column as it arrives')}
            disabled={mappings.length === 0}
            onClick={() => set([])}
          >
            <refreshIcon.react tag="span" width="14px" height="14px" />
          </button>
        )}
      </div>
      {schema === undefined && (
        <p className="gf-FormNote">
          {trans.__(
            'Which columns arrive here is not known. Lines can be added by name.'
          )}
        </p>
      )}
      {gone.length > 0 && !readOnly && (
        <button
          type="button"
          className="gf-FieldLink"
          onClick={() =>
            set(mappings.filter((_, at) => !gone.some(row => row.index === at)))
          }
        >
          {trans._n(
            'Remove %1 column that does not arrive any more',
            'Remove %1 columns that do not arrive any more',
            gone.length
          )}
        </button>
      )}
      <Rows
        count={shown.length}
        name={index => shown[index].source}
        readOnly={readOnly}
        trans={trans}
        rowClass={index =>
          [
            'gf-Mapping-row',
            shown[index].keep ? '' : 'gf-mod-dropped',
            shown[index].missing ? 'gf-mod-missing' : ''
          ].join(' ')
        }
        onMove={(from, to) =>
          set(
            withMove(
              mappings,
              rows,
              rows.indexOf(shown[from]),
              rows.indexOf(shown[to]),
              schema,
              keepOthers
            )
          )
        }
        actions={index => {
          const row = shown[index];
          const { index: at } = row;
          const removable =
            at !== undefined &&
            (row.missing || (used.get(row.source) ?? 0) > 1 || !row.source);
          return !readOnly && at !== undefined ? (
            <button
              type="button"
              className="gf-FieldButton"
              title={
                removable
                  ? trans.__('Remove this line')
                  : trans.__('As it arrives')
              }
              aria-label={
                removable
                  ? trans.__('Remove the line of %1', row.source)
                  : trans.__('Leave %1 as it arrives', row.source)
              }
              onClick={() =>
                set(
                  removable
                    ? withoutRow(mappings, at)
                    : withReset(mappings, schema, keepOthers, at)
                )
              }
              disabled={!removable && isUnchanged(row)}
            >
              <undoIcon.react tag="span" width="14px" height="14px" />
            </button>
          ) : (
            <span className="gf-Mapping-space" />
          );
        }}
        after={index => {
          const at = shown[index].index;
          return at === undefined ? null : (
            <Problems problems={problems.within(`${path}/${at}`)} />
          );
        }}
      >
        {index => line(shown[index])}
      </Rows>
      {rows.length > 0 && shown.length === 0 && (
        <p className="gf-FormNote">{trans.__('No column to show.')}</p>
      )}
      {!readOnly && (
        <button
          type="button"
          id={id}
          className="gf-AddButton"
          title={trans.__('Add a line: a column may come out several times')}
          onClick={() => {
            setOnlyChanged(false);
            set([...mappings, { source: '' }]);
          }}
        >
          <addIcon.react tag="span" width="14px" height="14px" />
          {trans.__('Line')}
        </button>
      )}
    </div>
  );

  function line(row: MappingRow): JSX.Element {
    const { index } = row;
    const key = `${id}-${index ?? row.source}`;
    const at = `${path}/${index ?? '-'}`;
    const change = (next: Parameters<typeof withRow>[3]): void =>
      set(withRow(mappings, rows, row, next));
    const known = row.from === undefined ? '' : printType(row.from);
    return (
      <div className="gf-Mapping-line" data-path={at}>
        <input
          className="gf-Checkbox"
          type="checkbox"
          aria-label={trans.__('Keep %1', row.source)}
          title={trans.__('Keep this column')}
          disabled={readOnly}
          checked={row.keep}
          onChange={event => change({ keep: event.target.checked })}
        />
        {row.source === '' || (index !== undefined && schema === undefined) ? (
          <ColumnControl
            id={`${key}-source`}
            label={trans.__('Column')}
            value={row.source}
            onChange={name => change({ source: String(name ?? '') })}
          />
        ) : (
          <span
            className="gf-Mapping-source"
            title={known ? `${row.source} (${known})` : row.source}
          >
            {row.source}
          </span>
        )}
        <input
          className="gf-Input"
          type="text"
          spellCheck={false}
          autoComplete="off"
          aria-label={trans.__('New name of %1', row.source)}
          aria-invalid={
            severityOf(problems.at(`${at}/target`)) === 'error' || undefined
          }
          title={row.target || undefined}
          placeholder={row.source}
          disabled={readOnly || !row.keep}
          value={row.target}
          onChange={event => change({ target: event.target.value })}
        />
        {readOnly || !row.keep ? (
          <span className="gf-ColumnType" title={row.type || known}>
            {row.type || known}
          </span>
        ) : (
          <TypeControl
            id={`${key}-type`}
            label={trans.__('New type of %1', row.source)}
            value={row.type}
            placeholder={known}
            invalid={severityOf(problems.at(`${at}/type`)) === 'error'}
            onChange={type => change({ type: String(type ?? '') })}
          />
        )}
      </div>
    );
  }
}
