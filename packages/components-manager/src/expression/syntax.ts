import { parseType } from '../types/grammar.js';
import type { DataType } from '../types/type.js';
import type { Token } from './lexer.js';
import type { IntervalPart, SqlNode } from './node.js';
import type { TokenReader } from './reader.js';

/** True for what may follow INTERVAL. */
export function isIntervalStart(next: Token): boolean {
  return next.kind === 'number' || next.text === '-' || next.text === '+';
}

/**
 * Reads `INTERVAL 3 DAYS` or `INTERVAL '1-2' YEAR TO MONTH`. The parts are there where it is made of whole numbers of units only.
 */
export function readInterval(reader: TokenReader): SqlNode {
  const unit =
    /^(year|quarter|month|week|day|hour|minute|second|millisecond|microsecond|nanosecond)s?$/i;
  reader.advance();
  const parts: IntervalPart[] = [];
  let count = 0;
  for (;;) {
    const sign = reader.looksAt('-') ? -1 : 1;
    const signed = sign < 0 || reader.looksAt('+');
    const token = reader.peek(signed ? 1 : 0);
    if (token?.kind !== 'number' && token?.kind !== 'string') {
      break;
    }
    if (signed) {
      reader.advance();
    }
    reader.advance();
    count++;
    const named = reader.peek()?.text ?? '';
    if (unit.test(named)) {
      reader.advance();
      if (/^\d{1,9}$/.test(token.value)) {
        parts.push({
          amount: sign * Number(token.value),
          unit: named.toLowerCase().replace(/s$/, '')
        });
      }
      if (reader.take('to') !== undefined) {
        parts.pop();
        reader.advance();
      }
    } else if (token.kind === 'string') {
      break;
    } else {
      reader.fail();
    }
  }
  return count === 0
    ? reader.fail()
    : { kind: 'interval', ...(parts.length === count ? { parts } : {}) };
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
