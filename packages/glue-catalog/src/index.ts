export type {
  Column as GlueColumn,
  Table as GlueTable,
  TableVersion as GlueTableVersion
} from '@aws-sdk/client-glue';
export * from './catalog.js';
export * from './evaluate.js';
export * from './partition.js';
export * from './sources.js';
export * from './table.js';
export { GlueCalls, type CallOptions } from './calls.js';
export * from './diff.js';
export { databaseInputOf, partitionInputOf, tableInputOf } from './inputs.js';
export * from './metadata.js';
export { MissingEntity, type Outcome } from './outcome.js';
export * from './partitions.js';
export * from './scan.js';
export * from './context/index.js';
