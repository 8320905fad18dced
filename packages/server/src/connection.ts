import {
  AwsClients,
  readConnections,
  type AwsError,
  type ConnectionContext
} from '@glueflow/aws';
import { nearest } from '@glueflow/components-manager';
import type { AwsConnection } from '@glueflow/contract';
import { Failure } from './failure.js';
import type { Task } from './host.js';
import type { ConnectionOptions } from './options.js';

/** A connection and what it is opened with. */
export interface OpenConnection {
  connection: AwsConnection;
  context: ConnectionContext;
  /** True when a person named it, here or in the document; false for whatever credentials are at hand. */
  named: boolean;
}

/** What a document's job says: `job.connection` and `job.region`. Options of the command line stand over both. */
export interface Fallback {
  connection?: string;
  /** The region of the job, whatever region its connection has; a connection that a step names keeps its own. */
  region?: string;
}

/** The AWS clients of one command, a set for each connection, closed together. */
export class Connections {
  constructor(
    private readonly _options: ConnectionOptions,
    private readonly _env: Task['env'],
    private readonly _fallback: Fallback = {}
  ) {}

  /**
   * The clients of a connection that a pipeline names (`undefined`: where it names none). Options of the command line stand over it.
   *
   * Rejects with `Failure` when there is no such connection, with `AwsError` when no region can be found.
   */
  async clients(name?: string): Promise<AwsClients> {
    const { connection, context } = await this.resolve(name);
    const key = JSON.stringify([connection, context.region, context.name]);
    const found = this._clients.get(key) ?? new AwsClients(connection, context);
    this._clients.set(key, found);
    return found;
  }

  /** What a connection is. Rejects with `Failure` when options exclude each other or there is no such connection. */
  async resolve(name?: string): Promise<OpenConnection> {
    const { connection: asked, profile, region, endpoint } = this._options;
    if (asked !== undefined && profile !== undefined) {
      throw new Failure(
        'usage',
        'A connection and a profile were both named: name one of them.'
      );
    }
    const chosen =
      asked ?? (profile ? undefined : name || this._fallback.connection);
    const connection: AwsConnection = profile
      ? { kind: 'profile', profile }
      : chosen
        ? await this._find(chosen)
        : { kind: 'default' };
    return {
      connection: endpoint ? { ...connection, endpoint } : connection,
      context: {
        name: chosen,
        region:
          region ??
          (name && connection.region ? undefined : this._fallback.region),
        env: this._env
      },
      named: profile !== undefined || chosen !== undefined
    };
  }

  /** Close everything. */
  close(): void {
    this._clients.forEach(clients => clients.destroy());
    this._clients.clear();
  }

  private async _find(name: string): Promise<AwsConnection> {
    const all = await readConnections(this._env);
    if (Object.hasOwn(all, name)) {
      return all[name];
    }
    const like = nearest(name, Object.keys(all));
    throw new Failure(
      'usage',
      `There is no connection "${name}" in your settings.${like ? ` Did you mean "${like}"?` : ''}`,
      `Make it: glueflow connections add ${/^[\w-]+$/.test(name) ? name : JSON.stringify(name)} --profile PROFILE`
    );
  }

  private readonly _clients = new Map<string, AwsClients>();
}

/** Do work with connections, and close them whatever happens. */
export async function withConnections<T>(
  options: ConnectionOptions,
  task: Pick<Task, 'env'>,
  work: (connections: Connections) => Promise<T>,
  fallback?: Fallback
): Promise<T> {
  const connections = new Connections(options, task.env, fallback);
  try {
    return await work(connections);
  } finally {
    connections.close();
  }
}

/** Say whether an error of AWS is about who asks, not about what is asked. */
export function isCredentials(error: AwsError): boolean {
  return error.exitCode === 3 || error.kind === 'no-region';
}
