import {
  allUnknownBefore,
  isError,
  splitFrame,
  type Problem,
  type Program
} from '@glueflow/components-manager';
import type { PipelineCompiler } from '../compile/compiler.js';
import type { EditorSettings } from '../settings.js';
import { signatureOf } from './keys.js';
import type { KernelLink } from './link.js';
import type { Programs } from './programs.js';
import type { Rows } from './rows.js';
import { codeSteps, type CodeStep, type Trust } from './trust.js';

/** What is wrong with a step that can't do without columns which nobody knows yet. */
const CODE = 'columns-not-known';

/** After a compile, looks begin by themselves this much later: a preview that is shown goes first, and tells the same. */
const PAUSE = 500;

/** True when nothing is wrong but that columns are not known, which a look at the data finds out. */
export function canBeFound(problems: readonly Problem[]): boolean {
  const errors = problems.filter(isError);
  return errors.length > 0 && errors.every(({ code }) => code === CODE);
}

/**
 * Finds out, by a small preview, the columns of steps for which they can't be worked out and which steps that follow can't do without:
 * when something is asked for that needs them, and by itself where previews are.
 */
export class UnknownColumns {
  constructor(private readonly _options: UnknownColumns.IOptions) {}

  /**
   * The program of a node and what it needs, or of the whole. Looks at the steps whose columns keep it from being made.
   *
   * Rejects with a `WorkFailed` when such a step can't be looked at: that says more than that its columns are not known.
   */
  async program(upTo?: string): Promise<{
    program?: Program;
    problems: readonly Problem[];
  }> {
    const looked = new Set<string>();
    for (;;) {
      const made = this._options.programs.program(upTo);
      const { program, problems } = made;
      if (program !== undefined || !canBeFound(problems)) {
        return made;
      }
      const next = this._next(problems, id => looked.has(id));
      if (next === undefined) {
        return made;
      }
      looked.add(next);
      // A person waits for this: the code that is looked at was asked for.
      await this._options.look(next, true);
    }
  }

  /** Return the steps with code that run when the columns before a node are found out. */
  code(nodeId: string): CodeStep[] {
    const { compiler, programs } = this._options;
    const found = new Map<string, CodeStep>();
    for (const id of allUnknownBefore([nodeId], compiler.analysis)) {
      for (const step of codeSteps(programs.program(id).program)) {
        found.set(step.nodeId, step);
      }
    }
    return [...found.values()];
  }

  /** Something has changed: looks by itself, a moment later, where that is wanted and there is something to find out. */
  check(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
    if (!this._isDisposed && this._wanted() !== undefined) {
      this._timer = setTimeout(() => void this._look(), PAUSE);
    }
  }

  /** Who stops what goes on does not want the next look at once: none begins by itself until settings have changed. */
  hold(): void {
    const { compiler } = this._options;
    for (const [frame, schema] of compiler.analysis.schemas) {
      if (schema === undefined) {
        this._note(splitFrame(frame).operation);
      }
    }
  }

  dispose(): void {
    this._isDisposed = true;
    clearTimeout(this._timer);
  }

  private async _look(): Promise<void> {
    const next = this._wanted();
    if (next === undefined) {
      return;
    }
    this._note(next);
    this._looking = true;
    try {
      await this._options.look(next, false);
    } catch {
      // What is wrong is reported where every preview that fails is.
    } finally {
      this._looking = false;
      this.check();
    }
  }

  /** The step to look at next by itself. */
  private _wanted(): string | undefined {
    const { compiler, settings, programs, link, running, trust } =
      this._options;
    return settings.value.autoPreview &&
      link.state === 'ready' &&
      !this._looking &&
      !running() &&
      !compiler.pending &&
      !compiler.sources.asking &&
      Object.keys(programs.missing()).length === 0
      ? this._next(
          compiler.problems,
          id =>
            (this._noted.get(id) !== undefined &&
              this._noted.get(id) === signatureOf(compiler.analysis, id)) ||
            trust.waiting(codeSteps(programs.program(id).program)).length > 0
        )
      : undefined;
  }

  /** The first step, inputs before users, that these problems wait for and that can be looked at. */
  private _next(
    problems: readonly Problem[],
    isDone: (nodeId: string) => boolean
  ): string | undefined {
    const waiting = problems.flatMap(({ code, nodeId }) =>
      code === CODE && nodeId !== undefined ? [nodeId] : []
    );
    if (waiting.length === 0) {
      return undefined;
    }
    const { compiler, programs } = this._options;
    const { analysis } = compiler;
    const unknown = allUnknownBefore(waiting, analysis);
    return analysis.order.find(
      id =>
        unknown.has(id) &&
        !isDone(id) &&
        programs.program(id).program !== undefined
    );
  }

  private _note(nodeId: string): void {
    const signature = signatureOf(this._options.compiler.analysis, nodeId);
    if (signature !== undefined) {
      this._noted.set(nodeId, signature);
    }
  }

  /** The settings with which steps were looked at by themselves, or that were there at Stop. */
  private _noted = new Map<string, string>();
  private _looking = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

export namespace UnknownColumns {
  /** What looks need. */
  export interface IOptions {
    programs: Programs;
    compiler: PipelineCompiler;
    settings: EditorSettings;
    link: KernelLink;
    trust: Trust;
    /** Previews a step, as small as can be, and tells the compiler its columns. `asked`: the person has asked for what needs it. */
    look(nodeId: string, asked: boolean): Promise<Rows>;
    /** True while a run goes on. */
    running(): boolean;
  }
}
