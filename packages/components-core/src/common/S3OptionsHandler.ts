import {
  nearest,
  type PipelineDocument,
  type Problem
} from '@glueflow/components-manager';
import { quote } from './column.js';
import type { AwsConnection, AwsConnections } from './connection.js';

export * from './connection.js';

/** The `connection` field of every component that touches S3 or the catalog: the name of a connection of the person's settings. */
export const CONNECTION_FIELD = {
  title: 'Connection',
  description:
    'Name of the AWS connection used on this machine to browse, preview and run. Empty: the default credentials. A Glue job runs under its IAM role.',
  type: 'string',
  'x-glueflow': { control: 'connection', verbatim: true }
};

/** A role that a connection assumes. */
export interface AssumedRole {
  roleArn: string;
  externalId?: string;
  sessionName: string;
}

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

/** The session name of a role when a connection says none. */
export const DEFAULT_SESSION_NAME = 'glueflow';

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
      roleArn,
      ...(externalId ? { externalId } : {}),
      sessionName: sessionName || DEFAULT_SESSION_NAME
    }
  };
}

/** The connections a pipeline's nodes name, each with the ids of its nodes, in the order of the document. */
export function connectionsOf(
  document: Pick<PipelineDocument, 'nodes'>
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [id, node] of Object.entries(document.nodes)) {
    const name = node.config.connection;
    if (typeof name === 'string' && name !== '') {
      found.set(name, [...(found.get(name) ?? []), id]);
    }
  }
  return found;
}

/** Problems of the connections that a pipeline's nodes name: those that the settings do not have. */
export function connectionProblems(
  document: Pick<PipelineDocument, 'nodes'>,
  connections: AwsConnections
): Problem[] {
  const problems: Problem[] = [];
  for (const [name, nodes] of connectionsOf(document)) {
    if (Object.hasOwn(connections, name)) {
      continue;
    }
    const near = nearest(name, Object.keys(connections));
    for (const nodeId of nodes) {
      problems.push({
        code: 'unknown-connection',
        severity: 'error',
        nodeId,
        path: '/connection',
        message: new UnknownConnectionError(name, Object.keys(connections))
          .message,
        ...(near === undefined
          ? {}
          : {
              fix: {
                title: `Use ${quote(near)}`,
                path: `/nodes/${nodeId}/config/connection`,
                value: near
              }
            })
      });
    }
  }
  return problems;
}

/**
 * Problems of a Glue job made of a pipeline whose nodes name connections that assume a role: the script reads and writes under the
 * job's own IAM role, so that role would be passed over in silence.
 */
export function jobRoleProblems(
  document: Pick<PipelineDocument, 'nodes'>,
  connections: AwsConnections
): Problem[] {
  return [...connectionsOf(document)].flatMap(([name, nodes]) => {
    const role = Object.hasOwn(connections, name)
      ? resolveS3Options(name, connections).job.role
      : undefined;
    return (role ? nodes : []).map((nodeId): Problem => ({
      code: 'role-not-in-script',
      severity: 'error',
      nodeId,
      path: '/connection',
      message: `Connection ${quote(name)} assumes the role ${role?.roleArn}, which the script of a Glue job does not do. Give the job's IAM role access to the data and choose a connection without a role.`
    }));
  });
}
