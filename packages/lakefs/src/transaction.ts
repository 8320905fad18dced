import { randomUUID } from 'node:crypto';
import type { WireRef } from './api.js';
import { Backoff } from './backoff.js';
import type { Client } from './client.js';
import {
  ConflictError,
  DirtyBranchError,
  HookError,
  LakeFSError,
  MergeConflictError,
  NoChangesError,
  NotFoundError,
  TransactionConflictError,
  TransactionDirtyError,
  TransactionError,
  TransactionHookError,
  UnavailableError,
  type TransactionFailure
} from './error.js';
import { branchPath, repositoryPath } from './path.js';
import { Reference } from './reference.js';
import { Tag } from './tag.js';
import { WritableBranch } from './writable.js';

/** How a transaction is made. */
export interface TransactionOptions {
  /** Of the commit of what was changed. */
  metadata?: Record<string, string>;
  /** A tag for the commit that merges it. It must not be there yet: that is asked first. */
  tag?: string;
  /** Delete the ephemeral branch also when it fails. Default: keep it, to look at. */
  deleteOnError?: boolean;
  /** So often the work is done again, on the branch as it is by then, when others changed the same paths meanwhile. Default 0. */
  retryOnMovedHead?: number;
  signal?: AbortSignal;
}

/** What became of a transaction. */
export interface TransactionResult<T> {
  /** What the work returned. */
  value: T;
  /** The commit that merged it; undefined when nothing was changed. */
  reference?: string;
  /** The ephemeral branch, if it could not be deleted after the merge. */
  leftover?: string;
}

/** The branch within a transaction: hidden, made of the source branch, merged into it at the end. */
export class Transaction extends WritableBranch {
  constructor(
    repositoryId: string,
    id: string,
    /** The branch it is merged into. */
    readonly sourceId: string,
    /** The message of its commit; may be changed before the end. */
    public message: string,
    /** The metadata of its commit; may be changed before the end. */
    public commitMetadata: Record<string, string> | undefined,
    client: Client
  ) {
    super(repositoryId, id, client);
  }
}

/** Work within a transaction. */
export type TransactionWork<T> = (transaction: Transaction) => Promise<T>;

/** So much of a source branch's name goes into that of an ephemeral one. */
const NAME_PART = 40;
/** Most commits of the source branch that are searched for a merge whose answer was lost. */
const SEARCHED = 1000;
/** Most uncommitted changes that are counted for an error. */
const COUNTED = 10_000;

/**
 * Do work on an ephemeral branch and merge it at the end: all of it is on the source branch then, or nothing.
 *
 * One object written directly takes five requests: branch, object, commit, merge, delete.
 *
 * @throws TransactionError, or its subclass for a conflict, a dirty branch or a hook. The source branch is as it was, but where the error
 * says that it was merged or that the outcome is unknown.
 */
export async function runTransaction<T>(
  client: Client,
  repository: string,
  source: string,
  message: string,
  options: TransactionOptions,
  work: TransactionWork<T>
): Promise<TransactionResult<T>> {
  const run = new Run(client, repository, source, options);
  await run.requireFreeTag();
  for (let left = options.retryOnMovedHead ?? 0; ; left--) {
    try {
      return await run.once(message, work);
    } catch (error) {
      const again =
        error instanceof TransactionConflictError &&
        left > 0 &&
        (await run.hasMoved());
      if (!again) {
        throw error;
      }
      await run.drop();
    }
  }
}

/** A transaction while it runs. What cleans up after it is not given up with the work's signal. */
class Run {
  constructor(
    private readonly _client: Client,
    private readonly _repository: string,
    private readonly _source: string,
    private readonly _options: TransactionOptions
  ) {}

  /** Refuse a tag that is there before anything is done, not after the merge. */
  async requireFreeTag(): Promise<void> {
    const { tag, signal } = this._options;
    if (tag === undefined) {
      return;
    }
    try {
      await this._client.json<WireRef>({
        method: 'GET',
        path: `${repositoryPath(this._repository)}/tags/${encodeURIComponent(tag)}`,
        what: `look for the tag ${tag} of ${this._repository}`,
        signal
      });
    } catch (error) {
      if (error instanceof NotFoundError) {
        return;
      }
      throw this._failed('untouched', error, {});
    }
    const taken = new ConflictError(
      `The tag ${tag} of ${this._repository} exists already.`,
      { status: 409, remedy: 'Choose another tag.' }
    );
    throw this._failed('untouched', taken, {});
  }

