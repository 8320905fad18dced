import {
  family as familyOf,
  TEST_OPERATORS,
  type ConditionTest,
  type Family,
  type Scalar,
  type TestOperator
} from '@glueflow/components-core';
import { closeIcon } from '@jupyterlab/ui-components';
import { useRef, useState } from 'react';
import { useDraft } from '../form/draft.js';
import { severityOf } from '../form/problem.js';
import { useFormScope } from '../form/scope.js';
import { Combobox } from '../pickers/combobox.js';
import { ColumnControl } from '../pickers/column.js';
import {
  operatorsFor,
  readScalar,
  scalarText,
  withOperator,
  withOther,
  withPart
} from './model.js';

/** One condition on a column. */
export function TestRow(props: {
  id: string;
  test: ConditionTest;
  path: string;
  onChange(test: ConditionTest): void;
}): JSX.Element {
  const { id, test, path, onChange } = props;
  const { trans, readOnly, columns, problems } = useFormScope();
  const column = columns()?.find(
    ({ name }) => name.toLowerCase() === (test.column ?? '').toLowerCase()
  );
  const family = column ? familyOf(column.type) : 'unknown';
  // What the other kind of comparison held, for the way back.
  const other = useRef<Pick<ConditionTest, 'column' | 'value' | 'otherColumn'>>(
    { column: '' }
  );
  const compareWith = (kind: string): void => {
    const before = other.current.column === test.column ? other.current : {};
    other.current = { ...before, ...test };
    onChange(withOther(test, kind === 'column', before));
  };
  const { needs } = TEST_OPERATORS[test.operator] ?? { needs: 'value' };
  const value = (
    part: 'value' | 'low' | 'high',
    label: string
  ): JSX.Element => (
    <ScalarInput
      id={`${id}-${part}`}
      label={label}
      family={needs === 'text' ? 'text' : family}
      isDate={column?.type.kind === 'date'}
      value={test[part]}
      invalid={severityOf(problems.at(`${path}/${part}`)) === 'error'}
      onChange={next => onChange(withPart(test, part, next))}
    />
  );
  return (
    <div className="gf-Condition-test" data-path={path}>
      <ColumnControl
        id={`${id}-column`}
        label={trans.__('Column')}
        value={test.column ?? ''}
        invalid={severityOf(problems.at(`${path}/column`)) === 'error'}
        onChange={name => onChange(withPart(test, 'column', name ?? ''))}
      />
      <select
        className="gf-Select gf-Condition-test-operator"
        aria-label={trans.__('Operator')}
        title={TEST_OPERATORS[test.operator]?.title}
        aria-invalid={
          severityOf(problems.at(`${path}/operator`)) === 'error' || undefined
        }
        disabled={readOnly}
        value={test.operator}
        onChange={event =>
          onChange(withOperator(test, event.target.value as TestOperator))
        }
      >
        {operatorsFor(family, test.operator).map(operator => (
          <option key={operator} value={operator}>
            {TEST_OPERATORS[operator].title}
          </option>
        ))}
      </select>
      {needs !== 'nothing' && (
        <div className="gf-Condition-value">
          {needs === 'values' ? (
            <ScalarList
              id={`${id}-values`}
              family={family}
              values={test.values ?? []}
              onChange={values => onChange(withPart(test, 'values', values))}
            />
          ) : needs === 'range' ? (
            <>
              {value('low', trans.__('From'))}
              <span>{trans.__('and')}</span>
              {value('high', trans.__('To'))}
            </>
          ) : test.otherColumn !== undefined ? (
            <ColumnControl
              id={`${id}-other`}
              label={trans.__('Other column')}
              value={test.otherColumn}
              placeholder={trans.__('Other column')}
              invalid={
                severityOf(problems.at(`${path}/otherColumn`)) === 'error'
              }
              onChange={name =>
                onChange(withPart(test, 'otherColumn', name ?? ''))
              }
            />
          ) : (
            value('value', trans.__('Value'))
          )}
          {needs === 'value' && !readOnly && (
            <select
              className="gf-Select gf-Condition-kind"
              aria-label={trans.__('Compare with')}
              title={trans.__('Compare with a value, or with another column')}
              value={test.otherColumn === undefined ? 'value' : 'column'}
              onChange={event => compareWith(event.target.value)}
            >
              <option value="value">{trans.__('value')}</option>
              <option value="column">{trans.__('column')}</option>
            </select>
          )}
        </div>
      )}
    </div>
  );
}

