import type { WireRef, WireRepository } from './api.js';
import { Branch } from './branch.js';
import { defaultClient, type Client } from './client.js';
import { ConflictError } from './error.js';
import { list, type ListOptions } from './listing.js';
import { repositoryPath } from './path.js';
import { Commit, Reference, type CallOptions } from './reference.js';
import { Tag } from './tag.js';

/** What a repository is. */
export interface RepositoryProperties {
  readonly id: string;
  readonly creationDate: Date;
  readonly defaultBranch: string;
  readonly storageNamespace: string;
  readonly storageId: string;
  readonly readOnly: boolean;
}

/** How a repository is made. */
export interface CreateRepositoryOptions extends CallOptions {
  /** Default `main`. */
  defaultBranch?: string;
  /** Put lakeFS's sample data in. */
  includeSamples?: boolean;
  /** Of the object store, where the server has several. */
  storageId?: string;
  readOnly?: boolean;
}

/** A repository: where its branches, tags and commits are found. */
export class Repository {
  /** @param client - By default the default client, made at the first call. */
  constructor(
    readonly id: string,
    private readonly _source?: Client
  ) {}

  /**
   * Make the repository.
   *
   * @param storageNamespace - Where its data is kept: `s3://bucket/prefix`.
   * @throws ConflictError when it is there
   */
  async create(
    storageNamespace: string,
    options: CreateRepositoryOptions = {}
  ): Promise<this> {
    const client = await this._client();
    const made = await client.json<WireRepository>({
      method: 'POST',
      path: '/repositories',
      json: {
        name: this.id,
        storage_namespace: storageNamespace,
        storage_id: options.storageId,
        default_branch: options.defaultBranch ?? 'main',
        sample_data: options.includeSamples ?? false,
        read_only: options.readOnly
      },
      what: `create the repository ${this.id}`,
      signal: options.signal
    });
    this._known = properties(made);
    return this;
  }

  /** Make the repository, unless it is there; it stays as it is then. */
  async getOrCreate(
    storageNamespace: string,
    options: CreateRepositoryOptions = {}
  ): Promise<this> {
    try {
      return await this.create(storageNamespace, options);
    } catch (error) {
      if (!(error instanceof ConflictError)) {
        throw error;
      }
      await this.properties(options);
      return this;
    }
  }

  /** Remove the repository with its branches, tags and commits. Throws NotFoundError. */
  async delete(options: CallOptions = {}): Promise<void> {
    const client = await this._client();
    await client.run({
      method: 'DELETE',
      path: repositoryPath(this.id),
      what: `delete the repository ${this.id}`,
      signal: options.signal
    });
    this._known = undefined;
  }

  /** Return what the repository is; asked once. Throws NotFoundError. */
  async properties(options: CallOptions = {}): Promise<RepositoryProperties> {
    if (this._known === undefined) {
      const client = await this._client();
      const found = await client.json<WireRepository>({
        method: 'GET',
        path: repositoryPath(this.id),
        what: `read the repository ${this.id}`,
        signal: options.signal
      });
      this._known = properties(found);
    }
    return this._known;
  }

  /** Return what is noted of the repository. */
  async metadata(options: CallOptions = {}): Promise<Record<string, string>> {
    const client = await this._client();
    return client.json<Record<string, string>>({
      method: 'GET',
      path: `${repositoryPath(this.id)}/metadata`,
      what: `read the metadata of the repository ${this.id}`,
      signal: options.signal
    });
  }

  /** Return a branch, whether it is there or not. */
  branch(id: string): Branch {
    return new Branch(this.id, id, this._source);
  }

  /** Return a commit by its id. */
  commit(id: string): Commit {
    return new Commit(this.id, id, this._source);
  }

  /** Return any reference: a branch, tag or commit, or an expression such as `main~2`. */
  ref(id: string): Reference {
    return new Reference(this.id, id, this._source);
  }

  /** Return a tag, whether it is there or not. */
  tag(id: string): Tag {
    return new Tag(this.id, id, this._source);
  }

  /** List branches by name; hidden ones only on request. */
  listBranches(
    options: ListOptions & { showHidden?: boolean } = {}
  ): AsyncGenerator<Branch, void, undefined> {
    return list(
      () => this._client(),
      {
        path: `${repositoryPath(this.id)}/branches`,
        what: `list the branches of ${this.id}`,
        query: { show_hidden: options.showHidden || undefined },
        options
      },
      ({ id }: WireRef) => this.branch(id)
    );
  }

  /** List tags by name. */
  listTags(options: ListOptions = {}): AsyncGenerator<Tag, void, undefined> {
    return list(
      () => this._client(),
      {
        path: `${repositoryPath(this.id)}/tags`,
        what: `list the tags of ${this.id}`,
        options
      },
      ({ id }: WireRef) => this.tag(id)
    );
  }

  /** Keep what a listing says of it. */
  static of(found: WireRepository, client?: Client): Repository {
    const repository = new Repository(found.id, client);
    repository._known = properties(found);
    return repository;
  }

  private async _client(): Promise<Client> {
    return this._source ?? defaultClient();
  }

  private _known?: RepositoryProperties;
}

/**
 * Return a repository, whether it is there or not; nothing is asked of the server.
 *
 * @param client - By default the default client, made at the first call.
 */
export function repository(id: string, client?: Client): Repository {
  return new Repository(id, client);
}

/** List repositories by name. */
export function repositories(
  options: ListOptions = {},
  client?: Client
): AsyncGenerator<Repository, void, undefined> {
  return list(
    async () => client ?? defaultClient(),
    { path: '/repositories', what: 'list the repositories', options },
    (each: WireRepository) => Repository.of(each, client)
  );
}

function properties(found: WireRepository): RepositoryProperties {
  return Object.freeze({
    id: found.id,
    creationDate: new Date(found.creation_date * 1000),
    defaultBranch: found.default_branch,
    storageNamespace: found.storage_namespace,
    storageId: found.storage_id ?? '',
    readOnly: found.read_only ?? false
  });
}
