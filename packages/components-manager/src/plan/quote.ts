/** Return a name as a message quotes it, on one line. */
export function quoted(name: string): string {
  return `“${name.replace(/[\n\r\t]/g, ' ')}”`;
}

/** Return words as “a, b and 3 more”. */
export function listed(words: readonly string[], most = 4): string {
  return words.length > most
    ? `${words.slice(0, most).join(', ')} and ${words.length - most} more`
    : words.join(', ');
}

/** Return the indefinite article of a word that is said as it is written. */
export function article(word: string): string {
  return /^[AEIOU]/.test(word) ? 'an' : 'a';
}
