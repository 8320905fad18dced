import {
  defaultJobName,
  type Analysis,
  type PipelineParameter,
  type Program,
  type ProgramQuery,
  type Problem
} from '@glueflow/components-manager';
import type { ISessionContext } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { PipelineCompiler } from '../compile/compiler.js';
import type { EditorSettings } from '../settings.js';
import type { YPipeline } from '../model/shared.js';
import {
  connectionOf,
  missingParameters,
  parameterProblems,
  scriptArguments,
  type ParameterValues
} from './arguments.js';

/** What answers a preview. `auto`: DuckDB where it gives Spark's rows, else Spark. */
export type PreviewEngine = 'auto' | 'duckdb' | 'spark';

/** The query of an output, or the step that DuckDB can't do. */
export interface FoundQuery {
  query?: ProgramQuery;
  /** The id of the first step that it can't do. */
  at?: string;
}

/** Makes the programs of one document, with the values its parameters were given. */
export class Programs {
  constructor(private readonly _options: Programs.IOptions) {}

  /** Values of parameters that runs are given, as far as they were asked for. */
  get values(): ParameterValues {
    return this._values;
  }

  /** The program of a node and what it needs, or of the whole, with the values that are known. */
  program(upTo?: string): {
    program?: Program;
    problems: readonly Problem[];
  } {
    return this._options.compiler.program({
      ...(upTo === undefined ? {} : { upTo }),
      arguments: this._arguments()
    });
  }

  /** The query of an output for DuckDB, by default of the first; none where it is not to be asked. */
  query(
    nodeId: string,
    port?: string,
    engine: PreviewEngine = 'auto'
  ): FoundQuery {
    const { compiler, settings } = this._options;
    const wanted = engine === 'auto' ? settings.value.previewEngine : engine;
    if (wanted === 'spark') {
      return {};
    }
    const { analysis } = compiler;
    const given = this._arguments();
    const name = JSON.stringify([nodeId, port, given]);
    if (this._queries?.analysis !== analysis) {
      this._queries = { analysis, found: new Map() };
    }
    const { found } = this._queries;
    let known = found.get(name);
    if (known === undefined) {
      const { query, problems } = compiler.query({
        nodeId,
        ...(port === undefined ? {} : { port }),
        arguments: given
      });
      const at = problems.find(each => each.severity === 'error')?.nodeId;
      known = query ? { query } : at === undefined ? {} : { at };
      found.set(name, known);
    }
    return known;
  }

  private _arguments(): Record<string, string> {
    const { model, sessionContext } = this._options;
    return scriptArguments(
      model.document,
      this._values,
      defaultJobName(
        PathExt.basename(
          sessionContext.path,
          PathExt.extname(sessionContext.path)
        )
      ) || 'pipeline'
    );
  }

  /** Parameters that have no value yet. */
  missing(): Record<string, PipelineParameter> {
    return missingParameters(this._options.model.document, this._values);
  }

  /** What would be wrong with these values. */
  check(values: ParameterValues): Problem[] {
    return parameterProblems(this._options.model.document, {
      ...this._values,
      ...values
    });
  }

  /** Takes values of parameters. */
  give(values: ParameterValues): void {
    this._values = { ...this._values, ...values };
  }

  /** Takes from the arguments of an earlier run what is missing. */
  recall(given: Readonly<Record<string, string>>): void {
    for (const name of Object.keys(this.missing())) {
      const value = given[`--${name}`];
      if (value !== undefined) {
        this.give({ [name]: value });
      }
    }
  }

  /** The connection of a part of the pipeline. */
  connection(nodeIds: Iterable<string>): string | undefined {
    const { compiler, settings } = this._options;
    return connectionOf(
      compiler.analysis,
      nodeIds,
      settings.value.defaultConnection
    );
  }

  /** The connection of a program, as a member of a request. */
  member(program: Program): { connection?: string } {
    const connection = this.connection(
      program.steps.map(({ nodeId }) => nodeId)
    );
    return connection === undefined ? {} : { connection };
  }

  private _values: ParameterValues = {};
  /** Queries of the present analysis. */
  private _queries:
    { analysis: Analysis; found: Map<string, FoundQuery> } | undefined;
}

export namespace Programs {
  /** What programs are made of. */
  export interface IOptions {
    sessionContext: ISessionContext;
    compiler: PipelineCompiler;
    model: YPipeline;
    settings: EditorSettings;
  }
}
