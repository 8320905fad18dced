import {
  JOB_SETTINGS,
  type JobSettingName,
  type JobSettings,
  type JobSettingSchema
} from '@glueflow/contract';
import { isObject } from '../document/json.js';
import { pointer } from '../problem.js';
import { JOB_DEFAULTS } from './defaults.js';
import { kebab, show, type Check } from './report.js';

/**
 * Reports settings that hold another kind of value than they should: a document is written by hand too, and the command line takes
 * any JSON.
 *
 * Returns settings that the other checks may read as their types say: one of another kind has its default there. `mistyped` are their paths.
 */
export function checkKinds(
  given: JobSettings,
  check: Check
): { settings: JobSettings; mistyped: ReadonlySet<string> } {
  const settings: Partial<Record<keyof JobSettings, unknown>> = { ...given };
  const mistyped = new Set<string>();
  const report = (name: keyof JobSettings, message: string): void => {
    mistyped.add(pointer('job', name));
    settings[name] = JOB_DEFAULTS[name];
    check.error(`job-${kebab(name)}`, [name], message);
  };
  for (const [name, schema] of JOB_SETTINGS) {
    const value: unknown = given[name];
    const message =
      value === undefined && !('default' in schema)
        ? undefined
        : kindProblem(name, schema, value);
    if (message !== undefined) {
      report(name, message);
    }
  }
  return { settings: settings as JobSettings, mistyped };
}

/** Return why a value is not of a setting's kind, undefined when it is. Numbers and choices have better words (`Check`). */
function kindProblem(
  name: JobSettingName,
  { type, items, 'x-job': { subject } }: JobSettingSchema,
  value: unknown
): string | undefined {
  switch (type) {
    case 'string':
      return typeof value === 'string'
        ? undefined
        : `${subject} must be text, not ${show(value)}. ${
            typeof value === 'number' || typeof value === 'boolean'
              ? `Write it in quotes: "${value}".`
              : 'Write it in quotes, or remove it.'
          }`;
    case 'object':
      return isObject(value)
        ? undefined
        : `${subject} must be an object of names and texts, not ${show(value)}. Write ${name === 'tags' ? '{"name": "value"}' : '{"--name": "value"}'}.`;
    case 'boolean':
      return typeof value === 'boolean'
        ? undefined
        : `${subject} must be true or false, not ${show(value)}. Write it without quotes.`;
    case 'array':
      return items === undefined || Array.isArray(value)
        ? undefined
        : `${subject} must be a list of names, not ${show(value)}. Write ["name"].`;
    default:
      return undefined;
  }
}
