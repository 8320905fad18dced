import { PromiseDelegate } from '@lumino/coreutils';
import { mayCloseWhileStarting } from '../../src/document/starting';

/** Ids of the sessions that the server has. */
let running: string[] = [];

/** A session that fails, as JupyterLab's does, when it is disposed of before its kernel is there. */
function session() {
  const started = new PromiseDelegate<boolean>();
  const context = {
    isDisposed: false,
    path: 'a.glueflow',
    kernelPreference: { shutdownOnDispose: true },
    session: null as { id: string; path: string } | null,
    sessionManager: {
      running: () => running.map(id => ({ id })).values() as never,
      refreshRunning: () => Promise.resolve()
    },
    startKernel: () => context.initialize(),
    initialize: async (): Promise<boolean> => {
      const choose = await started.promise;
      if (context.isDisposed) {
        throw new Error('Disposed');
      }
      return choose;
    },
    dispose: (): void => {
      context.isDisposed = true;
    }
  };
  mayCloseWhileStarting(context);
  return { context, started };
}

describe('mayCloseWhileStarting()', () => {
  it('disposes of a session when its start has ended', async () => {
    const { context, started } = session();
    const done = context.initialize();
    context.dispose();
    expect(context.isDisposed).toBe(false);
    started.resolve(true);
    // Nobody is to choose a kernel for what is closed.
    await expect(done).resolves.toBe(false);
    expect(context.isDisposed).toBe(true);
  });

  it('disposes of it when its start has failed', async () => {
    const { context, started } = session();
    const done = context.initialize();
    await new Promise(resolve => setTimeout(resolve, 0));
    context.dispose();
    started.reject(new Error('No kernel'));
    await expect(done).rejects.toThrow('No kernel');
    expect(context.isDisposed).toBe(true);
  });

  it('waits for a session of the same file that is being shut down', async () => {
    const first = session();
    first.context.session = { id: 's1', path: 'a.glueflow' };
    running = ['s1'];
    first.context.dispose();
    const again = session();
    let opened = false;
    again.started.resolve(false);
    const done = again.context.initialize().then(() => {
      opened = true;
    });
    await new Promise(resolve => setTimeout(resolve, 400));
    expect(opened).toBe(false);
    running = [];
    await done;
    const third = session();
    third.started.resolve(false);
    await expect(third.context.initialize()).resolves.toBe(false);
  });

  it('leaves everything else', async () => {
    const { context, started } = session();
    const done = context.initialize();
    started.resolve(true);
    await expect(done).resolves.toBe(true);
    context.dispose();
    expect(context.isDisposed).toBe(true);
  });
});
