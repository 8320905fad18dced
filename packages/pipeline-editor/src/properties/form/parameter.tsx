import {
  fieldRule,
  isParameter,
  PARAMETER_NAME,
  pointerSegments,
  type Json,
  type ParameterType,
  type PipelineParameter,
  type SchemaPart
} from '@glueflow/components-manager';
import { variableIcon } from '@jupyterlab/ui-components';
import { useState } from 'react';
import { withValue } from './edit.js';
import type { FieldSpec } from './schema.js';
import { useFormScope } from './scope.js';

/** JSON types for which a parameter's value can stand. */
const STANDS_FOR: Readonly<Record<ParameterType, readonly string[]>> = {
  string: ['string'],
  integer: ['integer', 'number'],
  number: ['number'],
  boolean: ['boolean'],
  date: ['string'],
  timestamp: ['string']
};

/** True where a parameter may stand for the whole value. */
export function takesParameter(spec: FieldSpec, root: SchemaPart): boolean {
  const { hint, types } = fieldRule(root, pointerSegments(spec.path));
  return (
    !hint.verbatim &&
    !hint.fixed &&
    [...types].some(type =>
      ['string', 'integer', 'number', 'boolean'].includes(type)
    )
  );
}

/** The declared parameters that fit a field. */
function fittingParameters(
  parameters: Readonly<Record<string, PipelineParameter>>,
  types: ReadonlySet<string>
): string[] {
  return Object.keys(parameters)
    .filter(
      name =>
        types.size === 0 ||
        (STANDS_FOR[parameters[name].type] ?? []).some(each => types.has(each))
    )
    .sort();
}

/** The type a new parameter gets for a field. */
function parameterTypeFor(types: ReadonlySet<string>): ParameterType {
  return types.has('string') || types.size === 0
    ? 'string'
    : types.has('integer')
      ? 'integer'
      : types.has('number')
        ? 'number'
        : 'boolean';
}

/** Turns a field into a parameter and back. */
export function ParameterToggle(props: {
  title: string;
  pressed: boolean;
  onToggle(): void;
}): JSX.Element {
  const { trans } = useFormScope();
  const words = props.pressed
    ? trans.__('Give a value instead of a parameter')
    : trans.__('Use a parameter');
  return (
    <button
      type="button"
      className="gf-FieldButton gf-ParameterToggle"
      // Tab goes from field to field: what is typed on must not land here.
      tabIndex={-1}
      aria-pressed={props.pressed}
      aria-keyshortcuts="Alt+Enter"
      title={trans.__('%1 (Alt+Enter in the field)', words)}
      aria-label={`${props.title}: ${words}`}
      onClick={props.onToggle}
    >
      <variableIcon.react tag="span" width="14px" height="14px" />
    </button>
  );
}

const NEW = '\u0000new';

/** Chooses the parameter that stands for a field, or declares a new one. */
export function ParameterControl(props: {
  id: string;
  spec: FieldSpec;
  root: SchemaPart;
  value: Json | undefined;
  onChange(value: Json | undefined): void;
}): JSX.Element {
  const { id, spec, root, value, onChange } = props;
  const { trans, readOnly, parameters, config, declare } = useFormScope();
  const { types } = fieldRule(root, pointerSegments(spec.path));
  const names = fittingParameters(parameters, types);
  const current = isParameter(value) ? value.$parameter : undefined;
  const [adding, setAdding] = useState(
    names.length === 0 && current === undefined
  );
  const [name, setName] = useState('');
  const taken = Object.hasOwn(parameters, name);
  const valid = PARAMETER_NAME.test(name) && !taken;
  const add = (): void => {
    if (!valid) {
      return;
    }
    const plain = isParameter(value) ? undefined : value;
    const fits =
      typeof plain === 'string' ||
      typeof plain === 'number' ||
      typeof plain === 'boolean';
    const [top, ...within] = pointerSegments(spec.path);
    declare(
      name,
      {
        type: parameterTypeFor(types),
        ...(fits && plain !== '' ? { default: plain } : {})
      },
      { [top]: withValue(config[top], within, { $parameter: name }) }
    );
    setAdding(false);
  };
  if (adding && !readOnly) {
    return (
      <div className="gf-NewParameter">
        <input
          id={id}
          className="gf-Input"
          type="text"
          autoFocus
          spellCheck={false}
          autoComplete="off"
          placeholder={trans.__('Name of the new parameter')}
          aria-invalid={(name !== '' && !valid) || undefined}
          value={name}
          onChange={event => setName(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter') {
              event.preventDefault();
              add();
            } else if (event.key === 'Escape') {
              event.stopPropagation();
              setAdding(false);
            }
          }}
        />
        <button
          type="button"
          className="jp-mod-styled jp-mod-accept gf-mod-small"
          disabled={!valid}
          onClick={add}
        >
          {trans.__('Add')}
        </button>
        {name !== '' && !valid && (
          <span className="gf-FormNote" role="status">
            {taken
              ? trans.__('There is a parameter of this name.')
              : trans.__('Use letters, digits and _, not a digit first.')}
          </span>
        )}
      </div>
    );
  }
  return (
    <select
      id={id}
      className="gf-Select gf-mod-parameter"
      disabled={readOnly}
      value={current ?? ''}
      onChange={event => {
        if (event.target.value === NEW) {
          setAdding(true);
        } else {
          onChange({ $parameter: event.target.value });
        }
      }}
    >
      {current === undefined && (
        <option value="">{trans.__('Choose a parameter')}</option>
      )}
      {current !== undefined && !names.includes(current) && (
        <option value={current}>{current}</option>
      )}
      {names.map(each => (
        <option key={each} value={each}>
          {`${each} (${parameters[each].type})`}
        </option>
      ))}
      <option value={NEW}>{trans.__('New parameter…')}</option>
    </select>
  );
}
