import type { TranslationBundle } from '@jupyterlab/translation';
import type { NodeRun } from '../run/nodes.js';

/** How a node's run went, in words. */
export function runText(
  run: NodeRun | undefined,
  trans: TranslationBundle
): string {
  if (run === undefined) {
    return '';
  }
  const amounts = [
    ...(run.rows === undefined
      ? []
      : [
          trans
            ._n('%1 row', '%1 rows', run.rows)
            .replace(String(run.rows), run.rows.toLocaleString())
        ]),
    ...(run.seconds === undefined
      ? []
      : [trans.__('%1 s', run.seconds.toFixed(run.seconds < 10 ? 1 : 0))])
  ].join(' · ');
  const with_ = (text: string): string =>
    amounts === '' ? text : `${text} · ${amounts}`;
  const text = (): string => {
    switch (run.state) {
      case 'waiting':
        return trans.__('Waiting');
      case 'running':
        return run.tasksTotal
          ? trans.__(
              'Running, %1 of %2 tasks',
              run.tasksDone ?? 0,
              run.tasksTotal
            )
          : trans.__('Running');
      case 'done':
        return amounts === '' ? trans.__('Done') : amounts;
      case 'reused':
        return with_(trans.__('Reused'));
      case 'failed':
        return run.message
          ? trans.__('Failed: %1', run.message)
          : trans.__('Failed');
      case 'stopped':
        return trans.__('Stopped');
      case 'skipped':
        return trans.__('Not run');
    }
  };
  if (run.lost) {
    return trans.__('In an earlier kernel: %1', text());
  }
  return run.stale ? trans.__('Before the last change: %1', text()) : text();
}
