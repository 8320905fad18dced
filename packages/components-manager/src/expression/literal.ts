import { MAX_PRECISION } from '../types/grammar.js';
import type { SqlNode } from './node.js';

type Literal = Extract<SqlNode, { kind: 'literal' }>;

const INT_MAX = 2n ** 31n - 1n;
const LONG_MAX = 2n ** 63n - 1n;

/**
 * Reads a Spark SQL number: `1` int, bigint or decimal by its size, `1.5` decimal, `1e3` double, `1L 1S 1Y 1D 1F 1BD` as they say;
 * undefined where it does not fit. Source: Spark 3.5 SQL reference "Literals".
 */
export function readNumber(text: string): Literal | undefined {
  const match = /^([\d.]+(?:e[-+]?\d+)?)(bd|[lsydf])?$/i.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, digits, suffix] = match;
  const value = Number(digits);
  switch (suffix?.toLowerCase()) {
    case 'l':
      return whole(digits, LONG_MAX)
        ? {
            kind: 'literal',
            value: String(BigInt(digits)),
            type: { kind: 'bigint' }
          }
        : undefined;
    case 's':
      return whole(digits, 32767n)
        ? { kind: 'literal', value, type: { kind: 'smallint' } }
        : undefined;
    case 'y':
      return whole(digits, 127n)
        ? { kind: 'literal', value, type: { kind: 'tinyint' } }
        : undefined;
    case 'd':
      return { kind: 'literal', value, type: { kind: 'double' } };
    case 'f':
      return { kind: 'literal', value, type: { kind: 'float' } };
    case 'bd':
      return decimal(digits);
  }
  if (/e/i.test(digits)) {
    return { kind: 'literal', value, type: { kind: 'double' } };
  }
  if (whole(digits, INT_MAX)) {
    return { kind: 'literal', value, type: { kind: 'int' } };
  }
  return whole(digits, LONG_MAX)
    ? {
        kind: 'literal',
        value: String(BigInt(digits)),
        type: { kind: 'bigint' }
      }
    : decimal(digits);
}

function whole(digits: string, most: bigint): boolean {
  return /^\d+$/.test(digits) && BigInt(digits) <= most;
}

function decimal(digits: string): Literal | undefined {
  const match = /^(\d*)(?:\.(\d*))?$/.exec(digits);
  if (match === null) {
    return undefined;
  }
  const [, whole, fraction = ''] = match;
  const before = whole.replace(/^0+/, '');
  const scale = fraction.length;
  const precision = Math.max(before.length + scale, 1);
  if (precision > MAX_PRECISION) {
    return undefined;
  }
  return {
    kind: 'literal',
    value: `${before === '' ? '0' : before}${scale > 0 ? `.${fraction}` : ''}`,
    type: { kind: 'decimal', precision, scale }
  };
}

/** The same number with a minus before it. */
export function negate(literal: Literal): Literal | undefined {
  const { value } = literal;
  if (typeof value === 'number') {
    return { ...literal, value: -value };
  }
  const number = ['bigint', 'decimal'].includes(literal.type.kind);
  return typeof value === 'string' && number
    ? {
        ...literal,
        value: value.startsWith('-') ? value.slice(1) : `-${value}`
      }
    : undefined;
}

/** Reads the two numbers that fit their type only with the minus before them. */
export function readLowest(text: string): Literal | undefined {
  switch (text) {
    case '2147483648':
      return { kind: 'literal', value: -2147483648, type: { kind: 'int' } };
    case '9223372036854775808':
    case '9223372036854775808L':
      return {
        kind: 'literal',
        value: '-9223372036854775808',
        type: { kind: 'bigint' }
      };
    default:
      return undefined;
  }
}
