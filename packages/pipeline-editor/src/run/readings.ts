import type { Program } from '@glueflow/components-manager';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PipelineCompiler } from '../compile/compiler.js';
import type { EditorSettings } from '../settings.js';
import type { Journal } from './journal.js';
import type { KernelLink } from './link.js';
import { PreviewQueue } from './previews.js';
import type { FoundQuery, PreviewEngine, Programs } from './programs.js';
import { Rows, RowsCache } from './rows.js';
import { Samples, type SeenColumn } from './samples.js';
import { codeSteps, type Trust } from './trust.js';
import type { RowsPage } from './protocol.js';
import {
  outcomeOf,
  refusal,
  WorkFailed,
  type OpenWork,
  type Outcome
} from './work.js';

/** Rows fetched at least with each further page. */
const PAGE = 500;

/** What is read of the nodes' data: previews, their pages, counts. */
export class Readings {
  constructor(private readonly _options: Readings.IOptions) {
    this._samples = new Samples(_options.compiler);
  }

  /** True while a preview or a count goes on. */
  get active(): boolean {
    return (
      this._previews.current !== undefined || this._options.open.has('count')
    );
  }

  /** The node whose preview is under way, and Spark's tasks where they are known. */
  get previewing():
    | {
        nodeId: string;
        /** DuckDB is asked, which waits for nothing. */
        quick: boolean;
        tasksDone?: number;
        tasksTotal?: number;
      }
    | undefined {
    const nodeId = this._previews.current;
    return nodeId === undefined
      ? undefined
      : { nodeId, quick: this._quick, ...this._tasks };
  }

  /**
   * The first rows of an output of a node. Rejects with a `WorkFailed`.
   *
   * @param port - Default: the first output.
   * @param asked - The person has asked for it; otherwise code that waits for them is refused.
   * @param engine - What is to answer.
   */
  async preview(
    nodeId: string,
    slot: string,
    asked: boolean,
    port?: string,
    engine: PreviewEngine = 'auto'
  ): Promise<Rows> {
    return this._preview(
      nodeId,
      port,
      slot,
      this._options.settings.value.previewRows,
      asked,
      engine
    );
  }

  /** Finds out the columns of a node: its rows are not kept, of which one is fetched at most. Rejects with a `WorkFailed`. */
  async look(nodeId: string, asked: boolean): Promise<Rows> {
    const { key, port } = this._step(nodeId);
    const known = this._cache.get(nodeId, port, key);
    if (known !== undefined) {
      this._samples.take(nodeId, this._samples.signature(nodeId), known);
      return known;
    }
    return this._preview(nodeId, port, `columns of ${nodeId}`, 1, asked);
  }

  private async _preview(
    nodeId: string,
    wanted: string | undefined,
    slot: string,
    limit: number,
    asked: boolean,
    engine: PreviewEngine = 'auto'
  ): Promise<Rows> {
    const { programs, settings, trans, trust } = this._options;
    const { program, key, port } = this._step(nodeId, wanted);
    if (asked) {
      trust.grant(program);
    } else if (trust.waiting(codeSteps(program)).length > 0) {
      throw new WorkFailed({
        state: 'refused',
        message: trans.__('Code runs only when you ask for it: press Preview.')
      });
    }
    const [missing] = Object.keys(programs.missing());
    if (missing !== undefined) {
      throw new WorkFailed({
        state: 'refused',
        message: trans.__(
          'The parameter “%1” has no default. Run the pipeline to give it a value, or set a default.',
          missing
        )
      });
    }
    const keep =
      limit === settings.value.previewRows
        ? (page: RowsPage) => this._cache.put(page)
        : (page: RowsPage) => new Rows(page);
    return this._previews.ask(slot, {
      nodeId,
      port,
      key,
      engine,
      limit,
      start: () =>
        this._start(
          program,
          { nodeId, port },
          limit,
          programs.query(nodeId, port, engine),
          engine === 'duckdb',
          keep
        )
    });
  }

  /** Nobody waits any more: for the preview of this place, or for any. */
  stop(slot?: string): void {
    this._previews.stop(slot);
  }

  /** The rows of an output that were fetched for a step of this key. */
  rowsFor(
    nodeId: string,
    key: string,
    port: string | undefined
  ): Rows | undefined {
    return this._cache.get(nodeId, port, key);
  }

  /** Fetches the rows that follow; false when there are none, or they can't be had (`rows.failure`). */
  async page(rows: Rows): Promise<boolean> {
    if (rows.complete || rows.failure !== undefined) {
      return false;
    }
    const { link, open, settings } = this._options;
    try {
      const channel = await link.channel();
      const { ended } = open.ask(channel, {
        type: 'page',
        result: rows.result,
        offset: rows.rows.length,
        limit: Math.max(PAGE, settings.value.previewRows)
      });
      const { outcome, rows: page } = await ended;
      if (outcome.state !== 'succeeded' || page === undefined) {
        throw new WorkFailed(outcome);
      }
      rows.add(page);
      return true;
    } catch (error) {
      const { state, message } = outcomeOf(error);
      if (state !== 'stopped') {
        rows.fail(message ?? '');
      }
      return false;
    }
  }