/** A constant of the kind that a column holds, or a parameter as `${name}`. */
function ScalarInput(props: {
  id: string;
  label: string;
  family: Family;
  isDate: boolean;
  value: Scalar | undefined;
  invalid: boolean;
  onChange(value: Scalar | undefined): void;
}): JSX.Element {
  const { id, label, family, isDate, value, invalid, onChange } = props;
  const { trans, readOnly, parameters } = useFormScope();
  const read = (text: string): Scalar | undefined => readScalar(text, family);
  const [shown, setDraft, forget] = useDraft(value, read, scalarText);
  const offered = Object.keys(parameters).map(name => ({
    value: `\${${name}}`,
    detail: parameters[name].type
  }));
  const options =
    family === 'boolean'
      ? [{ value: 'true' }, { value: 'false' }, ...offered]
      : offered;
  const set = (text: string): void => {
    setDraft(text);
    onChange(read(text));
  };
  const placeholder =
    family === 'time' ? (isDate ? '2013-01-31' : '2013-01-31 12:30:00') : label;
  if (options.length === 0) {
    return (
      <input
        id={id}
        className="gf-Input"
        type="text"
        inputMode={family === 'number' ? 'decimal' : undefined}
        spellCheck={false}
        autoComplete="off"
        aria-label={label}
        aria-invalid={invalid || undefined}
        title={shown || trans.__('${name} stands for a parameter.')}
        placeholder={placeholder}
        disabled={readOnly}
        value={shown}
        onChange={event => set(event.target.value)}
        onBlur={forget}
      />
    );
  }
  return (
    <span className="gf-Condition-scalar" onBlur={forget}>
      <Combobox
        id={id}
        label={label}
        value={shown}
        offers={{ state: 'ready', options }}
        trans={trans}
        disabled={readOnly}
        placeholder={placeholder}
        invalid={invalid}
        free
        onChange={set}
      />
    </span>
  );
}

/** Several constants: Enter or a comma adds what is typed. */
function ScalarList(props: {
  id: string;
  family: Family;
  values: readonly Scalar[];
  onChange(values: Scalar[]): void;
}): JSX.Element {
  const { id, family, values, onChange } = props;
  const { trans, readOnly } = useFormScope();
  const [text, setText] = useState('');
  const add = (typed: string): void => {
    const found = typed
      .split(',')
      .map(each => readScalar(each.trim(), family))
      .filter(each => each !== undefined);
    if (found.length > 0) {
      onChange([...values, ...found]);
    }
    setText('');
  };
  return (
    <div className="gf-Tags">
      {values.map((value, index) => (
        <span key={index} className="gf-Tag" title={scalarText(value)}>
          <span>{scalarText(value)}</span>
          {!readOnly && (
            <button
              type="button"
              className="gf-FieldButton"
              aria-label={trans.__('Remove %1', scalarText(value))}
              onClick={() => onChange(values.filter((_, at) => at !== index))}
            >
              <closeIcon.react tag="span" width="10px" height="10px" />
            </button>
          )}
        </span>
      ))}
      {!readOnly && (
        <input
          id={id}
          className="gf-Tags-input"
          type="text"
          spellCheck={false}
          autoComplete="off"
          aria-label={trans.__('Add a value')}
          placeholder={trans.__('Value, …')}
          title={trans.__('Enter or a comma adds a value')}
          value={text}
          onChange={event =>
            event.target.value.includes(',')
              ? add(event.target.value)
              : setText(event.target.value)
          }
          onKeyDown={event => {
            if (event.key === 'Enter') {
              event.preventDefault();
              add(text);
            } else if (event.key === 'Backspace' && text === '') {
              event.preventDefault();
              onChange(values.slice(0, -1));
            }
          }}
          onBlur={() => add(text)}
        />
      )}
    </div>
  );
}
