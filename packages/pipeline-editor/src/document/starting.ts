import type { ISessionContext } from '@jupyterlab/apputils';

/** A kernel that is shut down is waited for so long, in milliseconds. */
const MOST_WAIT = 20_000;
/** It is looked for this often. */
const LOOK_PAUSE = 250;

/** What is used of a document's session. */
export type Starting = Pick<
  ISessionContext,
  'initialize' | 'startKernel' | 'dispose' | 'kernelPreference' | 'path'
> & {
  readonly session: { readonly id: string; readonly path: string } | null;
  readonly sessionManager: Pick<
    ISessionContext['sessionManager'],
    'running' | 'refreshRunning'
  >;
};

/** Sessions of closed documents that are being shut down, by id, with their path. */
const ending = new Map<string, string>();

/**
 * Lets a document be closed while its kernel is started, and opened again while it is shut down.
 *
 * JupyterLab's session would be disposed of at once, and its start would fail for that with an error that nobody can take: it is disposed
 * of when the start has ended. And a document opened again would take the session that is about to end for its own: it waits till that is gone.
 */
export function mayCloseWhileStarting(context: Starting): void {
  const initialize = context.initialize.bind(context);
  const startKernel = context.startKernel.bind(context);
  const dispose = context.dispose.bind(context);
  let starting = 0;
  let closed = false;
  const end = (): void => {
    const { session, kernelPreference } = context;
    if (session && kernelPreference.shutdownOnDispose) {
      ending.set(session.id, session.path);
    }
    dispose();
  };
  const begin = async (start: () => Promise<boolean>): Promise<boolean> => {
    starting++;
    try {
      const choose = await start();
      return choose && !closed;
    } finally {
      starting--;
      if (closed && starting === 0) {
        end();
      }
    }
  };
  context.initialize = () =>
    begin(async () => {
      await ended(context);
      return closed ? false : initialize();
    });
  context.startKernel = () => begin(startKernel);
  context.dispose = () => {
    const again = closed;
    closed = true;
    if (starting === 0 && !again) {
      end();
    }
  };
}

/** Resolves when no session of the path is being shut down any more, or that takes too long. */
async function ended({ path, sessionManager }: Starting): Promise<void> {
  const until = Date.now() + MOST_WAIT;
  for (;;) {
    const mine = [...ending].filter(([, each]) => each === path);
    if (mine.length === 0 || Date.now() > until) {
      return;
    }
    await sessionManager.refreshRunning().catch(() => undefined);
    const running = new Set([...sessionManager.running()].map(({ id }) => id));
    for (const [id] of mine) {
      if (!running.has(id)) {
        ending.delete(id);
      }
    }
    if (mine.some(([id]) => ending.has(id))) {
      await new Promise(resolve => setTimeout(resolve, LOOK_PAUSE));
    }
  }
}
