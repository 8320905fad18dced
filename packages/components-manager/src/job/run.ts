import type { JobSettings } from '@glueflow/contract';
import type { ParameterType } from '../document/document.js';
import { pointer, type Problem } from '../problem.js';
import { textFault } from '../untrusted/text.js';
import {
  INTERNAL_ARGUMENTS,
  optionRemedy,
  readsAsOption
} from './arguments.js';
import type { Parameters } from './specification.js';

const SHAPES: Readonly<Record<ParameterType, { test: RegExp; title: string }>> =
  {
    string: { test: /^[^]*$/, title: 'text' },
    integer: { test: /^[+-]?\d+$/, title: 'a whole number' },
    number: {
      test: /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)([eE][+-]?\d+)?$/,
      title: 'a number'
    },
    boolean: { test: /^(true|false)$/i, title: 'true or false' },
    date: { test: /^\d{4}-\d{2}-\d{2}$/, title: 'a date (2013-01-31)' },
    timestamp: {
      test: /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?$/,
      title: 'a timestamp (2013-01-31T10:00:00)'
    }
  };

/**
 * What is wrong with the values given to a run: unknown parameters, values of another type, parameters without default and value.
 *
 * `values` is by parameter name; a name that begins with `--` is an argument of AWS Glue's own.
 */
export function checkRunParameters(
  values: Readonly<Record<string, string>>,
  parameters: Parameters,
  settings?: Pick<JobSettings, 'defaultArguments' | 'nonOverridableArguments'>
): Problem[] {
  const problems: Problem[] = [];
  const add = (code: string, name: string, message: string) =>
    problems.push({
      code,
      severity: 'error',
      path: pointer('parameters', name),
      message
    });
  const known = Object.keys(parameters);
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith('--')) {
      if (INTERNAL_ARGUMENTS.has(name)) {
        add(
          'job-argument-internal',
          name,
          `AWS Glue sets ${name} itself; a run must not.`
        );
      }
      continue;
    }
    if (!Object.hasOwn(parameters, name)) {
      const list = known.length > 0 ? known.join(', ') : 'none';
      add(
        'unknown-parameter',
        name,
        `The pipeline has no parameter "${name}". It has: ${list}.`
      );
      continue;
    }
    const fault = textFault(value);
    if (fault !== undefined) {
      add(
        'bad-text',
        name,
        `The value of the parameter "${name}" ${fault}, which no argument of a job can hold. Remove that character.`
      );
      continue;
    }
    if (readsAsOption(value)) {
      add(
        'parameter-dash',
        name,
        `The value "${value}" of the parameter "${name}" begins with "-": AWS Glue would take it for the name of an argument. ${optionRemedy(value)}`
      );
      continue;
    }
    const shape = SHAPES[parameters[name].type];
    if (!shape.test.test(value)) {
      add(
        'parameter-type',
        name,
        `The parameter "${name}" must be ${shape.title}, not "${value}".`
      );
    }
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    const given =
      parameter.default !== undefined ||
      Object.hasOwn(values, name) ||
      Object.hasOwn(settings?.defaultArguments ?? {}, `--${name}`) ||
      Object.hasOwn(settings?.nonOverridableArguments ?? {}, `--${name}`);
    if (!given) {
      add(
        'parameter-missing',
        name,
        `The parameter "${name}" has no default: give the run a value.`
      );
    }
  }
  return problems;
}

/** The `Arguments` of StartJobRun for values by parameter name. */
export function runArguments(
  values: Readonly<Record<string, string>>
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name.startsWith('--') ? name : `--${name}`,
      value
    ])
  );
}
