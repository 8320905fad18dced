import {
  isIntegral,
  isNumeric,
  isParameter,
  isReference,
  isTemporal,
  isText,
  parseText,
  printType,
  type Column,
  type DataType,
  type Expression,
  type Text
} from '@glueflow/components-manager';
import { quote } from './column.js';
import type { ValueField } from './text.js';

/** A constant a person typed, or a parameter. */
export type Scalar = ValueField<string | number | boolean>;

/** Groups of types whose values can be compared with each other. */
export type Family =
  'number' | 'text' | 'boolean' | 'time' | 'binary' | 'complex' | 'unknown';

const INT: DataType = { kind: 'int' };
const STRING: DataType = { kind: 'string' };

const INTEGER_LIMITS = { int: 2n ** 31n, bigint: 2n ** 63n };

/** The family a type belongs to. */
export function family(type: DataType): Family {
  if (isNumeric(type)) {
    return 'number';
  }
  if (isText(type)) {
    return 'text';
  }
  if (isTemporal(type)) {
    return 'time';
  }
  switch (type.kind) {
    case 'boolean':
    case 'binary':
      return type.kind;
    case 'unknown':
    case 'void':
      return 'unknown';
    default:
      return 'complex';
  }
}

/** Say whether values of two types can be compared; what is not known passes. */
export function comparable(left: DataType, right: DataType): boolean {
  const families = [family(left), family(right)];
  return families.includes('unknown') || families[0] === families[1];
}

/** What became of a constant: an expression, or why it does not fit and what would. */
export type Reading =
  | { expression: Expression; message?: undefined }
  | { expression?: undefined; message: string; better?: string | number };

/**
 * Read a constant as a value of a column's type.
 *
 * A parameter keeps its own type and must be comparable with the column's. Without a known type the constant's own form decides.
 */
export function readConstant(
  value: Scalar,
  type: DataType | undefined,
  parameters: ReadonlyMap<string, Column>
): Reading {
  if (isParameter(value)) {
    return readParameter(value.$parameter, type, parameters);
  }
  if (typeof value === 'string' && value.includes('$')) {
    const parts = parseText(value);
    if (parts.length === 1 && isReference(parts[0])) {
      return readParameter(parts[0].parameter, type, parameters);
    }
    if (parts.some(isReference)) {
      return readMixedText(parts, type, parameters);
    }
    return readPlain(parts.join(''), type);
  }
  return readPlain(value, type);
}

function readParameter(
  name: string,
  type: DataType | undefined,
  parameters: ReadonlyMap<string, Column>
): Reading {
  const own = parameters.get(name)?.type ?? { kind: 'unknown' as const };
  if (type && !comparable(type, own)) {
    return {
      message: `Parameter ${name} is ${printType(own)} and can't be compared with ${printType(type)}.`
    };
  }
  return { expression: { kind: 'parameter', name, type: own } };
}

function readMixedText(
  parts: Text,
  type: DataType | undefined,
  parameters: ReadonlyMap<string, Column>
): Reading {
  if (type && !['text', 'unknown'].includes(family(type))) {
    return {
      message: `Text around a parameter makes text, which can't be compared with ${printType(type)}. Use the parameter alone.`
    };
  }
  const string: DataType = { kind: 'string' };
  const args = parts.map((part): Expression => {
    if (!isReference(part)) {
      return { kind: 'literal', value: part, type: string };
    }
    const own = parameters.get(part.parameter)?.type ?? string;
    const operand: Expression = {
      kind: 'parameter',
      name: part.parameter,
      type: own
    };
    return family(own) === 'text'
      ? operand
      : { kind: 'cast', operand, type: string };
  });
  return { expression: { kind: 'call', function: 'concat', args } };
}

function readPlain(
  value: string | number | boolean,
  type: DataType | undefined
): Reading {
  if (!type || family(type) === 'unknown') {
    return { expression: ownLiteral(value) };
  }
  switch (family(type)) {
    case 'number':
      return readNumber(value, type);
    case 'text':
      return typeof value === 'string'
        ? { expression: { kind: 'literal', value, type: STRING } }
        : {
            message: `The column holds text; ${String(value)} is a ${typeof value}.`,
            better: String(value)
          };
    case 'boolean':
      return typeof value === 'boolean'
        ? { expression: { kind: 'literal', value, type } }
        : { message: 'The column holds true or false.' };
    case 'time':
      return readTime(value, type);
    default:
      return {
        message: `A column of type ${printType(type)} can't be compared with a constant.`
      };
  }
}

