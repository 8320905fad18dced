import {
  isObject,
  pointerSegments,
  type Json,
  type JsonObject,
  type Problem
} from '@glueflow/components-manager';

/** True for the problem of a place that is still empty. */
export function isUnfilled(
  { code, severity, path }: Problem,
  config: JsonObject
): boolean {
  let value: Json | undefined = config;
  for (const segment of pointerSegments(path)) {
    value = Array.isArray(value)
      ? value[Number(segment)]
      : isObject(value)
        ? (value as JsonObject)[segment]
        : undefined;
  }
  return (
    severity === 'error' &&
    (code.startsWith('missing-') || code === 'empty-condition') &&
    path !== '' &&
    (value === undefined ||
      (typeof value === 'string' && value.trim() === '') ||
      (Array.isArray(value) && value.length === 0))
  );
}
