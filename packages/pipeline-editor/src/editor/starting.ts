import type { ISessionContext } from '@jupyterlab/apputils';

/**
 * Lets a document be closed while its kernel is started. JupyterLab's session would be disposed of at once, and its start would
 * fail for that with an error that nobody can take: it is disposed of when the start has ended.
 */
export function mayCloseWhileStarting(
  context: Pick<ISessionContext, 'initialize' | 'dispose'>
): void {
  const initialize = context.initialize.bind(context);
  const dispose = context.dispose.bind(context);
  let starting = false;
  let closed = false;
  context.initialize = async () => {
    starting = true;
    try {
      const choose = await initialize();
      return choose && !closed;
    } finally {
      starting = false;
      if (closed) {
        dispose();
      }
    }
  };
  context.dispose = () => {
    closed = true;
    if (!starting) {
      dispose();
    }
  };
}
