import type { TranslationBundle } from '@jupyterlab/translation';
import type { LogEntry, RunLog } from './log.js';
import type { Reply } from './protocol.js';
import type { Outcome } from './work.js';

/** Writes into the log what happens, in words. */
export class Journal {
  constructor(
    private readonly _log: RunLog,
    private readonly _trans: TranslationBundle,
    private readonly _title: (nodeId: string) => string
  ) {}

  say(kind: LogEntry['kind'], text: string, run = 0, nodeId?: string): void {
    this._log.add({ run, kind, text, ...(nodeId ? { nodeId } : {}) });
  }

  /** A run begins. */
  begin(run: number, upTo?: string): void {
    this.say(
      'info',
      upTo === undefined
        ? this._trans.__('Run %1: the whole pipeline', run)
        : this._trans.__('Run %1: up to “%2”', run, this._title(upTo)),
      run
    );
  }

  /** A node is done. */
  node(reply: Extract<Reply, { type: 'node' }>, run: number): void {
    const { nodeId, state, rows, seconds } = reply;
    if (state !== 'done' && state !== 'reused') {
      return;
    }
    const trans = this._trans;
    const parts = [
      ...(rows === undefined
        ? []
        : [trans._n('%2 row', '%2 rows', rows, rows.toLocaleString())]),
      ...(state === 'reused' ? [trans.__('reused')] : []),
      ...(seconds === undefined ? [] : [trans.__('%1 s', seconds)])
    ];
    const text = [this._title(nodeId), parts.join(', ')].filter(Boolean);
    this.say('info', text.join(': '), run, nodeId);
  }

  /** A run, or a preview that failed, has ended. */
  end(outcome: Outcome, run = 0): void {
    const trans = this._trans;
    const { state, message, nodeId, line, log, seconds } = outcome;
    if (state === 'succeeded') {
      this.say('info', trans.__('Succeeded in %1 s.', seconds ?? 0), run);
      return;
    }
    if (state === 'stopped') {
      this.say('info', trans.__('Stopped.'), run);
      return;
    }
    const where =
      nodeId === undefined
        ? ''
        : line === undefined
          ? `${this._title(nodeId)}: `
          : trans.__('%1 (line %2): ', this._title(nodeId), line);
    this.say('error', `${where}${message ?? ''}`, run, nodeId);
    if (log !== undefined) {
      this.say(
        'error',
        trans.__('Details, on the kernel’s machine: %1', log),
        run
      );
    }
  }
}
