import { faultsOf, jobSetting, type JobSettingName } from '@glueflow/contract';
import { pointer, type Problem } from '../problem.js';

/** Collects problems of the job settings. */
export class Check {
  readonly problems: Problem[] = [];

  error(
    code: string,
    place: readonly (string | number)[],
    message: string,
    fix?: Problem['fix']
  ): void {
    this.add('error', code, pointer('job', ...place), message, fix);
  }

  warning(
    code: string,
    place: readonly (string | number)[],
    message: string,
    fix?: Problem['fix']
  ): void {
    this.add('warning', code, pointer('job', ...place), message, fix);
  }

  add(
    severity: Problem['severity'],
    code: string,
    path: string,
    message: string,
    fix?: Problem['fix']
  ): void {
    this.problems.push({
      code,
      severity,
      path,
      message,
      ...(fix === undefined ? {} : { fix })
    });
  }

  /** Checks a number or a choice against the schema of its setting; false and a problem when it does not fit. */
  setting(name: JobSettingName, value: unknown): boolean {
    const {
      enum: allowed,
      minimum,
      maximum,
      'x-job': about
    } = jobSetting(name);
    const fits = faultsOf(jobSetting(name), value).length === 0;
    if (!fits) {
      const range =
        allowed !== undefined
          ? `one of ${allowed.join(', ')}`
          : maximum === undefined
            ? `a whole number of at least ${minimum}`
            : `a whole number from ${minimum} to ${maximum}`;
      this.error(
        `job-${kebab(name)}`,
        [name],
        `${about.subject} must be ${range}, not ${show(value)}.`
      );
    }
    return fits;
  }
}

/** The name of a setting as codes of problems spell it: `glueConnections` is `glue-connections`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

/** A value as a message quotes it. */
export function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
