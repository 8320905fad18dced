import type { GlueflowService } from '../../service/client.js';
import { newsOf } from '../../service/news.js';
import type { ConnectionFacts } from '../../service/connections.js';

/** A name that can be chosen, with a few words about it. */
export interface Offer {
  name: string;
  detail?: string;
}

/** What stands below a place in S3. */
export interface Listing {
  folders: readonly Offer[];
  objects: readonly Offer[];
  more: boolean;
}

/**
 * What pickers offer: connections, databases, tables, buckets and objects, asked of the service when first needed and kept until it is
 * asked to forget. Every method rejects with a `ServiceError`.
 */
export class Catalog {
  constructor(private readonly _service: Pick<GlueflowService, 'get'>) {
    // Lives as long as the service.
    newsOf(_service).changed.connect(this.forget, this);
  }

  /** Goes up when answers are forgotten: what was offered before may have changed. */
  get version(): number {
    return this._version;
  }

  async connections(): Promise<readonly Offer[]> {
    const { connections } = await this._connections();
    return connections.map(({ name, kind, region }) => ({
      name,
      detail: [kind, region].filter(Boolean).join(' · ')
    }));
  }

  /** What stands in AWS's place for the default credentials, if anything does. */
  async endpoint(): Promise<string | undefined> {
    return (await this._connections()).endpoint;
  }

  databases(
    connection?: string,
    catalogId?: string
  ): Promise<readonly Offer[]> {
    const key = `databases ${JSON.stringify([connection ?? '', catalogId])}`;
    return this._ask(key, async () => {
      const { databases } = await this._service.get<{
        databases: { name: string; description?: string }[];
      }>('catalog/databases', { connection, catalogId });
      return databases.map(({ name, description }) => ({
        name,
        detail: description
      }));
    });
  }

  tables(
    connection: string | undefined,
    database: string,
    catalogId?: string
  ): Promise<readonly Offer[]> {
    const key = `tables ${JSON.stringify([connection ?? '', database, catalogId])}`;
    return this._ask(key, async () => {
      const { tables } = await this._service.get<{
        tables: { name: string; type?: string }[];
      }>(`catalog/databases/${encodeURIComponent(database)}/tables`, {
        connection,
        catalogId,
        names: 'true'
      });
      return tables.map(({ name, type }) => ({
        name,
        detail: type === 'VIRTUAL_VIEW' ? 'view' : undefined
      }));
    });
  }

  /** The repositories of lakeFS. */
  repositories(): Promise<readonly Offer[]> {
    return this._ask('lakefs', async () => {
      const { repositories } = await this._service.get<{
        repositories: string[];
      }>('lakefs/repositories', {});
      return repositories.map(name => ({ name }));
    });
  }

  /** The branches of a repository of lakeFS, and its tags unless only branches are wanted. */
  async references(
    repository: string,
    onlyBranches: boolean
  ): Promise<readonly Offer[]> {
    const { branches, tags } = await this._ask(`lakefs ${repository}`, () =>
      this._service.get<{ branches: string[]; tags: string[] }>(
        `lakefs/repositories/${encodeURIComponent(repository)}/references`,
        {}
      )
    );
    return [
      ...branches.map(name => ({ name, detail: 'branch' })),
      ...(onlyBranches ? [] : tags.map(name => ({ name, detail: 'tag' })))
    ];
  }

  /** What stands right below `s3://bucket/folder/`; below `s3://` the buckets. */
  objects(connection: string | undefined, path: string): Promise<Listing> {
    const key = `objects ${JSON.stringify([connection ?? '', path])}`;
    return this._ask(key, async () => {
      if (path === 's3://') {
        const { buckets } = await this._service.get<{
          buckets: { name: string; region?: string }[];
        }>('buckets', { connection });
        return {
          folders: buckets.map(({ name }) => ({ name })),
          objects: [],
          more: false
        };
      }
      const found = await this._service.get<{
        folders: { name: string }[];
        objects: { name: string; size: number }[];
        more: boolean;
      }>('objects', { connection, path, limit: '500' });
      return {
        folders: found.folders.map(({ name }) => ({ name })),
        objects: found.objects.map(({ name, size }) => ({
          name,
          detail: sizeText(size)
        })),
        more: found.more
      };
    });
  }

  /** A person has taken this table. */
  taken(database: string, table: string): void {
    newsOf(this._service).doubt({ database, table });
  }

  /** Forgets what was answered: what is asked next is asked anew. */
  forget(): void {
    this._version++;
    this._answers.clear();
  }

  private _connections(): Promise<{
    connections: ConnectionFacts[];
    endpoint?: string;
  }> {
    return this._ask('connections', () => this._service.get('connections'));
  }

  private _ask<T>(key: string, ask: () => Promise<T>): Promise<T> {
    let answer = this._answers.get(key) as Promise<T> | undefined;
    if (answer === undefined) {
      answer = ask().catch((error: unknown) => {
        // A failure is not kept: asking again may help.
        if (this._answers.get(key) === answer) {
          this._answers.delete(key);
        }
        throw error;
      });
      this._answers.set(key, answer);
    }
    return answer;
  }

  private _version = 0;
  private _answers = new Map<string, Promise<unknown>>();
}

const catalogs = new WeakMap<object, Catalog>();

/** The catalog behind a service: one for all forms. */
export function catalogOf(service: Pick<GlueflowService, 'get'>): Catalog {
  let found = catalogs.get(service);
  if (found === undefined) {
    found = new Catalog(service);
    catalogs.set(service, found);
  }
  return found;
}

/** Bytes as a person reads them. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}
