/** A high-level SDK for lakeFS. */
export type { RetryOptions } from './backoff.js';
export { Branch } from './branch.js';
export {
  Client,
  defaultClient,
  init,
  reset,
  type ClientOptions
} from './client.js';
export {
  findConfiguration,
  type AwsIamOptions,
  type Configuration,
  type ConnectionOptions,
  type Credentials
} from './config.js';
export { contentTypeOf, type UploadData } from './content.js';
export * from './error.js';
export {
  ImportManager,
  type ImportOptions,
  type ImportStatus,
  type WaitOptions
} from './importing.js';
export type { ListOptions, ListPathOptions } from './listing.js';
export {
  BranchObjectInfo,
  Change,
  CommonPrefix,
  ObjectInfo,
  type CommitInfo
} from './model.js';
export { ObjectReader, type Content, type ReadMode } from './reader.js';
export { Download, type ByteRange, type ReadOptions } from './reading.js';
export {
  Commit,
  ReadableReference,
  Reference,
  type CallOptions,
  type DiffOptions,
  type LogOptions,
  type MergeOptions,
  type ReferenceLike
} from './reference.js';
export {
  Repository,
  repositories,
  repository,
  type CreateRepositoryOptions,
  type RepositoryProperties
} from './repository.js';
export {
  ServerConfiguration,
  type ServerStorageConfiguration
} from './server.js';
export { Tag } from './tag.js';
export {
  Transaction,
  type TransactionOptions,
  type TransactionResult,
  type TransactionWork
} from './transaction.js';
export type { UploadOptions } from './upload.js';
export {
  WritableBranch,
  type CommitOptions,
  type ParentOptions,
  type ResetTarget
} from './writable.js';
export { ObjectWriter, type WriteMode } from './writer.js';
