/** Lance namespaces on the AWS Glue Data Catalog. */
export {
  TABLE_ID,
  type CommitBase,
  type CommitOptions,
  type StagedManifest
} from './commit.js';
export {
  ERROR_CODES,
  LanceError,
  type ErrorName,
  type VersionConflict
} from './error.js';
export {
  DELIMITER,
  parseIdentifier,
  printIdentifier,
  type Identifier
} from './identifier.js';
export type * from './model.js';
export { connect, connectWith, GlueNamespace } from './namespace.js';
export { OPERATIONS, type OperationName, type Route } from './operations.js';
export type { OpenedConnection } from './properties.js';
export { serve, type ServedNamespace, type ServeOptions } from './rest.js';
