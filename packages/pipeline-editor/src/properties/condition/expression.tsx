import { useState } from 'react';
import { CodeControl } from '../editors/control.js';
import { textOf } from '../form/value.js';
import { useFormScope, type ControlProps } from '../form/scope.js';
import { conditionModes, switchMode } from './modes.js';

/** A condition as SQL text, with the way back to conditions where the component has them. */
export function ExpressionControl(
  props: ControlProps & { title: string }
): JSX.Element {
  const scope = useFormScope();
  const { trans, readOnly, edit } = scope;
  const text = textOf(props.value);
  const [refused, setRefused] = useState<{ text: string; reason: string }>();
  const modes = conditionModes(scope);
  const goBack = (): void => {
    if (modes === undefined) {
      return;
    }
    const found = switchMode(scope, modes, false);
    if (found.reason === undefined) {
      edit(found.edits);
    } else {
      setRefused({ text, reason: found.reason });
    }
  };
  return (
    <>
      <CodeControl {...props} kind="sql-expression" />
      {modes !== undefined && !readOnly && (
        <button
          type="button"
          className="gf-FieldLink gf-Condition-switch"
          onClick={goBack}
        >
          {trans.__('Edit as conditions')}
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
