import {
  fieldRule,
  isObject,
  pointerSegments,
  type Json,
  type JsonObject,
  type SchemaPart
} from '@glueflow/components-manager';
import { addIcon } from '@jupyterlab/ui-components';
import { useEffect, useRef, type ComponentType } from 'react';
import { freshId } from '../../model/ids.js';
import { kept } from '../form/edit.js';
import { textOf } from '../form/value.js';
import { Problems } from '../form/problems.js';
import { severityOf } from '../form/problem.js';
import {
  choicesOf,
  fieldsOf,
  resolve,
  typeOfSchema,
  type FieldSpec
} from '../form/schema.js';
import {
  useFormScope,
  type ControlProps,
  type NestedControlProps
} from '../form/scope.js';
import { moved } from '../pickers/column.js';
import { Rows } from './rows.js';
import { TakeColumns } from './take.js';

/** Most fields of an entry that stand on its line. */
const ON_LINE = 3;

/** What a list's entries are. */
export interface ListSpec {
  path: string;
  /** The schema of the list, and the whole it is part of. */
  schema: SchemaPart;
  root: SchemaPart;
  title: string;
}

/** A new entry: what has to be there, with the first of its choices. */
export function newItem(items: SchemaPart, root: SchemaPart): Json {
  const schema = resolve(items, root);
  if (typeOfSchema(schema) !== 'object') {
    return (choicesOf(schema)?.[0].value ?? '') as Json;
  }
  const item: JsonObject = {};
  for (const field of fieldsOf(schema, {}, root)) {
    if (field.required) {
      item[field.name] =
        (choicesOf(field.schema)?.[0].value as Json | undefined) ??
        (field.hint.control === 'type'
          ? 'string'
          : field.hint.control === 'id'
            ? freshId('o')
            : '');
    }
  }
  return item;
}

/** Code has a line of its own. */
function isCode({ hint }: FieldSpec): boolean {
  return hint.control === 'sql-expression';
}

/** Which fields of an entry stand on its line, and which below. */
export function lineOf(
  fields: readonly FieldSpec[],
  items: SchemaPart
): { line: readonly FieldSpec[]; below: readonly FieldSpec[] } {
  const always = isObject(items.properties) ? items.properties : {};
  // An id is made by the form and never changed.
  const shown = fields.filter(({ hint }) => hint.control !== 'id');
  const line = shown
    .filter(each => Object.hasOwn(always, each.name) && !isCode(each))
    .slice(0, ON_LINE);
  return { line, below: shown.filter(field => !line.includes(field)) };
}

