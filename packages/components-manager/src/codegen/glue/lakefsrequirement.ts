import { LAKEFS_SECRET } from '../../job/arguments.js';
import type { ScriptRequirement } from '../../requirement/requirement.js';
import { lakefsOf } from '../../plan/access.js';
import type { Plan } from '../../plan/operation.js';
import { LAKEFS_TEMPLATE } from './lakefs.generated.js';

/** The variable of a script that holds the lakeFS server. */
export const SERVER = 'lakefs';

/** The secret that a job looks for where its arguments name no other. */
export const DEFAULT_LAKEFS_SECRET = 'glueflow/lakefs';

/** The job argument that has a run write to a branch of this name first, in place of hidden ones. */
export const LAKEFS_ON_BRANCH = '--lakefs-on-branch';

/**
 * What steps of lakeFS need of a script and its job. See docs/decisions/lakefs.md.
 *
 * Sources: lakeFS, "Using lakeFS with Spark" (S3 gateway) and its OpenAPI specification; Hadoop-AWS, "Configuring different S3 buckets with
 * Per-Bucket Configuration".
 */
export const LAKEFS_REQUIREMENT: ScriptRequirement = {
  id: 'glueflow/lakefs',
  reason: 'Steps read from or write to lakeFS.',
  imports: [
    { module: 'base64', name: 'b64encode' },
    { module: 'boto3' },
    { module: 'datetime', name: 'datetime' },
    { module: 'datetime', name: 'timezone' },
    { module: 'json' },
    { module: 'os' },
    { module: 'pyspark.context', name: 'SparkContext' },
    { module: 're' },
    { module: 'sys' },
    { module: 'time' },
    { module: 'typing', name: 'Any' },
    { module: 'urllib.error', name: 'HTTPError' },
    { module: 'urllib.parse', name: 'quote' },
    { module: 'urllib.parse', name: 'urlencode' },
    { module: 'urllib.request', name: 'Request' },
    { module: 'urllib.request', name: 'urlopen' },
    { module: 'uuid', name: 'uuid4' }
  ],
  code: LAKEFS_TEMPLATE.slice(
    LAKEFS_TEMPLATE.indexOf('\nclass ') + 1
  ).trimEnd(),
  defines: ['LakeFSError', 'LakeFSWork', 'LakeFS'],
  arguments: { [LAKEFS_SECRET]: DEFAULT_LAKEFS_SECRET },
  // Secrets Manager adds a hyphen and six characters to the name. Another secret needs another resource.
  actions: [
    {
      action: 'secretsmanager:GetSecretValue',
      resource: `arn:aws:secretsmanager:*:*:secret:${DEFAULT_LAKEFS_SECRET}-??????`
    }
  ]
};

/** The names that a script with lakeFS has besides; none where the plan has no step of it. */
export function lakefsNames({ operations }: Plan): string[] {
  return operations.some(lakefsOf)
    ? [
        SERVER,
        ...(LAKEFS_REQUIREMENT.imports ?? []).map(
          ({ name, module }) => name ?? module
        )
      ]
    : [];
}
