import { parseType } from '../types/grammar.js';
import type { DataType } from '../types/type.js';
import type { Token } from './lexer.js';
import type { SqlNode } from './node.js';
import type { TokenReader } from './reader.js';

/** True for what may follow INTERVAL. */
export function isIntervalStart(next: Token): boolean {
  return next.kind === 'number' || next.text === '-' || next.text === '+';
}

/** `INTERVAL 3 DAYS`, `INTERVAL '1-2' YEAR TO MONTH`: what it is worth does not matter here. */
export function readInterval(reader: TokenReader): SqlNode {
  const unit =
    /^(year|quarter|month|week|day|hour|minute|second|millisecond|microsecond|nanosecond)s?$/i;
  reader.advance();
  let parts = 0;
  for (;;) {
    const signed = reader.looksAt('-') || reader.looksAt('+');
    const token = reader.peek(signed ? 1 : 0);
    if (token?.kind !== 'number' && token?.kind !== 'string') {
      break;
    }
    if (signed) {
      reader.advance();
    }
    reader.advance();
    parts++;
    if (unit.test(reader.peek()?.text ?? '')) {
      reader.advance();
      if (reader.take('to') !== undefined) {
        reader.advance();
      }
    } else if (token.kind === 'string') {
      break;
    } else {
      reader.fail();
    }
  }
  return parts > 0 ? { kind: 'interval' } : reader.fail();
}

/** A type within CAST: its tokens, put together again for the type grammar. */
export function readCastType(reader: TokenReader): DataType {
  let text = '';
  let depth = 0;
  for (;;) {
    const token = reader.peek();
    const part = token?.text ?? '';
    if (
      token === undefined ||
      (depth === 0 && text !== '' && !/^[<(]/.test(part))
    ) {
      if (
        depth > 0 ||
        !/^(timestamp|double|without|with|local|time|precision|zone)$/i.test(
          part
        )
      ) {
        break;
      }
    }
    if (part === ')' && depth === 0) {
      break;
    }
    depth +=
      part === '<' || part === '('
        ? 1
        : part === '>' || part === ')'
          ? -1
          : part === '>>'
            ? -2
            : 0;
    text += `${text === '' ? '' : ' '}${part}`;
    reader.advance();
    if (depth < 0) {
      reader.fail();
    }
  }
  try {
    return parseType(text);
  } catch {
    return reader.fail();
  }
}
