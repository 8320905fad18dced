import { setTimeout as sleep } from 'node:timers/promises';
import type { WireImportLocation, WireImportStatus } from './api.js';
import type { Client } from './client.js';
import { ImportFailedError } from './error.js';
import { commitInfo, type CommitInfo } from './model.js';
import { branchPath } from './path.js';

/** How far an import is. */
export interface ImportStatus {
  readonly completed: boolean;
  /** Objects that are taken up so far. */
  readonly ingestedObjects: number;
  readonly updateTime: Date;
  /** The commit it made. */
  readonly commit?: CommitInfo;
  /** Why it failed. */
  readonly error?: string;
}

/** How an import is waited for. */
export interface WaitOptions {
  /** Milliseconds between two questions; default 2,000. */
  pollInterval?: number;
  /** Most milliseconds; by default as long as it takes. */
  timeout?: number;
  /** Called with each answer. */
  onProgress?: (status: ImportStatus) => void;
  signal?: AbortSignal;
}

/** What an import commits with. */
export interface ImportOptions {
  /** Default: lakeFS's own. */
  commitMessage?: string;
  metadata?: Record<string, string>;
}

/**
 * Imports objects of the object store where they are: nothing is copied. Sources are added one after the other; it runs once.
 *
 * @example
 * const result = await branch
 *   .importFrom('s3://landing/2026/', { destination: 'flights/' })
 *   .object('s3://landing/airports.csv', 'airports.csv')
 *   .run();
 */
export class ImportManager {
  constructor(
    private readonly _client: () => Promise<Client>,
    private readonly _repository: string,
    private readonly _branch: string,
    private readonly _options: ImportOptions
  ) {}

  /** What is imported, in the order it was added. */
  get sources(): readonly Readonly<WireImportLocation>[] {
    return this._sources;
  }

  /** The server's id of the import, once it is started. */
  get id(): string | undefined {
    return this._id;
  }

  /** Add all objects whose addresses begin with `uri`, below `destination`. */
  prefix(uri: string, destination: string): this {
    return this._add({ type: 'common_prefix', path: uri, destination });
  }

  /** Add one object, as `destination`. */
  object(uri: string, destination: string): this {
    return this._add({ type: 'object', path: uri, destination });
  }

  /** Start the import and return its id. Throws ImportFailedError when it was started already. */
  async start(options: { signal?: AbortSignal } = {}): Promise<string> {
    if (this._started) {
      throw new ImportFailedError(
        `The import into ${this._name} was started already: an ImportManager is good for one.`
      );
    }
    this._started = true;
    const { commitMessage, metadata } = this._options;
    try {
      const { id } = await (
        await this._client()
      ).json<{ id: string }>({
        method: 'POST',
        path: this._path,
        json: {
          paths: this._sources,
          commit: { message: commitMessage ?? '', metadata }
        },
        what: `import into ${this._name}`,
        signal: options.signal
      });
      this._id = id;
      return id;
    } catch (error) {
      this._started = false;
      throw error;
    }
  }

  /** Return how far it is. Throws ImportFailedError when it was not started. */
  async status(options: { signal?: AbortSignal } = {}): Promise<ImportStatus> {
    const id = this._requireId();
    const status = await (
      await this._client()
    ).json<WireImportStatus>({
      method: 'GET',
      path: this._path,
      query: { id },
      what: `ask for the import ${id} into ${this._name}`,
      signal: options.signal
    });
    return {
      completed: status.completed,
      ingestedObjects: status.ingested_objects ?? 0,
      updateTime: new Date(status.update_time),
      commit: status.commit && commitInfo(status.commit),
      error: status.error?.message
    };
  }

  /**
   * Wait for its end. The first question is asked at once.
   *
   * @throws ImportFailedError when it failed, was cancelled, or takes longer than the timeout; it goes on then
   */
  async wait(options: WaitOptions = {}): Promise<ImportStatus> {
    const { pollInterval = 2000, timeout, onProgress, signal } = options;
    const end = timeout === undefined ? Infinity : Date.now() + timeout;
    for (;;) {
      const status = await this.status({ signal });
      onProgress?.(status);
      if (status.error !== undefined) {
        throw new ImportFailedError(
          `The import into ${this._name} failed: ${status.error}.`
        );
      }
      if (status.completed) {
        return status;
      }
      const left = end - Date.now();
      if (left <= 0) {
        throw new ImportFailedError(
          `The import ${this._id} into ${this._name} has not ended within ${timeout} ms (${status.ingestedObjects} objects so far).`,
          { remedy: 'It goes on; wait again, or cancel it.' }
        );
      }
      try {
        await sleep(Math.min(pollInterval, left), undefined, { signal });
      } catch (error) {
        throw signal?.aborted ? signal.reason : error;
      }
    }
  }

  /** Start it and wait for its end. */
  async run(options: WaitOptions = {}): Promise<ImportStatus> {
    await this.start(options);
    return this.wait(options);
  }

  /** Cancel it: nothing is committed. Throws ConflictError when it has ended. */
  async cancel(options: { signal?: AbortSignal } = {}): Promise<void> {
    const id = this._requireId();
    await (
      await this._client()
    ).run({
      method: 'DELETE',
      path: this._path,
      query: { id },
      what: `cancel the import ${id} into ${this._name}`,
      signal: options.signal
    });
  }

  private _add(source: WireImportLocation): this {
    if (this._started) {
      throw new ImportFailedError(
        `The import into ${this._name} was started already: it takes no more sources.`
      );
    }
    this._sources.push(source);
    return this;
  }

  private _requireId(): string {
    if (this._id === undefined) {
      throw new ImportFailedError(
        `The import into ${this._name} is not started.`,
        { remedy: 'Call start() or run() first.' }
      );
    }
    return this._id;
  }

  private get _path(): string {
    return `${branchPath(this._repository, this._branch)}/import`;
  }

  private get _name(): string {
    return `${this._branch} of ${this._repository}`;
  }

  private readonly _sources: WireImportLocation[] = [];
  private _started = false;
  private _id?: string;
}
