import { parseText } from '../document/text.js';
import { parseNode } from './expression.js';
import { tokenize, withoutEnd } from './lexer.js';
import { walk, type SqlNode } from './node.js';
import { toExpression } from './tree.js';

/** What a test in words is called. */
const TESTS: Readonly<Record<string, string>> = {
  in: 'IN over anything but constants',
  like: 'LIKE with ESCAPE',
  ilike: 'ILIKE',
  rlike: 'RLIKE over several patterns',
  true: 'IS TRUE',
  false: 'IS FALSE'
};

/**
 * Names the first part of a SQL expression that a plan has no word for; undefined where it is read as a whole, or where its very syntax is
 * not known.
 */
export function describeUnread(text: string): string | undefined {
  const node = parseNode(tokenize(withoutEnd(parseText(text))));
  if (node === undefined) {
    return undefined;
  }
  // The innermost part that can't be read is the one to blame: what is around it can't be read because of it.
  const unread = walk(node).filter(
    part =>
      toExpression(part, {
        column: name => name,
        parameter: () => ({ kind: 'unknown' })
      }) === undefined
  );
  const innermost = unread.at(-1);
  return innermost && nameOf(innermost);
}

function nameOf(node: SqlNode): string {
  switch (node.kind) {
    case 'call':
      return `the function ${node.name.split(' ')[0]}()`;
    case 'column':
      return `a field of a column (“${node.parts.join('.')}”)`;
    case 'binary':
    case 'unary':
      return `the operator ${node.operator.toUpperCase()}`;
    case 'test':
      return TESTS[node.test] ?? node.test.toUpperCase();
    case 'case':
      return 'CASE';
    case 'cast':
      return node.attempt ? 'TRY_CAST' : 'CAST';
    case 'literal':
      return `the value ${String(node.value)}`;
    case 'star':
      return '*';
    case 'interval':
      return 'INTERVAL';
    case 'field':
    case 'item':
      return 'a part of a column';
    default:
      return node.kind === 'tuple'
        ? 'several values in parentheses'
        : 'a function of its own (->)';
  }
}
