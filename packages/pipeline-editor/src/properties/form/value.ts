/** A value as a text field shows it: what is no text as JSON. */
export function textOf(value: unknown): string {
  return value === undefined || value === null
    ? ''
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}

/** What was typed for a number: the number, nothing, or the text where it is neither. */
export function readNumber(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') {
    return undefined;
  }
  const number = Number(trimmed);
  return /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(trimmed) &&
    Number.isFinite(number) &&
    // More digits than a double holds stay as they were typed.
    (Number.isSafeInteger(number) || !/^[-+]?\d+$/.test(trimmed))
    ? number
    : text;
}
