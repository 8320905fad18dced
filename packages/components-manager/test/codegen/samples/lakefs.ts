import type { Sample } from '../build.js';
import type { WriteOperation } from '../../../src/plan/operation.js';

function writeLakeFS(
  nodeId: string,
  more: Partial<WriteOperation>,
  branch: string,
  transaction: boolean
): WriteOperation {
  return {
    op: 'write',
    id: nodeId,
    nodeId,
    inputs: ['json'],
    sink: {
      kind: 's3',
      path: [`lakefs://results/${branch}/delays/`],
      lakefs: {
        repository: ['results'],
        branch: [branch],
        folder: ['delays/', { parameter: 'day' }],
        message: ['Delays of ', { parameter: 'day' }, ' by {job}'],
        transaction
      }
    },
    format: 'parquet',
    formatOptions: {},
    partitionKeys: [],
    mode: 'append',
    ...more
  };
}

/** Repositories of lakeFS: set up before the first step, merged after the last one. */
export const LAKEFS_SAMPLES: Record<string, Sample> = {
  lakefs: {
    titles: { json: 'lakefs', parts: 'Parts', direct: 'Straight to a branch' },
    parameters: {
      day: { type: 'string' },
      repository: { type: 'string', default: 'flights' }
    },
    operations: [
      {
        op: 'read',
        id: 'json',
        nodeId: 'json',
        inputs: [],
        source: {
          kind: 's3',
          lakefs: {
            repository: [{ parameter: 'repository' }],
            reference: ['main~1'],
            path: ['raw/']
          },
          paths: [['lakefs://', { parameter: 'repository' }, '/main~1/raw/']],
          format: 'json',
          formatOptions: {},
          recursive: true,
          exclusions: []
        }
      },
      writeLakeFS(
        'parts',
        { mode: 'partitions', partitionKeys: ['month'], compression: 'gzip' },
        'main',
        true
      ),
      writeLakeFS(
        'direct',
        { format: 'csv', formatOptions: { header: true } },
        'dev',
        false
      )
    ]
  }
};
