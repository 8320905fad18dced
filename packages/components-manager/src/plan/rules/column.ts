import type { Schema } from '../../types/type.js';
import { numberingOf, NOT_THERE } from '../numbering.js';
import type { Plan } from '../operation.js';
import type { ColumnSet } from '../operations/descriptor.js';
import { descriptorOf } from '../operations/index.js';

/**
 * Lets every read carry only the columns that something uses, and every join yield only those.
 *
 * A person's own projections stay whole. Code, SQL that was not understood, writes, and unions and distincts over all columns want
 * everything. A read never loses its last column.
 */
export function pruneColumns(plan: Plan): Plan {
  const { operations } = plan;
  const numbering = numberingOf(plan);
  // By number; undefined: nothing uses it so far.
  const used: (ColumnSet | undefined)[] = [];
  let narrow = false;
  for (let number = 0; number < operations.length; number++) {
    used.push(undefined);
  }
  for (let number = operations.length - 1; number >= 0; number--) {
    const operation = operations[number];
    // What no operation reads is the plan's result.
    const own = used[number] ?? null;
    narrow ||= own !== null;
    const descriptor = descriptorOf(operation);
    for (let slot = 0; slot < operation.inputs.length; slot++) {
      const input = numbering.input(number, slot);
      const before = input === NOT_THERE ? null : used[input];
      if (before !== null) {
        used[input] = both(before, descriptor.needs(operation, slot, own));
      }
    }
  }
  if (!narrow) {
    return plan;
  }
  const schemas: (Schema | undefined)[] = [];
  return {
    ...plan,
    operations: operations.map((operation, number) => {
      const result = descriptorOf(operation).narrow(
        operation,
        used[number] ?? null,
        operation.inputs.map(
          (_, slot) => schemas[numbering.input(number, slot)]
        )
      );
      schemas.push(result.schema);
      return result;
    })
  };
}

/** The columns that two users need together. */
function both(before: ColumnSet | undefined, columns: ColumnSet): ColumnSet {
  return !before || columns === null
    ? columns
    : new Set([...before, ...columns]);
}
