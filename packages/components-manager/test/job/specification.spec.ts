import { jobSettingsWithDefaults } from '../../src/job/defaults.js';
import { checkRunParameters, runArguments } from '../../src/job/run.js';
import {
  buildJobSpecification,
  jobFolder,
  jobUpdateOf,
  scriptLocation
} from '../../src/job/specification.js';

const GOOD = { name: 'flights', role: 'GlueRole', bucket: 'my-bucket' };
const LOCATION = 's3://my-bucket/glueflow/flights/flights-1.py';

function build(more: object = {}, parameters = {}) {
  return buildJobSpecification(jobSettingsWithDefaults({ ...GOOD, ...more }), {
    parameters,
    scriptLocation: LOCATION
  });
}

describe('jobSettingsWithDefaults', () => {
  it('lets what was asked for now win, and undefined say nothing', () => {
    expect(
      jobSettingsWithDefaults(
        { name: 'a', role: 'r', maxRetries: 2 },
        { name: 'b', role: undefined, maxRetries: 0 }
      )
    ).toMatchObject({
      name: 'b',
      role: 'r',
      bucket: '',
      maxRetries: 0,
      glueVersion: '5.1',
      workerType: 'G.1X'
    });
  });

  it('hands out nothing shared', () => {
    const tags = { a: '1' };
    const settings = jobSettingsWithDefaults({ tags });
    settings.tags.b = '2';
    settings.defaultArguments['--x'] = '1';
    expect(tags).toEqual({ a: '1' });
    expect(jobSettingsWithDefaults({}).defaultArguments).toEqual({});
  });
});

describe('buildJobSpecification', () => {
  it('says everything, since UpdateJob resets what it is not given', () => {
    expect(build()).toEqual({
      Name: 'flights',
      Role: 'GlueRole',
      JobMode: 'SCRIPT',
      JobRunQueuingEnabled: false,
      ExecutionProperty: { MaxConcurrentRuns: 1 },
      Command: {
        Name: 'glueetl',
        ScriptLocation: LOCATION,
        PythonVersion: '3'
      },
      DefaultArguments: {
        '--job-language': 'python',
        '--job-bookmark-option': 'job-bookmark-disable',
        '--enable-continuous-cloudwatch-log': 'true',
        '--enable-auto-scaling': 'true',
        '--enable-metrics': 'true',
        '--enable-observability-metrics': 'true',
        '--enable-job-insights': 'true',
        '--enable-spark-ui': 'true',
        '--TempDir': 's3://my-bucket/glueflow/flights/temp/',
        '--spark-event-logs-path':
          's3://my-bucket/glueflow/flights/spark-events/'
      },
      MaxRetries: 0,
      Timeout: 480,
      GlueVersion: '5.1',
      WorkerType: 'G.1X',
      NumberOfWorkers: 10,
      ExecutionClass: 'STANDARD',
      Tags: {}
    });
  });

  it('leaves out what is off', () => {
    const off = {
      autoScaling: false,
      metrics: false,
      jobInsights: false,
      sparkUi: false
    };
    expect(Object.keys(build(off).DefaultArguments)).toEqual([
      '--job-language',
      '--job-bookmark-option',
      '--enable-continuous-cloudwatch-log',
      '--TempDir'
    ]);
  });

  it('takes everything AWS has', () => {
    const found = build({
      description: 'd',
      glueVersion: '4.0',
      queuing: true,
      maxConcurrentRuns: 4,
      glueConnections: ['net'],
      securityConfiguration: 'sec',
      notifyDelayAfter: 9,
      nonOverridableArguments: { '--fixed': '1' },
      tags: { a: '1' },
      sparkUiPath: 's3://logs/x/'
    });
    expect(found).toMatchObject({
      Description: 'd',
      Timeout: 2880,
      JobRunQueuingEnabled: true,
      ExecutionProperty: { MaxConcurrentRuns: 4 },
      Connections: { Connections: ['net'] },
      SecurityConfiguration: 'sec',
      NotificationProperty: { NotifyDelayAfter: 9 },
      NonOverridableArguments: { '--fixed': '1' },
      Tags: { a: '1' }
    });
    expect(found.DefaultArguments['--spark-event-logs-path']).toBe(
      's3://logs/x/'
    );
  });

  it("passes parameters' defaults as text, under the person's arguments", () => {
    const parameters = {
      since: { type: 'date' as const },
      limit: { type: 'integer' as const, default: 10 },
      all: { type: 'boolean' as const, default: false },
      where: { type: 'string' as const, default: '' }
    };
    const more = {
      defaultArguments: { '--limit': '5', '--TempDir': 's3://t/' }
    };
    expect(build(more, parameters).DefaultArguments).toMatchObject({
      '--limit': '5',
      '--all': 'false',
      '--where': '',
      '--TempDir': 's3://t/'
    });
    expect(build(more, parameters).DefaultArguments).not.toHaveProperty(
      '--since'
    );
  });
});

