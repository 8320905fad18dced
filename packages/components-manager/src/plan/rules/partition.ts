import type { Column, DataType } from '../../types/type.js';
import { conjuncts, conjunctionOf, key, replaceColumns } from '../column.js';
import type { Expression } from '../../expression/typed.js';
import { glueHints } from '../hint.js';
import type { Operation, Plan, ReadOperation } from '../operation.js';
import { descriptorOf } from '../operations/index.js';
import { countUses, Rewriter } from '../rewrite.js';
import { isOpenTableFormat } from '../tableformat.js';

/** Where a column of an operation comes from: a partition key of a read, or one of each input, as for a union. */
type Origin =
  | { kind: 'key'; read: ReadOperation; column: Column }
  | {
      kind: 'every';
      operation: string;
      inputs: readonly (Origin | undefined)[];
    };

/** The columns of an operation that are partition keys, by their names in lower case. */
type Origins = ReadonlyMap<string, Origin>;

const NONE: Origins = new Map();

/** Reads that one condition may go to; beyond, it stays where it is. */
const MOST_READS = 256;

/**
 * Moves conditions on partition keys into catalog reads, which then list no other partition.
 *
 * A condition moves only when it is false or unknown for null, compares keys with values of the same kind of type (as then the catalog
 * compares as Spark does), and every operation between it and the read passes the column through (`OperationDescriptor.passes`). Results
 * used more than once stop it. Where it has to go to every input, as for a union, it is copied for the inputs that can take it, and
 * stays unless all can. A read with a job bookmark takes no parameter: which files count as read must not depend on a run's arguments.
 */
export function pushPartitionFilters(plan: Plan): Plan {
  if (!plan.operations.some(each => each.op === 'read' && keysOf(each).size)) {
    return plan;
  }
  const uses = countUses(plan);
  const origins = new Map<string, Origins>();
  const filters = new Map<string, Expression[]>();
  const visible = (id: string): Origins =>
    uses.get(id) === 1 ? (origins.get(id) ?? NONE) : NONE;
  const kept = new Map<string, Expression | undefined>();
  for (const operation of plan.operations) {
    if (operation.op === 'filter') {
      const from = visible(operation.inputs[0]);
      if (from.size > 0) {
        kept.set(
          operation.id,
          pushCondition(operation.condition, from, filters)
        );
      }
    }
    const own = originsOf(operation, visible);
    if (own.size > 0) {
      origins.set(operation.id, own);
    }
  }
  if (filters.size === 0) {
    return plan;
  }
  return new Rewriter(plan).run(operation => {
    const pushed = filters.get(operation.id);
    if (operation.op === 'read' && pushed) {
      const all = operation.partitionFilter
        ? [operation.partitionFilter, ...pushed]
        : pushed;
      return { ...operation, partitionFilter: conjunctionOf(all) };
    }
    if (operation.op === 'filter' && kept.has(operation.id)) {
      const condition = kept.get(operation.id);
      return condition
        ? { ...operation, condition }
        : { standsFor: operation.inputs[0], by: 'read' };
    }
    return operation;
  });
}

/** Hands a condition's parts down; what has to stay is returned. */
function pushCondition(
  condition: Expression,
  from: Origins,
  filters: Map<string, Expression[]>
): Expression | undefined {
  if (condition.kind === 'sql') {
    // The person's own text stays unless all of what it means has moved.
    return condition.tree && !pushCondition(condition.tree, from, filters)
      ? undefined
      : condition;
  }
  const stay = conjuncts(condition).filter(
    each => !pushConjunct(each, from, filters)
  );
  return stay.length === 0 ? undefined : conjunctionOf(stay);
}

/** Hands one part down; true when it does not have to stay. */
function pushConjunct(
  condition: Expression,
  from: Origins,
  filters: Map<string, Expression[]>
): boolean {
  const names = new Set<string>();
  if (!isPushable(condition, names) || names.size === 0) {
    return false;
  }
  const columns = new Map<string, Origin>();
  for (const name of names) {
    const origin = from.get(name);
    if (!origin) {
      return false;
    }
    columns.set(name, origin);
  }
  const found: [ReadOperation, Expression][] = [];
  const whole = place(condition, columns, found);
  if (found.length > MOST_READS) {
    return false;
  }
  for (const [read, each] of found) {
    const list = filters.get(read.id) ?? [];
    list.push(each);
    filters.set(read.id, list);
  }
  return whole;
}

