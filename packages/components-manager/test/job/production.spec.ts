import { ADDED_BY_DEFAULT } from '@glueflow/contract';
import {
  addedArguments,
  buildJobSpecification,
  checkJobSettings,
  checkRunParameters,
  jobOf,
  jobSettingsWithDefaults,
  NO_NEEDS,
  parameterText,
  passRoleProblem,
  readsAsOption,
  renderDeployScript,
  runWithJob
} from '../../src/index.js';
import { byteLength } from '../../src/job/arguments.js';

const GOOD = { name: 'flights', role: 'GlueRole', bucket: 'my-bucket' };
const REGION = 'spark.hadoop.fs.s3a.endpoint.region';

function build(more: object = {}, region: string | undefined = 'eu-west-1') {
  return buildJobSpecification(jobSettingsWithDefaults({ ...GOOD, ...more }), {
    parameters: {},
    scriptLocation: 's3://b/k.py',
    region
  });
}

// AWS Glue developer guide, migrating-version-51: S3A without a region takes us-east-2; 4.0 and 5.0 have EMRFS.
describe('the region of S3', () => {
  it.each([
    ['5.1', `${REGION}=eu-west-1`],
    ['6.0', `${REGION}=eu-west-1`],
    ['5.0', undefined],
    ['4.0', undefined]
  ])('of Glue %s is %s', (glueVersion, conf) => {
    expect(build({ glueVersion }).DefaultArguments['--conf']).toBe(conf);
  });

  it.each([
    [{}, 'spark.a=1', `spark.a=1 --conf ${REGION}=eu-west-1`],
    [{}, `${REGION}=us-west-2`, `${REGION}=us-west-2`],
    [
      {},
      'fs.s3a.endpoint.region=us-west-2',
      'fs.s3a.endpoint.region=us-west-2'
    ],
    [{ s3Region: false }, 'spark.a=1', 'spark.a=1']
  ])('with %j joins %s', (more, own, conf) => {
    const job = build({ ...more, defaultArguments: { '--conf': own } });
    expect(job.DefaultArguments['--conf']).toBe(conf);
  });

  it('goes where a fixed argument would hide it', () => {
    const job = build({ nonOverridableArguments: { '--conf': 'spark.a=1' } });
    expect(job.NonOverridableArguments).toEqual({
      '--conf': `spark.a=1 --conf ${REGION}=eu-west-1`
    });
  });

  it('is left to the deployment where it is not known', () => {
    expect(build({}, '').DefaultArguments['--conf'] ?? 'none').toBe('none');
    const render = (more: object) =>
      renderDeployScript(
        jobSettingsWithDefaults({ ...GOOD, ...more }),
        {},
        {
          scriptName: 'f.py'
        }
      );
    expect(render({})).toContain('    "s3_region": True,');
    for (const more of [
      { s3Region: false },
      { glueVersion: '5.0' },
      { defaultArguments: { '--conf': `${REGION}=us-west-2` } }
    ]) {
      expect(render(more)).toContain('    "s3_region": False,');
    }
  });
});

// Same guide, aws-glue-programming-etl-glue-arguments.
describe('what a deployment adds', () => {
  const settings = jobSettingsWithDefaults(GOOD);
  const listed = (more: object, needs = NO_NEEDS) => {
    const whole = jobSettingsWithDefaults({ ...GOOD, ...more });
    return addedArguments(
      whole,
      build(more).DefaultArguments,
      needs,
      'eu-west-1'
    );
  };

  it('is said with its value, the reason and the switch', () => {
    const added = listed({});
    expect(added.map(({ name, value }) => [name, value])).toEqual([
      [`--conf ${REGION}`, 'eu-west-1'],
      ['--TempDir', 's3://my-bucket/glueflow/flights/temp/'],
      ['--enable-continuous-cloudwatch-log', 'true'],
      ['--enable-metrics', 'true'],
      ['--enable-observability-metrics', 'true'],
      ['--enable-job-insights', 'true'],
      ['--enable-spark-ui', 'true'],
      [
        '--spark-event-logs-path',
        's3://my-bucket/glueflow/flights/spark-events/'
      ]
    ]);
    for (const { why, setting } of added) {
      expect(why).toMatch(/^[A-Z].*\.$/);
      expect(Object.values(ADDED_BY_DEFAULT)).toContain(setting);
    }
  });

  it.each(Object.values(ADDED_BY_DEFAULT))(
    '%s switches off what it names, in the job as well',
    name => {
      const names = listed({}).filter(({ setting }) => setting === name);
      expect(names.length).toBeGreaterThan(0);
      const off = build({ [name]: false });
      for (const { name: argument } of names) {
        expect(off.DefaultArguments).not.toHaveProperty([
          argument.split(' ')[0]
        ]);
      }
      expect(
        listed({ [name]: false }).map(({ setting }) => setting)
      ).not.toContain(name);
    }
  );

  it('names the Hive catalog only where the script needs it', () => {
    const names = listed(
      {},
      {
        ...NO_NEEDS,
        arguments: { '--enable-glue-datacatalog': 'true' }
      }
    );
    expect(names.map(({ name }) => name)).toContain(
      '--enable-glue-datacatalog'
    );
    const own = { defaultArguments: { '--TempDir': 's3://x/' } };
    expect(listed(own).map(({ name }) => name)).not.toContain('--TempDir');
  });

  it('follows one switch of metrics in documents of before', () => {
    expect(settings.observability).toBe(true);
    expect(jobSettingsWithDefaults({ metrics: false }).observability).toBe(
      false
    );
    expect(
      jobSettingsWithDefaults({ metrics: false, observability: true })
        .observability
    ).toBe(true);
  });

  it('refuses a switch that is neither on nor off', () => {
    for (const name of [...Object.values(ADDED_BY_DEFAULT), 'queuing']) {
      const wrong = jobSettingsWithDefaults({ ...GOOD, [name]: 'no' });
      expect(checkJobSettings(wrong)).toMatchObject([
        { path: `/job/${name}`, severity: 'error' }
      ]);
    }
  });
});