function ownLiteral(value: string | number | boolean): Expression {
  if (typeof value === 'boolean') {
    return { kind: 'literal', value, type: { kind: 'boolean' } };
  }
  if (typeof value === 'string') {
    return { kind: 'literal', value, type: { kind: 'string' } };
  }
  if (!Number.isSafeInteger(value)) {
    return { kind: 'literal', value, type: { kind: 'double' } };
  }
  return Math.abs(value) < 2 ** 31
    ? { kind: 'literal', value, type: { kind: 'int' } }
    : { kind: 'literal', value: String(value), type: { kind: 'bigint' } };
}

function readNumber(value: string | number | boolean, type: DataType): Reading {
  if (isSmall(value) && isIntegral(type) && type.kind !== 'bigint') {
    return { expression: { kind: 'literal', value, type: INT } };
  }
  const text = String(value).trim();
  const number = Number(text);
  if (
    typeof value === 'boolean' ||
    !/^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(text) ||
    !Number.isFinite(number)
  ) {
    return {
      message: `The column holds numbers (${printType(type)}); ${quote(String(value))} is not one. Write a number, or choose another column.`
    };
  }
  if (/^[-+]?\d+$/.test(text)) {
    const whole = BigInt(text.replace('+', ''));
    for (const kind of ['int', 'bigint'] as const) {
      const limit = INTEGER_LIMITS[kind];
      if (whole >= -limit && whole < limit && isIntegral(type)) {
        const bigint = kind === 'bigint' || type.kind === 'bigint';
        return {
          expression: {
            kind: 'literal',
            value: bigint ? whole.toString() : number,
            type: { kind: bigint ? 'bigint' : 'int' }
          }
        };
      }
    }
  }
  if (isIntegral(type) || type.kind === 'decimal') {
    const digits = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(text);
    if (!digits) {
      return {
        expression: { kind: 'literal', value: number, type: { kind: 'double' } }
      };
    }
    const [, minus, written, fraction = ''] = digits;
    const whole = written.replace(/^0+(?=\d)/, '') || '0';
    const precision = Math.max(1, whole.length + fraction.length);
    if (precision > 38) {
      return {
        message: `${text} has more digits than a decimal can hold (38).`
      };
    }
    const sign = minus === '-' ? '-' : '';
    return {
      expression: {
        kind: 'literal',
        value: `${sign}${whole}${fraction ? `.${fraction}` : ''}`,
        type: { kind: 'decimal', precision, scale: fraction.length }
      }
    };
  }
  return { expression: { kind: 'literal', value: number, type } };
}

/** True for a whole number of Spark's `int` as it mostly comes: what the way through its digits would find as well. */
function isSmall(value: string | number | boolean): value is number {
  return (
    Number.isInteger(value) &&
    !Object.is(value, -0) &&
    Math.abs(value as number) < 2 ** 31
  );
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIMESTAMP =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?)?$/;

function readTime(value: string | number | boolean, type: DataType): Reading {
  const text = String(value).trim();
  const parts = TIMESTAMP.exec(text);
  const [hour, minute, second] = [2, 3, 4].map(at => Number(parts?.[at] ?? 0));
  if (
    !parts ||
    !isDate(parts[1]) ||
    hour > 23 ||
    minute > 59 ||
    second > 59 ||
    typeof value !== 'string'
  ) {
    return {
      message:
        type.kind === 'date'
          ? `The column holds dates; write one as 2013-01-31, not ${JSON.stringify(value)}.`
          : `The column holds points in time; write one as 2013-01-31 12:30:00, not ${JSON.stringify(value)}.`
    };
  }
  if (type.kind === 'date' && parts[2] === undefined) {
    return { expression: { kind: 'literal', value: parts[1], type } };
  }
  const time = [parts[2] ?? '00', parts[3] ?? '00', parts[4] ?? '00'].join(':');
  return {
    expression: {
      kind: 'literal',
      value: `${parts[1]} ${time}${parts[5] ?? ''}`,
      type: type.kind === 'date' ? { kind: 'timestamp' } : type
    }
  };
}

/** Say whether `YYYY-MM-DD` names a day of the calendar. */
function isDate(text: string): boolean {
  const parts = DATE.exec(text);
  if (!parts) {
    return false;
  }
  const [year, month, day] = [1, 2, 3].map(at => Number(parts[at]));
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return (
    year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1]
  );
}
