import type { Json, PipelineDocument } from './document.js';
import { asJson } from './json.js';

/**
 * Writes a document as stored: keys sorted by UTF-16 units, two-space indent, newline at the end, fields not known included. Equal documents
 * give equal bytes, and `parseDocument` reads them back the same.
 *
 * @example
 * const copy = parseDocument(serializeDocument(document)).document;
 * copy; // → document
 */
export function serializeDocument(document: PipelineDocument): string {
  return serializeJson(asJson(document));
}

/** Writes JSON in the canonical form. A key whose value is undefined is left out. */
export function serializeJson(value: Json): string {
  return `${write(value, '\n')}\n`;
}

function write(value: Json, newline: string): string {
  if (typeof value !== 'object' || value === null) {
    return Object.is(value, -0) ? '-0' : (JSON.stringify(value) ?? 'null');
  }
  const inner = `${newline}  `;
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) {
      text += `${text === '' ? '[' : ','}${inner}${write(item, inner)}`;
    }
    return text === '' ? '[]' : `${text}${newline}]`;
  }
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item !== undefined) {
      text += `${text === '' ? '{' : ','}${inner}${JSON.stringify(key)}: ${write(item, inner)}`;
    }
  }
  return text === '' ? '{}' : `${text}${newline}}`;
}
