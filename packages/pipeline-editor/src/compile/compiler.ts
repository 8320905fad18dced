import {
  allUnknownBefore,
  analyze,
  compile,
  compileProgram,
  compileQuery,
  type Analysis,
  type Compilation,
  type ComponentRegistry,
  type JsonObject,
  type Problem,
  type Program,
  type ProgramOptions,
  type ProgramQuery,
  type QueryOptions
} from '@glueflow/components-manager';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { PipelineChange, YPipeline } from '../model/shared.js';
import { NO_PRESSES, type Presses } from '../press.js';
import type { CatalogSources } from './sources.js';

/** The catalog's answer is waited for so long, in milliseconds. */
const ANSWER_WAIT = 15_000;
/** After the last edit the pipeline is checked again, in milliseconds. */
const PAUSE = 120;

/**
 * The compiler's view of one open document: problems and columns at every node, kept up to date a moment after each edit; script and
 * program when asked for.
 */
export class PipelineCompiler implements IDisposable {
  constructor(
    private readonly _model: YPipeline,
    private readonly _registry: ComponentRegistry,
    readonly sources: CatalogSources,
    private readonly _presses: Presses = NO_PRESSES
  ) {
    _model.changed.connect(this._onChanged, this);
    sources.changed.connect(this._schedule, this);
  }

  /** The analysis is new. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** True when the document has changed since the last analysis that was reported. */
  get pending(): boolean {
    return this._timer !== undefined || this._cancelReport !== undefined;
  }

  /** The analysis that was reported last: what is to be shown. Typing does not make it anew. */
  get current(): Analysis {
    this._current ??= this._shown(this.analysis);
    return this._current;
  }

  /** Problems, columns, order and configurations, of the document as it is at this moment. */
  get analysis(): Analysis {
    const { version } = this.sources;
    if (
      this._analysis?.revision !== this._revision ||
      this._analysis.version !== version
    ) {
      this._analysis = {
        revision: this._revision,
        version,
        value: analyze(this._model.document, this._registry, this.sources)
      };
    }
    return this._analysis.value;
  }

  /** Everything wrong, as reported last. */
  get problems(): readonly Problem[] {
    return this.current.problems;
  }

  /** The problems on one node, as reported last. */
  problemsOf(nodeId: string): readonly Problem[] {
    const { problems } = this;
    if (this._byNode?.problems !== problems) {
      const nodes = new Map<string, Problem[]>();
      for (const problem of problems) {
        if (problem.nodeId !== undefined) {
          const list = nodes.get(problem.nodeId) ?? [];
          list.push(problem);
          nodes.set(problem.nodeId, list);
        }
      }
      this._byNode = { problems, nodes };
    }
    return this._byNode.nodes.get(nodeId) ?? NONE;
  }

  /** The job script, optimised, or why there is none. */
  compile(): Compilation {
    const { analysis } = this;
    if (this._compilation?.analysis !== analysis) {
      this._compilation = {
        analysis,
        value: compile(this._model.document, this._registry, {
          sources: this.sources,
          target: 'glue'
        })
      };
    }
    return this._compilation.value;
  }

  /** The script for a run step by step, of the whole or up to a node, or what is wrong with that part. */
  program(options: ProgramOptions = {}): {
    program?: Program;
    problems: readonly Problem[];
  } {
    return compileProgram(this.analysis, options);
  }

  /** The rows of an output as SQL of DuckDB, or what has no form there. */
  query(options: QueryOptions): {
    query?: ProgramQuery;
    problems: readonly Problem[];
  } {
    return compileQuery(this.analysis, options);
  }

  /**
   * Resolves when the catalog has answered for every table, or that takes too long: a script made before lacks what a table says of its
   * files, such as a header.
   */
  async answered(): Promise<void> {
    if (!this.sources.asking) {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, ANSWER_WAIT);
    });
    await Promise.race([this.settled(), late]);
    clearTimeout(timer);
  }

  /** Resolves when the analysis of the present document was reported and no table is being asked for. */
  async settled(): Promise<void> {
    while (!this._isDisposed && (this.pending || this.sources.asking)) {
      await new Promise<void>(resolve => {
        const done = (): void => {
          this._changed.disconnect(done);
          this.sources.changed.disconnect(done);
          resolve();
        };
        this._changed.connect(done);
        this.sources.changed.connect(done);
      });
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._unschedule();
    this._model.changed.disconnect(this._onChanged, this);
    this.sources.changed.disconnect(this._schedule, this);
    Signal.clearData(this);
  }

  private _onChanged(_: YPipeline, change: PipelineChange): void {
    const sections = [...(change.sections?.keys() ?? [])];
    const matters = sections.some(
      section => section !== 'layout' && section !== 'annotations'
    );
    if (change.reset || matters) {
      this._revision++;
      this._schedule();
    }
  }

  /** An analysis without the problems that are there only until the catalog has answered. */
  private _shown(analysis: Analysis): Analysis {
    const { configs, problems } = analysis;
    const suspects = problems.filter(({ code }) => UNTIL_ANSWERED.has(code));
    if (suspects.length === 0) {
      return analysis;
    }
    const asked = new Set(
      [...configs].flatMap(([id, config]) =>
        this._isAsked(config) ? [id] : []
      )
    );
    const passing = new Set(
      asked.size === 0
        ? []
        : suspects.filter(
            ({ nodeId }) =>
              nodeId !== undefined &&
              (asked.has(nodeId) ||
                [...allUnknownBefore([nodeId], analysis)].some(id =>
                  asked.has(id)
                ))
          )
    );
    return passing.size === 0
      ? analysis
      : {
          ...analysis,
          problems: problems.filter(problem => !passing.has(problem))
        };
  }

  private _isAsked(config: JsonObject): boolean {
    const { connection, database, table, catalogId } = config;
    return (
      typeof database === 'string' &&
      typeof table === 'string' &&
      this.sources.isAsking(
        typeof connection === 'string' && connection !== ''
          ? connection
          : undefined,
        database,
        table,
        typeof catalogId === 'string' ? catalogId : undefined
      )
    );
  }

  private _schedule(): void {
    this._unschedule();
    this._timer = setTimeout(() => {
      this._timer = undefined;
      // Problems that come or go move what stands below them.
      this._cancelReport = this._presses.whenReleased(() => {
        this._cancelReport = undefined;
        this._current = this._shown(this.analysis);
        this._changed.emit();
      });
    }, PAUSE);
  }

  private _unschedule(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
    this._cancelReport?.();
    this._cancelReport = undefined;
  }

  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _revision = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _cancelReport: (() => void) | undefined;
  private _current: Analysis | undefined;
  private _analysis:
    { revision: number; version: number; value: Analysis } | undefined;
  private _compilation: { analysis: Analysis; value: Compilation } | undefined;
  private _byNode:
    { problems: readonly Problem[]; nodes: Map<string, Problem[]> } | undefined;
}

const NONE: readonly Problem[] = [];

/** Problems of a table or columns that are not known, and of steps after them. */
const UNTIL_ANSWERED: ReadonlySet<string> = new Set([
  'columns-not-known',
  'table-not-described'
]);
