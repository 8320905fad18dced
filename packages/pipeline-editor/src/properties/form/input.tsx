import type { Json, SchemaPart } from '@glueflow/components-manager';
import { useDraft } from './draft.js';
import { choicesOf, type Choice } from './schema.js';
import { useFormScope, type ControlProps } from './scope.js';
import { readNumber, textOf } from './value.js';

/** One line of text. */
export function TextControl(props: ControlProps): JSX.Element {
  const { readOnly } = useFormScope();
  const text = textOf(props.value);
  return (
    <input
      id={props.id}
      className="gf-Input"
      type="text"
      spellCheck={false}
      autoComplete="off"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid || undefined}
      placeholder={props.placeholder}
      title={text || undefined}
      disabled={readOnly}
      value={text}
      onChange={event => props.onChange(event.target.value)}
    />
  );
}

/** A number. What is no number is kept as it was typed: the compiler says what is wrong with it. */
export function NumberControl(props: ControlProps): JSX.Element {
  const { readOnly } = useFormScope();
  const [shown, setDraft, forget] = useDraft<Json>(
    props.value,
    readNumber,
    textOf
  );
  return (
    <input
      id={props.id}
      className="gf-Input"
      type="text"
      inputMode="decimal"
      autoComplete="off"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid || undefined}
      placeholder={props.placeholder}
      disabled={readOnly}
      value={shown}
      onChange={event => {
        setDraft(event.target.value);
        props.onChange(readNumber(event.target.value));
      }}
      onBlur={forget}
    />
  );
}

/** A tick. */
export function BooleanControl(
  props: ControlProps & { preset?: boolean }
): JSX.Element {
  const { readOnly } = useFormScope();
  return (
    <input
      id={props.id}
      ref={box => {
        if (box) {
          box.indeterminate = props.mixed === true;
        }
      }}
      className="gf-Checkbox"
      type="checkbox"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      disabled={readOnly}
      checked={!props.mixed && Boolean(props.value ?? props.preset ?? false)}
      onChange={event => props.onChange(event.target.checked)}
    />
  );
}

/** One of the values that a schema offers. */
export function ChoiceControl(
  props: ControlProps & { schema: SchemaPart; required: boolean }
): JSX.Element {
  const { readOnly, trans } = useFormScope();
  const { schema, required, onChange } = props;
  const choices = choicesOf(schema) ?? [];
  const value = props.mixed
    ? undefined
    : (props.value ?? (schema.default as typeof props.value));
  const at = choices.findIndex(choice => choice.value === value);
  const foreign = at < 0 && value !== undefined;
  const optional = !required && schema.default === undefined;
  const tipOf = ({ title, description }: Choice): string =>
    description === undefined ? title : trans.__('%1: %2', title, description);
  return (
    <select
      id={props.id}
      className="gf-Select"
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid || undefined}
      title={at < 0 ? undefined : tipOf(choices[at])}
      disabled={readOnly}
      value={foreign ? 'foreign' : at < 0 ? '' : String(at)}
      onChange={event =>
        onChange(
          event.target.value === ''
            ? undefined
            : choices[Number(event.target.value)]?.value
        )
      }
    >
      {foreign && (
        <option value="foreign" disabled>
          {trans.__('%1 (not a choice)', JSON.stringify(value))}
        </option>
      )}
      {(optional || (at < 0 && !foreign)) && (
        <option value="" disabled={props.mixed && !optional}>
          {props.mixed
            ? trans.__('Several values')
            : optional
              ? trans.__('(none)')
              : ''}
        </option>
      )}
      {choices.map((choice, index) => (
        <option
          key={index}
          value={String(index)}
          title={choice.description && tipOf(choice)}
        >
          {choice.title}
        </option>
      ))}
    </select>
  );
}