  /** Make the branch, do the work, commit, merge, clean up. */
  async once<T>(
    message: string,
    work: TransactionWork<T>
  ): Promise<TransactionResult<T>> {
    const { metadata, signal } = this._options;
    this._base = await this._begin();
    const transaction = new Transaction(
      this._repository,
      this._branch,
      this._source,
      message,
      metadata,
      this._client
    );
    let value: T;
    let head: string | undefined;
    try {
      signal?.throwIfAborted();
      value = await work(transaction);
      signal?.throwIfAborted();
      head = await this._commit(transaction);
    } catch (error) {
      throw await this._kept('untouched', error);
    }
    if (head === undefined) {
      return { value, leftover: await this._leftover() };
    }
    const reference = await this._merge(transaction, head);
    const leftover = await this._leftover();
    await this._tag(reference);
    return { value, reference, leftover };
  }

  /** Say whether the source branch has other commits than when the transaction began. */
  async hasMoved(): Promise<boolean> {
    return (await this._headOf(this._source)) !== this._base;
  }

  /** Remove the ephemeral branch; without it the next try is no worse. */
  async drop(): Promise<void> {
    await this._leftover();
  }

  private async _begin(): Promise<string> {
    const part = this._source.replace(/[^\w-]/g, '-').slice(0, NAME_PART);
    this._branch = `tx-${part}-${randomUUID()}`;
    try {
      return await this._client.text({
        method: 'POST',
        path: `${repositoryPath(this._repository)}/branches`,
        json: { name: this._branch, source: this._source, hidden: true },
        what: `create the branch ${this._branch} of ${this._repository}`,
        signal: this._options.signal,
        // The name is ours alone: found the second time, it was made the first.
        repeatable: true
      });
    } catch (error) {
      if (error instanceof ConflictError) {
        return this._headOf(this._branch);
      }
      // It may be there all the same.
      await this._leftover();
      throw this._failed('untouched', error, {});
    }
  }

  /** Commit what was changed and return the head; undefined when the work changed nothing at all. */
  private async _commit(transaction: Transaction): Promise<string | undefined> {
    const { signal } = this._options;
    const { message, commitMetadata: metadata } = transaction;
    const backoff = new Backoff(this._client.retry);
    for (;;) {
      try {
        return (await transaction.commitChanges(message, { metadata, signal }))
          .id;
      } catch (error) {
        if (error instanceof NoChangesError) {
          // The work may have made commits of its own, or ours was made and its answer lost.
          const head = await this._headOf(this._branch);
          return head === this._base ? undefined : head;
        }
        if (
          !(error instanceof UnavailableError) ||
          !(await backoff.next(undefined, signal))
        ) {
          throw error;
        }
      }
    }
  }

  private async _merge(
    transaction: Transaction,
    head: string
  ): Promise<string> {
    const message = `Merge transaction ${this._branch} into ${this._source}`;
    const { signal } = this._options;
    const backoff = new Backoff(this._client.retry);
    let unsure = false;
    for (;;) {
      try {
        return await transaction.mergeInto(this._source, { message, signal });
      } catch (error) {
        const aborted = signal?.aborted ?? false;
        unsure ||=
          aborted || (error instanceof UnavailableError && !error.unsent);
        if (unsure) {
          let merged: string | undefined;
          try {
            merged = await this._findMerge(head);
          } catch {
            throw await this._kept('unknown', error);
          }
          if (merged !== undefined) {
            return merged;
          }
        }
        const again =
          error instanceof UnavailableError &&
          !aborted &&
          (await backoff.next(undefined, signal).catch(() => false));
        if (!again) {
          throw await this._kept('untouched', error);
        }
      }
    }
  }

  /** Look for the commit that merged `head`, made since the transaction began. */
  private async _findMerge(head: string): Promise<string | undefined> {
    const source = new Reference(this._repository, this._source, this._client);
    const commits = source.log({ maxAmount: SEARCHED, stopAt: this._base });
    for await (const { id, parents } of commits) {
      if (parents.includes(head)) {
        return id;
      }
    }
    return undefined;
  }

