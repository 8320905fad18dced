import type { ControlProps } from '../form/scope.js';
import { TextControl } from '../form/input.js';

export function CodeControl(
  props: ControlProps & { kind: string; title: string }
): JSX.Element {
  return <TextControl {...props} />;
}
