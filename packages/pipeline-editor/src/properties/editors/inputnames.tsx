import { useState } from 'react';
import { severityOf } from '../form/problem.js';
import { Problems } from '../form/problems.js';
import { useFormScope, type ControlProps } from '../form/scope.js';

/** The name that each input has in the node's code, kept with its link. */
export function InputNamesControl(
  props: ControlProps & { path: string }
): JSX.Element {
  const { path, value } = props;
  const { component, config, inputs, problems, trans } = useFormScope();
  const names = component.inputNames?.(config, inputs) ?? [];
  const surplus = (Array.isArray(value) ? value : []).flatMap((_, index) =>
    index < inputs.length ? [] : problems.within(`${path}/${index}`)
  );
  return (
    <div className="gf-InputNames" role="group" aria-label={props.label}>
      {inputs.length === 0 && (
        <p className="gf-FormNote">{trans.__('No step is linked yet.')}</p>
      )}
      {inputs.map(({ edge, title }, index) => (
        <div key={edge} data-path={`${path}/${index}`}>
          <div className="gf-List-line">
            <span className="gf-InputNames-step" title={title}>
              {title}
            </span>
            <NameInput
              id={`${props.id}-${index}`}
              edge={edge}
              name={names[index] ?? ''}
              label={trans.__('Name of the input from %1', title)}
              invalid={
                severityOf(problems.within(`${path}/${index}`)) === 'error'
              }
            />
          </div>
          <Problems problems={problems.within(`${path}/${index}`)} />
        </div>
      ))}
      <Problems problems={surplus} />
    </div>
  );
}

function NameInput(props: {
  id: string;
  edge: string;
  name: string;
  label: string;
  invalid: boolean;
}): JSX.Element {
  const { nameInput, readOnly } = useFormScope();
  // What is typed while it is no name (empty) stays here only.
  const [draft, setDraft] = useState<string>();
  const { edge, name } = props;
  return (
    <input
      id={props.id}
      className="gf-Input gf-mod-code"
      type="text"
      spellCheck={false}
      autoComplete="off"
      aria-label={props.label}
      aria-invalid={props.invalid || undefined}
      title={name}
      disabled={readOnly}
      value={draft ?? name}
      onChange={event => {
        const next = event.target.value.trim();
        setDraft(next === '' ? '' : undefined);
        if (next !== '') {
          nameInput(edge, next);
        }
      }}
      onBlur={() => setDraft(undefined)}
    />
  );
}
