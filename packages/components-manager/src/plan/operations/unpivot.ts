import { commonType } from '../../types/cast.js';
import type { DataType, Schema } from '../../types/type.js';
import type { OperationBase } from './base.js';
import { passing, typeOfColumn, withNames, withOutput } from './columns.js';
import {
  COMMON,
  type ColumnSet,
  type OperationDescriptor
} from './descriptor.js';

/** Makes a row of each of some columns of each row: its name in one column, its value in another. */
export interface UnpivotOperation extends OperationBase {
  op: 'unpivot';
  /** Columns that every row keeps. */
  ids: readonly string[];
  /** Columns that become rows, in this order; one at least. Their types must have a common one, which the values get. */
  columns: readonly string[];
  /** The column of the names, which is text. */
  nameColumn: string;
  /** The column of the values. */
  valueColumn: string;
  /** Exclude rows whose value is null. */
  dropNulls: boolean;
}

/** An unpivot: conditions on ids choose rows before as well as after; ids that nothing uses are dropped. */
export const UNPIVOT: OperationDescriptor<UnpivotOperation> = {
  ...COMMON,
  output,
  needs: (unpivot, _, used) =>
    withNames([], [...usedIds(unpivot, used), ...unpivot.columns]),
  narrow(unpivot, used, inputs) {
    const ids = usedIds(unpivot, used);
    return withOutput(
      ids.length === unpivot.ids.length ? unpivot : { ...unpivot, ids },
      inputs,
      output
    );
  },
  passes: ({ ids }) => passing(ids),
  limit: ({ dropNulls }) => (dropNulls ? 'stays' : 'copies'),
  determinism: () => 'deterministic',
  order: () => 'keeps'
};

function usedIds(
  { ids }: UnpivotOperation,
  used: ColumnSet
): readonly string[] {
  return used ? ids.filter(name => used.has(name.toLowerCase())) : ids;
}

function output(
  { ids, columns, nameColumn, valueColumn }: UnpivotOperation,
  [input]: readonly (Schema | undefined)[]
): Schema | undefined {
  return (
    input && [
      ...ids.map(name => ({ name, type: typeOfColumn(input, name) })),
      { name: nameColumn, type: { kind: 'string' } },
      {
        name: valueColumn,
        type: columns
          .map(name => typeOfColumn(input, name))
          .reduce<DataType>(
            (all, type) => commonType(all, type) ?? { kind: 'unknown' },
            { kind: 'void' }
          )
      }
    ]
  );
}
