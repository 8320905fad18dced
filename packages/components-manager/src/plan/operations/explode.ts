import type { Column, Schema } from '../../types/type.js';
import { key } from '../column.js';
import type { OperationBase } from './base.js';
import {
  passingAllBut,
  typeOfColumn,
  withNames,
  withOutput,
  withoutNames
} from './columns.js';
import { COMMON, type OperationDescriptor } from './descriptor.js';

/**
 * Makes a row of each element of an array, or of each entry of a map. The column goes; the columns made stand at the end: position, key,
 * value. None of them may have the name of another column that stays.
 */
export interface ExplodeOperation extends OperationBase {
  op: 'explode';
  column: string;
  /** What the column is, as the type may not be known. */
  of: 'array' | 'map';
  /** Keep rows whose array or map is null or empty, with nulls; otherwise they are excluded. */
  outer: boolean;
  /** The column of the elements or of the map's values; may be called as the column that goes. */
  valueColumn: string;
  /** For a map: the column of its keys. */
  keyColumn?: string;
  /** The column of an element's or entry's position, from 0; absent: none. */
  positionColumn?: string;
}

/** An explode: conditions on all other columns choose rows before as well as after. */
export const EXPLODE: OperationDescriptor<ExplodeOperation> = {
  ...COMMON,
  output,
  needs: (explode, _, used) =>
    used && withNames(withoutNames(used, madeNames(explode)), [explode.column]),
  narrow: (explode, _, inputs) => withOutput(explode, inputs, output),
  passes: explode => passingAllBut([explode.column, ...madeNames(explode)]),
  limit: ({ outer }) => (outer ? 'copies' : 'stays'),
  determinism: () => 'deterministic',
  order: () => 'keeps'
};

/** Return the names of the columns that an explode makes, in order. */
export function madeNames({
  positionColumn,
  keyColumn,
  valueColumn
}: Pick<
  ExplodeOperation,
  'positionColumn' | 'keyColumn' | 'valueColumn'
>): string[] {
  return [positionColumn, keyColumn, valueColumn].flatMap(name => name ?? []);
}

function output(
  explode: ExplodeOperation,
  [input]: readonly (Schema | undefined)[]
): Schema | undefined {
  if (!input) {
    return undefined;
  }
  const type = typeOfColumn(input, explode.column);
  const made: Column[] = [];
  if (explode.positionColumn !== undefined) {
    made.push({ name: explode.positionColumn, type: { kind: 'int' } });
  }
  if (explode.keyColumn !== undefined) {
    made.push({
      name: explode.keyColumn,
      type: type.kind === 'map' ? type.key : { kind: 'unknown' }
    });
  }
  made.push({
    name: explode.valueColumn,
    type:
      type.kind === 'array'
        ? type.element
        : type.kind === 'map'
          ? type.value
          : { kind: 'unknown' }
  });
  return [
    ...input.filter(({ name }) => key(name) !== key(explode.column)),
    ...made
  ];
}
