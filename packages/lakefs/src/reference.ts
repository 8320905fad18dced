import type { WireChange, WireCommit, WireObject } from './api.js';
import { defaultClient, type Client } from './client.js';
import { ConflictError, MergeConflictError } from './error.js';
import { list, type ListOptions, type ListPathOptions } from './listing.js';
import {
  Change,
  CommonPrefix,
  ObjectInfo,
  commitInfo,
  type CommitInfo
} from './model.js';
import { referencePath, repositoryPath } from './path.js';
import { ObjectReader, type ReadMode } from './reader.js';
import {
  objectName,
  startDownload,
  type ByteRange,
  type Download,
  type ObjectPlace,
  type ReadOptions
} from './reading.js';

/** A reference, a commit, or the id of one. */
export type ReferenceLike = string | { readonly id: string };

/** A call that can be given up. */
export interface CallOptions {
  signal?: AbortSignal;
}

/** How references are merged. */
export interface MergeOptions extends CallOptions {
  /** Default: lakeFS's own. */
  message?: string;
  metadata?: Record<string, string>;
  /** Which side wins where both changed a path; by default neither. */
  strategy?: 'dest-wins' | 'source-wins';
  /** Merge also when there is nothing to merge. */
  allowEmpty?: boolean;
  /** One commit on the destination, without the source as its parent. */
  squash?: boolean;
}

/** Which commits a log shows. */
export interface LogOptions extends CallOptions {
  /** Most commits; 0 makes no call. */
  maxAmount?: number;
  after?: string;
  /** Only commits that changed these objects. */
  objects?: readonly string[];
  /** Only commits that changed something below these. */
  prefixes?: readonly string[];
  /** Follow only the first parent of a merge. */
  firstParent?: boolean;
  /** The last commit shown. */
  stopAt?: string;
}

/** What a difference shows. */
export interface DiffOptions extends ListPathOptions {
  /** What a merge would bring (three dots, the default), or what differs (two dots). */
  type?: 'two_dot' | 'three_dot';
}

/** Most conflicts that an error names. */
const MOST_CONFLICTS = 1000;

/**
 * What names a commit: a branch, a tag, a commit's id or its beginning, or an expression such as `main~2`. Reads, and changes nothing
 * there.
 */
export abstract class ReadableReference<Info extends ObjectInfo = ObjectInfo> {
  /** @param client - By default the default client, made at the first call. */
  constructor(
    readonly repositoryId: string,
    readonly id: string,
    protected readonly _source?: Client
  ) {}

  /** Start to read an object, or a part of it, in one request (two by a signed address). */
  download(
    path: string,
    options: ReadOptions & { range?: ByteRange } = {}
  ): Promise<Download> {
    return startDownload(this._place(path), options, options.range);
  }

  /** List objects in the order of their paths; with a delimiter, what lies deeper as prefixes. */
  listObjects(
    options: ListPathOptions & { metadata?: boolean } = {}
  ): AsyncGenerator<Info | CommonPrefix, void, undefined> {
    return list(
      () => this._client(),
      {
        path: `${this._path}/objects/ls`,
        what: `list the objects of ${this._name}`,
        query: {
          user_metadata: options.metadata === false ? false : undefined
        },
        options
      },
      (each: WireObject) =>
        each.path_type === 'common_prefix'
          ? new CommonPrefix(each.path, (path, signal) =>
              this._exists(path, signal)
            )
          : this._info(each)
    );
  }

  /**
   * Return what is known of an object.
   *
   * @param options.preSigned - Give its physical address as a signed one.
   * @throws NotFoundError
   */
  async statObject(
    path: string,
    options: CallOptions & { preSigned?: boolean } = {}
  ): Promise<Info> {
    const client = await this._client();
    return this._info(
      await client.json<WireObject>({
        method: 'GET',
        path: `${this._path}/objects/stat`,
        query: { path, presign: options.preSigned || undefined },
        what: `look at ${objectName(this._place(path))}`,
        signal: options.signal
      })
    );
  }

  /** Open an object to read it: as text in the mode `r`, as bytes in `rb`. Nothing is asked of the server yet. */
  open<M extends ReadMode = 'r'>(
    path: string,
    mode: M = 'r' as M,
    options: ReadOptions = {}
  ): ObjectReader<M> {
    return new ObjectReader(this._place(path), mode, options);
  }

  /** List the commits that lead here, newest first. */
  log(options: LogOptions = {}): AsyncGenerator<CommitInfo, void, undefined> {
    const { maxAmount, after, signal } = options;
    return list(
      () => this._client(),
      {
        path: `${this._path}/commits`,
        what: `read the log of ${this._name}`,
        query: {
          objects: options.objects,
          prefixes: options.prefixes,
          first_parent: options.firstParent || undefined,
          stop_at: options.stopAt
        },
        options: { maxAmount, after, signal }
      },
      commitInfo
    );
  }

