import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type {
  ComponentRegistry,
  PipelineDocument
} from '@glueflow/components-manager';
import type { Task } from '../host.js';
import type { ConnectionOptions } from '../options.js';
import type { LookedUp } from './lookupstate.js';

/**
 * Look up the tables of a document, if AWS can be asked: when a connection, profile or endpoint is named, or the environment has
 * credentials. What can't be asked for is a problem on its node. The AWS clients are loaded only then.
 */
export async function lookUp(
  document: PipelineDocument,
  registry: ComponentRegistry,
  options: ConnectionOptions & {
    offline?: boolean;
    param?: Record<string, string>;
  },
  task: Task
): Promise<LookedUp> {
  const nothing = { sources: {}, problems: [] };
  if (options.offline) {
    return { ...nothing, lookup: { state: 'offline' } };
  }
  if (!credentialsAtHand(document, options, task.env)) {
    return {
      ...nothing,
      lookup: {
        state: 'skipped',
        message:
          'Tables were not looked up in the Data Catalog: no AWS credentials are at hand. Name a --profile or --connection, or say --offline.'
      }
    };
  }
  const { askCatalog } = await import('./tables.js');
  return askCatalog(document, registry, options, task);
}

const SIGNS = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_GLUE',
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'
];

/** Say whether there is anyone to ask as; the instance metadata service is not waited for. */
function credentialsAtHand(
  document: PipelineDocument,
  options: ConnectionOptions,
  env: NodeJS.ProcessEnv
): boolean {
  const home = env.HOME ?? env.USERPROFILE ?? homedir();
  return Boolean(
    options.connection ||
    options.profile ||
    options.endpoint ||
    document.job.connection ||
    Object.keys(document.connections).length > 0 ||
    SIGNS.some(name => env[name]) ||
    existsSync(
      env.AWS_SHARED_CREDENTIALS_FILE ?? join(home, '.aws', 'credentials')
    ) ||
    existsSync(env.AWS_CONFIG_FILE ?? join(home, '.aws', 'config'))
  );
}
