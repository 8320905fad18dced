/**
 * Return what makes a text unfit for files, AWS requests and command lines, as the end of a sentence, or undefined when nothing does:
 * half of a surrogate pair has no UTF-8 (RFC 3629, section 3), and a NUL ends a text for every program (POSIX, `execve`).
 *
 * @example
 * textFault('a\0') // 'has a NUL character (U+0000)'
 */
export function textFault(text: string): string | undefined {
  return surrogateFault(text) ?? nulFault(text);
}

/** Return that a text has half of a surrogate pair, as the end of a sentence, or undefined. */
export function surrogateFault(text: string): string | undefined {
  const half = /\p{Surrogate}/u.exec(text)?.[0];
  return half === undefined
    ? undefined
    : `has half of a character (U+${half.charCodeAt(0).toString(16).toUpperCase()} without its other half)`;
}

function nulFault(text: string): string | undefined {
  return text.includes('\0') ? 'has a NUL character (U+0000)' : undefined;
}
