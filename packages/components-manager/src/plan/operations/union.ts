import { commonType } from '../../types/cast.js';
import type { Column, Schema } from '../../types/type.js';
import { key } from '../column.js';
import type { OperationBase } from './base.js';
import { byName, plainColumns } from './columns.js';
import { ALL_COLUMNS, COMMON, type OperationDescriptor } from './descriptor.js';

/** Appends inputs, matched by column name. */
export interface UnionOperation extends OperationBase {
  op: 'union';
  distinct: boolean;
  /** Fill columns that an input lacks with null; otherwise a missing column is an error. */
  allowMissing: boolean;
}

/** A union: conditions and limits go to all its inputs. */
export const UNION: OperationDescriptor<UnionOperation> = {
  ...COMMON,
  filtersEveryInput: true,
  output: (_, inputs) => unionColumns(inputs),
  needs: ({ allowMissing, distinct }, _, used) =>
    allowMissing && !distinct ? used : null,
  narrow: (union, _, inputs) =>
    union.schema && union.allowMissing && inputs.every(schema => schema)
      ? { ...union, schema: commonColumns(union.schema, inputs) }
      : union,
  passes: () => ALL_COLUMNS,
  limit: ({ distinct }) => (distinct ? 'stays' : 'copies'),
  determinism: () => 'deterministic',
  order: () => 'loses'
};

/** Return the columns of inputs matched by name: those of the first, then what others have beyond. */
export function unionColumns(
  inputs: readonly (Schema | undefined)[]
): Schema | undefined {
  const [first, ...others] = new Set(inputs);
  if (!first || others.some(schema => !schema)) {
    return undefined;
  }
  const result = new Map<string, Column>(byName(plainColumns(first)));
  for (const schema of others) {
    for (const column of plainColumns(schema ?? [])) {
      const twin = result.get(key(column.name));
      result.set(
        key(column.name),
        twin
          ? {
              ...twin,
              type: commonType(twin.type, column.type) ?? { kind: 'unknown' }
            }
          : column
      );
    }
  }
  return others.length === 0 ? plainColumns(first) : [...result.values()];
}

/** The columns of a union that an input still has. */
function commonColumns(
  schema: Schema,
  inputs: readonly (Schema | undefined)[]
): Schema {
  const names = new Set<string>();
  // Inputs often share their columns.
  for (const input of new Set(inputs)) {
    input?.forEach(each => names.add(key(each.name)));
  }
  return schema.filter(each => names.has(key(each.name)));
}
