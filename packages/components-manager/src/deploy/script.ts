import type { JobSettings } from '@glueflow/contract';
import { number } from '../codegen/python/literal.js';
import { printModule } from '../codegen/python/printer.js';
import {
  assign,
  boolean,
  NONE,
  string,
  type PyExpression
} from '../codegen/python/tree.js';
import {
  buildJobSpecification,
  folderArguments,
  jobUpdateOf,
  type Parameters
} from '../job/specification.js';
import type { JobNeeds } from '../job/need.js';
import type { Permission } from '../job/permission.js';
import { s3RegionConf } from '../job/production.js';
import { DEPLOY_TEMPLATE } from './template.generated.js';

/** What a deployment script is given beside the job's settings; every default can be overridden when it runs. */
export interface DeployScriptOptions {
  /** File name of the job script, in the same folder as the deployment script. */
  scriptName: string;
  /** Profile of `~/.aws/config` to deploy with. */
  profile?: string;
  /** Role to deploy as. */
  assumeRoleArn?: string;
  /** Account (12 digits) to refuse any other than. */
  expectedAccount?: string;
  /** What the script needs of the job. */
  needs?: JobNeeds;
  /** What the job's role must be allowed (`permissionsOf`): a dry run of the script prints it. */
  permissions?: readonly Permission[];
}

const BLOCK = /# <settings>\n[^]*?# <\/settings>\n/;

/**
 * The text of `deploy_<job>.py`: a standalone Python program that deploys the job whose script is `scriptName`.
 *
 * Its body is `templates/deploy.py`; only the settings block is printed. The same settings give the same text. No secret goes in: an
 * external id is an option of the program.
 */
export function renderDeployScript(
  settings: JobSettings,
  parameters: Parameters,
  options: DeployScriptOptions
): string {
  const folders = folderArguments(settings);
  const {
    Role: _role,
    Command: { ScriptLocation: _location, ...command },
    ...job
  } = jobUpdateOf(
    buildJobSpecification(settings, {
      parameters,
      scriptLocation: '',
      needs: options.needs
    })
  );
  const defaults = Object.entries(job.DefaultArguments).filter(
    ([name]) => !Object.hasOwn(folders, name)
  );
  const value = {
    script: options.scriptName,
    job_name: settings.name,
    role: settings.role,
    bucket: settings.bucket,
    prefix: settings.prefix ?? '',
    region: settings.region ?? null,
    profile: options.profile ?? null,
    assume_role_arn: options.assumeRoleArn ?? null,
    expected_account: options.expectedAccount ?? null,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, { type }]) => [name, { type }])
    ),
    folders,
    s3_region:
      Object.keys(s3RegionConf(settings, settings.region || 'any')).length > 0,
    job: {
      ...job,
      Command: command,
      DefaultArguments: Object.fromEntries(defaults)
    },
    tags: settings.tags,
    permissions: (options.permissions ?? []).map(
      ({ actions, resources, why }) => [actions, resources, why]
    )
  };
  const statements = [assign('SETTINGS', literal(value))];
  const { text } = printModule({ sections: [{ statements }] });
  const block = `# <settings>\n${text.trimEnd()}\n# </settings>\n`;
  return DEPLOY_TEMPLATE.replace(BLOCK, () => block);
}

/**
 * Return what a deployment script says of the job it deploys, as it is written there, or undefined for a text that is none. Two scripts of
 * one job say the same.
 */
export function deployedJob(text: string): string | undefined {
  const settings = BLOCK.exec(text)?.[0];
  return settings === undefined
    ? undefined
    : /^ {4}"job_name": ([^]*?),\n {4}"role": /m.exec(settings)?.[1];
}

/** JSON-like settings as a Python literal. */
function literal(value: unknown): PyExpression {
  if (value === null || value === undefined) {
    return NONE;
  }
  if (typeof value === 'boolean') {
    return boolean(value);
  }
  if (typeof value === 'number') {
    return number(value);
  }
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map(literal) };
  }
  if (typeof value === 'object') {
    return {
      kind: 'dict',
      entries: Object.entries(value).map(([key, item]) => [
        string(key),
        literal(item)
      ])
    };
  }
  return string(String(value));
}
