import type { TranslationBundle } from '@jupyterlab/translation';
import type { AwsConnection } from '@glueflow/contract';
import type { GlueflowService } from './client.js';
import { Remote } from './remote.js';

/** A connection as the service tells it: its name and what it is, without secrets. */
export type ConnectionFacts = AwsConnection & { name: string };

/** A profile of AWS's own settings files. */
export interface ProfileFacts {
  name: string;
  kind: 'sso' | 'role' | 'keys' | 'process' | 'login' | 'other';
  region?: string;
  source?: string;
}

/** The person's connections, shared by every place that offers them. */
export class Connections {
  constructor(readonly service: GlueflowService) {}

  readonly list = new Remote<readonly ConnectionFacts[]>();
  readonly profiles = new Remote<readonly ProfileFacts[]>();

  /** What stands in AWS's place for the default credentials; known with the list. */
  endpoint: string | undefined;

  /** Asks for connections and profiles, unless that was done. */
  async ensure(): Promise<void> {
    const { state } = this.list.current;
    if (state === 'idle' || state === 'failed') {
      await this.refresh();
    }
  }

  /** Asks for connections and profiles anew. */
  async refresh(): Promise<void> {
    await Promise.all([
      this.list.load(
        async signal => {
          const found = await this.service.get<{
            connections: ConnectionFacts[];
            endpoint?: string;
          }>('connections', {}, signal);
          this.endpoint = found.endpoint;
          return found.connections;
        },
        { keep: true }
      ),
      this.profiles.load(
        async signal =>
          (
            await this.service.get<{ profiles: ProfileFacts[] }>(
              'profiles',
              {},
              signal
            )
          ).profiles,
        { keep: true }
      )
    ]);
  }

  /** Keeps a connection in the person's settings. Rejects with a `ServiceError`, also when there is one of that name. */
  async add(name: string, connection: object): Promise<void> {
    await this.service.post('connections', { name, connection });
    await this.refresh();
  }
}

const known = new WeakMap<GlueflowService, Connections>();

/** The connections of a service: one list for all. */
export function connectionsOf(service: GlueflowService): Connections {
  let found = known.get(service);
  if (found === undefined) {
    found = new Connections(service);
    known.set(service, found);
  }
  return found;
}

/**
 * What the default credentials are called where a connection is chosen.
 *
 * @param endpoint - What stands in AWS's place for them, if anything does.
 */
export function defaultCredentials(
  endpoint: string | undefined,
  trans: TranslationBundle
): string {
  if (endpoint === undefined) {
    return trans.__('Default credentials');
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  return url && LOOPBACK.test(url.hostname)
    ? trans.__('Default credentials (local, not AWS)')
    : trans.__('Default credentials (at %1, not AWS)', url?.host ?? endpoint);
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
