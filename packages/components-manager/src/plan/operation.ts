import type { ScriptRequirement } from '../requirement/requirement.js';
import type { AggregateOperation } from './operations/aggregate.js';
import type { CallOperation } from './operations/call.js';
import type { CodeOperation } from './operations/code.js';
import type { DistinctOperation } from './operations/distinct.js';
import type { FilterOperation } from './operations/filter.js';
import type { JoinOperation } from './operations/join.js';
import type { ProjectOperation } from './operations/project.js';
import type { ReadOperation } from './operations/read.js';
import type { RouteOperation } from './operations/route.js';
import type { SortOperation } from './operations/sort.js';
import type { SqlOperation } from './operations/sql.js';
import type { UnionOperation } from './operations/union.js';
import type { WriteOperation } from './operations/write.js';
import type { LimitOperation } from './operations/limit.js';
import type { SampleOperation } from './operations/sample.js';
import type { WindowOperation } from './operations/window.js';
import type { PivotOperation } from './operations/pivot.js';
import type { UnpivotOperation } from './operations/unpivot.js';
import type { ExplodeOperation } from './operations/explode.js';
import type { FillOperation } from './operations/fill.js';
import type { SetOperation } from './operations/setoperation.js';
import type { RepartitionOperation } from './operations/repartition.js';

export type { OperationBase } from './operations/base.js';
export type { AssumedRole } from './operations/role.js';
export { MALFORMED_COLUMN } from './operations/read.js';
export type {
  AggregateItem,
  AggregateOperation
} from './operations/aggregate.js';
export type { CallArgument, CallOperation } from './operations/call.js';
export type { CodeOperation } from './operations/code.js';
export type { DistinctOperation } from './operations/distinct.js';
export type { FilterOperation } from './operations/filter.js';
export type { JoinOperation } from './operations/join.js';
export type { ProjectOperation } from './operations/project.js';
export type {
  CatalogSource,
  Malformed,
  ReadOperation,
  LakeFSSource,
  S3Source
} from './operations/read.js';
export type { RouteOperation } from './operations/route.js';
export type { SortKey, SortOperation } from './operations/sort.js';
export type { SqlOperation } from './operations/sql.js';
export type { UnionOperation } from './operations/union.js';
export type {
  CatalogSink,
  LakeFSSink,
  S3Sink,
  WriteFormat,
  WriteMode,
  WriteOperation
} from './operations/write.js';
export type { LimitOperation } from './operations/limit.js';
export type { SampleOperation } from './operations/sample.js';
export type {
  FrameBound,
  WindowFrame,
  WindowFunction,
  WindowItem,
  WindowOperation
} from './operations/window.js';
export type { PivotOperation } from './operations/pivot.js';
export type { UnpivotOperation } from './operations/unpivot.js';
export type { ExplodeOperation } from './operations/explode.js';
export type { FillItem, FillOperation } from './operations/fill.js';
export type { SetOperation } from './operations/setoperation.js';
export type { RepartitionOperation } from './operations/repartition.js';

/** One relational operation. Its type and its descriptor stand in a file of its own in `operations/`. */
export type Operation =
  | ReadOperation
  | ProjectOperation
  | FilterOperation
  | RouteOperation
  | JoinOperation
  | UnionOperation
  | AggregateOperation
  | SortOperation
  | DistinctOperation
  | SqlOperation
  | CallOperation
  | CodeOperation
  | LimitOperation
  | SampleOperation
  | WindowOperation
  | PivotOperation
  | UnpivotOperation
  | ExplodeOperation
  | FillOperation
  | SetOperation
  | RepartitionOperation
  | WriteOperation;

/** The operations of a pipeline, inputs before users, in a deterministic order. */
export interface Plan {
  operations: readonly Operation[];
  /** Nodes that have no operation left, put here by the optimiser so that a script can say where their work is done. */
  absorbed?: readonly AbsorbedNode[];
  /** What the operations' `requires` stand for, by id. Only what components state as constants gets here. */
  requirements?: ReadonlyMap<string, ScriptRequirement>;
}

/** A node whose work is done elsewhere. */
export interface AbsorbedNode {
  nodeId: string;
  /** The operation that stands for it now. */
  operation: string;
  /** `read`: its condition is part of a read's partition predicate. `nothing`: it changes nothing. */
  by: 'read' | 'nothing';
}
