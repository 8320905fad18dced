import {
  fieldRule,
  isParameter,
  isReference,
  parseText,
  pointer,
  pointerSegments,
  printText,
  type ComponentRegistry,
  type Json,
  type ParameterType,
  type PipelineDocument,
  type SchemaPart
} from '@glueflow/components-manager';
import { readNumber } from '../form/value.js';
import type { FieldEdits } from '../form/edit.js';

/** The types of parameters. */
export const PARAMETER_TYPES: readonly ParameterType[] = [
  'string',
  'integer',
  'number',
  'boolean',
  'date',
  'timestamp'
];

/** A name for a new parameter that no other has. */
export function newParameterName(taken: Iterable<string>): string {
  const names = new Set(taken);
  for (let count = 1; ; count++) {
    const name = `parameter_${count}`;
    if (!names.has(name)) {
      return name;
    }
  }
}

/** What was typed as a parameter's default, as its type has it; what does not fit stays text, for the compiler to say so. */
export function readDefault(
  text: string,
  type: ParameterType
): string | number | boolean | undefined {
  if (text === '') {
    return undefined;
  }
  switch (type) {
    case 'integer':
    case 'number':
      return readNumber(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}

/** The nodes that use a parameter, in the order of their ids. */
export function usersOf(
  document: PipelineDocument,
  registry: ComponentRegistry,
  name: string
): string[] {
  return Object.keys(renameEdits(document, registry, name, `${name}_`)).sort();
}

/** What has to change in the configurations when a parameter is called otherwise: fields by node. */
export function renameEdits(
  document: PipelineDocument,
  registry: ComponentRegistry,
  from: string,
  to: string
): Record<string, FieldEdits> {
  const edits: Record<string, FieldEdits> = {};
  for (const [id, node] of Object.entries(document.nodes)) {
    const schema = registry.get(node.component)?.configuration ?? {};
    for (const [field, value] of Object.entries(node.config)) {
      const renamed = rename(value, [field], schema, from, to);
      if (renamed !== value) {
        (edits[id] ??= {})[field] = renamed;
      }
    }
  }
  return edits;
}

/** A value with a parameter called otherwise; the same object where nothing changes. */
function rename(
  value: Json,
  path: readonly string[],
  schema: SchemaPart,
  from: string,
  to: string
): Json {
  if (typeof value === 'string') {
    if (!value.includes('${') || !value.includes(from)) {
      return value;
    }
    const at = pointerSegments(pointer(...path));
    if (fieldRule(schema, at).hint.verbatim) {
      return value;
    }
    const parts = parseText(value);
    return parts.some(part => isReference(part) && part.parameter === from)
      ? printText(
          parts.map(part =>
            isReference(part) && part.parameter === from
              ? { parameter: to }
              : part
          )
        )
      : value;
  }
  if (isParameter(value)) {
    return value.$parameter === from
      ? { ...(value as object), $parameter: to }
      : (value as Json);
  }
  if (Array.isArray(value)) {
    const next = value.map((item, index) =>
      rename(item, [...path, String(index)], schema, from, to)
    );
    return next.some((item, index) => item !== value[index]) ? next : value;
  }
  if (typeof value === 'object' && value !== null) {
    const next = Object.entries(value).map(
      ([name, item]) =>
        [name, rename(item, [...path, name], schema, from, to)] as const
    );
    return next.some(([name, item]) => item !== value[name])
      ? Object.fromEntries(next)
      : value;
  }
  return value;
}
