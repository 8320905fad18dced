export * from './connection.js';
export {
  GLUE_VERSIONS,
  WORKER_TYPES,
  type GlueVersion,
  type JobAnnotation,
  type JobSettingSchema,
  type WorkerType
} from './job.js';
export * from './jobsettings.js';
export * from './kernel.js';
export type * from './lakefs.js';
export * from './schema.js';
