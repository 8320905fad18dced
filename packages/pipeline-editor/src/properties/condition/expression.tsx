import type { Json } from '@glueflow/components-manager';
import { useState } from 'react';
import { CodeControl } from '../editors/control.js';
import { textOf } from '../form/input.js';
import { useFormScope, type ControlProps } from '../form/scope.js';
import { fieldsOf } from '../form/schema.js';

/** A condition as SQL text, with the way back to conditions where the component has them. */
export function ExpressionControl(
  props: ControlProps & { title: string }
): JSX.Element {
  const { trans, readOnly, component, config, edit, conditionOf } =
    useFormScope();
  const text = textOf(props.value);
  const [refused, setRefused] = useState<{ text: string; reason: string }>();
  const { configuration } = component;
  const builder = fieldsOf(
    configuration,
    { ...config, mode: 'conditions' },
    configuration
  ).find(({ hint }) => hint.control === 'condition');
  const goBack = (): void => {
    if (builder === undefined) {
      return;
    }
    const read = text.trim() === '' ? undefined : conditionOf(text);
    if (read?.reason !== undefined) {
      setRefused({ text, reason: read.reason });
      return;
    }
    edit({
      mode: undefined,
      expression: undefined,
      [builder.name]: read?.condition as Json | undefined
    });
  };
  return (
    <>
      <CodeControl {...props} kind="sql-expression" />
      {builder !== undefined && !readOnly && (
        <button
          type="button"
          className="gf-FieldLink gf-Condition-switch"
          onClick={goBack}
        >
          {trans.__('Go on with conditions')}
        </button>
      )}
      {refused?.text === text && (
        <p className="gf-FormNote" role="alert">
          {trans.__(
            'This SQL can’t be shown as conditions. %1',
            refused.reason
          )}
        </p>
      )}
    </>
  );
}
