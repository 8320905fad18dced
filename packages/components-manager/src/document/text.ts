/** A place where the value of a pipeline parameter goes. */
export interface ParameterReference {
  parameter: string;
}

/** Text with places for parameters: `a ${p} b` is `['a ', {parameter: 'p'}, ' b']`. No two strings stand side by side. */
export type Text = readonly (string | ParameterReference)[];

/** A value, or the parameter that gives it. */
export type Value<T> = T | ParameterReference;

/** How a document says that a field takes its value from a parameter. */
export interface ParameterValue {
  $parameter: string;
}

/** What the name of a parameter looks like: letters, digits and `_`, not a digit first. */
export const PARAMETER_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Dollars before a brace, with what the brace may hold. */
const PLACE = /(?<!\$)(\$+)\{(?:([A-Za-z_][A-Za-z0-9_]*)\})?/g;

/** True for a field of a configuration that takes its value from a parameter: `{"$parameter": "name"}`. */
export function isParameter(value: unknown): value is ParameterValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, '$parameter') &&
    typeof (value as { $parameter: unknown }).$parameter === 'string'
  );
}

/** True for the place of a parameter within a text, or for a value that a parameter gives. */
export function isReference(value: unknown): value is ParameterReference {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, 'parameter') &&
    typeof (value as { parameter: unknown }).parameter === 'string'
  );
}

/** A field of a configuration as a plan has it: `{"$parameter": "n"}` becomes `{parameter: 'n'}`, anything else stays. */
export function parseValue<T>(value: T | ParameterValue): Value<T> {
  return isParameter(value) ? { parameter: value.$parameter } : value;
}

/**
 * Finds the parameters in a text field: `${name}` is a parameter, `$${` a plain `${`.
 *
 * Dollars directly before a brace count in pairs, so that every text can be written: `$$${p}` is a dollar and the parameter.
 * A `${` that no name and brace follow is plain text. Dollars elsewhere are themselves. A whole `{"$parameter": …}` is taken too.
 *
 * @example
 * parseText('s3://${bucket}/x'); // → ['s3://', { parameter: 'bucket' }, '/x']
 */
export function parseText(text: string | ParameterValue): Text {
  if (isParameter(text)) {
    return [{ parameter: text.$parameter }];
  }
  if (!text.includes('${')) {
    return text === '' ? [] : [text];
  }
  const parts: (string | ParameterReference)[] = [];
  let plain = '';
  let from = 0;
  for (const match of text.matchAll(PLACE)) {
    const [whole, dollars, name] = match;
    plain += text.slice(from, match.index);
    from = match.index + whole.length;
    plain += '$'.repeat(Math.floor(dollars.length / 2));
    if (dollars.length % 2 === 0) {
      plain += whole.slice(dollars.length);
    } else if (name === undefined) {
      plain += '${';
    } else {
      if (plain !== '') {
        parts.push(plain);
        plain = '';
      }
      parts.push({ parameter: name });
    }
  }
  plain += text.slice(from);
  return plain === '' ? parts : [...parts, plain];
}

/** Writes a text as a field of a configuration: `parseText` reads it back the same. */
export function printText(text: Text): string {
  let result = '';
  for (const [index, part] of text.entries()) {
    if (isReference(part)) {
      result += `\${${part.parameter}}`;
      continue;
    }
    result += part.replace(/(?<!\$)(\$+)(?=\{)/g, '$1$1');
    if (isReference(text[index + 1])) {
      result = result.replace(/(?<!\$)\$+$/, '$&$&');
    }
  }
  return result;
}

/** The names of the parameters in a text, each once, in order. */
export function parametersOf(text: Text): string[] {
  return [...new Set(text.filter(isReference).map(part => part.parameter))];
}

/** Return the text itself when it holds no parameter, undefined otherwise. */
export function plainText(text: Text): string | undefined {
  return text.some(isReference) ? undefined : text.join('');
}

/** Texts one after the other, as one. */
export function joinTexts(...texts: readonly (Text | string)[]): Text {
  const parts: (string | ParameterReference)[] = [];
  for (const text of texts) {
    for (const part of typeof text === 'string' ? [text] : text) {
      const last = parts.at(-1);
      if (typeof part !== 'string') {
        parts.push(part);
      } else if (typeof last === 'string') {
        parts[parts.length - 1] = last + part;
      } else if (part !== '') {
        parts.push(part);
      }
    }
  }
  return parts;
}
