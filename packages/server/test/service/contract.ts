/**
 * What the service sends is what the editor expects: checked by the compiler, for both sides write the shapes down themselves (the
 * editor may not import a package of Node's).
 */
import type {
  JobSummary,
  RunPage as SentRunPage,
  RunStatus
} from '@glueflow/glue-jobs';
import type * as editor from '../../../pipeline-editor/src/export/facts.js';
import type * as jobs from '../../../pipeline-editor/src/service/jobs.js';
import type { IdentityFacts } from '../../src/actions/account.js';
import type { DeployFacts } from '../../src/actions/deploy.js';
import type { EstimateFacts } from '../../src/actions/estimate.js';
import type { ExportPreview } from '../../src/actions/export.js';

/** Compiles only when whatever is sent can be taken for what is expected. */
type Meets<Expected, Sent extends Expected> = Sent;

/** Each line is a contract. */
export type Contract = [
  Meets<jobs.JobFacts, JobSummary>,
  Meets<jobs.RunFacts, RunStatus>,
  Meets<jobs.RunPage, SentRunPage & { job: string }>,
  Meets<editor.IdentityFacts, IdentityFacts>,
  Meets<editor.EstimateFacts, EstimateFacts>,
  Meets<editor.ExportFacts, ExportPreview>,
  Meets<editor.DeployFacts, DeployFacts>
];