/** Finds the reads a condition can go to; true when every row's origin is among them. */
function place(
  condition: Expression,
  columns: ReadonlyMap<string, Origin>,
  found: [ReadOperation, Expression][]
): boolean {
  if (found.length > MOST_READS) {
    return false;
  }
  const [first, ...others] = columns.values();
  if (first.kind === 'every') {
    if (
      !others.every(
        each => each.kind === 'every' && each.operation === first.operation
      )
    ) {
      return false;
    }
    let whole = true;
    first.inputs.forEach((_, index) => {
      const next = new Map<string, Origin>();
      for (const [name, origin] of columns) {
        const input = (origin as typeof first).inputs[index];
        if (input) {
          next.set(name, input);
        }
      }
      whole =
        next.size === columns.size && place(condition, next, found) && whole;
    });
    return whole;
  }
  const { read } = first;
  for (const origin of columns.values()) {
    if (origin.kind !== 'key' || origin.read !== read) {
      return false;
    }
  }
  const typeOf = (name: string): DataType =>
    (columns.get(key(name)) as typeof first).column.type;
  if (!hasMatchingTypes(condition, typeOf, glueHints(read).bookmark ?? false)) {
    return false;
  }
  found.push([
    read,
    replaceColumns(condition, name => ({
      kind: 'column',
      name: (columns.get(key(name)) as typeof first).column.name
    }))
  ]);
  return true;
}

const COMPARISONS = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

/** True for comparisons of columns with values and for and, or, not of them: never true for null. Columns go to `names`. */
function isPushable(expression: Expression, names: Set<string>): boolean {
  if (expression.kind !== 'call') {
    return false;
  }
  const { function: called, args } = expression;
  if (called === 'and' || called === 'or' || called === 'not') {
    return args.length > 0 && args.every(arg => isPushable(arg, names));
  }
  const columns = args.filter(arg => arg.kind === 'column');
  if (
    columns.length !== 1 ||
    !args.every(arg => isValue(arg) || arg === columns[0])
  ) {
    return false;
  }
  names.add(key(columns[0].name));
  return (
    (COMPARISONS.has(called) && args.length === 2) ||
    ((called === 'in' || called === 'between') &&
      args[0] === columns[0] &&
      args.length > 1)
  );
}

function isValue(expression: Expression): boolean {
  return (
    expression.kind === 'parameter' ||
    (expression.kind === 'literal' && expression.value !== null)
  );
}

function hasMatchingTypes(
  expression: Expression,
  typeOf: (column: string) => DataType,
  bookmark: boolean
): boolean {
  if (expression.kind !== 'call') {
    return false;
  }
  const { function: called, args } = expression;
  if (called === 'and' || called === 'or' || called === 'not') {
    return args.every(arg => hasMatchingTypes(arg, typeOf, bookmark));
  }
  const column = args.find(arg => arg.kind === 'column');
  const family = column && familyOf(typeOf(column.name));
  return (
    family !== undefined &&
    args.every(
      arg =>
        arg === column ||
        ((arg.kind === 'literal' || (arg.kind === 'parameter' && !bookmark)) &&
          familyOf(arg.type) === family)
    )
  );
}

/** Types whose values compare alike in the catalog and in Spark. */
function familyOf(type: DataType): string | undefined {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return 'integer';
    case 'string':
    case 'varchar':
      return 'text';
    case 'date':
      return 'date';
    default:
      return undefined;
  }
}

/** The columns of an operation that are partition keys, or stem from some. */
function originsOf(
  operation: Operation,
  visible: (id: string) => Origins
): Origins {
  if (operation.op === 'read') {
    return keysOf(operation);
  }
  const passed = operation.inputs.map((input, slot) =>
    passedOrigins(operation, slot, visible(input))
  );
  return descriptorOf(operation).filtersEveryInput
    ? sharedOrigins(operation.id, passed)
    : passed.length === 1
      ? passed[0]
      : new Map(passed.flatMap(each => [...each]));
}

/** The origins that pass through from an input, by the names in the result. */
function passedOrigins(
  operation: Operation,
  slot: number,
  from: Origins
): Origins {
  if (from.size === 0) {
    return NONE;
  }
  const columns = descriptorOf(operation).passes(operation, slot);
  if ('except' in columns) {
    return columns.except.size === 0
      ? from
      : new Map([...from].filter(([name]) => !columns.except.has(name)));
  }
  const result = new Map<string, Origin>();
  for (const [name, source] of columns.only) {
    const origin = from.get(source);
    if (origin) {
      result.set(name, origin);
    }
  }
  return result;
}

function keysOf(read: ReadOperation): Origins {
  const { source } = read;
  return source.kind !== 'catalog' || isOpenTableFormat(source.format)
    ? NONE
    : new Map(
        (source.partitionKeys ?? []).map(column => [
          key(column.name),
          { kind: 'key', read, column }
        ])
      );
}

/** The origins of a result whose conditions have to go to every input. */
function sharedOrigins(operation: string, inputs: readonly Origins[]): Origins {
  const result = new Map<string, Origin>();
  for (const origins of inputs) {
    for (const name of origins.keys()) {
      if (!result.has(name)) {
        result.set(name, {
          kind: 'every',
          operation,
          inputs: inputs.map(each => each.get(name))
        });
      }
    }
  }
  return result;
}