  private async _tag(reference: string): Promise<void> {
    const { tag } = this._options;
    if (tag === undefined) {
      return;
    }
    try {
      await this._client.run({
        method: 'POST',
        path: `${repositoryPath(this._repository)}/tags`,
        json: { id: tag, ref: reference },
        what: `create the tag ${tag} of ${this._repository}`,
        repeatable: true
      });
    } catch (error) {
      // The answer may be lost, and the tag there.
      const made = new Tag(this._repository, tag, this._client);
      const named = await made.getCommit().catch(() => undefined);
      if (named?.id === reference) {
        return;
      }
      throw this._failed('merged', error, { reference });
    }
  }

  private async _headOf(branch: string): Promise<string> {
    const { commit_id: id } = await this._client.json<WireRef>({
      method: 'GET',
      path: branchPath(this._repository, branch),
      what: `read the branch ${branch} of ${this._repository}`
    });
    return id;
  }

  /** Delete the ephemeral branch; returns its name when that fails: what was done stands. */
  private async _leftover(): Promise<string | undefined> {
    try {
      await this._client.run({
        method: 'DELETE',
        path: branchPath(this._repository, this._branch),
        what: `delete the branch ${this._branch} of ${this._repository}`
      });
      return undefined;
    } catch (error) {
      return error instanceof NotFoundError ? undefined : this._branch;
    }
  }

  /** The error of a failure whose ephemeral branch is kept, unless it is to be deleted. */
  private async _kept(
    outcome: 'untouched' | 'unknown',
    cause: unknown
  ): Promise<TransactionError> {
    if (this._options.deleteOnError && outcome === 'untouched') {
      const branch = await this._leftover();
      return this._failed(outcome, cause, { branch });
    }
    return this._failed(outcome, cause, {
      branch: this._branch,
      uncommitted: await this._count()
    });
  }

  private async _count(): Promise<number | undefined> {
    const branch = new WritableBranch(
      this._repository,
      this._branch,
      this._client
    );
    let count = 0;
    try {
      for await (const _ of branch.listUncommitted({ maxAmount: COUNTED })) {
        count++;
      }
      return count;
    } catch {
      return undefined;
    }
  }

  private _failed(
    outcome: TransactionFailure['outcome'],
    cause: unknown,
    facts: Omit<TransactionFailure, 'source' | 'outcome'>
  ): TransactionError {
    const failure = { source: this._source, outcome, ...facts };
    const message = this._message(failure, cause);
    const details = cause instanceof LakeFSError ? detailsOf(cause) : { cause };
    if (cause instanceof MergeConflictError) {
      const { paths } = cause;
      return new TransactionConflictError(message, paths, failure, details);
    }
    if (cause instanceof DirtyBranchError) {
      return new TransactionDirtyError(message, failure, details);
    }
    return cause instanceof HookError
      ? new TransactionHookError(message, failure, details)
      : new TransactionError(message, failure, details);
  }

  private _message(failure: TransactionFailure, cause: unknown): string {
    const { outcome, branch, uncommitted, reference } = failure;
    const name = `${this._source} of ${this._repository}`;
    const said = cause instanceof Error ? cause.message : String(cause);
    const reason = /[.!?]$/.test(said) ? said : `${said}.`;
    const state = {
      untouched: `${this._source} is as it was.`,
      merged: `${this._source} has the changes, merged as ${reference}.`,
      unknown: `Whether ${this._source} has the changes is not known: look for a merge of ${branch} in its log.`
    }[outcome];
    const count =
      uncommitted === undefined
        ? ''
        : ` with ${uncommitted === COUNTED ? `${COUNTED} or more` : uncommitted} uncommitted changes`;
    const kept =
      branch === undefined
        ? ''
        : ` The branch ${branch} is kept${count}; look at it: glueflow lakefs tx show lakefs://${this._repository}/${branch}`;
    return `The transaction on ${name} failed: ${reason} ${state}${kept}`;
  }

  private _branch = '';
  private _base = '';
}

function detailsOf(cause: LakeFSError): {
  status?: number;
  requestId?: string;
  reason?: string;
  cause: unknown;
} {
  const { status, requestId, reason } = cause;
  return { status, requestId, reason, cause };
}
