import { printType, sameType, type Schema } from '@glueflow/components-manager';

/** What became of a column between the inputs of a node and its output. */
export interface ColumnChange {
  /** `renamed` is a guess: the same type at the place of a column that is gone. */
  kind: 'same' | 'added' | 'dropped' | 'type' | 'renamed';
  /** Name and type at the output; absent for a dropped one. */
  to?: { name: string; type: string; partition?: boolean };
  /** Name and type at the input, and which input it is. */
  from?: { name: string; type: string; input: number };
}

/**
 * Compares the columns that go into a node with those that come out: those out first, in order, then those dropped.
 *
 * Names are compared without regard to case, as Spark does. A column of the first input that has the name counts as the origin.
 */
export function columnChanges(
  inputs: readonly Schema[],
  output: Schema
): ColumnChange[] {
  const origins = inputs.flatMap((schema, input) =>
    schema.map((column, index) => ({ column, input, index, used: false }))
  );
  const changes: ColumnChange[] = [];
  const added: { change: ColumnChange; index: number }[] = [];
  output.forEach((column, index) => {
    const name = column.name.toLowerCase();
    const match =
      origins.find(each => !each.used && each.column.name === column.name) ??
      origins.find(
        each => !each.used && each.column.name.toLowerCase() === name
      );
    const change: ColumnChange = {
      kind: 'added',
      to: {
        name: column.name,
        type: printType(column.type),
        ...(column.partition ? { partition: true } : {})
      }
    };
    if (match) {
      match.used = true;
      change.kind = sameType(match.column.type, column.type) ? 'same' : 'type';
      change.from = {
        name: match.column.name,
        type: printType(match.column.type),
        input: match.input
      };
    } else {
      added.push({ change, index });
    }
    changes.push(change);
  });
  // Only with one input, and as many new columns as old ones gone, is a place a hint.
  if (inputs.length === 1 && inputs[0].length === output.length) {
    for (const { change, index } of added) {
      const origin = origins[index];
      if (!origin.used && sameType(origin.column.type, output[index].type)) {
        origin.used = true;
        change.kind = 'renamed';
        change.from = {
          name: origin.column.name,
          type: printType(origin.column.type),
          input: 0
        };
      }
    }
  }
  // Of columns that several inputs have, all but one get another name: theirs with something before or behind it.
  for (const { change, index } of inputs.length > 1 ? added : []) {
    const name = output[index].name.toLowerCase();
    const origin = origins
      .filter(({ column, input, used }) => {
        const own = column.name.toLowerCase();
        return (
          !used &&
          name.length > own.length &&
          (name.startsWith(own) || name.endsWith(own)) &&
          sameType(column.type, output[index].type) &&
          origins.some(
            other =>
              other.input !== input && other.column.name.toLowerCase() === own
          )
        );
      })
      .sort((a, b) => b.column.name.length - a.column.name.length)
      .at(0);
    if (origin) {
      origin.used = true;
      change.kind = 'renamed';
      change.from = {
        name: origin.column.name,
        type: printType(origin.column.type),
        input: origin.input
      };
    }
  }
  for (const { column, input, used } of origins) {
    if (!used) {
      changes.push({
        kind: 'dropped',
        from: { name: column.name, type: printType(column.type), input }
      });
    }
  }
  return changes;
}
