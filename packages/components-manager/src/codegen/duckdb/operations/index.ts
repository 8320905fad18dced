import type { Operation } from '../../../plan/operation.js';
import type { OperationOf } from '../../../plan/operations/index.js';
import type {
  DuckDbFrame,
  DuckDbPrinter,
  DuckDbScope,
  PrintedFrame
} from '../frame.js';
import { printRead } from '../read.js';
import { printJoin, printSetOperation, printUnion } from './combine.js';
import { printAggregate, printFill, printPivot, printWindow } from './group.js';
import {
  printDistinct,
  printFilter,
  printLimit,
  printProject,
  printRepartition,
  printRoute,
  printSort
} from './rows.js';
import { printExplode, printUnpivot } from './shape.js';

/**
 * The printer of every operation: one that is forgotten here does not compile. `undefined` for those that only Spark does; a write is no
 * step of a query but a statement, and a person's query is one of several operations (`query.ts`).
 */
const PRINTERS: {
  readonly [Name in Operation['op']]:
    DuckDbPrinter<OperationOf<Name>> | 'statement' | 'query' | undefined;
} = {
  read: printRead,
  project: printProject,
  filter: printFilter,
  route: printRoute,
  join: printJoin,
  union: printUnion,
  aggregate: printAggregate,
  sort: printSort,
  distinct: printDistinct,
  sql: 'query',
  call: undefined,
  code: undefined,
  limit: printLimit,
  // Chance chooses other rows.
  sample: undefined,
  window: printWindow,
  pivot: printPivot,
  unpivot: printUnpivot,
  explode: printExplode,
  fill: printFill,
  setOperation: printSetOperation,
  repartition: printRepartition,
  write: 'statement'
};

/** The operations that are printed. */
export const PRINTED: ReadonlySet<Operation['op']> = new Set(
  (Object.keys(PRINTERS) as Operation['op'][]).filter(
    name => PRINTERS[name] !== undefined
  )
);

/** Print an operation that makes frames; undefined for one that is not printed, or not as a step of a query. */
export function printOperation(
  scope: DuckDbScope,
  operation: Operation,
  inputs: readonly DuckDbFrame[]
): readonly PrintedFrame[] | undefined {
  const printer = PRINTERS[operation.op] as
    DuckDbPrinter<Operation> | 'statement' | 'query' | undefined;
  return typeof printer === 'function'
    ? printer(scope, operation, inputs)
    : undefined;
}
