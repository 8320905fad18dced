import type { PipelineDocument } from '@glueflow/components-manager';
import type { Task } from './host.js';
import type { ConnectionOptions } from './options.js';

/** What a local run needs to reach AWS as the person's connection would. */
export interface RunAccess {
  env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/** The environment of a local run: endpoint, region and profile of the connection. */
export async function credentialEnvironment(
  options: ConnectionOptions,
  document: PipelineDocument,
  _task: Task
): Promise<RunAccess> {
  const region = options.region ?? document.job.region;
  return {
    env: {
      ...(region ? { AWS_REGION: region } : {}),
      ...(options.endpoint ? { AWS_ENDPOINT_URL: options.endpoint } : {}),
      ...(options.profile ? { AWS_PROFILE: options.profile } : {})
    },
    async close() {}
  };
}
