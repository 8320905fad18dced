import type { Expression } from '../../expression/typed.js';
import { key } from '../column.js';
import type { OperationBase } from './base.js';
import { passing, passingAllBut, usedOf, withNames } from './columns.js';
import {
  COMMON,
  type ColumnSet,
  type OperationDescriptor
} from './descriptor.js';
import type { SortKey } from './sort.js';

/**
 * Fills nulls of columns. Columns keep their types: what fills a column is cast to its type, means and medians of whole numbers rounded
 * half up. NaN is no null.
 */
export interface FillOperation extends OperationBase {
  op: 'fill';
  /** Each column once. */
  fills: readonly FillItem[];
  /** Columns within whose values means, medians, modes and previous values are found; none: within all rows. Nulls are a group too. */
  partition: readonly string[];
  /** What `previous` goes by; needed for it alone. Rows that tie come in any order. */
  order: readonly SortKey[];
}

/** How nulls of one column are filled. A column without any value stays null, but for a constant. */
export interface FillItem {
  column: string;
  by:
    | { kind: 'constant'; value: Expression }
    | {
        /** `median` is between the two middle ones; of modes that tie the least is taken. */
        kind: 'mean' | 'median' | 'mode';
      }
    | {
        /** The last value before in the order that is no null. */
        kind: 'previous';
      };
}

/** A fill: conditions on what it does not fill pass, unless what fills a column is found among rows. */
export const FILL: OperationDescriptor<FillOperation> = {
  ...COMMON,
  output(fill, [input]) {
    const filled = new Set(fill.fills.map(each => key(each.column)));
    return input?.map(column =>
      column.partition && filled.has(key(column.name))
        ? { name: column.name, type: column.type }
        : column
    );
  },
  needs(fill, _, used) {
    const fills = usedFills(fill, used);
    return (
      used &&
      withNames(used, [
        ...fills.map(each => each.column),
        ...(fills.every(isConstant)
          ? []
          : [...fill.partition, ...fill.order.map(each => each.column)])
      ])
    );
  },
  narrow(fill, used, inputs) {
    const fills = usedFills(fill, used);
    const narrowed =
      fills.length === fill.fills.length ? fill : { ...fill, fills };
    const schema = narrowed.schema && FILL.output(fill, inputs);
    return schema ? { ...narrowed, schema } : narrowed;
  },
  passes({ fills, partition }) {
    const filled = fills.map(each => each.column);
    const names = new Set(filled.map(key));
    return fills.every(isConstant)
      ? passingAllBut(filled)
      : passing(partition.filter(name => !names.has(key(name))));
  },
  limit: ({ fills }) => (fills.every(isConstant) ? 'passes' : 'stays'),
  determinism: () => 'deterministic',
  order: ({ fills }) => (fills.every(isConstant) ? 'keeps' : 'loses')
};

function isConstant({ by }: FillItem): boolean {
  return by.kind === 'constant';
}

function usedFills(
  { fills }: FillOperation,
  used: ColumnSet
): readonly FillItem[] {
  return usedOf(fills, each => each.column, used);
}
