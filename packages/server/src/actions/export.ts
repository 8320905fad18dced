import { join, resolve } from 'node:path';
import {
  addedArguments,
  buildJobSpecification,
  checkJobSettings,
  onBranchProblems,
  deployedJob,
  jobFileName,
  permissionsOf,
  policyOf,
  renderDeployScript,
  roleOwner,
  type AddedArgument,
  type Deployer,
  type Permission,
  type PipelineDocument,
  type PolicyDocument,
  type Problem
} from '@glueflow/components-manager';
import { readConnections } from '@glueflow/aws';
import { withPipelineTag } from '@glueflow/glue-jobs';
import type { JobSettings } from '@glueflow/contract';
import { Failure } from '../failure.js';
import type { Task } from '../host.js';
import type { ConnectionOptions, JobOptions } from '../options.js';
import {
  planFiles,
  writeFiles,
  type OutputFile,
  type PlannedFile,
  type WrittenFile
} from '../write.js';
import { compilePipeline, type Compiled } from './generate.js';
import type { CheckOptions } from './check.js';
import { settingsOf } from './jobsettings.js';
import type { PipelineInput } from './pipeline.js';

/** How a pipeline is exported. */
export interface ExportOptions
  extends CheckOptions, ConnectionOptions, JobOptions {
  /** Folder for the two files. */
  out?: string;
  force?: boolean;
  expectedAccount?: string;
  assumeRoleArn?: string;
}

/** What the role of a job must be allowed, beside AWS's managed policy `AWSGlueServiceRole`. */
export interface RoleFacts {
  permissions: readonly Permission[];
  /** The same as the document of an IAM policy. */
  policy: PolicyDocument;
}

/** What `export --json` prints. */
export interface ExportFacts {
  file: string;
  job: string;
  script: WrittenFile;
  deployScript: WrittenFile;
  /** Arguments that the job has beside its settings, and why. */
  added: readonly AddedArgument[];
  role: RoleFacts;
  problems: readonly Problem[];
}

/** What `export --dry-run --json` prints: the texts, nothing written. */
export interface ExportPreview {
  file: string;
  job: string;
  /** Names of the two files. */
  names: { script: string; deployScript: string };
  script: string;
  deployScript: string;
  /** Arguments that the job has beside its settings, and why. */
  added: readonly AddedArgument[];
  role: RoleFacts;
  /** What writing them would do, where a folder was named. */
  files?: { script: PlannedFile; deployScript: PlannedFile };
  problems: readonly Problem[];
}

/** Compile a pipeline and check its job settings, all problems at once. Throws `PipelineFailure`. */
export async function compileJob(
  input: PipelineInput,
  options: CheckOptions &
    JobOptions &
    Pick<ExportOptions, 'expectedAccount' | 'assumeRoleArn'>,
  task: Task,
  more: (
    document: PipelineDocument,
    settings: JobSettings
  ) => readonly Problem[] = () => []
): Promise<{ compiled: Compiled; settings: JobSettings }> {
  const taggedSettings = (
    document: PipelineDocument,
    jobName: string
  ): JobSettings => {
    const settings = settingsOf(document, jobName, options);
    const tags = withPipelineTag(settings.tags, input.pipeline ?? input.path);
    return { ...settings, tags };
  };
  const deployer = accountOf(options);
  const compiled = await compilePipeline(
    input,
    options,
    task,
    (document, jobName, _, plan) => {
      const settings = taggedSettings(document, jobName);
      return [
        ...onBranchProblems(settings, plan),
        ...checkJobSettings(settings, document.parameters, deployer),
        ...more(document, settings)
      ];
    }
  );
  return {
    compiled,
    settings: taggedSettings(compiled.document, compiled.jobName)
  };
}

/** The account that deploys, as far as the options say. */
function accountOf({
  expectedAccount,
  assumeRoleArn
}: Pick<ExportOptions, 'expectedAccount' | 'assumeRoleArn'>):
  Deployer | undefined {
  return expectedAccount === undefined
    ? roleOwner(assumeRoleArn ?? '')
    : { account: expectedAccount };
}

/**
 * Write a job's script and its deployment script into a folder: both or neither.
 *
 * Throws `PipelineFailure` with all problems, or `Failure` when a file can't be written or would overwrite someone's own.
 */
