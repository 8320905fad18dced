import type { Operation } from '../../../plan/operation.js';
import type { PyExpression } from '../../python/tree.js';
import type { OperationOf } from '../../../plan/operations/index.js';
import { printAggregate } from './aggregate.js';
import { printCall } from './call.js';
import { printCode } from './code.js';
import { printDistinct } from './distinct.js';
import { printFilter } from './filter.js';
import { printJoin } from './join.js';
import { printProject } from './project.js';
import { printRead } from './read.js';
import { printRoute } from './route.js';
import { printSort } from './sort.js';
import { printSql } from './sql.js';
import { printUnion } from './union.js';
import { printLimit } from './limit.js';
import { printSample } from './sample.js';
import { printWindow } from './window.js';
import { printPivot } from './pivot.js';
import { printUnpivot } from './unpivot.js';
import { printExplode } from './explode.js';
import { printFill } from './fill.js';
import { printSetOperation } from './setoperation.js';
import { printRepartition } from './repartition.js';
import { printWrite } from './write.js';
import type { OperationPrinter, Printed, PrintScope } from './printer.js';

/** How every operation is printed: one that is forgotten here does not compile. */
const PRINTERS: {
  readonly [Name in Operation['op']]: OperationPrinter<OperationOf<Name>>;
} = {
  aggregate: printAggregate,
  call: printCall,
  code: printCode,
  distinct: printDistinct,
  filter: printFilter,
  join: printJoin,
  project: printProject,
  read: printRead,
  route: printRoute,
  sort: printSort,
  sql: printSql,
  union: printUnion,
  limit: printLimit,
  sample: printSample,
  window: printWindow,
  pivot: printPivot,
  unpivot: printUnpivot,
  explode: printExplode,
  fill: printFill,
  setOperation: printSetOperation,
  repartition: printRepartition,
  write: printWrite
};

/** Names of the operations that have a printer. */
export const PRINTED: ReadonlySet<Operation['op']> = new Set(
  Object.keys(PRINTERS) as Operation['op'][]
);

/** Print an operation; what stands for its frame or frames, undefined where it has none. */
export function printOperation(
  scope: PrintScope,
  operation: Operation,
  inputs: readonly PyExpression[]
): Printed {
  const print: OperationPrinter<Operation> = PRINTERS[operation.op];
  return print(scope, operation, inputs);
}