describe('jobUpdateOf', () => {
  it('is the specification without name and tags', () => {
    const update = jobUpdateOf(build({ tags: { a: '1' } }));
    expect(update).not.toHaveProperty('Name');
    expect(update).not.toHaveProperty('Tags');
    expect({ ...update, Name: 'flights', Tags: { a: '1' } }).toEqual(
      build({ tags: { a: '1' } })
    );
  });
});

describe('jobFolder', () => {
  it.each([
    ['flights', '/etl/x/', 's3://b/etl/x/flights/'],
    ['flights', '', 's3://b/flights/'],
    ['a b/é😀!', 'p', 's3://b/p/a!20b!2f!c3!a9!f0!9f!98!80!21/']
  ])('of %s in %s', (name, prefix, folder) => {
    expect(jobFolder({ bucket: 'b', prefix, name })).toBe(folder);
  });

  it('holds the script, by its content', () => {
    const settings = { bucket: 'b', prefix: 'p', name: 'x' };
    expect(scriptLocation(settings, '0123456789abcdef0123')).toBe(
      's3://b/p/x/x-0123456789abcdef.py'
    );
  });
});

describe('checkRunParameters', () => {
  const parameters = {
    since: { type: 'date' as const },
    limit: { type: 'integer' as const, default: 1 },
    ratio: { type: 'number' as const, default: 1 },
    all: { type: 'boolean' as const, default: false },
    at: { type: 'timestamp' as const, default: '2013-01-01' }
  };

  it('takes values of their types', () => {
    expect(
      checkRunParameters(
        {
          since: '2013-01-31',
          limit: '-5',
          ratio: '1.5e3',
          all: 'TRUE',
          at: '2013-01-31T10:00:00Z',
          '--job-bookmark-option': 'job-bookmark-pause'
        },
        parameters
      )
    ).toEqual([]);
  });

  it('finds everything wrong', () => {
    const found = checkRunParameters(
      {
        limit: '1.5',
        ratio: 'x',
        all: 'yes',
        at: 'now',
        lmit: '1',
        '--JOB_NAME': 'x'
      },
      parameters
    );
    expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'parameter-type /parameters/limit',
      'parameter-type /parameters/ratio',
      'parameter-type /parameters/all',
      'parameter-type /parameters/at',
      'unknown-parameter /parameters/lmit',
      'job-argument-internal /parameters/--JOB_NAME',
      'parameter-missing /parameters/since'
    ]);
  });

  it('knows that the job may give the value', () => {
    const settings = jobSettingsWithDefaults({
      defaultArguments: { '--since': '2013-01-01' }
    });
    expect(checkRunParameters({}, parameters, settings)).toEqual([]);
  });

  it('makes arguments of values', () => {
    expect(runArguments({ since: '1', '--x': '2' })).toEqual({
      '--since': '1',
      '--x': '2'
    });
  });
});
