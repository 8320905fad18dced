import type { ControlProps } from '../form/scope.js';

export function ConditionControl(
  _: ControlProps & { path: string }
): JSX.Element {
  return <span>…</span>;
}
