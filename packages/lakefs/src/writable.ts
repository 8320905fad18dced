import type {
  WireChange,
  WireCommit,
  WireDeleteErrors,
  WireObject,
  WireRef
} from './api.js';
import type { UploadData } from './content.js';
import { DeleteObjectsError } from './error.js';
import { ImportManager, type ImportOptions } from './importing.js';
import { list, type ListPathOptions } from './listing.js';
import {
  BranchObjectInfo,
  Change,
  commitInfo,
  type CommitInfo
} from './model.js';
import { branchPath } from './path.js';
import { ObjectReader, type ReadMode } from './reader.js';
import { objectName, type ReadOptions } from './reading.js';
import {
  Commit,
  ReadableReference,
  idOf,
  type CallOptions,
  type ReferenceLike
} from './reference.js';
import { upload, type UploadOptions } from './upload.js';
import { ObjectWriter, type WriteMode } from './writer.js';

/** What a commit is made with. */
export interface CommitOptions extends CallOptions {
  metadata?: Record<string, string>;
  /** Commit also when nothing was changed. */
  allowEmpty?: boolean;
  /** When it was made; default now. */
  date?: Date;
}

/** How a commit is reverted or picked. */
export interface ParentOptions extends CallOptions {
  /** Of a merge: the parent, from 1, that it is compared with. */
  parentNumber?: number;
}

/** What is reset: all, one object, or all below a prefix. */
export type ResetTarget = { object: string } | { prefix: string };

/** Most paths that the server deletes at once. */
const DELETED_AT_ONCE = 1000;

/** A branch as one that is written to: objects, commits, and what is between them. */
export class WritableBranch extends ReadableReference<BranchObjectInfo> {
  /** Return the commit the branch is at now. */
  async head(options: CallOptions = {}): Promise<Commit> {
    const client = await this._client();
    const { commit_id: id } = await client.json<WireRef>({
      method: 'GET',
      path: this._branchPath,
      what: `read the branch ${this._name}`,
      signal: options.signal
    });
    return new Commit(this.repositoryId, id, this._source);
  }

  /**
   * Write an object: text, bytes, a Blob, a Node or web stream, an async iterable of bytes. It is uncommitted then. Streams are never held
   * in memory as a whole.
   *
   * @throws ObjectExistsError in the mode `x` when there is one; ChecksumError
   */
  async upload(
    path: string,
    data: UploadData,
    options: UploadOptions = {}
  ): Promise<BranchObjectInfo> {
    return this._info(await upload(this._place(path), data, options));
  }

  /** Open an object to read it (`r`, `rb`) or to write it once (`w`, `wb`; `x`, `xb` only when there is none yet). */
  override open<M extends ReadMode = 'r'>(
    path: string,
    mode?: M,
    options?: ReadOptions
  ): ObjectReader<M>;
  override open(
    path: string,
    mode: WriteMode,
    options?: UploadOptions
  ): ObjectWriter;
  override open(
    path: string,
    mode: ReadMode | WriteMode = 'r',
    options: ReadOptions | UploadOptions = {}
  ): ObjectReader | ObjectWriter {
    return mode === 'r' || mode === 'rb'
      ? new ObjectReader(this._place(path), mode, options as ReadOptions)
      : new ObjectWriter(this._place(path), mode, options as UploadOptions);
  }

  /**
   * Delete objects; those that are not there are no error. A thousand go in one request.
   *
   * @throws DeleteObjectsError with all objects that could not be deleted
   */
  async deleteObjects(
    paths:
      | string
      | { readonly path: string }
      | Iterable<string | { readonly path: string }>
      | AsyncIterable<string | { readonly path: string }>,
    options: CallOptions = {}
  ): Promise<void> {
    const failures: { path?: string; status: number; reason: string }[] = [];
    let count = 0;
    let chunk: string[] = [];
    const send = async (): Promise<void> => {
      count += chunk.length;
      failures.push(...(await this._deleteSome(chunk, options.signal)));
      chunk = [];
    };
    for await (const each of isOne(paths) ? [paths] : paths) {
      chunk.push(typeof each === 'string' ? each : each.path);
      if (chunk.length === DELETED_AT_ONCE) {
        await send();
      }
    }
    if (chunk.length > 0) {
      await send();
    }
    if (failures.length > 0) {
      const [{ path, reason }] = failures;
      throw new DeleteObjectsError(
        `Could not delete ${failures.length} of ${count} objects of ${this._name}, the first ${path ?? '?'}: ${reason}.`,
        failures
      );
    }
  }

  /**
   * Copy an object of any reference of the repository onto the branch.
   *
   * @param path - Of the copy; default: that of the object.
   */
  async copyObject(
    fromReference: ReferenceLike,
    fromPath: string,
    path = fromPath,
    options: CallOptions = {}
  ): Promise<BranchObjectInfo> {
    const client = await this._client();
    const source = idOf(fromReference);
    return this._info(
      await client.json<WireObject>({
        method: 'POST',
        path: `${this._branchPath}/objects/copy`,
        query: { dest_path: path },
        json: { src_ref: source, src_path: fromPath },
        what: `copy ${fromPath} of ${source} to ${objectName(this._place(path))}`,
        signal: options.signal,
        repeatable: true
      })
    );
  }

