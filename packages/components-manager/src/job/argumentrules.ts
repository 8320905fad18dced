import type { JobSettings } from '@glueflow/contract';
import { pointer } from '../problem.js';
import {
  byteLength,
  GLUE_ARGUMENTS,
  INTERNAL_ARGUMENTS,
  looksSecret,
  MANAGED_ARGUMENTS,
  MAX_ARGUMENT_BYTES,
  optionRemedy,
  readsAsOption
} from './arguments.js';
import { show, type Check } from './report.js';
import { jobArguments, type Parameters } from './specification.js';

const ARGUMENT_GROUPS = [
  'defaultArguments',
  'nonOverridableArguments'
] as const;

/** Checks the arguments of a job and those its parameters become: names that AWS Glue keeps, secrets, the size of all together. */
export function checkArguments(
  settings: JobSettings,
  parameters: Parameters,
  check: Check
): void {
  for (const group of ARGUMENT_GROUPS) {
    for (const [name, value] of Object.entries(settings[group])) {
      checkArgument(group, name, value, check);
    }
  }
  for (const name of Object.keys(settings.nonOverridableArguments)) {
    if (Object.hasOwn(settings.defaultArguments, name)) {
      check.warning(
        'job-argument-twice',
        ['defaultArguments', name],
        `${name} is both a default and a fixed argument; the fixed one always wins.`
      );
    }
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    const argument = `--${name}`;
    if (GLUE_ARGUMENTS.has(argument)) {
      check.add(
        'error',
        'reserved-parameter',
        pointer('parameters', name),
        `AWS Glue uses the argument ${argument} itself. Give the parameter ${show(name)} another name.`
      );
    }
    if (Object.hasOwn(settings.nonOverridableArguments, argument)) {
      check.warning(
        'job-argument-fixed',
        ['nonOverridableArguments', argument],
        `The parameter ${show(name)} is fixed by the job: values given to a run have no effect.`
      );
    }
    const text = parameter.default;
    if (text !== undefined && looksSecret(name, String(text))) {
      check.add(
        'warning',
        'job-secret',
        pointer('parameters', name, 'default'),
        secretMessage(argument)
      );
    }
  }
  for (const group of ARGUMENT_GROUPS) {
    for (const name of Object.keys(parameters)) {
      const value: unknown = settings[group][`--${name}`];
      if (typeof value === 'string' && readsAsOption(value)) {
        check.error(
          'parameter-dash',
          [group, `--${name}`],
          `The value ${show(value)} of --${name} begins with "-": AWS Glue would take it for the name of an argument. ${optionRemedy(value)}`
        );
      }
    }
  }
  const everything = {
    ...jobArguments(settings, parameters),
    ...settings.nonOverridableArguments
  };
  const bytes = Object.entries(everything).reduce(
    (sum, [name, value]) => sum + byteLength(name) + byteLength(String(value)),
    0
  );
  if (bytes > MAX_ARGUMENT_BYTES) {
    check.error(
      'job-arguments-size',
      ['defaultArguments'],
      `The arguments take ${bytes} bytes together; AWS Glue takes ${MAX_ARGUMENT_BYTES} (260 KB). Keep large values in S3.`
    );
  }
}

function checkArgument(
  group: 'defaultArguments' | 'nonOverridableArguments',
  name: string,
  value: unknown,
  check: Check
): void {
  const remove = {
    title: `Remove ${name}`,
    path: pointer('job', group, name)
  };
  if (typeof value !== 'string') {
    check.error(
      'job-argument-value',
      [group, name],
      `The value of the argument ${name} must be text.`
    );
    return;
  }
  if (!name.startsWith('--') || name.length < 3 || /[\s=]/.test(name)) {
    check.error(
      'job-argument-name',
      [group, name],
      `The argument ${show(name)} must be named --name, without spaces or "=".`
    );
    return;
  }
  const field = MANAGED_ARGUMENTS.get(name);
  if (INTERNAL_ARGUMENTS.has(name)) {
    check.error(
      'job-argument-internal',
      [group, name],
      `AWS Glue sets ${name} itself; a job must not. Remove it.`,
      remove
    );
  } else if (MANAGED_ARGUMENTS.has(name)) {
    check.error(
      'job-argument-managed',
      [group, name],
      field === undefined
        ? `Glueflow writes ${name} itself. Remove it.`
        : `${name} is written from the setting "${field}". Remove it and use the setting.`,
      remove
    );
  } else if (looksSecret(name, value)) {
    check.warning('job-secret', [group, name], secretMessage(name));
  }
}

function secretMessage(argument: string): string {
  return `${argument} looks like a secret. Job arguments are shown in the console and in logs: keep the secret in AWS Secrets Manager or a Glue connection and pass its name.`;
}
