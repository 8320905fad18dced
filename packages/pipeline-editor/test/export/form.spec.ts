import { JobForm, jobNameOf } from '../../src/export/form';
import { YPipeline } from '../../src/model/shared';
import { JOB, trans } from './fake';

describe('export/form', () => {
  let model: YPipeline;

  beforeEach(() => {
    model = new YPipeline();
  });

  afterEach(() => model.dispose());

  function open(job: object, path = 'etl/flights.glueflow'): JobForm {
    model.setSource(JSON.stringify({ glueflow: 1, nodes: {}, job }));
    model.dirty = false;
    return new JobForm(model, () => path, trans);
  }

  it('names the job after the file when the document names none', () => {
    const form = open({ role: 'GlueRole', bucket: 'glue-scripts' });
    expect(form.settings.name).toBe('flights');
    expect(form.refused).toBe(false);
    expect(jobNameOf('a.b/my.flights.glueflow')).toBe('my.flights');
  });

  it('gives it a name that needs no escaping, but leaves one that was typed', () => {
    const path = 'etl/ua delays.glueflow';
    expect(open({ ...JOB, name: '' }, path).settings.name).toBe('ua-delays');
    const typed = open({ ...JOB, name: 'ua delays' }, path);
    expect(typed.settings.name).toBe('ua delays');
  });

  it.each([
    ['role', {}],
    ['bucket', { bucket: 'Not_A_Bucket' }],
    ['prefix', { prefix: 's3://x' }],
    ['region', { region: 'Ireland' }],
    ['workerType', { workerType: 'G.4X', executionClass: 'FLEX' }],
    ['numberOfWorkers', { numberOfWorkers: 1 }],
    ['numberOfWorkers', { numberOfWorkers: 2.5 }],
    ['timeout', { timeout: 0 }],
    ['maxRetries', { maxRetries: 2, queuing: true }],
    ['maxConcurrentRuns', { maxConcurrentRuns: 0 }],
    ['queuing', { queuing: true, executionClass: 'FLEX' }],
    ['tags', { tags: { 'aws:x': 'y' } }],
    ['defaultArguments', { defaultArguments: { '--JOB_NAME': 'x' } }],
    ['glueConnections', { glueConnections: [''] }],
    ['securityConfiguration', { securityConfiguration: 'a\nb' }],
    ['sparkUiPath', { sparkUiPath: '/tmp' }]
  ] as const)('shows beside %s what is wrong with %j', (field, job) => {
    const form = open({ ...JOB, ...(field === 'role' ? { role: '' } : job) });
    expect(form.problemsOf(field)).not.toEqual([]);
    expect(form.refused).toBe(true);
  });

  it('tells the problems of one tag', () => {
    const form = open({ ...JOB, tags: { 'aws:x': 'y', team: 'data' } });
    expect(form.problemsOf('tags', 'aws:x')).toHaveLength(1);
    expect(form.problemsOf('tags', 'team')).toEqual([]);
  });

  it('tells problems that no field shows', () => {
    const form = open({ ...JOB, workertype: 'G.1X' });
    expect(
      form.otherProblems(new Set(['workerType'])).map(({ code }) => code)
    ).toEqual(['job-unknown-setting']);
  });

  it('makes one step of undo of what is typed into a field', () => {
    const form = open(JOB);
    for (const typed of ['e', 'et', 'etl']) {
      form.set('prefix', typed);
    }
    form.set('region', 'eu-west-1');
    expect(model.document.job).toEqual({
      ...JOB,
      prefix: 'etl',
      region: 'eu-west-1'
    });
    expect(model.dirty).toBe(true);
    expect(model.undoLabel).toBe('Change job settings');
    model.undo();
    expect(form.own.prefix).toBe('etl');
    model.undo();
    expect(model.document.job).toEqual(JOB);
  });

  it('goes back to the default when a field is emptied', () => {
    const form = open({ ...JOB, numberOfWorkers: 3 });
    form.set('numberOfWorkers', undefined);
    expect('numberOfWorkers' in model.document.job).toBe(false);
    expect(form.settings.numberOfWorkers).toBe(10);
  });

  it('does what a problem offers', () => {
    const form = open({ ...JOB, maxRetries: 2, queuing: true });
    const [{ fix }] = form.problemsOf('maxRetries');
    expect(fix).toBeDefined();
    form.fix(fix!);
    expect(form.own.maxRetries).toBe(0);
    expect(form.refused).toBe(false);
  });

  it('checks once per state of the document', () => {
    const form = open(JOB);
    const before = form.problems;
    expect(form.problems).toBe(before);
    form.set('role', undefined);
    expect(form.problems).not.toBe(before);
  });
});