/** A list in compact rows: one line for each entry. */
export function ListControl(
  props: ControlProps & {
    spec: ListSpec;
    Control: ComponentType<NestedControlProps>;
    Frame: NestedControlProps['Frame'];
  }
): JSX.Element {
  const { trans, readOnly, problems } = useFormScope();
  const { spec, id, onChange, Control, Frame } = props;
  const { path, root } = spec;
  const value = Array.isArray(props.value) ? props.value : [];
  const items = resolve((spec.schema.items ?? {}) as SchemaPart, root);
  const group = useRef<HTMLDivElement>(null);
  const added = useRef(false);

  useEffect(() => {
    if (added.current) {
      added.current = false;
      const rows = group.current?.querySelectorAll('.gf-Row-content');
      rows?.[rows.length - 1]
        ?.querySelector<HTMLElement>('input, select')
        ?.focus();
    }
  });

  const set = (next: Json[]): void =>
    onChange(next.length === 0 ? undefined : next);
  const setItem = (index: number, item: Json): void =>
    set(value.map((each, at) => (at === index ? item : each)));

  const objects = typeOfSchema(items) === 'object';
  const fieldsAt = (index: number): ReturnType<typeof lineOf> =>
    lineOf(fieldsOf(items, value[index], root, `${path}/${index}`), items);
  const field = (
    index: number,
    { name, ...each }: FieldSpec,
    label: string | undefined
  ): JSX.Element => {
    const item = isObject(value[index]) ? (value[index] as JsonObject) : {};
    return (
      <Control
        key={name}
        id={`${id}-${index}-${name}`}
        spec={{ name, ...each }}
        root={root}
        Frame={Frame}
        value={item[name]}
        label={label}
        placeholder={each.title}
        invalid={severityOf(problems.within(each.path)) === 'error'}
        onChange={next => {
          const { [name]: _before, ...others } = item;
          const after = kept(next, each.schema, each.required);
          setItem(
            index,
            after === undefined ? others : { ...item, [name]: after }
          );
        }}
      />
    );
  };
  const line = (index: number): JSX.Element => {
    if (objects) {
      return (
        <div
          className="gf-List-line"
          data-fields={heads.length}
          data-path={`${path}/${index}`}
        >
          {fieldsAt(index).line.map(each =>
            typeOfSchema(each.schema) === 'boolean' ? (
              <label
                key={each.name}
                className="gf-List-tick"
                title={each.description ?? each.title}
              >
                {field(index, each, undefined)}
                <span>{each.title}</span>
              </label>
            ) : (
              field(index, each, each.title)
            )
          )}
        </div>
      );
    }
    const at = `${path}/${index}`;
    return (
      <Control
        id={`${id}-${index}`}
        spec={{
          name: String(index),
          path: at,
          title: spec.title,
          schema: items,
          hint: fieldRule(root, pointerSegments(at)).hint,
          required: true
        }}
        root={root}
        Frame={Frame}
        value={value[index]}
        label={spec.title}
        invalid={severityOf(problems.within(at)) === 'error'}
        onChange={next => setItem(index, next ?? '')}
      />
    );
  };
  const below = (index: number): JSX.Element | null => {
    const fields = objects ? fieldsAt(index).below : [];
    return fields.length === 0 ? null : (
      <div className="gf-List-below">
        {fields.map(each =>
          isCode(each) ? (
            <div key={each.name} className="gf-List-code">
              {field(index, each, each.title)}
            </div>
          ) : (
            <label key={each.name} title={each.description}>
              {typeOfSchema(each.schema) === 'boolean' ? (
                <>
                  {field(index, each, undefined)}
                  <span>{each.title}</span>
                </>
              ) : (
                <>
                  <span>{each.title}</span>
                  {field(index, each, undefined)}
                </>
              )}
            </label>
          )
        )}
      </div>
    );
  };

  const heads = objects && value.length > 0 ? fieldsAt(0).line : [];
  // The fields say their names themselves to who can't see.
  const head = heads.length > 1 &&
    heads.every(({ schema }) => typeOfSchema(schema) !== 'boolean') && (
      <div
        className="gf-List-head"
        data-fields={heads.length}
        aria-hidden="true"
      >
        {heads.map(({ name, title, description }) => (
          <span key={name} title={description ?? title}>
            {title}
          </span>
        ))}
      </div>
    );
  return (
    <div
      ref={group}
      className="gf-List"
      data-fields={heads.length}
      data-readonly={readOnly || undefined}
      role="group"
      aria-label={props.label}
      aria-describedby={props.describedBy}
    >
      {head}
      <Rows
        count={value.length}
        name={index => itemName(value[index], spec.title, index)}
        readOnly={readOnly}
        trans={trans}
        onMove={(from, to) => set(moved(value, from, to))}
        onRemove={index => set(value.filter((_, at) => at !== index))}
        after={index => (
          <>
            {below(index)}
            <Problems problems={problems.within(`${path}/${index}`)} />
          </>
        )}
      >
        {line}
      </Rows>
      {!readOnly && (
        <button
          type="button"
          id={id}
          className="gf-AddButton"
          onClick={() => {
            added.current = true;
            set([...value, newItem(items, root)]);
          }}
        >
          <addIcon.react tag="span" width="14px" height="14px" />
          {trans.__('Add')}
        </button>
      )}
      <TakeColumns path={path} onTake={set} />
    </div>
  );
}

/** What an entry is called: its first text. */
function itemName(
  item: Json | undefined,
  title: string,
  index: number
): string {
  const first = isObject(item)
    ? Object.values(item as JsonObject).find(
        each => typeof each === 'string' && each !== ''
      )
    : item;
  return textOf(first) || `${title} ${index + 1}`;
}
