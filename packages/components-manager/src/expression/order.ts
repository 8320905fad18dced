import type { Text } from '../document/text.js';
import { tokenize } from './lexer.js';

/** Say whether the rows of a Spark SQL query come in an order: whether an ORDER BY stands outside of all brackets. */
export function isOrderedQuery(query: Text): boolean {
  let depth = 0;
  let previous = '';
  for (const { kind, text } of tokenize(query)) {
    if (kind === 'space' || kind === 'comment') {
      continue;
    }
    const word = kind === 'word' ? text.toUpperCase() : text;
    if (kind === 'operator' && (text === '(' || text === ')')) {
      depth += text === '(' ? 1 : -1;
    } else if (depth === 0 && previous === 'ORDER' && word === 'BY') {
      return true;
    }
    previous = kind === 'word' ? word : '';
  }
  return false;
}
