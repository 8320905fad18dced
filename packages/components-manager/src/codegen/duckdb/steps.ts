import { isWrite } from '../../plan/access.js';
import { framesOf, splitFrame } from '../../plan/frame.js';
import type {
  Operation,
  Plan,
  ReadOperation,
  SortOperation
} from '../../plan/operation.js';
import { isOrdered } from '../../plan/order.js';
import { descriptorOf } from '../../plan/operations/index.js';
import type { ScriptTable } from '../../target/script.js';
import { checkTarget, type TargetInput } from '../../target/target.js';
import type { Schema } from '../../types/type.js';
import { duckDbTarget } from './target.js';

/** What of a frame two engines must agree on, where that is not every value of every row. */
export interface FrameComparison {
  /** The only columns whose values are determined; none: only the number of rows is. */
  columns?: readonly string[];
  /** The columns whose values come in a stated order. */
  order?: readonly string[];
  /** Where rows tie in `by`, the values of `made` are not determined. */
  ties?: { by: readonly string[]; made: readonly string[] };
}

/** One output of a step. */
export interface StepFrame {
  /** Id of the frame. */
  frame: string;
  port: string;
  comparison: FrameComparison;
}

/** One step of a pipeline by itself: SQL over the rows that Spark gave its inputs. */
export interface StepQuery {
  nodeId: string;
  frames: readonly StepFrame[];
  /** Statements of DuckDB; each query among them gives the rows of one of `frames`, in their order. Absent: see `why`. */
  script?: string;
  /** Why DuckDB does not do the step. */
  why?: string;
  /** The partitioned tables that it reads. */
  tables?: readonly ScriptTable[];
}

/**
 * Return each step of a plan that was not optimised as SQL of its own, for a comparison step by step: a step reads the rows that Spark gave
 * the steps before it, so that each difference is found where it arises.
 *
 * @param folderOf - Returns the folder of Parquet files that holds the rows of a frame.
 */
export function stepQueries(
  plan: Plan,
  input: TargetInput,
  folderOf: (frame: string) => string
): StepQuery[] {
  const producers = new Map<string, Operation>();
  const byNode = new Map<string, Operation[]>();
  for (const operation of plan.operations) {
    for (const frame of framesOf(operation)) {
      producers.set(frame, operation);
    }
    const list = byNode.get(operation.nodeId);
    if (list) {
      list.push(operation);
    } else {
      byNode.set(operation.nodeId, [operation]);
    }
  }
  return [...byNode]
    .filter(([, operations]) => !operations.some(isWrite))
    .map(([nodeId, operations]) => {
      const { reads, all, lost } = closed(operations, producers, folderOf);
      const used = new Set(all.flatMap(each => each.inputs));
      const frames = operations
        .flatMap(framesOf)
        .filter(
          frame => !used.has(frame) && splitFrame(frame).operation === nodeId
        )
        .map(frame => ({
          frame,
          port: splitFrame(frame).port,
          comparison: lost
            ? { columns: [] }
            : operations.length === 1
              ? comparisonOf(operations[0], producers)
              : operations.every(each => isCertain(each, producers))
                ? {}
                : { columns: [] }
        }));
      const step = { nodeId, frames };
      const whole: Plan = { operations: [...reads, ...all] };
      const [problem] = checkTarget(duckDbTarget, whole, input).filter(
        ({ severity }) => severity === 'error'
      );
      if (problem !== undefined) {
        return { ...step, why: problem.message };
      }
      const { script } = duckDbTarget.print(whole, input);
      return script === undefined
        ? { ...step, why: 'The step has no form in DuckDB.' }
        : { ...step, script: script.text, tables: script.tables };
    });
}

/**
 * Return operations with reads of what others yield for them. Of rows in an order a limit takes the first: what makes the order is done
 * anew, since files do not keep it.
 */
