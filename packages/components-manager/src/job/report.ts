import { pointer, type Problem } from '../problem.js';
import type { JobSettings } from './settings.js';

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

  /** A whole number of at least `least` (and at most `most`); false and a problem otherwise. */
  whole(
    name: keyof JobSettings,
    title: string,
    value: unknown,
    least: number,
    most = Number.MAX_SAFE_INTEGER
  ): value is number {
    const fits =
      typeof value === 'number' &&
      Number.isInteger(value) &&
      value >= least &&
      value <= most;
    if (!fits) {
      const range =
        most === Number.MAX_SAFE_INTEGER
          ? `of at least ${least}`
          : `from ${least} to ${most}`;
      this.error(
        `job-${kebab(name)}`,
        [name],
        `${title} must be a whole number ${range}, not ${show(value)}.`
      );
    }
    return fits;
  }

  oneOf(
    name: keyof JobSettings,
    title: string,
    value: unknown,
    allowed: readonly string[]
  ): boolean {
    const fits = typeof value === 'string' && allowed.includes(value);
    if (!fits) {
      this.error(
        `job-${kebab(name)}`,
        [name],
        `${title} must be one of ${allowed.join(', ')}, not ${show(value)}.`
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
