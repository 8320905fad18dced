import {
  buildJobSpecification,
  folderArguments,
  jobUpdateOf,
  type Parameters
} from '../job/specification.js';
import type { JobSettings } from '../job/settings.js';
import { DEPLOY_TEMPLATE } from './template.generated.js';

/** What a deployment script is told beside the job's settings; every default can be overridden when it runs. */
export interface DeployScriptOptions {
  /** File name of the job script, in the same folder as the deployment script. */
  scriptName: string;
  /** Profile of `~/.aws/config` to deploy with. */
  profile?: string;
  /** Role to deploy as. */
  assumeRoleArn?: string;
  /** Account (12 digits) to refuse any other than. */
  expectedAccount?: string;
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
    buildJobSpecification(settings, { parameters, scriptLocation: '' })
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
    job: {
      ...job,
      Command: command,
      DefaultArguments: Object.fromEntries(defaults)
    },
    tags: settings.tags
  };
  const block = `# <settings>\nSETTINGS: dict = ${printSettings(value)}\n# </settings>\n`;
  return DEPLOY_TEMPLATE.replace(BLOCK, () => block);
}

type Setting =
  null | boolean | number | string | Setting[] | { [key: string]: Setting };

/** A Python literal, over several lines. */
function printSettings(value: unknown, indent = ''): string {
  const item = value as Setting;
  if (item === null || item === undefined) {
    return 'None';
  }
  if (typeof item === 'boolean') {
    return item ? 'True' : 'False';
  }
  if (typeof item === 'number') {
    return String(item);
  }
  if (typeof item === 'string') {
    return printString(item);
  }
  const inner = `${indent}    `;
  if (Array.isArray(item)) {
    const lines = item.map(part => `${inner}${printSettings(part, inner)},\n`);
    return lines.length === 0 ? '[]' : `[\n${lines.join('')}${indent}]`;
  }
  const lines = Object.entries(item).map(
    ([key, part]) =>
      `${inner}${printString(key)}: ${printSettings(part, inner)},\n`
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`;
}

/** JSON's string escapes are Python's too; what is not ASCII is escaped as Python does. */
function printString(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u{10ffff}]/gu, character => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4
      ? `\\U${code.padStart(8, '0')}`
      : `\\u${code.padStart(4, '0')}`;
  });
}