  /** Counts the rows of an output of a node, by default the first. Rejects with a `WorkFailed`. */
  async count(nodeId: string, wanted?: string): Promise<number> {
    const { programs, link, open, changed } = this._options;
    const { program, key, port } = this._step(nodeId, wanted);
    // Counting is a button.
    this._options.trust.grant(program);
    const channel = await link.channel();
    const { ended } = open.ask(channel, {
      type: 'count',
      program,
      nodeId,
      ...(port === undefined ? {} : { port }),
      ...this._member(programs.query(nodeId, port)),
      ...programs.member(program)
    });
    changed();
    const { outcome, count } = await ended;
    changed();
    if (outcome.state !== 'succeeded' || count === undefined) {
      throw new WorkFailed(outcome);
    }
    this._cache.get(nodeId, port, key)?.count(count);
    return count;
  }

  /** The columns that the last preview of a node showed. */
  seen(nodeId: string): readonly SeenColumn[] | undefined {
    return this._samples.seen(nodeId);
  }

  /** Takes back columns that belong to settings that are no more. */
  check(): void {
    this._samples.check();
  }

  /** Forgets every row. */
  clear(): void {
    this._cache.clear();
  }

  /** The program of a node, the key of its step, and which of its outputs is meant. */
  private _step(
    nodeId: string,
    wanted?: string
  ): { program: Program; key: string; port: string | undefined } {
    const { program, problems } = this._options.programs.program(nodeId);
    const step = program?.steps.find(each => each.nodeId === nodeId);
    if (program === undefined || step === undefined) {
      throw new WorkFailed(refusal(problems));
    }
    const ports = Object.keys(step.variables);
    const port =
      wanted !== undefined && ports.includes(wanted) ? wanted : ports.at(0);
    return { program, key: step.key, port };
  }

  /** A query as a member of a request. */
  private _member({ query }: FoundQuery): Pick<FoundQuery, 'query'> {
    return query === undefined ? {} : { query };
  }

  private _start(
    program: Program,
    { nodeId, port }: { nodeId: string; port: string | undefined },
    limit: number,
    found: FoundQuery,
    insists: boolean,
    keep: (page: RowsPage) => Rows
  ): { id: Promise<string>; rows: Promise<Rows> } {
    const { link, open, programs, journal, previewChanged, previewed } =
      this._options;
    this._tasks = {};
    this._quick = found.query !== undefined;
    const warnings = new Map<string, readonly string[]>();
    const asked = link.channel().then(channel =>
      open.ask(
        channel,
        {
          type: 'preview',
          program,
          nodeId,
          ...(port === undefined ? {} : { port }),
          limit,
          ...this._member(found),
          ...(insists ? { engine: 'duckdb' } : {}),
          ...programs.member(program)
        },
        {
          onNode: ({ tasksDone, tasksTotal }) => {
            this._tasks = { tasksDone, tasksTotal };
            previewChanged();
          },
          onWarnings: ({ nodeId: at, texts }) => warnings.set(at, texts),
          onOutput: reply => journal.output(reply)
        }
      )
    );
    const signature = this._samples.signature(nodeId);
    const rows = asked.then(async ({ ended }) => {
      const { outcome, rows: page } = await ended;
      if (outcome.state !== 'succeeded' || page === undefined) {
        if (outcome.state === 'failed') {
          journal.end(outcome);
          previewed(outcome, program, warnings);
        }
        throw new WorkFailed(outcome);
      }
      // DuckDB logs no warnings: what Spark has logged of the same settings stays.
      if (page.engine !== 'duckdb') {
        previewed(outcome, program, warnings);
      }
      const why =
        page.why ??
        (found.at === undefined ? undefined : this._cannot(found.at));
      const kept = keep(why === undefined ? page : { ...page, why });
      this._log(kept);
      this._samples.take(nodeId, signature, page);
      return kept;
    });
    return { id: asked.then(({ id }) => id), rows };
  }

  /** Why Spark answers what has a step that DuckDB can't do. */
  private _cannot(nodeId: string): string {
    const { compiler, trans } = this._options;
    const { nodes } = compiler.analysis.document;
    return trans.__(
      'DuckDB can’t do the step “%1” as Spark does.',
      nodes[nodeId]?.title || nodeId
    );
  }

  /** Says in the log which engine answered, where it is not the one that did before. */
  private _log({ nodeId, engine, why }: Rows): void {
    const said = `${engine} ${why ?? ''}`;
    if (this._engines.get(nodeId) !== said) {
      this._engines.set(nodeId, said);
      this._options.journal.previewed(nodeId, engine, why);
    }
  }

  private _cache = new RowsCache();
  private _engines = new Map<string, string>();
  private _quick = false;
  private _samples: Samples;
  private _previews = new PreviewQueue(
    id => this._options.link.send({ type: 'stop', id }),
    () => this._options.changed()
  );
  private _tasks: { tasksDone?: number; tasksTotal?: number } = {};
}

export namespace Readings {
  /** What readings are made of. */
  export interface IOptions {
    programs: Programs;
    compiler: PipelineCompiler;
    settings: EditorSettings;
    link: KernelLink;
    open: OpenWork;
    journal: Journal;
    trans: TranslationBundle;
    trust: Trust;
    /** `active` changed. */
    changed(): void;
    /** A preview has succeeded or failed; with what was logged while the results of its steps were made. */
    previewed(
      outcome: Outcome,
      program: Program,
      warnings: ReadonlyMap<string, readonly string[]>
    ): void;
    /** The progress of the preview under way changed. */
    previewChanged(): void;
  }
}