export async function exportPipeline(
  input: PipelineInput,
  options: ExportOptions,
  task: Task
): Promise<ExportFacts> {
  const { out } = options;
  if (out === undefined) {
    throw new Failure('usage', 'No folder was named for the two files.');
  }
  const { file, job, problems, added, role, ...texts } = await render(
    input,
    options,
    task
  );
  task.report({ message: `Writing ${out}` });
  const [script, deployScript] = await writeFiles(
    filesOf(texts, resolve(task.cwd, out)),
    task,
    options.force
  );
  return { file, job, script, deployScript, added, role, problems };
}

/**
 * Make the two scripts without writing them, and say what writing them would do where a folder is named.
 *
 * Throws `PipelineFailure` with all problems, or `Failure` when a file that is there can't be read.
 */
export async function previewExport(
  input: PipelineInput,
  options: ExportOptions,
  task: Task
): Promise<ExportPreview> {
  const preview = await render(input, options, task);
  if (options.out === undefined) {
    return preview;
  }
  const [script, deployScript] = await planFiles(
    filesOf(preview, resolve(task.cwd, options.out)),
    task
  );
  return { ...preview, files: { script, deployScript } };
}

type Texts = Pick<ExportPreview, 'names' | 'script' | 'deployScript'>;

async function render(
  input: PipelineInput,
  options: ExportOptions,
  task: Task
): Promise<Omit<ExportPreview, 'files'>> {
  const { compiled, settings } = await compileJob(input, options, task);
  const name = jobFileName(settings.name);
  const names = { script: `${name}.py`, deployScript: `deploy_${name}.py` };
  const deployer = await deployerOf(options, settings, task);
  const role = roleFacts(settings, compiled);
  return {
    file: compiled.file,
    job: settings.name,
    names,
    script: compiled.script.text,
    deployScript: renderDeployScript(settings, compiled.document.parameters, {
      scriptName: names.script,
      ...deployer,
      needs: compiled.script.needs,
      permissions: role.permissions,
      expectedAccount: options.expectedAccount
    }),
    added: addedTo(settings, compiled, settings.region || undefined),
    role,
    problems: compiled.problems
  };
}

/** What a deployment adds to the job beside its settings, and why. */
export function addedTo(
  settings: JobSettings,
  { document, script }: Pick<Compiled, 'document' | 'script'>,
  region?: string
): AddedArgument[] {
  const { parameters } = document;
  const { needs } = script;
  const specification = { parameters, needs, region, scriptLocation: '' };
  const { DefaultArguments } = buildJobSpecification(settings, specification);
  return addedArguments(settings, DefaultArguments, needs, region);
}

/** What the job's role must be allowed to do what the pipeline says. */
export function roleFacts(
  settings: JobSettings,
  { plan, script }: Pick<Compiled, 'plan' | 'script'>,
  region?: string
): RoleFacts {
  const permissions = permissionsOf(plan, settings, script.needs, region);
  return { permissions, policy: policyOf(permissions) };
}

function filesOf(texts: Texts, folder: string): OutputFile[] {
  const { names, script, deployScript } = texts;
  return [
    { path: join(folder, names.script), text: script },
    {
      path: join(folder, names.deployScript),
      text: deployScript,
      ownerOf: deployedJob
    }
  ];
}

/**
 * Whose credentials the deployment script takes by itself: what the options say, else what the connection is. A document's connection
 * that these settings don't have is passed over: the script has options of its own.
 */
async function deployerOf(
  options: ExportOptions,
  settings: JobSettings,
  task: Task
): Promise<{ profile?: string; assumeRoleArn?: string }> {
  const { profile, assumeRoleArn } = options;
  const name =
    options.connection ?? (profile ? undefined : settings.connection);
  if (!name) {
    return { profile, assumeRoleArn };
  }
  const all = await readConnections(task.env);
  if (!Object.hasOwn(all, name)) {
    return { profile, assumeRoleArn };
  }
  const connection = all[name];
  settings.region ??= connection.region;
  const source =
    connection.kind === 'assume-role' ? connection.source : connection;
  return {
    profile: 'profile' in source ? source.profile : undefined,
    assumeRoleArn:
      assumeRoleArn ??
      (connection.kind === 'assume-role' ? connection.roleArn : undefined)
  };
}
