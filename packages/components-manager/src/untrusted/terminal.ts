/**
 * Characters that a terminal must not get from a text: controls (C0, DEL and C1, which carry out commands), marks that turn the direction
 * of writing or hide what follows, separators of lines, and unpaired surrogates.
 *
 * Sources: ECMA-48 (control functions); Unicode Technical Report 36, "Unicode Security Considerations" (bidirectional text spoofing).
 */
const UNFIT =
  /\p{Cc}|\p{Surrogate}|[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/**
 * Return a text with the characters that a terminal must not get written as escapes: `\u001b`. Line breaks and tabs are among them unless
 * `keep` names them.
 *
 * @example
 * forTerminal('a\u009b2J') // 'a\\u009b2J'
 */
export function forTerminal(
  text: string,
  keep = '',
  show: (character: string) => string = escaped
): string {
  return text.replace(UNFIT, character =>
    keep.includes(character) ? character : show(character)
  );
}

/** Return a JSON text with the same characters as JSON's own escapes within its strings: it reads back the same. */
export function jsonForTerminal(json: string): string {
  return forTerminal(json, '\n');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
