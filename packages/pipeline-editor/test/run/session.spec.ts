import { FakeKernel, fakeSession, until } from './kernel';

type Fake = ReturnType<typeof fakeSession>;
const open: Fake[] = [];

afterEach(() => open.splice(0).forEach(each => each.dispose()));

function make(...options: Parameters<typeof fakeSession>): Fake {
  const fake = fakeSession(...options);
  open.push(fake);
  return fake;
}

async function ready(
  ...options: Parameters<typeof fakeSession>
): Promise<Fake> {
  const fake = make(...options);
  await until(() => fake.kernel.opened > 0);
  fake.kernel.report({ type: 'session', state: 'ready', version: '3.5.9' });
  return fake;
}

describe('PipelineSession', () => {
  describe('#state', () => {
    it('follows Spark, and leaves its start to the first work', async () => {
      const { kernel, session } = make();
      expect(session.state).toBe('connecting');
      await until(() => kernel.opened === 1);
      kernel.report({ type: 'session', state: 'cold' });
      expect(session.state).toBe('cold');
      expect(kernel.sent).toEqual([]);
      kernel.report({ type: 'session', state: 'starting' });
      expect(session.state).toBe('starting');
      kernel.report({ type: 'session', state: 'ready', version: '3.5.9' });
      expect(session.state).toBe('ready');
      expect(session.version).toBe('3.5.9');
    });

    it('says what to install in a kernel without glueflow', async () => {
      const kernel = new FakeKernel();
      kernel.reply = {
        status: 'error',
        ename: 'ModuleNotFoundError',
        evalue: "No module named 'glueflow'"
      };
      const { session } = make(undefined, kernel);
      await until(() => session.state === 'unavailable');
      expect(session.message).toContain('pip install "glueflow[local]"');
      await expect(session.run()).resolves.toMatchObject({ state: 'refused' });
    });

    it('refuses a kernel of another language', async () => {
      const kernel = new FakeKernel();
      kernel.language = 'R';
      const { session } = make(undefined, kernel);
      await until(() => session.state === 'unavailable');
      expect(session.message).toContain('R');
      expect(kernel.opened).toBe(0);
    });

    it('says that there is no kernel', async () => {
      const { session } = make(undefined, null);
      expect(session.state).toBe('asleep');
      const outcome = await session.run();
      expect(outcome).toMatchObject({ state: 'refused' });
      expect(outcome.message).toContain('no kernel');
    });
  });

  describe('#run()', () => {
    it('tells of each node and how it ended', async () => {
      const { kernel, session } = await ready();
      const run = session.run();
      expect(session.busy).toBe('run');
      await until(() => kernel.asked('run').length === 1);
      const [{ id, program }] = kernel.asked('run');
      expect(program.arguments['--JOB_NAME']).toBe('flights');
      expect(session.nodes.get('flights')?.state).toBe('waiting');
      kernel.report({
        type: 'node',
        id,
        nodeId: 'flights',
        state: 'running',
        tasksDone: 1,
        tasksTotal: 4
      });
      expect(session.progress).toEqual({
        done: 0,
        total: program.steps.length,
        nodeId: 'flights',
        tasksDone: 1,
        tasksTotal: 4
      });
      kernel.report({
        type: 'node',
        id,
        nodeId: 'flights',
        state: 'done',
        rows: 336776,
        seconds: 2
      });
      kernel.report({ type: 'output', id, text: 'hello\n' });
      kernel.report({ type: 'finished', id, state: 'succeeded', seconds: 3 });
      await expect(run).resolves.toMatchObject({ state: 'succeeded' });
      expect(session.busy).toBeUndefined();
      expect(session.log.toString()).toContain('hello');
      expect(session.log.toString()).toContain('Flights: 336,776 rows');
    });

    it('says what each output wrote, and where', async () => {
      const wrote = jest.fn();
      const { kernel, session, model } = await ready(
        undefined,
        undefined,
        wrote
      );
      for (const [mode, text] of [
        [
          'overwrite',
          '16 rows written to nycflights.airline_delays, overwritten'
        ],
        ['append', '16 rows appended to nycflights.airline_delays']
      ]) {
        model.gesture('Edit', () =>
          model.setConfig('airline_delays', { mode })
        );
        const asked = kernel.asked('run').length;
        const run = session.run();
        await until(() => kernel.asked('run').length > asked);
        const { id } = kernel.asked('run')[asked];
        kernel.report({
          type: 'node',
          id,
          nodeId: 'airline_delays',
          state: 'done',
          rows: 16
        });
        kernel.report({ type: 'finished', id, state: 'succeeded', seconds: 3 });
        await expect(run).resolves.toMatchObject({ written: [text] });
        expect(session.log.toString()).toContain(`Airline delays: ${text}`);
        expect(wrote).toHaveBeenLastCalledWith([
          { database: 'nycflights', table: 'airline_delays' }
        ]);
      }
    });

    it('runs nothing and says everything wrong with the part asked for', async () => {
      const { kernel, session } = await ready(model =>
        model.gesture('Edit', () =>
          model.setConfig('by_airline', { aggregates: [], keys: [] })
        )
      );
      const outcome = await session.run();
      expect(outcome.state).toBe('refused');
      expect(outcome.problems?.map(({ nodeId }) => nodeId)).toContain(
        'by_airline'
      );
      expect(kernel.asked('run')).toHaveLength(0);
      // What does not need the wrong node runs.
      const part = session.runTo('named');
      await until(() => kernel.asked('run').length === 1);
      const [{ id, upTo }] = kernel.asked('run');
      expect(upTo).toBe('named');
      kernel.report({ type: 'finished', id, state: 'succeeded', seconds: 1 });
      expect((await part).state).toBe('succeeded');
    });

    it('says that there is nothing to run without an output', async () => {
      const { kernel, session } = await ready(model =>
        model.gesture('Delete', () => {
          model.removeEdge('e05');
          model.removeNode('airline_delays');
        })
      );
      const outcome = await session.run();
      expect(outcome.state).toBe('refused');
      expect(outcome.message).toContain('no output');
      expect(kernel.asked('run')).toHaveLength(0);
    });

    it('refuses a second run', async () => {
      const { kernel, session } = await ready();
      const run = session.run();
      expect((await session.run()).state).toBe('refused');
      await until(() => kernel.asked('run').length === 1);
      const [{ id }] = kernel.asked('run');
      kernel.report({ type: 'finished', id, state: 'succeeded', seconds: 1 });
      await run;
      expect(kernel.asked('run')).toHaveLength(1);
    });

    it('asks for parameters without a default, once', async () => {
      const { kernel, session } = await ready(model =>
        model.gesture('Edit', () => {
          model.setParameter('day', { type: 'date' });
        })
      );
      const ask = jest.fn().mockResolvedValue({ day: '2013-01-31' });
      for (const count of [1, 2]) {
        const run = session.run(undefined, ask);
        await until(() => kernel.asked('run').length === count);
        const request = kernel.asked('run')[count - 1];
        expect(request.program.arguments['--day']).toBe('2013-01-31');
        kernel.report({
          type: 'finished',
          id: request.id,
          state: 'succeeded',
          seconds: 1
        });
        await run;
      }
      expect(ask).toHaveBeenCalledTimes(1);
      const [[parameters, check]] = ask.mock.calls;
      expect(Object.keys(parameters)).toEqual(['day']);
      expect(check({ day: 'soon' })).toMatchObject([
        { code: 'parameter-type' }
      ]);
    });

    it('runs nothing when the person gives up', async () => {
      const { kernel, session } = await ready(model =>
        model.gesture('Edit', () => {
          model.setParameter('day', { type: 'date' });
        })
      );
      const outcome = await session.run(undefined, async () => undefined);
      expect(outcome.state).toBe('stopped');
      expect(kernel.asked('run')).toHaveLength(0);
    });

    it('takes the connection of the nodes, of the job, of the settings', async () => {
      const { kernel, session, model } = await ready();
      const run = async (): Promise<string | undefined> => {
        const count = kernel.asked('run').length;
        const running = session.run('jfk');
        await until(() => kernel.asked('run').length > count);
        const request = kernel.asked('run')[count];
        kernel.report({
          type: 'finished',
          id: request.id,
          state: 'succeeded',
          seconds: 1
        });
        await running;
        return request.connection;
      };
      expect(await run()).toBeUndefined();
      model.gesture('Edit', () => model.setJob({ connection: 'dev' }));
      expect(await run()).toBe('dev');
      model.gesture('Edit', () =>
        model.setConfig('flights', { connection: 'prod' })
      );
      expect(await run()).toBe('prod');
    });
  });

  describe('#stop()', () => {
    it('stops the work, not the kernel', async () => {
      const { kernel, session } = await ready();
      const run = session.run();
      await until(() => kernel.asked('run').length === 1);
      const [{ id }] = kernel.asked('run');
      kernel.report({ type: 'node', id, nodeId: 'flights', state: 'running' });
      session.stop();
      expect(session.stopping).toBe(true);
      expect(kernel.asked('stop')).toEqual([{ type: 'stop', id }]);
      kernel.report({ type: 'finished', id, state: 'stopped', seconds: 1 });
      expect((await run).state).toBe('stopped');
      expect(session.stopping).toBe(false);
      expect(session.nodes.get('flights')?.state).toBe('stopped');
      expect(session.nodes.get('jfk')?.state).toBe('stopped');
    });
  });

  describe('#preview()', () => {
    it('keeps the rows by what they were made with', async () => {
      const { kernel, session, model } = await ready();
      const preview = session.preview('jfk');
      await until(() => kernel.asked('preview').length === 1);
      kernel.rows(kernel.asked('preview')[0]);
      const rows = await preview;
      expect(rows.rows).toEqual([[1], [2]]);
      expect(session.rowsFor('jfk', rows.key, 'out')).toBe(rows);
      model.gesture('Edit', () => model.setNodeField('jfk', 'title', 'X'));
      const keyOf = (): string =>
        session
          .program('jfk')
          .program?.steps.find(({ nodeId }) => nodeId === 'jfk')?.key ?? '';
      expect(keyOf()).toBe(rows.key);
      model.gesture('Edit', () =>
        model.setConfig('flights', { partitionPredicate: 'month = 1' })
      );
      expect(keyOf()).not.toBe(rows.key);
      expect(session.rowsFor('jfk', keyOf(), 'out')).toBeUndefined();
    });

    it('has one at the kernel at a time, and of one place only the newest', async () => {
      const { kernel, session } = await ready();
      const first = session.preview('flights', 'left');
      const replaced = session.preview('jfk', 'right');
      const second = session.preview('airlines', 'right');
      await expect(replaced).rejects.toMatchObject({
        outcome: { state: 'stopped' }
      });
      await until(() => kernel.asked('preview').length === 1);
      kernel.rows(kernel.asked('preview')[0]);
      await first;
      await until(() => kernel.asked('preview').length === 2);
      expect(kernel.asked('preview')[1].nodeId).toBe('airlines');
      kernel.rows(kernel.asked('preview')[1]);
      expect((await second).nodeId).toBe('airlines');
      expect(session.busy).toBeUndefined();
    });

    it('stops the one under way when its place wants another', async () => {
      const { kernel, session } = await ready();
      const first = session.preview('flights', 'place');
      await until(() => kernel.asked('preview').length === 1);
      const [{ id }] = kernel.asked('preview');
      const second = session.preview('jfk', 'place');
      await until(() => kernel.asked('stop').length === 1);
      expect(kernel.asked('stop')[0].id).toBe(id);
      kernel.report({ type: 'finished', id, state: 'stopped', seconds: 0 });
      await expect(first).rejects.toMatchObject({
        outcome: { state: 'stopped' }
      });
      await until(() => kernel.asked('preview').length === 2);
      kernel.rows(kernel.asked('preview')[1]);
      expect((await second).nodeId).toBe('jfk');
    });

    it('says why it failed, and where', async () => {
      const { kernel, session } = await ready();
      const preview = session.preview('jfk');
      await until(() => kernel.asked('preview').length === 1);
      kernel.report({
        type: 'finished',
        id: kernel.asked('preview')[0].id,
        state: 'failed',
        seconds: 1,
        message: 'No such bucket',
        nodeId: 'flights',
        line: 12
      });
      await expect(preview).rejects.toMatchObject({
        outcome: { message: 'No such bucket', nodeId: 'flights', line: 12 }
      });
      expect(session.log.toString()).toContain('Flights (line 12): No such');
    });

    it('fetches the pages that follow', async () => {
      const { kernel, session } = await ready();
      const preview = session.preview('jfk');
      await until(() => kernel.asked('preview').length === 1);
      kernel.rows(kernel.asked('preview')[0]);
      const rows = await preview;
      const more = session.page(rows);
      await until(() => kernel.asked('page').length === 1);
      const page = kernel.asked('page')[0];
      expect(page).toMatchObject({ result: rows.result, offset: 2 });
      kernel.rows(
        { ...kernel.asked('preview')[0], id: page.id },
        { result: rows.result, offset: 2, rows: [[3]], complete: true }
      );
      expect(await more).toBe(true);
      expect(rows.rows).toEqual([[1], [2], [3]]);
      expect(rows.total).toBe(3);
      expect(await session.page(rows)).toBe(false);
    });
  });

  describe('a kernel that ends', () => {
    it('ends the run under way, and is connected to again', async () => {
      const { kernel, context, session } = await ready();
      const run = session.run();
      await until(() => kernel.asked('run').length === 1);
      const [{ id }] = kernel.asked('run');
      kernel.report({
        type: 'node',
        id,
        nodeId: 'flights',
        state: 'done',
        rows: 1
      });
      kernel.report({ type: 'node', id, nodeId: 'jfk', state: 'running' });
      context.statusChanged.emit('autorestarting');
      const outcome = await run;
      expect(outcome.state).toBe('failed');
      expect(outcome.message).toContain('kernel ended');
      expect(session.nodes.get('flights')).toMatchObject({
        state: 'done',
        stale: true,
        lost: true
      });
      expect(session.nodes.get('jfk')?.state).toBe('failed');
      expect(session.nodes.get('named')?.state).toBe('skipped');
      context.statusChanged.emit('idle');
      await until(() => kernel.opened === 2);
      kernel.report({ type: 'session', state: 'ready' });
      expect(session.state).toBe('ready');
    });

    it('forgets rows, which belong to it', async () => {
      const { kernel, context, session } = await ready();
      const preview = session.preview('jfk');
      await until(() => kernel.asked('preview').length === 1);
      kernel.rows(kernel.asked('preview')[0]);
      const { key } = await preview;
      const dropped = jest.fn();
      session.resultsDropped.connect(dropped);
      context.isRestarting = true;
      context.statusChanged.emit('restarting');
      expect(session.rowsFor('jfk', key, 'out')).toBeUndefined();
      expect(dropped).toHaveBeenCalledTimes(1);
      expect(session.log.toString()).toContain('was restarted');
    });
  });

  it('marks what has changed since the run, and only that', async () => {
    const { kernel, session, model } = await ready();
    const run = session.run();
    await until(() => kernel.asked('run').length === 1);
    const [{ id, program }] = kernel.asked('run');
    for (const { nodeId } of program.steps) {
      kernel.report({ type: 'node', id, nodeId, state: 'done', rows: 1 });
    }
    kernel.report({ type: 'finished', id, state: 'succeeded', seconds: 1 });
    await run;
    const stale = (): string[] =>
      [...session.nodes]
        .filter(([, { stale: is }]) => is)
        .map(([nodeId]) => nodeId)
        .sort();
    model.gesture('Edit', () =>
      model.setConfig('by_airline', { keys: ['carrier'] })
    );
    await until(() => stale().length > 0);
    expect(stale()).toEqual(['airline_delays', 'by_airline']);
    model.undo();
    await until(() => stale().length === 0);
  });
});
