import {
  isIntegral,
  printType,
  type Column,
  type DataType
} from '@glueflow/components-manager';
import { family, readConstant, type Reading, type Scalar } from './value.js';

/** Bits of the whole numbers of each type. */
const BITS: Partial<Record<DataType['kind'], number>> = {
  tinyint: 8,
  smallint: 16,
  int: 32,
  bigint: 64
};

/** Return `true` and `false` written as text as truth values, where the column holds those: a form's text field yields text. */
export function asTruth(value: Scalar, type: DataType | undefined): Scalar {
  return type?.kind === 'boolean' && typeof value === 'string'
    ? (({ true: true, false: false } as Record<string, boolean>)[
        value.trim().toLowerCase()
      ] ?? value)
    : value;
}

/**
 * Read a constant that is to stand in a column among its values: it must fit into the column's type without a loss.
 *
 * A parameter must be of a type that can be compared with the column's. Without a known type the constant's own form decides.
 */
export function constantFor(
  value: Scalar,
  type: DataType | undefined,
  parameters: ReadonlyMap<string, Column>
): Reading {
  if (type && ['complex', 'binary'].includes(family(type))) {
    return {
      message: `A constant can't be ${printType(type)}. Use Derived columns to write the value in SQL.`
    };
  }
  const reading = readConstant(asTruth(value, type), type, parameters);
  const { expression } = reading;
  if (!type || expression?.kind !== 'literal' || expression.value === null) {
    return reading;
  }
  const text = String(expression.value);
  if (isIntegral(type)) {
    const half = 2n ** BigInt((BITS[type.kind] ?? 64) - 1);
    return /^-?\d+$/.test(text) && BigInt(text) >= -half && BigInt(text) < half
      ? reading
      : {
          message: `The column is ${printType(type)}, which can't hold ${text}. Write a whole number from ${-half} to ${half - 1n}.`
        };
  }
  if (type.kind === 'decimal') {
    const [, whole, fraction = ''] = /^-?(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
    return whole !== undefined &&
      whole.replace(/^0+/, '').length <= type.precision - type.scale &&
      fraction.replace(/(?<!0)0+$/, '').length <= type.scale
      ? reading
      : {
          message: `The column is ${printType(type)}, which can't hold ${text} exactly. Write ${type.precision - type.scale} digits before the point and ${type.scale} after it at most.`
        };
  }
  if (type.kind === 'date' && expression.type.kind !== 'date') {
    return {
      message: `The column holds dates without a time; write one as ${text.slice(0, 10)}.`,
      better: text.slice(0, 10)
    };
  }
  return reading;
}
