import { printType, type Schema } from '@glueflow/components-manager';
import type { TranslationBundle } from '@jupyterlab/translation';
import { addIcon } from '@jupyterlab/ui-components';
import { useState } from 'react';
import { textOf } from '../form/value.js';
import { useFormScope, type ControlProps } from '../form/scope.js';
import { Problems } from '../form/problems.js';
import { Rows } from '../list/rows.js';
import { Combobox, type Offers } from './combobox.js';
import type { Option } from './options.js';

/** Columns as a picker offers them, with their types. */
function columnOptions(schema: Schema | undefined): Option[] {
  return (schema ?? []).map(({ name, type }) => ({
    value: name,
    detail: printType(type)
  }));
}

/** What a picker of columns offers; a hint where none are known. */
function columnOffers(
  schema: Schema | undefined,
  trans: TranslationBundle
): Offers {
  return {
    state: 'ready',
    options: columnOptions(schema),
    ...(schema === undefined
      ? {
          hint: trans.__(
            'The columns are not known here. Any name can be typed.'
          )
        }
      : {})
  };
}

/** One column of an input, by its name. */
export function ColumnControl(
  props: ControlProps & { input?: string }
): JSX.Element {
  const { trans, readOnly, columns } = useFormScope();
  return (
    <Combobox
      id={props.id}
      value={textOf(props.value)}
      offers={columnOffers(columns(props.input), trans)}
      trans={trans}
      disabled={readOnly}
      onChange={props.onChange}
      label={props.label}
      describedBy={props.describedBy}
      placeholder={props.placeholder ?? trans.__('Column')}
      invalid={props.invalid}
    />
  );
}

/** Several columns, in order. */
export function ColumnsControl(
  props: ControlProps & { input?: string; path: string }
): JSX.Element {
  const { trans, readOnly, columns, problems } = useFormScope();
  const { id, path, onChange } = props;
  const [typed, setTyped] = useState('');
  const value = Array.isArray(props.value) ? props.value.map(textOf) : [];
  const schema = columns(props.input);
  const types = new Map(
    columnOptions(schema).map(({ value: name, detail }) => [
      name.toLowerCase(),
      detail
    ])
  );
  const chosen = new Set(value.map(name => name.toLowerCase()));
  const rest = (schema ?? []).filter(
    ({ name }) => !chosen.has(name.toLowerCase())
  );
  const set = (next: string[]): void =>
    onChange(next.length === 0 ? undefined : next);
  const add = (name: string): void => {
    if (name.trim() !== '') {
      set([...value, name]);
    }
    setTyped('');
  };
  return (
    <div className="gf-Columns" role="group" aria-label={props.label}>
      <Rows
        count={value.length}
        name={index => value[index]}
        readOnly={readOnly}
        trans={trans}
        onMove={(from, to) => set(moved(value, from, to))}
        onRemove={index => set(value.filter((_, at) => at !== index))}
        after={index => <Problems problems={problems.at(`${path}/${index}`)} />}
      >
        {index => (
          <span className="gf-Columns-name" title={value[index]}>
            <span>{value[index]}</span>
            <span className="gf-ColumnType">
              {types.get(value[index].toLowerCase()) ?? ''}
            </span>
          </span>
        )}
      </Rows>
      {!readOnly && (
        <div className="gf-Columns-add">
          <Combobox
            id={id}
            value={typed}
            offers={columnOffers(schema && rest, trans)}
            trans={trans}
            disabled={readOnly}
            onChange={setTyped}
            onChoose={add}
            onEnter={() => add(typed)}
            label={
              props.label === undefined
                ? trans.__('Add a column')
                : trans.__('%1: add a column', props.label)
            }
            describedBy={props.describedBy}
            placeholder={trans.__('Add a column')}
            invalid={props.invalid}
          />
          {typed !== '' && (
            <button
              type="button"
              className="gf-FieldButton"
              title={trans.__('Add')}
              aria-label={trans.__('Add')}
              onClick={() => add(typed)}
            >
              <addIcon.react tag="span" width="14px" height="14px" />
            </button>
          )}
        </div>
      )}
      {!readOnly && value.length > 1 && (
        <button
          type="button"
          className="gf-FieldLink gf-Columns-clear"
          onClick={() => set([])}
        >
          {trans.__('Remove all')}
        </button>
      )}
    </div>
  );
}

/** A list with one entry moved to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [item] = next.splice(from, 1);
  if (item !== undefined) {
    next.splice(Math.max(0, Math.min(to, next.length)), 0, item);
  }
  return next;
}
