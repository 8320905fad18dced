import type { Json, PipelineDocument } from './document.js';
import { isObject } from './json.js';

/**
 * Writes a document as stored: keys sorted by UTF-16 units, two-space indent, newline at the end, fields not known included. Equal documents
 * give equal bytes, and `parseDocument` reads them back the same.
 */
export function serializeDocument(document: PipelineDocument): string {
  return serializeJson(document as unknown as Json);
}

/** Writes JSON in the canonical form. A key whose value is undefined is left out. */
export function serializeJson(value: Json): string {
  const parts: string[] = [];
  write(value, '\n', parts);
  parts.push('\n');
  return parts.join('');
}

function write(value: Json, newline: string, parts: string[]): void {
  const inner = `${newline}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) {
      parts.push('[]');
      return;
    }
    parts.push('[');
    value.forEach((item, index) => {
      parts.push(index === 0 ? inner : `,${inner}`);
      write(item, inner, parts);
    });
    parts.push(newline, ']');
  } else if (isObject(value)) {
    const keys = Object.keys(value)
      .filter(key => value[key] !== undefined)
      .sort();
    if (keys.length === 0) {
      parts.push('{}');
      return;
    }
    parts.push('{');
    keys.forEach((key, index) => {
      parts.push(index === 0 ? inner : `,${inner}`, JSON.stringify(key), ': ');
      write(value[key], inner, parts);
    });
    parts.push(newline, '}');
  } else {
    parts.push(Object.is(value, -0) ? '-0' : (JSON.stringify(value) ?? 'null'));
  }
}
