import type { Reply, WorkReply } from '../../src/run/protocol';
import { fakeSession, until } from './kernel';

type Fake = ReturnType<typeof fakeSession>;
type Run = Extract<Reply, { type: 'run' }>;
const open: Fake[] = [];

afterEach(() => open.splice(0).forEach(each => each.dispose()));

async function ready(
  ...options: Parameters<typeof fakeSession>
): Promise<Fake> {
  const fake = fakeSession(...options);
  open.push(fake);
  await until(() => fake.kernel.opened > 0);
  fake.kernel.report({ type: 'session', state: 'ready', version: '3.5.9' });
  return fake;
}

/** What a kernel hands over of a run of the whole that another page has asked for. */
function handed({ session }: Fake, messages: WorkReply[]): Run {
  const { program } = session.program();
  return {
    type: 'run',
    id: 'r',
    ago: 60,
    arguments: program?.arguments ?? {},
    steps: (program?.steps ?? []).map(({ nodeId, kind, key }) => ({
      nodeId,
      kind,
      key
    })),
    messages
  };
}

const SO_FAR: WorkReply[] = [
  { type: 'work', id: 'r', state: 'started', ago: 60 },
  {
    type: 'node',
    id: 'r',
    nodeId: 'flights',
    state: 'done',
    rows: 336776,
    seconds: 2,
    ago: 50
  },
  { type: 'output', id: 'r', text: 'hello\n', ago: 40 },
  {
    type: 'node',
    id: 'r',
    nodeId: 'jfk',
    state: 'running',
    tasksDone: 1,
    tasksTotal: 4,
    ago: 1
  }
];

describe('A run that another page, or this one before, has asked for', () => {
  it('is followed to its end', async () => {
    const fake = await ready();
    const { kernel, session } = fake;
    expect(kernel.openedWith).toEqual({ protocol: 2, document: 'session 1' });
    const followed = jest.fn();
    session.followed.connect((_, outcome) => followed(outcome.state));
    const before = Date.now();
    kernel.report(handed(fake, SO_FAR));
    expect(session.busy).toBe('run');
    expect(session.nodes.get('flights')).toEqual({
      state: 'done',
      rows: 336776,
      seconds: 2
    });
    expect(session.nodes.get('named')?.state).toBe('waiting');
    expect(session.progress).toMatchObject({
      done: 1,
      nodeId: 'jfk',
      tasksDone: 1,
      tasksTotal: 4
    });
    expect(session.log.entries.map(({ text }) => text)).toEqual([
      'Run 1: the whole pipeline',
      'Flights: 336,776 rows, 2 s',
      'hello\n'
    ]);
    const [begun] = session.log.entries;
    expect(before - begun.time.getTime()).toBeGreaterThan(50_000);
    expect((await session.run()).state).toBe('refused');

    kernel.report({
      type: 'node',
      id: 'r',
      nodeId: 'jfk',
      state: 'done',
      rows: 5
    });
    kernel.report({
      type: 'finished',
      id: 'r',
      state: 'succeeded',
      seconds: 61
    });
    await until(() => session.busy === undefined);
    await until(() => followed.mock.calls.length > 0);
    expect(followed.mock.calls).toEqual([['succeeded']]);
    expect(session.nodes.get('jfk')).toMatchObject({ state: 'done', rows: 5 });
    expect(session.log.toString()).toContain('Succeeded in 61 s.');
  });

  it('is stopped from here', async () => {
    const fake = await ready();
    const { kernel, session } = fake;
    kernel.report(handed(fake, SO_FAR));
    session.stop();
    expect(session.stopping).toBe(true);
    expect(kernel.asked('stop')).toEqual([{ type: 'stop', id: 'r' }]);
    kernel.report({ type: 'finished', id: 'r', state: 'stopped', seconds: 61 });
    await until(() => session.busy === undefined);
    expect(session.stopping).toBe(false);
    expect(session.nodes.get('jfk')?.state).toBe('stopped');
  });

  it('is shown with its failure when it is over, without being reported again', async () => {
    const fake = await ready();
    const { kernel, session } = fake;
    const followed = jest.fn();
    session.followed.connect(followed);
    const over = handed(fake, [
      ...SO_FAR.slice(0, 2),
      {
        type: 'node',
        id: 'r',
        nodeId: 'jfk',
        state: 'failed',
        message: 'No such column',
        line: 30,
        ago: 9
      },
      {
        type: 'finished',
        id: 'r',
        state: 'failed',
        seconds: 3,
        message: 'No such column',
        nodeId: 'jfk',
        line: 30,
        ago: 9
      }
    ]);
    kernel.report(over);
    await until(() => session.log.toString().includes('No such column'));
    expect(session.busy).toBeUndefined();
    expect(session.nodes.get('jfk')).toMatchObject({
      state: 'failed',
      message: 'No such column'
    });
    expect(session.nodes.get('named')?.state).toBe('skipped');
    expect(followed).not.toHaveBeenCalled();
    // A connection that opens again tells it again, to no effect.
    const entries = session.log.entries.length;
    kernel.report(over);
    expect(session.log.entries).toHaveLength(entries);
    expect((await startRun(fake)).state).toBe('succeeded');
  });

  it('is marked where settings have changed since', async () => {
    const fake = await ready();
    const { kernel, session, model } = fake;
    const run = handed(fake, [
      ...SO_FAR.slice(0, 2),
      { type: 'finished', id: 'r', state: 'stopped', seconds: 3, ago: 9 }
    ]);
    model.gesture('Edit', () => {
      model.setConfig('flights', { partitionPredicate: 'month = 1' });
    });
    kernel.report(run);
    await until(() => session.nodes.get('flights')?.stale === true);
    expect(session.nodes.get('airlines')?.stale ?? false).toBe(false);
  });

  it('gives back the values of parameters', async () => {
    const fake = await ready(model =>
      model.gesture('Edit', () => {
        model.setParameter('day', { type: 'date' });
      })
    );
    const { kernel, session } = fake;
    kernel.report({
      ...handed(fake, SO_FAR),
      arguments: { '--day': '2013-01-31', '--JOB_NAME': 'flights' }
    });
    expect(session.parameterValues).toEqual({ day: '2013-01-31' });
    expect(session.missing()).toEqual([]);
  });

  it('does not disturb one of this page', async () => {
    const fake = await ready();
    const { kernel, session } = fake;
    const run = session.run();
    await until(() => kernel.asked('run').length === 1);
    kernel.report(handed(fake, SO_FAR));
    expect(session.nodes.get('flights')?.state).toBe('waiting');
    kernel.report({
      type: 'finished',
      id: kernel.asked('run')[0].id,
      state: 'succeeded',
      seconds: 1
    });
    expect((await run).state).toBe('succeeded');
  });
});

it('a page that goes leaves its run and waits for nothing else', async () => {
  const { kernel, page } = await ready();
  page.dispatchEvent(new Event('pagehide'));
  expect(kernel.asked('leave')).toHaveLength(1);
});

async function startRun({ kernel, session }: Fake): Promise<{ state: string }> {
  const run = session.run();
  await until(() => kernel.asked('run').length === 1);
  kernel.report({
    type: 'finished',
    id: kernel.asked('run')[0].id,
    state: 'succeeded',
    seconds: 1
  });
  return run;
}