function closed(
  operations: readonly Operation[],
  producers: ReadonlyMap<string, Operation>,
  folderOf: (frame: string) => string
): { reads: ReadOperation[]; all: Operation[]; lost: boolean } {
  const reads = new Map<string, ReadOperation>();
  const all: Operation[] = [];
  const done = new Set<string>();
  let lost = false;
  const add = (operation: Operation): void => {
    if (done.has(operation.id)) {
      return;
    }
    done.add(operation.id);
    for (const frame of operation.inputs) {
      const producer = producers.get(frame);
      if (producer === undefined) {
        continue;
      }
      const taken = isTaken(operation, producer);
      // Another output of the same step would be one more query.
      const single = producer.outputs === undefined;
      if (operations.includes(producer) || (taken && single)) {
        add(producer);
      } else {
        lost ||= taken;
        reads.set(frame, readOf(frame, producer, folderOf(frame)));
      }
    }
    all.push(operation);
  };
  const inputOf = (frame: string): Operation | undefined =>
    producers.get(frame);
  const isTaken = (operation: Operation, producer: Operation): boolean =>
    needsOrder(operation) && isOrdered(producer, inputOf);
  // What stands between a limit and the order that it goes by.
  const needsOrder = (operation: Operation): boolean =>
    operation.op === 'limit' ||
    (!operations.includes(operation) &&
      descriptorOf(operation).order(operation) === 'keeps');
  operations.forEach(add);
  return { reads: [...reads.values()], all, lost };
}

function readOf(
  frame: string,
  producer: Operation,
  folder: string
): ReadOperation {
  const schema: Schema | undefined = producer.schema?.map(({ name, type }) => ({
    name,
    type
  }));
  return {
    op: 'read',
    id: frame,
    nodeId: producer.nodeId,
    inputs: [],
    ...(schema ? { schema } : {}),
    source: {
      kind: 's3',
      paths: [[folder]],
      format: 'parquet',
      formatOptions: {},
      recursive: false,
      exclusions: [],
      ...(schema ? { columns: schema } : {})
    }
  };
}

function comparisonOf(
  operation: Operation,
  producers: ReadonlyMap<string, Operation>
): FrameComparison {
  const names = (operation.schema ?? []).map(each => each.name);
  const has = (name: string): boolean => names.includes(name);
  switch (operation.op) {
    case 'sort':
      return operation.local ? {} : { order: keysOf(operation) };
    case 'limit': {
      const sort = sortBefore(operation, producers);
      const keys = sort === undefined ? [] : keysOf(sort);
      return keys.length > 0 && keys.every(has)
        ? { columns: keys, order: keys }
        : { columns: [] };
    }
    case 'distinct':
      return operation.keys ? { columns: operation.keys } : {};
    case 'window': {
      const by = [
        ...operation.partition,
        ...operation.order.map(each => each.column)
      ];
      return operation.firstRows === undefined
        ? { ties: { by, made: operation.items.map(each => each.name) } }
        : { ties: { by, made: names.filter(name => !by.includes(name)) } };
    }
    case 'fill':
      return {
        ties: {
          by: [
            ...operation.partition,
            ...operation.order.map(each => each.column)
          ],
          made: operation.fills
            .filter(({ by }) => by.kind === 'previous')
            .map(each => each.column)
        }
      };
    case 'aggregate':
    case 'pivot':
      return isCertain(operation, producers) ? {} : { columns: operation.keys };
    default:
      return isCertain(operation, producers) ? {} : { columns: [] };
  }
}

function isCertain(
  operation: Operation,
  producers: ReadonlyMap<string, Operation>
): boolean {
  const inputOf = (frame: string): Operation | undefined =>
    producers.get(frame);
  return (
    descriptorOf(operation).determinism(operation, () =>
      isOrdered(inputOf(operation.inputs[0]), inputOf)
    ) === 'deterministic'
  );
}

function keysOf({ by }: SortOperation): string[] {
  return by.map(each => each.column);
}

/** Return the sort whose order an operation's rows still have. */
function sortBefore(
  operation: Operation,
  producers: ReadonlyMap<string, Operation>
): SortOperation | undefined {
  let current: Operation | undefined = operation;
  while (current !== undefined) {
    if (descriptorOf(current).order(current) !== 'keeps') {
      return current.op === 'sort' && !current.local ? current : undefined;
    }
    current = producers.get(current.inputs[0]);
  }
  return undefined;
}
