import { isParameter } from '@glueflow/components-manager';
import { useState } from 'react';
import { Control } from './control.js';
import {
  ParameterControl,
  ParameterToggle,
  takesParameter
} from './parameter.js';
import { severityOf } from './problem.js';
import { Problems } from './problems.js';
import { choicesOf, typeOfSchema } from './schema.js';
import { useFormScope, type FrameProps } from './scope.js';

/** Controls that show the problems of what they hold themselves. */
const OWN_PROBLEMS = new Set(['columns', 'condition', 'mapping']);

/** A field with its label, what puts a parameter in its place, and its problems below. */
export function Frame(props: FrameProps): JSX.Element {
  const { id, spec, root, value, mixed, onChange } = props;
  const { trans, readOnly, problems } = useFormScope();
  const [picking, setPicking] = useState(false);
  const { schema, hint, path, title, description } = spec;
  const type = typeOfSchema(schema);
  const isTick = type === 'boolean';
  const isGroup =
    type === 'array' ||
    type === 'object' ||
    OWN_PROBLEMS.has(hint.control ?? '');
  const parametric = isParameter(value);
  const showsParameter = parametric || picking;
  const mine =
    isGroup && !showsParameter ? problems.at(path) : problems.within(path);
  const notes = mine.length > 0 ? `${id}-problems` : undefined;
  const tip =
    type === 'string' && !hint.verbatim && !hint.fixed && !choicesOf(schema)
      ? trans.__('%1 ${name} stands for a parameter.', description ?? '')
      : description;
  const hasToggle = takesParameter(spec, root) && !readOnly;
  const toggle = (): void => {
    if (parametric) {
      onChange(undefined);
    }
    setPicking(!showsParameter);
  };
  const preset = schema.default;
  const differs =
    typeof preset === 'string' &&
    preset !== '' &&
    type === 'string' &&
    value === '' &&
    !readOnly;

  const control = showsParameter ? (
    <ParameterControl
      id={id}
      spec={spec}
      root={root}
      value={value}
      onChange={next => {
        setPicking(false);
        onChange(next);
      }}
    />
  ) : (
    <Control
      id={id}
      spec={spec}
      root={root}
      value={value}
      onChange={onChange}
      Frame={Frame}
      {...(mixed ? { mixed, placeholder: trans.__('Several values') } : {})}
      label={isGroup ? title : undefined}
      describedBy={
        [notes, tip ? `${id}-tip` : undefined].filter(Boolean).join(' ') ||
        undefined
      }
      invalid={severityOf(mine) === 'error'}
    />
  );
  const label =
    isGroup && !showsParameter ? (
      <span className="gf-Field-label" title={tip}>
        {title}
      </span>
    ) : (
      <label className="gf-Field-label" htmlFor={id} title={tip}>
        {title}
      </label>
    );
  return (
    <div
      className="gf-Field"
      data-path={path}
      data-severity={severityOf(problems.within(path))}
      data-tick={(isTick && !showsParameter) || undefined}
      onKeyDown={event => {
        if (hasToggle && event.altKey && event.key === 'Enter') {
          event.preventDefault();
          event.stopPropagation();
          toggle();
        }
      }}
    >
      <div className="gf-Field-head">
        {isTick && !showsParameter && control}
        {label}
        {hasToggle && (
          <ParameterToggle
            title={title}
            pressed={showsParameter}
            onToggle={toggle}
          />
        )}
      </div>
      {(!isTick || showsParameter) && control}
      {tip && (
        <span id={`${id}-tip`} className="gf-mod-hidden">
          {tip}
        </span>
      )}
      {differs && (
        <button
          type="button"
          className="gf-FieldLink"
          onClick={() => onChange(undefined)}
        >
          {trans.__('Back to the default: %1', preset)}
        </button>
      )}
      <Problems id={notes} problems={mine} />
    </div>
  );
}