describe('arguments of a run', () => {
  it('keep what the job sets in lists', () => {
    const job = {
      '--conf': `spark.a=1 --conf ${REGION}=eu-west-1`,
      '--x': '1'
    };
    expect(runWithJob({ '--conf': 'spark.a=2', '--y': '3' }, job)).toEqual({
      '--conf': `spark.a=2 --conf ${REGION}=eu-west-1`,
      '--y': '3'
    });
    expect(runWithJob({ '--y': '3' }, job)).toEqual({ '--y': '3' });
  });
});

// Python's argparse, "Arguments containing -"; getResolvedOptions reads the command line with it.
describe('values that begin with a dash', () => {
  it.each([
    ['--dash', true],
    ['--', true],
    ['-x', true],
    ['-1e5', true],
    ['--JOB_NAME=x y', true],
    ['-x\ny', true],
    ['-', false],
    ['-5', false],
    ['-5.25', false],
    ['-.5', false],
    ['- item', false],
    ['-5 degrees', false],
    ['a-b', false],
    ['', false]
  ])('%j: %s', (value, expected) => {
    expect(readsAsOption(value)).toBe(expected);
    const problems = checkRunParameters(
      { p: value },
      { p: { type: 'string' } }
    );
    expect(problems.map(({ code }) => code)).toEqual(
      expected ? ['parameter-dash'] : []
    );
  });

  it('are written without an exponent where they are numbers', () => {
    expect(parameterText(-1e-7)).toBe('-0.0000001');
    expect(Number(parameterText(-1.2345678901234567e-12))).toBe(
      -1.2345678901234567e-12
    );
    expect(parameterText(2.5)).toBe('2.5');
    expect(
      checkRunParameters({ p: '-1e5' }, { p: { type: 'number' } })
    ).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('Write it as -100000.')
      })
    ]);
  });
});

// IAM user guide, id_roles_use_passrole.
describe('a role of another account', () => {
  const ROLE = 'arn:aws:iam::222222222222:role/service-role/x';

  it.each([
    ['GlueRole', '111111111111', undefined, false],
    [ROLE, '222222222222', 'aws', false],
    [ROLE, '222222222222', undefined, false],
    [ROLE, '111111111111', undefined, true],
    [ROLE, '222222222222', 'aws-cn', true],
    [
      'arn:aws-us-gov:iam::222222222222:role/x',
      '222222222222',
      'aws-us-gov',
      false
    ],
    ['arn:aws:iam::000000000000:role/x', '123456789012', 'aws', true]
  ])('%s deployed by %s (%s): %s', (role, account, partition, refused) => {
    expect(passRoleProblem(role, { account, partition }) !== undefined).toBe(
      refused
    );
    const said = checkJobSettings(
      jobSettingsWithDefaults({ ...GOOD, role }),
      {},
      { account, partition }
    );
    expect(said.map(({ code }) => code)).toEqual(
      refused ? ['job-role-account'] : []
    );
  });

  it.each([
    'arn:aws:sts::222222222222:assumed-role/x/session',
    'arn:aws:iam::222222222222:user/x',
    'arn:aws:iam::22222222222:role/x',
    'arn:aws:iam::222222222222:role/',
    'arn:aws:iam:eu-west-1:222222222222:role/x',
    'arn:AWS:iam::222222222222:role/x'
  ])('%s is no role', role => {
    const said = checkJobSettings(jobSettingsWithDefaults({ ...GOOD, role }));
    expect(said.map(({ code }) => code)).toEqual(['job-role']);
  });
});

describe('a worker type of select regions', () => {
  // AWS Glue API, Job, WorkerType.
  it.each([
    ['R.1X', 'eu-north-1', true],
    ['G.16X', 'sa-east-1', true],
    ['G.12X', 'us-east-1', false],
    ['G.8X', 'sa-east-1', false],
    ['R.8X', undefined, false]
  ])('%s in %s warns: %s', (workerType, region, warned) => {
    const said = checkJobSettings(
      jobSettingsWithDefaults({ ...GOOD, workerType, region } as object)
    );
    expect(said.map(({ code, severity }) => [code, severity])).toEqual(
      warned ? [['job-worker-region', 'warning']] : []
    );
  });
});

describe('the description of a job', () => {
  it("is its own, or the pipeline's as AWS takes it", () => {
    const of = (description: string, own?: string) =>
      jobOf({ description, job: own ? { description: own } : {} }, 'j');
    expect(of('Flights of a day')).toEqual({
      name: 'j',
      description: 'Flights of a day'
    });
    expect(of('a', 'b').description).toBe('b');
    expect(of(' a\u0007b\n ').description).toBe('a b');
    expect(of('').description).toBeUndefined();
    const long = of('売'.repeat(2000)).description ?? '';
    expect(byteLength(long)).toBeLessThanOrEqual(2048);
    expect(long.endsWith('売…')).toBe(true);
    expect(
      checkJobSettings(jobSettingsWithDefaults({ ...GOOD, description: long }))
    ).toEqual([]);
  });
});
