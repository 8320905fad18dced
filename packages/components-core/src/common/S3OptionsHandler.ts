import {
  nearest,
  type AssumedRole,
  type ComponentContext,
  type ComponentProblem,
  type ConnectionDescription
} from '@glueflow/components-manager';
import {
  DEFAULT_SESSION_NAME,
  type AwsConnection,
  type AwsConnections
} from '@glueflow/contract';
import { nameFix, quote, warning } from './column.js';
import { defined } from './operation.js';

/** The `connection` field of every component that touches S3 or the catalog: the name of a connection of the person's settings. */
export const CONNECTION_FIELD = {
  title: 'Connection',
  description:
    'Name of the AWS connection used on this machine to browse, preview and run. Empty: the default credentials. A Glue job runs under its own IAM role; of a connection it takes only a role to assume, for the files in S3.',
  type: 'string',
  'x-glueflow': { control: 'connection', verbatim: true }
};

/** What previews, local runs, browsing and deployment need of a connection. */
export interface LocalS3Options {
  /** Where credentials come from. */
  credentials: AwsConnection;
  region?: string;
  endpoint?: string;
  pathStyle: boolean;
}

/** What a Glue job's script needs of a connection: never a profile or keys, since the job has its own IAM role. */
export interface JobS3Options {
  role?: AssumedRole;
}

/** What a connection's name stands for. */
export interface S3Options {
  local: LocalS3Options;
  job: JobS3Options;
}

/** A connection that the settings do not have. */
export class UnknownConnectionError extends Error {
  constructor(
    readonly connection: string,
    known: readonly string[]
  ) {
    const near = nearest(connection, known);
    super(
      `There is no AWS connection ${quote(connection)} in your settings. ${
        near === undefined
          ? known.length === 0
            ? 'Add it to the settings.'
            : `There is ${known.map(quote).join(', ')}.`
          : `Did you mean ${quote(near)}?`
      }`
    );
    this.name = 'UnknownConnectionError';
  }
}

/**
 * What a connection means for this machine and for a Glue job's script. Without a name: the default credentials.
 *
 * @throws UnknownConnectionError when the settings have no connection of that name
 */
export function resolveS3Options(
  name: string | undefined,
  connections: AwsConnections
): S3Options {
  if (name === undefined || name === '') {
    return {
      local: { credentials: { kind: 'default' }, pathStyle: false },
      job: {}
    };
  }
  if (!Object.hasOwn(connections, name)) {
    throw new UnknownConnectionError(name, Object.keys(connections));
  }
  const connection = connections[name];
  const { region, endpoint } = connection;
  return {
    local: {
      credentials: connection,
      ...(region ? { region } : {}),
      ...(endpoint ? { endpoint } : {}),
      // AWS itself wants host names; other endpoints seldom have a name for each bucket.
      pathStyle: connection.pathStyle ?? Boolean(endpoint)
    },
    job: assumedRole(connection)
  };
}

function assumedRole(connection: AwsConnection): JobS3Options {
  if (connection.kind !== 'assume-role') {
    return {};
  }
  const { roleArn, externalId, sessionName } = connection;
  return {
    role: {
      arn: roleArn,
      ...(externalId ? { externalId } : {}),
      sessionName: sessionName || DEFAULT_SESSION_NAME
    }
  };
}

/** A person's connections as a compiler is given them. */
export function connectionSource(
  connections: AwsConnections
): (name: string) => ConnectionDescription {
  return name => {
    if (!Object.hasOwn(connections, name)) {
      return {
        known: false,
        ...defined({ like: nearest(name, Object.keys(connections)) })
      };
    }
    return { known: true, ...resolveS3Options(name, connections).job };
  };
}

/** What the source or sink of a component's operation has of its connection: its name, and the role it assumes. */
export function connectionMembers(
  config: { connection?: string },
  context: Pick<ComponentContext, 'sources'>
): { connection?: string; role?: AssumedRole } {
  const name = config.connection || undefined;
  return name === undefined
    ? {}
    : defined({
        connection: name,
        role: context.sources.connection?.(name)?.role
      });
}

/** A warning where the settings are known and have no such connection: a role that it assumes would be passed over in silence. */
export function connectionProblems(
  config: { connection?: string },
  context: Pick<ComponentContext, 'nodeId' | 'sources'>
): ComponentProblem[] {
  const name = config.connection || undefined;
  const found =
    name === undefined ? undefined : context.sources.connection?.(name);
  if (name === undefined || !found || found.known) {
    return [];
  }
  const { like } = found;
  return [
    warning(
      'unknown-connection',
      '/connection',
      `There is no AWS connection ${quote(name)} in your settings: if it assumes a role, the job's script will not. ${like === undefined ? 'Add it to the settings.' : `Did you mean ${quote(like)}?`}`,
      like === undefined ? undefined : nameFix(context, '/connection', like)
    )
  ];
}