  /**
   * Prepare an import of what stands in the object store. Nothing starts before `start` or `run`.
   *
   * @param uri - A prefix, unless it does not end with `/` and the destination does not either: an object then.
   */
  importFrom(
    uri: string,
    options: ImportOptions & { destination: string }
  ): ImportManager {
    const manager = this.importManager(options);
    const { destination } = options;
    const object =
      !uri.endsWith('/') && destination !== '' && !destination.endsWith('/');
    return object
      ? manager.object(uri, destination)
      : manager.prefix(uri, destination);
  }

  /** Prepare an import without sources; they are added by `prefix` and `object`. */
  importManager(options: ImportOptions = {}): ImportManager {
    return new ImportManager(
      () => this._client(),
      this.repositoryId,
      this.id,
      options
    );
  }

  /**
   * Commit what was changed.
   *
   * @throws NoChangesError; HookError when a hook refuses
   */
  async commitChanges(
    message: string,
    options: CommitOptions = {}
  ): Promise<CommitInfo> {
    const { metadata, allowEmpty, date, signal } = options;
    const client = await this._client();
    return commitInfo(
      await client.json<WireCommit>({
        method: 'POST',
        path: `${this._branchPath}/commits`,
        json: {
          message,
          metadata,
          allow_empty: allowEmpty,
          date: date && Math.floor(date.getTime() / 1000)
        },
        what: `commit on ${this._name}`,
        signal
      })
    );
  }

  /** Drop uncommitted changes: all, those of an object, or those below a prefix. */
  async reset(
    target?: ResetTarget | string,
    options: CallOptions = {}
  ): Promise<void> {
    const client = await this._client();
    const json =
      target === undefined
        ? { type: 'reset' }
        : typeof target === 'string'
          ? {
              type: target.endsWith('/') ? 'common_prefix' : 'object',
              path: target
            }
          : 'object' in target
            ? { type: 'object', path: target.object }
            : { type: 'common_prefix', path: target.prefix };
    await client.run({
      method: 'PUT',
      path: this._branchPath,
      json,
      what: `reset changes of ${this._name}`,
      signal: options.signal
    });
  }

  /**
   * Undo a commit by another one.
   *
   * @returns the commit made
   * @throws ConflictError when later commits changed the same; DirtyBranchError; NoChangesError
   */
  async revert(
    reference: ReferenceLike,
    options: ParentOptions = {}
  ): Promise<CommitInfo> {
    const id = idOf(reference);
    const client = await this._client();
    await client.run({
      method: 'POST',
      path: `${this._branchPath}/revert`,
      json: { ref: id, parent_number: options.parentNumber ?? 0 },
      what: `revert ${id} on ${this._name}`,
      signal: options.signal
    });
    // The server does not say what it made.
    return this.getCommit(options);
  }

  /** The same as `revert`. */
  reverse(
    reference: ReferenceLike,
    options: ParentOptions = {}
  ): Promise<CommitInfo> {
    return this.revert(reference, options);
  }

  /**
   * Do here what a commit did elsewhere.
   *
   * @returns the commit made
   * @throws ConflictError; DirtyBranchError
   */
  async cherryPick(
    reference: ReferenceLike,
    options: ParentOptions = {}
  ): Promise<CommitInfo> {
    const id = idOf(reference);
    const client = await this._client();
    return commitInfo(
      await client.json<WireCommit>({
        method: 'POST',
        path: `${this._branchPath}/cherry-pick`,
        json: { ref: id, parent_number: options.parentNumber },
        what: `cherry-pick ${id} onto ${this._name}`,
        signal: options.signal
      })
    );
  }

  /** List what was changed and not committed, in the order of the paths. */
  listUncommitted(
    options: ListPathOptions = {}
  ): AsyncGenerator<Change, void, undefined> {
    return list(
      () => this._client(),
      {
        path: `${this._branchPath}/diff`,
        what: `list the uncommitted changes of ${this._name}`,
        options
      },
      (each: WireChange) => new Change(each)
    );
  }

  protected override _info(object: WireObject): BranchObjectInfo {
    return new BranchObjectInfo(object, (path, signal) =>
      this._delete(path, signal)
    );
  }

  /** The path of the calls that change the branch. */
  protected get _branchPath(): string {
    return branchPath(this.repositoryId, this.id);
  }

  private async _delete(path: string, signal?: AbortSignal): Promise<void> {
    const client = await this._client();
    await client.run({
      method: 'DELETE',
      path: `${this._branchPath}/objects`,
      query: { path },
      what: `delete ${objectName(this._place(path))}`,
      signal
    });
  }

  private async _deleteSome(
    paths: readonly string[],
    signal?: AbortSignal
  ): Promise<{ path?: string; status: number; reason: string }[]> {
    const client = await this._client();
    const { errors } = await client.json<WireDeleteErrors>({
      method: 'POST',
      path: `${this._branchPath}/objects/delete`,
      json: { paths },
      what: `delete objects of ${this._name}`,
      signal,
      repeatable: true
    });
    return errors.map(({ path, status_code: status, message: reason }) => ({
      path,
      status,
      reason
    }));
  }
}

function isOne(
  paths: Parameters<WritableBranch['deleteObjects']>[0]
): paths is string | { readonly path: string } {
  return typeof paths === 'string' || 'path' in paths;
}
