import type { JobsModel as Model } from '../../src/jobs/model';
import { JobsModel } from '../../src/jobs/model';
import type { RunFacts } from '../../src/service/jobs';
import { ServiceError } from '../../src/service/client';
import { FakeService, type Answer } from '../export/fake';

const settled = (): Promise<void> =>
  jest.advanceTimersByTimeAsync(1).then(() => undefined);

function run(id: string, state = 'SUCCEEDED'): RunFacts {
  return {
    job: 'flights',
    id,
    state,
    ended: state !== 'RUNNING',
    attempt: 0,
    seconds: 20,
    arguments: {}
  };
}

describe('JobsModel', () => {
  let model: Model;
  let service: FakeService;

  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    model.dispose();
    jest.useRealTimers();
  });

  function open(
    answers: Record<string, Answer> = {},
    place: ConstructorParameters<typeof JobsModel>[1] = {}
  ): void {
    service = new FakeService({
      'GET connections': { connections: [] },
      'GET profiles': { profiles: [] },
      'GET jobs': {
        jobs: [
          { name: 'flights', pipeline: 'etl/flights.glueflow' },
          { name: 'weather', description: 'Hourly weather' }
        ]
      },
      'GET jobs/flights/runs': {
        job: 'flights',
        runs: [run('jr_2'), run('jr_1')],
        next: 'token'
      },
      'FOLLOW jobs/flights/runs/jr_2/logs': ({ options }) => {
        options?.onOutput?.('hello\n', { text: 'hello\n', kind: 'output' });
        return {};
      },
      'FOLLOW jobs/flights/runs/jr_1/logs': {},
      ...answers
    });
    model = new JobsModel(service.asService(), place);
  }

  it('asks nothing before it is seen', async () => {
    open();
    await settled();
    expect(service.sent).toEqual([]);
    model.setVisible(true);
    await settled();
    expect(model.jobs.value).toHaveLength(2);
  });

  it('searches names, descriptions and pipelines', async () => {
    open();
    model.setVisible(true);
    await settled();
    model.setSearch('hourly WEA');
    expect(model.shown.map(({ name }) => name)).toEqual(['weather']);
    model.setSearch('glueflow');
    expect(model.shown.map(({ name }) => name)).toEqual(['flights']);
    model.setSearch('nothing');
    expect(model.shown).toEqual([]);
  });

  it('looks at the newest run of a job, with its log', async () => {
    open();
    model.setVisible(true);
    model.look('flights');
    await settled();
    await jest.advanceTimersByTimeAsync(100);
    expect(model.run?.id).toBe('jr_2');
    expect(model.log.lines.map(({ text }) => text)).toEqual(['hello\n']);
    expect(model.log.state).toBe('done');
    expect(service.to('jobs/flights/runs/jr_2/logs')[0].body).toEqual({});
  });

  it('keeps what is looked at, for a reload', async () => {
    open({}, { connection: 'corp', job: 'flights', run: 'jr_1' });
    model.setVisible(true);
    await settled();
    expect(model.run?.id).toBe('jr_1');
    expect(service.to('jobs/flights/runs')[0].body.connection).toBe('corp');
    expect(model.place).toEqual({
      connection: 'corp',
      job: 'flights',
      run: 'jr_1'
    });
  });

  it('looks again while a run goes on and the panel is seen, and not otherwise', async () => {
    const states = ['RUNNING', 'RUNNING', 'SUCCEEDED'];
    open({
      'GET jobs/flights/runs': () => ({
        job: 'flights',
        runs: [run('jr_2', states.shift() ?? 'SUCCEEDED')]
      })
    });
    model.setVisible(true);
    model.look('flights');
    await settled();
    expect(model.going).toBe(true);
    const asked = (): number => service.to('jobs/flights/runs').length;
    model.setVisible(false);
    const before = asked();
    await jest.advanceTimersByTimeAsync(20_000);
    expect(asked()).toBe(before);
    model.setVisible(true);
    await jest.advanceTimersByTimeAsync(20_000);
    expect(model.going).toBe(false);
    const ended = asked();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked()).toBe(ended);
  });

  it('follows the log of a run that goes on', async () => {
    open({
      'GET jobs/flights/runs': {
        job: 'flights',
        runs: [run('jr_2', 'RUNNING')]
      }
    });
    model.setVisible(true);
    model.look('flights');
    await settled();
    expect(service.to('jobs/flights/runs/jr_2/logs')[0].body).toEqual({
      follow: 'true'
    });
  });

  it('shows older runs after those shown', async () => {
    open();
    model.setVisible(true);
    model.look('flights');
    await settled();
    service.answers['GET jobs/flights/runs'] = {
      job: 'flights',
      runs: [run('jr_1'), run('jr_0')]
    };
    await model.more();
    expect(model.runs.value?.runs.map(({ id }) => id)).toEqual([
      'jr_2',
      'jr_1',
      'jr_0'
    ]);
    expect(model.runs.value?.next).toBeUndefined();
    expect(service.to('jobs/flights/runs').at(-1)?.body.from).toBe('token');
  });

  it('runs again with the arguments of a run, and looks at the new one', async () => {
    open({ 'POST jobs/flights/runs': run('jr_3', 'RUNNING') });
    model.setVisible(true);
    model.look('flights');
    await settled();
    await model.start('flights', 'jr_1');
    expect(service.sent.find(({ method }) => method === 'POST')?.body).toEqual({
      again: 'jr_1'
    });
    expect(model.place.run).toBe('jr_3');
  });

  it('tells why a run can’t be stopped', async () => {
    open({
      'POST jobs/flights/runs/jr_2/stop': new ServiceError(
        'Access denied: glue:BatchStopJobRun.',
        'refused'
      )
    });
    model.setVisible(true);
    model.look('flights');
    await settled();
    await model.stop('flights', 'jr_2');
    expect(model.refusal?.message).toContain('BatchStopJobRun');
    expect(model.busy).toBe(false);
    model.look('weather');
    expect(model.refusal).toBeUndefined();
  });

  it('forgets everything when another connection is chosen', async () => {
    open();
    model.setVisible(true);
    model.look('flights');
    await settled();
    service.answers['GET jobs'] = new ServiceError('Expired.', 'credentials');
    model.setConnection('corp');
    await settled();
    expect(model.jobs.value).toBeUndefined();
    expect(model.jobs.error?.message).toBe('Expired.');
    expect(model.place).toEqual({ connection: 'corp' });
    expect(model.run).toBeUndefined();
  });

  it('keeps the list when asking again is refused', async () => {
    open();
    model.setVisible(true);
    await settled();
    service.answers['GET jobs'] = new ServiceError('Busy.', 'refused');
    model.refresh();
    await settled();
    expect(model.jobs.value).toHaveLength(2);
    expect(model.jobs.error?.message).toBe('Busy.');
  });
});