  /** List what a merge of another reference into this one would change; uncommitted changes do not count. */
  diff(
    other: ReferenceLike,
    options: DiffOptions = {}
  ): AsyncGenerator<Change, void, undefined> {
    const id = idOf(other);
    return list(
      () => this._client(),
      {
        path: `${this._path}/diff/${encodeURIComponent(id)}`,
        what: `compare ${this._name} with ${id}`,
        query: { type: options.type },
        options
      },
      (each: WireChange) => new Change(each)
    );
  }

  /**
   * Merge into a branch.
   *
   * @returns the id of the commit made
   * @throws MergeConflictError with the paths; DirtyBranchError when the branch has uncommitted changes; HookError when a hook refuses;
   * NoChangesError
   */
  async mergeInto(
    destination: ReferenceLike,
    options: MergeOptions = {}
  ): Promise<string> {
    const branch = idOf(destination);
    const { signal } = options;
    const client = await this._client();
    const what = `merge ${this.id} into ${branch} of ${this.repositoryId}`;
    try {
      const { reference } = await client.json<{ reference: string }>({
        method: 'POST',
        path: `${this._path}/merge/${encodeURIComponent(branch)}`,
        json: {
          message: options.message,
          metadata: options.metadata,
          strategy: options.strategy,
          allow_empty: options.allowEmpty,
          squash_merge: options.squash
        },
        what,
        signal
      });
      return reference;
    } catch (error) {
      throw error instanceof ConflictError
        ? await this._conflict(branch, what, error, signal)
        : error;
    }
  }

  /** Return the commit it names now. */
  async getCommit(options: CallOptions = {}): Promise<CommitInfo> {
    const client = await this._client();
    return commitInfo(
      await client.json<WireCommit>({
        method: 'GET',
        path: `${repositoryPath(this.repositoryId)}/commits/${encodeURIComponent(this.id)}`,
        what: `read the commit of ${this._name}`,
        signal: options.signal
      })
    );
  }

  /** Return the metadata of the commit it names. */
  async metadata(
    options: CallOptions = {}
  ): Promise<Readonly<Record<string, string>>> {
    return (await this.getCommit(options)).metadata;
  }

  /** Return the message of the commit it names. */
  async commitMessage(options: CallOptions = {}): Promise<string> {
    return (await this.getCommit(options)).message;
  }

  /** The client to call. */
  protected async _client(): Promise<Client> {
    return this._source ?? defaultClient();
  }

  /** The path of the calls that read it. */
  protected get _path(): string {
    return referencePath(this.repositoryId, this.id);
  }

  /** Its name in errors. */
  protected get _name(): string {
    return `${this.id} of ${this.repositoryId}`;
  }

  protected _place(path: string): ObjectPlace {
    return {
      client: () => this._client(),
      repository: this.repositoryId,
      reference: this.id,
      path
    };
  }

  protected abstract _info(object: WireObject): Info;

  private async _exists(
    prefix: string,
    signal?: AbortSignal
  ): Promise<boolean> {
    const options: ListOptions = { prefix, maxAmount: 1, signal };
    for await (const _ of this.listObjects(options)) {
      return true;
    }
    return false;
  }

  /** The server names no paths: what a merge would bring, does. */
  private async _conflict(
    branch: string,
    what: string,
    error: ConflictError,
    signal?: AbortSignal
  ): Promise<MergeConflictError> {
    const paths: string[] = [];
    const changes = new Reference(this.repositoryId, branch, this._source).diff(
      this,
      { signal }
    );
    try {
      for await (const { type, path } of changes) {
        if (type === 'conflict' && paths.push(path) === MOST_CONFLICTS) {
          break;
        }
      }
    } catch {
      // The conflict counts more than that its paths can't be read.
    }
    const shown = paths.slice(0, 5).join(', ');
    const more = paths.length > 5 ? ` and ${paths.length - 5} more` : '';
    return new MergeConflictError(
      `Could not ${what}: both changed ${shown ? shown + more : 'the same paths'}.`,
      paths,
      {
        status: error.status,
        requestId: error.requestId,
        cause: error,
        remedy: "Bring the branch's changes in first, or choose a strategy."
      }
    );
  }
}

/** Return the id of a reference. */
export function idOf(reference: ReferenceLike): string {
  return typeof reference === 'string' ? reference : reference.id;
}

/** Any reference: a branch, a tag, a commit's id, an expression such as `main~2`. */
export class Reference extends ReadableReference {
  protected override _info(object: WireObject): ObjectInfo {
    return new ObjectInfo(object);
  }
}

/** A commit by its id. It never changes, so what it says is asked for once. */
export class Commit extends Reference {
  override getCommit(options: CallOptions = {}): Promise<CommitInfo> {
    this._known ??= super.getCommit(options).catch(error => {
      this._known = undefined;
      throw error;
    });
    return this._known;
  }

  private _known?: Promise<CommitInfo>;
}
