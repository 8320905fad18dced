import type { WireChange, WireCommit, WireObject } from './api.js';

/** An object of a reference, as it was when it was asked for. */
export class ObjectInfo {
  constructor(object: WireObject) {
    this.path = object.path;
    this.modifiedTime = new Date(object.mtime * 1000);
    this.sizeBytes = object.size_bytes ?? 0;
    this.contentType = object.content_type ?? 'application/octet-stream';
    this.metadata = Object.freeze({ ...object.metadata });
    this.physicalAddress = object.physical_address;
    this.checksum = object.checksum;
    const expiry = object.physical_address_expiry;
    this.physicalAddressExpiry = expiry ? new Date(expiry * 1000) : undefined;
  }

  readonly path: string;
  readonly modifiedTime: Date;
  readonly sizeBytes: number;
  readonly contentType: string;
  /** The person's own names and values. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the bytes are; a signed address where one was asked for. */
  readonly physicalAddress: string;
  /** When a signed address ends. */
  readonly physicalAddressExpiry?: Date;
  /** MD5 in hex, or what the object store calls the content by. */
  readonly checksum: string;
}

/** An object of a branch, which can be deleted there. */
export class BranchObjectInfo extends ObjectInfo {
  constructor(
    object: WireObject,
    private readonly _remove: (
      path: string,
      signal?: AbortSignal
    ) => Promise<void>
  ) {
    super(object);
  }

  /** Delete the object on its branch; it is uncommitted then. */
  delete(options: { signal?: AbortSignal } = {}): Promise<void> {
    return this._remove(this.path, options.signal);
  }
}

/** What stands for all objects whose paths begin with it. */
export class CommonPrefix {
  constructor(
    readonly path: string,
    private readonly _look: (
      path: string,
      signal?: AbortSignal
    ) => Promise<boolean>
  ) {}

  /** Say whether there is an object below it now. */
  exists(options: { signal?: AbortSignal } = {}): Promise<boolean> {
    return this._look(this.path, options.signal);
  }
}

/** A difference between two references, or between a branch and its head. */
export class Change {
  constructor(change: WireChange) {
    this.type = change.type;
    this.path = change.path;
    this.pathType = change.path_type;
    this.sizeBytes = change.size_bytes;
  }

  readonly type:
    'added' | 'removed' | 'changed' | 'conflict' | 'prefix_changed';
  readonly path: string;
  readonly pathType: 'common_prefix' | 'object';
  /** Bytes, where the server knows them. */
  readonly sizeBytes?: number;
}

/** What a commit holds. */
export interface CommitInfo {
  readonly id: string;
  readonly parents: readonly string[];
  readonly committer: string;
  readonly message: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly creationDate: Date;
  readonly metaRangeId: string;
}

/** Read a commit. */
export function commitInfo(commit: WireCommit): CommitInfo {
  return Object.freeze({
    id: commit.id,
    parents: Object.freeze([...commit.parents]),
    committer: commit.committer,
    message: commit.message,
    metadata: Object.freeze({ ...commit.metadata }),
    creationDate: new Date(commit.creation_date * 1000),
    metaRangeId: commit.meta_range_id
  });
}
