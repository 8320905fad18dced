import {
  GLUE_VERSIONS,
  JOB_SETTINGS,
  settingsWithOption,
  faultsOf,
  type JobSettings
} from '../src/index.js';

describe('JOB_SETTINGS_SCHEMA', () => {
  it('gives each setting a default that its own schema takes', () => {
    for (const [name, schema] of JOB_SETTINGS) {
      if ('default' in schema) {
        expect([name, faultsOf(schema, schema.default)]).toEqual([name, []]);
      }
    }
  });

  it('has a default for every setting that is always there', () => {
    // Compiles only while exactly these may be absent.
    const absent: Record<
      Exclude<keyof JobSettings, RequiredKeys<JobSettings>>,
      true
    > = {
      prefix: true,
      description: true,
      region: true,
      connection: true,
      timeout: true,
      securityConfiguration: true,
      notifyDelayAfter: true,
      sparkUiPath: true,
      pythonVirtualEnv: true,
      lakefsOnBranch: true
    };
    for (const [name, schema] of JOB_SETTINGS) {
      expect([name, 'default' in schema || name in absent]).toEqual([
        name,
        true
      ]);
    }
  });

  it('writes no argument twice, and no option', () => {
    const values = (found: readonly (string | undefined)[]): string[] =>
      found.filter(each => each !== undefined);
    for (const names of [
      values(JOB_SETTINGS.map(([, schema]) => schema['x-job'].argument)),
      values(JOB_SETTINGS.map(([, schema]) => schema['x-job'].without)),
      settingsWithOption().map(([, , option]) => option.name)
    ]) {
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('names a version of AWS Glue where a setting is not in all', () => {
    for (const [, { 'x-job': about }] of JOB_SETTINGS) {
      if (about.since !== undefined) {
        expect(GLUE_VERSIONS).toContain(about.since);
      }
    }
  });
});

type RequiredKeys<T> = {
  [K in keyof T]-?: undefined extends T[K] ? never : K;
}[keyof T];
