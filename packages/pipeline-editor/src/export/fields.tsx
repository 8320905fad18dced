import {
  isError,
  pointerSegments,
  type Fix,
  type Problem
} from '@glueflow/components-manager';
import { addIcon, closeIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { ProblemText, type OpenField } from '../service/failure.js';
import { Offered } from './offered.js';

/** What every field of the form has. */
export interface FieldProps {
  label: string;
  trans: TranslationBundle;
  help?: string;
  required?: boolean;
  problems?: readonly Problem[];
  onFix?(fix: Fix): void;
  disabled?: boolean;
}

interface FrameProps extends FieldProps {
  children(ids: {
    id: string;
    describedBy: string | undefined;
    invalid: boolean;
  }): ReactNode;
}

/** A label, a control, its help and what is wrong with it. */
export function Field(props: FrameProps): JSX.Element {
  const { label, help, required, problems = [], children } = props;
  const id = useId();
  const invalid = problems.some(isError);
  const described = [
    ...(help === undefined ? [] : [`${id}-help`]),
    ...(problems.length > 0 ? [`${id}-problems`] : [])
  ];
  return (
    <div className="gf-JobField">
      <label className="gf-JobField-label" htmlFor={id}>
        {label}
        {required && (
          <span
            className="gf-JobField-required"
            title={props.trans.__('Required')}
            aria-hidden="true"
          >
            *
          </span>
        )}
      </label>
      {children({
        id,
        describedBy: described.length > 0 ? described.join(' ') : undefined,
        invalid
      })}
      {help !== undefined && (
        <p className="gf-JobField-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      <Problems
        trans={props.trans}
        id={`${id}-problems`}
        problems={problems}
        onFix={props.onFix}
        disabled={props.disabled}
      />
    </div>
  );
}

/** Problems beside a field, each with its fix. */
export function Problems(props: {
  id?: string;
  problems: readonly Problem[];
  trans: TranslationBundle;
  onFix?(fix: Fix): void;
  /** Goes to the step's field that a problem is about. */
  onOpen?: OpenField;
  disabled?: boolean;
}): JSX.Element | null {
  const { id, problems, trans, onFix, onOpen, disabled } = props;
  if (problems.length === 0) {
    return null;
  }
  return (
    <ul className="gf-JobField-problems" id={id} aria-live="polite">
      {problems.map((problem, index) => {
        const { severity, fix } = problem;
        return (
          <li key={index} data-severity={severity}>
            <ProblemText problem={problem} trans={trans} onOpen={onOpen} />
            {fix !== undefined && onFix !== undefined && !disabled && (
              <button
                type="button"
                className="gf-LinkButton"
                onClick={() => onFix(fix)}
              >
                {fix.title}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** One line of text; `options` are offered, anything else can be typed. */
export function TextField(
  props: FieldProps & {
    value: string;
    placeholder?: string;
    options?: readonly { value: string; label?: string }[];
    onChange(value: string): void;
  }
): JSX.Element {
  const { value, placeholder, options = [], onChange } = props;
  const list = useId();
  return (
    <Field {...props}>
      {({ id, describedBy, invalid }) => (
        <>
          <input
            id={id}
            type="text"
            className="jp-mod-styled"
            value={value}
            placeholder={placeholder}
            disabled={props.disabled}
            required={props.required}
            aria-invalid={invalid}
            aria-describedby={describedBy}
            spellCheck={false}
            autoComplete="off"
            list={options.length > 0 ? list : undefined}
            onChange={event => onChange(event.target.value)}
          />
          {options.length > 0 && (
            <datalist id={list}>
              {options.map(option => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </datalist>
          )}
          {value === '' && !props.disabled && (
            <Offered
              names={options.map(option => option.value)}
              trans={props.trans}
              onTake={name => {
                onChange(name);
                document.getElementById(id)?.focus();
              }}
            />
          )}
        </>
      )}
    </Field>
  );
}

/** A number, or nothing for the default. */
export function NumberField(
  props: FieldProps & {
    value: number | undefined;
    placeholder?: string;
    min?: number;
    onChange(value: number | undefined): void;
  }
): JSX.Element {
  const { value, placeholder, min, onChange } = props;
  return (
    <Field {...props}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          type="number"
          className="jp-mod-styled"
          value={value ?? ''}
          min={min}
          placeholder={placeholder}
          disabled={props.disabled}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          onChange={event => {
            const { valueAsNumber } = event.target;
            onChange(Number.isNaN(valueAsNumber) ? undefined : valueAsNumber);
          }}
        />
      )}
    </Field>
  );
}

/** One of several values; one that is none of them stays shown. */
export function SelectField(
  props: FieldProps & {
    value: string;
    options: readonly { value: string; label: string }[];
    onChange(value: string): void;
  }
): JSX.Element {
  const { value, options, onChange } = props;
  const known = options.some(option => option.value === value);
  return (
    <Field {...props}>
      {({ id, describedBy, invalid }) => (
        <div className="jp-select-wrapper">
          <select
            id={id}
            className="jp-mod-styled"
            value={value}
            disabled={props.disabled}
            aria-invalid={invalid}
            aria-describedby={describedBy}
            onChange={event => onChange(event.target.value)}
          >
            {!known && <option value={value}>{value}</option>}
            {options.map(option => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
        </div>
      )}
    </Field>
  );
}

/** Yes or no. */
export function CheckField(
  props: Omit<FieldProps, 'required'> & {
    value: boolean;
    onChange(value: boolean): void;
  }
): JSX.Element {
  const { label, help, value, problems = [], onChange, disabled } = props;
  const id = useId();
  return (
    <div className="gf-JobField gf-mod-check">
      <label className="gf-Check">
        <input
          type="checkbox"
          checked={value}
          disabled={disabled}
          aria-describedby={help === undefined ? undefined : `${id}-help`}
          onChange={event => onChange(event.target.checked)}
        />
        <span>{label}</span>
      </label>
      {help !== undefined && (
        <p className="gf-JobField-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      <Problems
        trans={props.trans}
        problems={problems}
        onFix={props.onFix}
        disabled={disabled}
      />
    </div>
  );
}

type Row = readonly [string, string];

/**
 * Names and values. What is typed is kept row by row; rows without a name, or with one that an earlier row has, are not handed on
 * (an object has no place for them) and say so.
 */
export function PairsField(
  props: FieldProps & {
    value: Readonly<Record<string, string>>;
    nameLabel: string;
    valueLabel: string;
    /** `typed`: the person types; otherwise a row was removed. */
    onChange(value: Record<string, string>, typed: boolean): void;
  }
): JSX.Element {
  const { value, trans, label, onChange, disabled } = props;
  const [rows, setRows] = useState<readonly Row[]>(() => Object.entries(value));
  const handed = useRef(JSON.stringify(value));
  const text = JSON.stringify(value);
  useEffect(() => {
    // Undo, or another person, changed it.
    if (handed.current !== text) {
      handed.current = text;
      setRows(Object.entries(JSON.parse(text) as Record<string, string>));
    }
  }, [text]);
  const change = (next: readonly Row[], typed = true): void => {
    setRows(next);
    const result: Record<string, string> = {};
    for (const [name, each] of next) {
      if (name !== '' && !Object.hasOwn(result, name)) {
        result[name] = each;
      }
    }
    handed.current = JSON.stringify(result);
    onChange(result, typed);
  };
  const names = rows.map(([name]) => name);
  const isBad = (name: string): boolean =>
    (props.problems ?? []).some(
      problem => isError(problem) && pointerSegments(problem.path)[2] === name
    );
  return (
    <fieldset className="gf-JobField gf-Pairs">
      <legend className="gf-JobField-label">{label}</legend>
      {props.help !== undefined && (
        <p className="gf-JobField-help">{props.help}</p>
      )}
      {rows.map(([name, each], index) => (
        <div className="gf-Pairs-row" key={index}>
          <input
            type="text"
            className="jp-mod-styled"
            aria-label={trans.__('%1 %2', props.nameLabel, index + 1)}
            placeholder={props.nameLabel}
            value={name}
            disabled={disabled}
            spellCheck={false}
            aria-invalid={
              (name !== '' && names.indexOf(name) < index) || isBad(name)
            }
            onChange={event =>
              change(rows.with(index, [event.target.value, each]))
            }
          />
          <input
            type="text"
            className="jp-mod-styled"
            aria-label={trans.__('%1 %2', props.valueLabel, index + 1)}
            placeholder={props.valueLabel}
            value={each}
            disabled={disabled}
            spellCheck={false}
            onChange={event =>
              change(rows.with(index, [name, event.target.value]))
            }
          />
          <button
            type="button"
            className="gf-IconButton"
            title={trans.__('Remove')}
            aria-label={trans.__('Remove row %1', index + 1)}
            disabled={disabled}
            onClick={() => change(rows.toSpliced(index, 1), false)}
          >
            <closeIcon.react tag="span" width="14px" height="14px" />
          </button>
          {name !== '' && names.indexOf(name) < index && (
            <p className="gf-Pairs-problem" role="alert">
              {trans.__(
                '“%1” is there already: this row has no effect. Rename it or remove it.',
                name
              )}
            </p>
          )}
        </div>
      ))}
      <button
        type="button"
        className="gf-LinkButton gf-mod-add"
        disabled={disabled}
        onClick={() => setRows([...rows, ['', '']])}
      >
        <addIcon.react tag="span" width="14px" height="14px" />
        {trans.__('Add')}
      </button>
      <Problems
        trans={props.trans}
        problems={props.problems ?? []}
        onFix={props.onFix}
        disabled={disabled}
      />
    </fieldset>
  );
}

/** Names, one a line. */
export function LinesField(
  props: FieldProps & {
    value: readonly string[];
    onChange(value: string[]): void;
  }
): JSX.Element {
  const { value, onChange } = props;
  const [typed, setTyped] = useState(() => value.join('\n'));
  const joined = value.join('\n');
  useEffect(() => {
    setTyped(before =>
      linesOf(before).join('\n') === joined ? before : joined
    );
  }, [joined]);
  return (
    <Field {...props}>
      {({ id, describedBy, invalid }) => (
        <textarea
          id={id}
          className="jp-mod-styled gf-Lines"
          rows={Math.min(6, Math.max(2, value.length + 1))}
          value={typed}
          disabled={props.disabled}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          spellCheck={false}
          onChange={event => {
            setTyped(event.target.value);
            onChange(linesOf(event.target.value));
          }}
        />
      )}
    </Field>
  );
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
}
