import { PromiseDelegate } from '@lumino/coreutils';
import { mayCloseWhileStarting } from '../../src/editor/starting';

/** A session that fails, as JupyterLab's does, when it is disposed of before its kernel is there. */
function session() {
  const started = new PromiseDelegate<boolean>();
  const context = {
    isDisposed: false,
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
    context.dispose();
    started.reject(new Error('No kernel'));
    await expect(done).rejects.toThrow('No kernel');
    expect(context.isDisposed).toBe(true);
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
