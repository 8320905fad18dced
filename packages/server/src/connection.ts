import { GlueClient } from '@aws-sdk/client-glue';
import type { PipelineDocument } from '@glueflow/components-manager';
import type { LookupFailure } from '@glueflow/glue-catalog';
import type { Task } from './host.js';
import type { ConnectionOptions } from './options.js';

/** AWS clients for the connections that a pipeline names. */
export interface Connections {
  glue(name: string | undefined): Promise<GlueClient>;
}

/** Open connections: what the command line says stands over the document's own connection. */
export function openConnections(
  options: ConnectionOptions,
  document: PipelineDocument,
  task: Pick<Task, 'env'>
): Connections {
  return {
    async glue() {
      return new GlueClient({
        region:
          options.region ??
          document.job.region ??
          task.env.AWS_REGION ??
          task.env.AWS_DEFAULT_REGION,
        endpoint: options.endpoint ?? task.env.AWS_ENDPOINT_URL,
        profile: options.profile
      });
    }
  };
}

/** Say what an error of AWS means for a table look-up. */
export function explain(error: unknown): LookupFailure {
  const { name, message } =
    error instanceof Error ? error : { name: 'Error', message: String(error) };
  const denied = name === 'AccessDeniedException';
  return {
    code: denied ? 'catalog-denied' : 'catalog-unreachable',
    message: `${name}: ${message}`,
    everywhere: !denied
  };
}
