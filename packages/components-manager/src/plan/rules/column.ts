import type { Schema } from '../../types/type.js';
import { collectColumns, key } from '../column.js';
import { numberingOf, NOT_THERE } from '../numbering.js';
import type { Operation, Plan, ReadOperation } from '../operation.js';

/** Columns wanted of an operation, in lower case; null: all. */
type Wanted = ReadonlySet<string> | null;

/**
 * Lets every read carry only the columns that something uses, and every join yield only those.
 *
 * A person's own projections stay whole. Code, SQL that was not understood, writes, and unions and distincts over all columns want
 * everything. A read never loses its last column.
 */
export function pruneColumns(plan: Plan): Plan {
  const { operations } = plan;
  const numbering = numberingOf(plan);
  // By number; undefined: nobody has asked.
  const wanted: (Wanted | undefined)[] = [];
  let narrow = false;
  for (let number = 0; number < operations.length; number++) {
    wanted.push(undefined);
  }
  for (let number = operations.length - 1; number >= 0; number--) {
    const operation = operations[number];
    // What nobody reads is the plan's result.
    const own = wanted[number] ?? null;
    narrow ||= own !== null;
    for (let slot = 0; slot < operation.inputs.length; slot++) {
      const input = numbering.input(number, slot);
      const before = input === NOT_THERE ? null : wanted[input];
      if (before !== null) {
        wanted[input] = both(before, inputColumns(operation, slot, own));
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
      const result = narrowed(
        operation,
        wanted[number] ?? null,
        operation.inputs.map(
          (_, slot) => schemas[numbering.input(number, slot)]
        )
      );
      schemas.push(result.schema);
      return result;
    })
  };
}

/** What two users want together. */
function both(before: Wanted | undefined, columns: Wanted): Wanted {
  return !before || columns === null
    ? columns
    : new Set([...before, ...columns]);
}

/** The columns an operation wants of an input when `own` are wanted of it. */
function inputColumns(
  operation: Operation,
  place: number,
  own: Wanted
): Wanted {
  switch (operation.op) {
    case 'filter':
      return own && withExpressions([operation.condition], own);
    case 'project':
      return withExpressions(
        operation.items.map(item => item.expression),
        []
      );
    case 'sort':
      return (
        own &&
        added(
          own,
          operation.by.map(each => each.column)
        )
      );
    case 'distinct':
      return (
        own &&
        (operation.keys
          ? added(own, [
              ...operation.keys,
              ...(operation.orderBy ?? []).map(each => each.column)
            ])
          : null)
      );
    case 'aggregate':
      return added(new Set(), [
        ...operation.keys,
        ...operation.aggregates.flatMap(each => each.column ?? [])
      ]);
    case 'union':
      return operation.allowMissing && !operation.distinct ? own : null;
    case 'join':
      return joinColumns(operation, place, own);
    case 'sql': {
      const columns = operation.columns?.[place];
      return columns ? added(new Set(), columns) : null;
    }
    default:
      return null;
  }
}

function joinColumns(
  join: Extract<Operation, { op: 'join' }>,
  place: number,
  own: Wanted
): Wanted {
  const side = place === 0 ? 'left' : 'right';
  const keys = join.keys.map(each => each[side]);
  const half = join.how === 'semi' || join.how === 'anti';
  if (!join.output) {
    return !half
      ? null
      : side === 'right'
        ? added(new Set(), keys)
        : own && added(own, keys);
  }
  return added(new Set(), [
    ...keys,
    ...joinOutput(join.output, own).flatMap(each =>
      each.side === side || (each.side === 'both' && side === 'left')
        ? [each.column]
        : each.side === 'both'
          ? [each.rightColumn ?? each.column]
          : []
    )
  ]);
}

function joinOutput<T extends { name: string }>(
  output: readonly T[],
  own: Wanted
): readonly T[] {
  const left = own ? output.filter(each => own.has(key(each.name))) : output;
  return left.length > 0 ? left : output.slice(0, 1);
}

function withExpressions(
  expressions: readonly Parameters<typeof collectColumns>[0][],
  own: Iterable<string>
): Wanted {
  const found = new Set(own);
  return expressions.every(each => collectColumns(each, found)) ? found : null;
}

function added(own: ReadonlySet<string>, names: readonly string[]): Wanted {
  return new Set([...own, ...names.map(key)]);
}

function narrowed(
  operation: Operation,
  own: Wanted,
  inputs: readonly (Schema | undefined)[]
): Operation {
  switch (operation.op) {
    case 'read':
      return own ? narrowRead(operation, own) : operation;
    case 'join': {
      if (!operation.output) {
        const half = operation.how === 'semi' || operation.how === 'anti';
        return half && operation.schema && inputs[0]
          ? { ...operation, schema: inputs[0] }
          : operation;
      }
      const output = joinOutput(operation.output, own);
      const names = new Set(output.map(each => each.name));
      return output.length === operation.output.length
        ? operation
        : {
            ...operation,
            output,
            schema: operation.schema?.filter(each => names.has(each.name))
          };
    }
    case 'filter':
    case 'sort':
    case 'distinct':
      return operation.schema && inputs[0] && operation.schema !== inputs[0]
        ? { ...operation, schema: inputs[0] }
        : operation;
    case 'union':
      return operation.schema &&
        operation.allowMissing &&
        inputs.every(schema => schema)
        ? { ...operation, schema: commonColumns(operation.schema, inputs) }
        : operation;
    default:
      return operation;
  }
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

function narrowRead(
  read: ReadOperation,
  own: ReadonlySet<string>
): ReadOperation {
  const { schema } = read;
  if (!schema || schema.length === 0) {
    return read;
  }
  const left = schema.filter(each => own.has(key(each.name)));
  const kept = left.length > 0 ? left : schema.slice(0, 1);
  return kept.length === schema.length
    ? read
    : { ...read, schema: kept, columns: kept.map(each => each.name) };
}
