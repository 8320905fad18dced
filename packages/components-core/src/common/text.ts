import {
  isParameter,
  isReference,
  parseText,
  type ComponentContext,
  type Text
} from '@glueflow/components-manager';

/** A parameter standing for a whole field. */
export type ParameterField = { $parameter: string };

/** A text field: text that may hold `${name}`, or a parameter for the whole. */
export type TextField = string | ParameterField;

/** A field of another kind: its value, or the parameter that gives it. */
export type ValueField<T> = T | ParameterField;

/** Turn an optional text field into a text; empty is absent. */
export function toOptionalText(field: TextField | undefined): Text | undefined {
  return field === undefined || field === '' ? undefined : parseText(field);
}

/** Write a field on one line for a card: parameters as `${name}`, line breaks as spaces. */
export function showText(field: unknown): string {
  if (isParameter(field)) {
    return `\${${field.$parameter}}`;
  }
  return String(field ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * The words a text stands for when every parameter in it has a default value.
 *
 * Returns `undefined` when a parameter has none: what the text will be is then known only when the job runs.
 */
export function knownText(
  field: TextField,
  context: Pick<ComponentContext, 'parameterDefaults'>
): string | undefined {
  let known = '';
  for (const part of parseText(field)) {
    if (!isReference(part)) {
      known += part;
      continue;
    }
    const value = context.parameterDefaults.get(part.parameter);
    if (value === undefined) {
      return undefined;
    }
    known += String(value);
  }
  return known;
}
