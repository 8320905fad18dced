import type { ControlProps } from '../form/scope.js';

export function MappingControl(
  _: ControlProps & { path: string }
): JSX.Element {
  return <span>…</span>;
}
