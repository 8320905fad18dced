import type { Operation } from '../operation.js';
import { AGGREGATE } from './aggregate.js';
import { CALL } from './call.js';
import { CODE } from './code.js';
import { DISTINCT } from './distinct.js';
import { FILTER } from './filter.js';
import { JOIN } from './join.js';
import { PROJECT } from './project.js';
import { READ } from './read.js';
import { ROUTE } from './route.js';
import { SORT } from './sort.js';
import { SQL } from './sql.js';
import { UNION } from './union.js';
import { WRITE } from './write.js';
import type { OperationDescriptor } from './descriptor.js';
import { LIMIT } from './limit.js';
import { SAMPLE } from './sample.js';
import { WINDOW } from './window.js';
import { PIVOT } from './pivot.js';
import { UNPIVOT } from './unpivot.js';
import { EXPLODE } from './explode.js';
import { FILL } from './fill.js';
import { SET_OPERATION } from './setoperation.js';
import { REPARTITION } from './repartition.js';

/** The operation of a name. */
export type OperationOf<Name extends Operation['op']> = Extract<
  Operation,
  { op: Name }
>;

/** The descriptor of every operation: one that is forgotten here does not compile. */
export const OPERATIONS: {
  readonly [Name in Operation['op']]: OperationDescriptor<OperationOf<Name>>;
} = {
  read: READ,
  project: PROJECT,
  filter: FILTER,
  route: ROUTE,
  join: JOIN,
  union: UNION,
  aggregate: AGGREGATE,
  sort: SORT,
  distinct: DISTINCT,
  sql: SQL,
  call: CALL,
  code: CODE,
  limit: LIMIT,
  sample: SAMPLE,
  window: WINDOW,
  pivot: PIVOT,
  unpivot: UNPIVOT,
  explode: EXPLODE,
  fill: FILL,
  setOperation: SET_OPERATION,
  repartition: REPARTITION,
  write: WRITE
};

/** Return the descriptor of an operation. */
export function descriptorOf({
  op
}: Operation): OperationDescriptor<Operation> {
  return OPERATIONS[op];
}
