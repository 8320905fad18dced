import type { JobSettings } from '@glueflow/contract';
import { bucketProblem, checkJobSettings } from '../../src/job/check.js';
import { jobSettingsWithDefaults } from '../../src/job/defaults.js';
import type { Parameters } from '../../src/job/specification.js';

const GOOD = { name: 'flights', role: 'GlueRole', bucket: 'my-bucket' };

function check(more: object, parameters: Parameters = {}) {
  const settings = jobSettingsWithDefaults({
    ...GOOD,
    ...(more as Partial<JobSettings>)
  });
  return checkJobSettings(settings, parameters);
}

function codes(more: object, parameters?: Parameters): string[] {
  return check(more, parameters).map(
    ({ severity, code, path }) => `${severity} ${code} ${path}`
  );
}

describe('checkJobSettings', () => {
  it('takes the defaults', () => {
    expect(check({})).toEqual([]);
  });

  it('reports everything at once', () => {
    expect(
      codes({ name: '', role: '', bucket: '', timeout: 0, maxRetries: -1 })
    ).toEqual([
      'error job-name /job/name',
      'error job-role /job/role',
      'error job-bucket /job/bucket',
      'error job-timeout /job/timeout',
      'error job-max-retries /job/maxRetries'
    ]);
  });

  it.each<[object, string]>([
    [{ name: 'x'.repeat(256) }, 'error job-name /job/name'],
    [{ name: 'é'.repeat(128) }, 'error job-name /job/name'],
    [{ name: 'two\nlines' }, 'error job-name /job/name'],
    [{ name: ' flights' }, 'warning job-name-space /job/name'],
    [
      { description: 'x'.repeat(2049) },
      'error job-description /job/description'
    ],
    [{ role: 'no role' }, 'error job-role /job/role'],
    [{ role: 'arn:aws:iam::12:role/x' }, 'error job-role /job/role'],
    [{ role: 'arn:aws:s3:::bucket' }, 'error job-role /job/role'],
    [{ bucket: 's3://bucket/x' }, 'error job-bucket /job/bucket'],
    [{ prefix: 'a//b' }, 'error job-prefix /job/prefix'],
    [{ prefix: '../b' }, 'error job-prefix /job/prefix'],
    [{ region: 'Ireland' }, 'error job-region /job/region'],
    [{ sparkUiPath: '/tmp' }, 'error job-spark-ui-path /job/sparkUiPath'],
    [{ glueVersion: '3.0' }, 'error job-glue-version /job/glueVersion'],
    [{ workerType: 'G.025X' }, 'error job-worker-type /job/workerType'],
    [
      { executionClass: 'flex' },
      'error job-execution-class /job/executionClass'
    ],
    [
      { numberOfWorkers: 1 },
      'error job-number-of-workers /job/numberOfWorkers'
    ],
    [
      { numberOfWorkers: 2.5 },
      'error job-number-of-workers /job/numberOfWorkers'
    ],
    [
      { numberOfWorkers: '4' },
      'error job-number-of-workers /job/numberOfWorkers'
    ],
    [
      { numberOfWorkers: 300 },
      'warning job-number-of-workers /job/numberOfWorkers'
    ],
    [
      { executionClass: 'FLEX', workerType: 'R.1X' },
      'error job-flex-workers /job/workerType'
    ],
    [{ timeout: 10081 }, 'error job-timeout /job/timeout'],
    [
      { maxConcurrentRuns: 0 },
      'error job-max-concurrent-runs /job/maxConcurrentRuns'
    ],
    [{ bookmark: 'on' }, 'error job-bookmark /job/bookmark'],
    [
      { bookmark: 'enable', maxConcurrentRuns: 2 },
      'error job-bookmark-concurrent /job/maxConcurrentRuns'
    ],
    [
      { queuing: true, maxRetries: 1 },
      'error job-queuing-retries /job/maxRetries'
    ],
    [
      { queuing: true, executionClass: 'FLEX' },
      'error job-queuing-flex /job/queuing'
    ],
    [
      { notifyDelayAfter: 0 },
      'error job-notify-delay-after /job/notifyDelayAfter'
    ],
    [
      { notifyDelayAfter: 480 },
      'warning job-notify-delay-after /job/notifyDelayAfter'
    ],
    [
      { glueConnections: ['a', ''] },
      'error job-glue-connections /job/glueConnections/1'
    ],
    [
      { glueConnections: ['a', 'a'] },
      'warning job-glue-connections-twice /job/glueConnections/1'
    ],
    [
      { securityConfiguration: 'a\nb' },
      'error job-security-configuration /job/securityConfiguration'
    ],
    [
      { defaultArguments: { x: '1' } },
      'error job-argument-name /job/defaultArguments/x'
    ],
    [
      { defaultArguments: { '--a b': '1' } },
      'error job-argument-name /job/defaultArguments/--a b'
    ],
    [
      { defaultArguments: { '--x': 1 } },
      'error job-argument-value /job/defaultArguments/--x'
    ],
    [
      { defaultArguments: { '--JOB_NAME': 'x' } },
      'error job-argument-internal /job/defaultArguments/--JOB_NAME'
    ],
    [
      { nonOverridableArguments: { '--debug': 'x' } },
      'error job-argument-internal /job/nonOverridableArguments/--debug'
    ],
    [
      { defaultArguments: { '--mode': 'x' } },
      'error job-argument-internal /job/defaultArguments/--mode'
    ],
    [
      { defaultArguments: { '--job-bookmark-option': 'x' } },
      'error job-argument-managed /job/defaultArguments/--job-bookmark-option'
    ],
    [
      { defaultArguments: { '--db-password': 'x' } },
      'warning job-secret /job/defaultArguments/--db-password'
    ],
    [
      { defaultArguments: { '--x': 'x'.repeat(270_000) } },
      'error job-arguments-size /job/defaultArguments'
    ],
    [
      {
        defaultArguments: { '--x': '1' },
        nonOverridableArguments: { '--x': '2' }
      },
      'warning job-argument-twice /job/defaultArguments/--x'
    ],
    [{ tags: { 'aws:x': '1' } }, 'error job-tag /job/tags/aws:x'],
    [{ tags: { 'a/b~c': '<' } }, 'error job-tag /job/tags/a~1b~0c'],
    [{ tags: { a: 'x'.repeat(257) } }, 'error job-tag /job/tags/a'],
    [
      {
        tags: Object.fromEntries(
          Array.from({ length: 51 }, (_, i) => [`t${i}`, ''])
        )
      },
      'error job-tags /job/tags'
    ]
  ])('finds %j', (more, expected) => {
    expect(codes(more)).toContain(expected);
  });

  it.each<[object, string[], RegExp]>([
    [{ role: 7 }, ['error job-role /job/role'], /role.*must be text/],
    [{ role: null }, ['error job-role /job/role'], /role.*must be text/],
    [{ name: 2013 }, ['error job-name /job/name'], /"2013"/],
    [{ bucket: {} }, ['error job-bucket /job/bucket'], /must be text/],
    [{ description: [] }, ['error job-description /job/description'], /text/],
    [{ prefix: 1 }, ['error job-prefix /job/prefix'], /must be text/],
    [{ region: true }, ['error job-region /job/region'], /must be text/],
    [
      { sparkUiPath: 1, securityConfiguration: 2 },
      [
        'error job-security-configuration /job/securityConfiguration',
        'error job-spark-ui-path /job/sparkUiPath'
      ],
      /must be text/
    ],
    [{ tags: 'a=b' }, ['error job-tags /job/tags'], /tags.*"name": "value"/],
    [{ tags: ['a'] }, ['error job-tags /job/tags'], /must be an object/],
    [{ tags: null }, ['error job-tags /job/tags'], /must be an object/],
    [
      { defaultArguments: '--x' },
      ['error job-default-arguments /job/defaultArguments'],
      /must be an object/
    ],
    [
      { glueConnections: 'warehouse' },
      ['error job-glue-connections /job/glueConnections'],
      /must be a list/
    ],
    [
      { glueConnections: [1] },
      ['error job-glue-connections /job/glueConnections/0'],
      /1 is no name/
    ]
  ])('says what kind of value belongs in %j', (more, expected, message) => {
    expect(codes(more)).toEqual(expected);
    expect(check(more)[0].message).toMatch(message);
  });

  it.each([
    { name: 'Flüge "q" 😀' },
    { role: 'service-role/AWSGlueServiceRole-x' },
    { role: 'arn:aws-cn:iam::123456789012:role/a/b' },
    { region: 'us-gov-west-1' },
    { prefix: '/etl/glue/' },
    { executionClass: 'FLEX', workerType: 'G.2X' },
    { workerType: 'R.8X', glueVersion: '4.0' },
    { workerType: 'G.16X' },
    { timeout: 10080 },
    { tags: { 'Cost centre': 'Köln/7 + 3@x=y' } },
    { defaultArguments: { '--secret-arn': 'arn:aws:secretsmanager:x' } },
    { defaultArguments: { '--conf': 'spark.sql.x=1' } }
  ])('takes %j', more => {
    expect(check(more)).toEqual([]);
  });

  it('offers a fix where there is one right way', () => {
    const [problem] = check({ queuing: true, maxRetries: 2 });
    expect(problem.fix).toEqual({
      title: 'Set the retries to 0',
      path: '/job/maxRetries',
      value: 0
    });
    const [managed] = check({ defaultArguments: { '--enable-metrics': '' } });
    expect(managed.message).toContain('"metrics"');
    expect(managed.fix).toMatchObject({
      path: '/job/defaultArguments/--enable-metrics'
    });
  });

  it('looks at parameters', () => {
    expect(
      codes(
        { nonOverridableArguments: { '--limit': '1' } },
        {
          TempDir: { type: 'string' },
          JOB_NAME: { type: 'string' },
          limit: { type: 'integer', default: 2 },
          api_key: { type: 'string', default: 'hush' }
        }
      )
    ).toEqual([
      'error reserved-parameter /parameters/TempDir',
      'error reserved-parameter /parameters/JOB_NAME',
      'warning job-argument-fixed /job/nonOverridableArguments/--limit',
      'warning job-secret /parameters/api_key/default'
    ]);
  });

  it.each(['python-virtual-env', 'datalake-formats', 'conf'])(
    'gives no parameter the name of an argument of AWS Glue: %s',
    name => {
      expect(codes({}, { [name]: { type: 'string' } })).toContain(
        `error reserved-parameter /parameters/${name}`
      );
    }
  );

  it('takes the name of the secret of lakeFS for what it is', () => {
    const named = { '--lakefs-secret': 'team/lakefs' };
    expect(codes({ defaultArguments: named })).toEqual([]);
    const key = { '--lakefs-secret': 'AKIA1234567890ABCDEF' };
    expect(codes({ defaultArguments: key })).toEqual([
      'warning job-secret /job/defaultArguments/--lakefs-secret'
    ]);
  });

  it('says no secret', () => {
    const text = JSON.stringify(
      check({
        defaultArguments: { '--token': 'hush', '--k': 'AKIA1234567890ABCDEF' }
      })
    );
    expect(text).not.toContain('hush');
    expect(text).not.toContain('AKIA1234567890ABCDEF');
    expect(text.match(/job-secret/g)).toHaveLength(2);
  });
});

it('warns of settings that there are none of', () => {
  const problems = check({ numberOfWorker: 3 });
  expect(problems).toEqual([
    expect.objectContaining({
      code: 'job-unknown-setting',
      severity: 'warning',
      path: '/job/numberOfWorker',
      message: expect.stringContaining('Did you mean "numberOfWorkers"?')
    })
  ]);
});

describe('bucketProblem', () => {
  it.each(['abc', 'my.bucket-7', 'a'.repeat(63), '1ab'])('takes %s', name => {
    expect(bucketProblem(name)).toBeUndefined();
  });

  it.each([
    ['', 'No bucket'],
    ['ab', '3 to 63'],
    ['a'.repeat(64), '3 to 63'],
    ['My-Bucket', 'lower-case'],
    ['a_b_c', 'lower-case'],
    ['-abc', 'begin and end'],
    ['a..b', 'two dots'],
    ['192.168.0.1', 'IP address'],
    ['xn--abc', 'prefix AWS keeps'],
    ['abc-s3alias', 'suffix AWS keeps'],
    ['abc/def', 'the bucket name alone']
  ])('refuses %j', (name, reason) => {
    expect(bucketProblem(name)).toContain(reason);
  });
});
