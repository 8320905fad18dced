import type { Column, Schema } from '../../types/type.js';
import { commonType } from '../../types/cast.js';
import { key } from '../column.js';
import type { OperationBase } from './base.js';
import { byName, likeInput, usedOf, withNames } from './columns.js';
import {
  ALL_COLUMNS,
  COMMON,
  NO_COLUMNS,
  type OperationDescriptor
} from './descriptor.js';

/** Joins two inputs on equal keys. */
export interface JoinOperation extends OperationBase {
  op: 'join';
  how: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';
  keys: readonly { left: string; right: string }[];
  /**
   * The columns of the result and where each comes from, where both schemas are known. `both` is a key taken from whichever side
   * has it (what a full join needs).
   */
  output?: readonly {
    name: string;
    side: 'left' | 'right' | 'both';
    column: string;
    /** For `both`: the right side's name of the key. */
    rightColumn?: string;
  }[];
  /** How colliding names are settled when a schema is unknown, and what the person chose. */
  collision: { rule: 'suffix' | 'keepLeft' | 'keepRight'; suffix: string };
}

/**
 * A join: it yields only the columns used. A condition may go to a side when every row of that side that it excludes would only have made
 * rows that it excludes.
 */
export const JOIN: OperationDescriptor<JoinOperation> = {
  ...COMMON,
  output(join, [left, right]) {
    if (!join.output) {
      return isHalf(join) ? left : undefined;
    }
    return left && (right || isHalf(join))
      ? outputColumns(join.output, left, right ?? [])
      : undefined;
  },
  needs(join, slot, used) {
    const side = slot === 0 ? 'left' : 'right';
    const keys = join.keys.map(each => each[side]);
    if (!join.output) {
      return !isHalf(join)
        ? null
        : side === 'right'
          ? withNames([], keys)
          : used && withNames(used, keys);
    }
    return withNames(
      [],
      [
        ...keys,
        ...usedOf(join.output, each => each.name, used).flatMap(each =>
          each.side === side || (each.side === 'both' && side === 'left')
            ? [each.column]
            : each.side === 'both'
              ? [each.rightColumn ?? each.column]
              : []
        )
      ]
    );
  },
  narrow(join, used, inputs) {
    if (!join.output) {
      return isHalf(join) ? likeInput(join, inputs) : join;
    }
    const output = usedOf(join.output, each => each.name, used);
    if (output.length === join.output.length) {
      return join;
    }
    const names = new Set(output.map(each => each.name));
    return {
      ...join,
      output,
      schema: join.schema?.filter(each => names.has(each.name))
    };
  },
  passes(join, slot) {
    const { how, output } = join;
    const kept =
      slot === 0
        ? how !== 'right' && how !== 'full'
        : how === 'inner' || how === 'right';
    if (!kept) {
      return NO_COLUMNS;
    }
    if (!output) {
      return isHalf(join) ? ALL_COLUMNS : NO_COLUMNS;
    }
    const side = slot === 0 ? 'left' : 'right';
    return {
      only: new Map(
        output
          .filter(each => each.side === side)
          .map(each => [key(each.name), key(each.column)])
      )
    };
  },
  limit: ({ how }, slot) =>
    (how === 'left' && slot === 0) || (how === 'right' && slot === 1)
      ? 'copies'
      : 'stays',
  determinism: () => 'deterministic',
  order: () => 'loses'
};

function isHalf({ how }: JoinOperation): boolean {
  return how === 'semi' || how === 'anti';
}

function outputColumns(
  output: NonNullable<JoinOperation['output']>,
  left: Schema,
  right: Schema
): Schema {
  const lefts = byName(left);
  const rights = byName(right);
  return output.map(({ name, side, column, rightColumn }): Column => {
    const from = (side === 'right' ? rights : lefts).get(key(column));
    const twin =
      side === 'both' ? rights.get(key(rightColumn ?? column)) : undefined;
    const type =
      from && twin ? commonType(from.type, twin.type) : (from ?? twin)?.type;
    return { name, type: type ?? { kind: 'unknown' } };
  });
}
