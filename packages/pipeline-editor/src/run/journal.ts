import type { TranslationBundle } from '@jupyterlab/translation';
import type { LogEntry, RunLog } from './log.js';
import type { OutputPlace } from './outputs.js';
import type { Reply } from './protocol.js';
import type { Outcome } from './work.js';

/** Writes into the log what happens, in words. */
export class Journal {
  constructor(
    private readonly _log: RunLog,
    private readonly _trans: TranslationBundle,
    private readonly _title: (nodeId: string) => string,
    private readonly _place: (nodeId: string) => OutputPlace | undefined
  ) {}

  /** @param ago - Seconds since it happened. */
  report(
    kind: LogEntry['kind'],
    text: string,
    run = 0,
    nodeId?: string,
    ago = 0
  ): void {
    this._log.add(
      { run, kind, text, ...(nodeId ? { nodeId } : {}) },
      new Date(Date.now() - ago * 1000)
    );
  }

  /** A run begins. */
  begin(run: number, upTo?: string, ago?: number): void {
    this.report(
      'info',
      upTo === undefined
        ? this._trans.__('Run %1: the whole pipeline', run)
        : this._trans.__('Run %1: up to “%2”', run, this._title(upTo)),
      run,
      undefined,
      ago
    );
  }

  /** A run that is taken over printed more than the kernel has kept. */
  earlier(run: number, ago: number): void {
    this.report(
      'info',
      this._trans.__('Earlier output is left out.'),
      run,
      undefined,
      ago
    );
  }

  /** Something was printed. */
  output(reply: Extract<Reply, { type: 'output' }>, run = 0): void {
    this.report('output', reply.text, run, reply.nodeId, reply.ago);
  }

  /** A node is done. */
  node(reply: Extract<Reply, { type: 'node' }>, run: number): void {
    const { nodeId, state, rows, seconds, ago } = reply;
    if (state !== 'done' && state !== 'reused') {
      return;
    }
    const trans = this._trans;
    const written = this.written(nodeId, rows);
    const parts = [
      ...(written !== undefined
        ? [written]
        : rows === undefined
          ? []
          : [trans._n('%2 row', '%2 rows', rows, rows.toLocaleString())]),
      ...(state === 'reused' ? [trans.__('reused')] : []),
      ...(seconds === undefined ? [] : [trans.__('%1 s', seconds)])
    ];
    const text = [this._title(nodeId), parts.join(', ')].filter(Boolean);
    this.report('info', text.join(': '), run, nodeId, ago);
  }

  /** An engine has answered a preview. */
  previewed(
    nodeId: string,
    engine: 'spark' | 'duckdb',
    why: string | undefined
  ): void {
    const trans = this._trans;
    const text =
      engine === 'duckdb'
        ? trans.__('Previews of “%1”: by DuckDB.', this._title(nodeId))
        : trans.__('Previews of “%1”: by Spark.', this._title(nodeId));
    this.report('info', why === undefined ? text : `${text} ${why}`, 0, nodeId);
  }

  /** What an output has written, and where; undefined for a step that is none. */
  written(nodeId: string, rows: number | undefined): string | undefined {
    const place = this._place(nodeId);
    if (place === undefined) {
      return undefined;
    }
    const trans = this._trans;
    const { name, mode } = place;
    if (rows === undefined) {
      return mode === 'append'
        ? trans.__('appended to %1', name)
        : trans.__('written to %1, overwritten', name);
    }
    const count = rows.toLocaleString();
    return mode === 'append'
      ? trans._n(
          '%2 row appended to %3',
          '%2 rows appended to %3',
          rows,
          count,
          name
        )
      : trans._n(
          '%2 row written to %3, overwritten',
          '%2 rows written to %3, overwritten',
          rows,
          count,
          name
        );
  }

  /** A run, or a preview that failed, has ended. */
  end(outcome: Outcome, run = 0, ago?: number): void {
    const trans = this._trans;
    const { state, message, nodeId, line, log, seconds } = outcome;
    const report = (
      kind: LogEntry['kind'],
      text: string,
      node?: string
    ): void => this.report(kind, text, run, node, ago);
    if (state === 'succeeded') {
      report('info', trans.__('Succeeded in %1 s.', seconds ?? 0));
      return;
    }
    if (state === 'stopped') {
      report('info', trans.__('Stopped.'));
      return;
    }
    const where =
      nodeId === undefined
        ? ''
        : line === undefined
          ? `${this._title(nodeId)}: `
          : trans.__('%1 (line %2): ', this._title(nodeId), line);
    report('error', `${where}${message ?? ''}`, nodeId);
    if (log !== undefined) {
      report('error', trans.__('Details, on the kernel’s machine: %1', log));
    }
  }
}
