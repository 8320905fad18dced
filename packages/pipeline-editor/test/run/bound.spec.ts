import { SparkBound, type SparkHolder } from '../../src/run/bound';
import { FakeKernel, fakeSession, until } from './kernel';

/** A pipeline with a Spark. */
class Holder implements SparkHolder {
  constructor(public needsSpark = false) {}
  holdsSpark = true;
  rest(): void {
    this.holdsSpark = false;
  }
}

describe('SparkBound', () => {
  const use = (bound: SparkBound, holders: Holder[]): boolean[] => {
    for (const holder of holders) {
      bound.use(holder);
    }
    return holders.map(({ holdsSpark }) => holdsSpark);
  };

  it('stops what was idle longest, once there are too many', () => {
    const bound = new SparkBound(2);
    const [a, b, c] = [new Holder(), new Holder(), new Holder()];
    expect(use(bound, [a, b, a, c])).toEqual([true, false, true, true]);
  });

  it('leaves what has work, and what is gone', () => {
    const bound = new SparkBound(2);
    const [busy, gone, last] = [new Holder(true), new Holder(), new Holder()];
    expect(use(bound, [busy, gone])).toEqual([true, true]);
    bound.leave(gone);
    expect(use(bound, [last, new Holder(true)])).toEqual([false, true]);
    expect(busy.holdsSpark).toBe(true);
    expect(gone.holdsSpark).toBe(true);
  });
});

describe('a session without a kernel', () => {
  const open: { dispose(): void }[] = [];
  afterEach(() => open.splice(0).forEach(each => each.dispose()));

  function asleep(): ReturnType<typeof fakeSession> & { next: FakeKernel } {
    const fake = fakeSession(undefined, null);
    open.push(fake);
    const next = new FakeKernel();
    fake.context.next = next;
    return { ...fake, next };
  }

  it('starts one for the first preview, once', async () => {
    const { session, context, next } = asleep();
    expect(session.state).toBe('asleep');
    expect(context.started).toBe(0);
    const rows = Promise.all([
      session.preview('flights', 'one'),
      session.preview('airlines', 'two').catch(() => undefined)
    ]);
    await until(() => next.asked('preview').length === 1);
    expect(context.started).toBe(1);
    expect(context.kernelPreference.shouldStart).toBe(true);
    next.rows(next.asked('preview')[0]);
    await until(() => next.asked('preview').length === 2);
    next.rows(next.asked('preview')[1]);
    await rows;
  });

  it('starts another one after it has gone', async () => {
    const { session, context, next } = asleep();
    const first = session.preview('flights');
    await until(() => next.asked('preview').length === 1);
    await context.shutdown();
    await expect(first).rejects.toThrow();
    expect(session.state).toBe('none');
    const again = new FakeKernel();
    context.next = again;
    const second = session.preview('flights');
    await until(() => again.asked('preview').length === 1);
    again.rows(again.asked('preview')[0]);
    await second;
    expect(context.started).toBe(2);
  });

  it('says when none can be started', async () => {
    const { session, context } = asleep();
    context.next = null;
    await expect(session.preview('flights')).rejects.toMatchObject({
      outcome: { state: 'refused' }
    });
    expect(session.state).toBe('none');
  });

  it('rests and says why; what is shown stays', async () => {
    const { session, context, next } = asleep();
    const rows = session.preview('flights');
    await until(() => next.asked('preview').length === 1);
    next.rows(next.asked('preview')[0]);
    const shown = await rows;
    next.report({ type: 'session', state: 'ready' });
    expect(session.holdsSpark).toBe(true);
    expect(session.needsSpark).toBe(false);
    context.running = ['kernel', 'kernel'];
    expect(session.needsSpark).toBe(true);
    session.rest();
    await until(() => session.state === 'asleep');
    expect(session.message).toContain('to free memory');
    expect(session.rowsFor('flights', shown.key, 'out')).toBe(shown);
  });
});
