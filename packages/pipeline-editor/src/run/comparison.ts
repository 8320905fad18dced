import type { PipelineCompiler } from '../compile/compiler.js';
import { stepKeys } from './keys.js';
import type { NodeRuns } from './nodes.js';
import type { Programs } from './programs.js';

/** Keys are compared this long after the pipeline was analysed, in milliseconds. */
const COMPARE_PAUSE = 250;

/** Marks the nodes whose settings are not those of their last run any more. */
export class Comparison {
  /** @param _nodes - Gives the runs of nodes. */
  constructor(
    private readonly _compiler: PipelineCompiler,
    private readonly _programs: Programs,
    private readonly _nodes: () => NodeRuns
  ) {}

  /** Compares a moment later, once for all that is asked until then. */
  begin(): void {
    const nodes = this._nodes();
    if (nodes.ids.length > 0) {
      this.end();
      this._timer = setTimeout(() => {
        nodes.compare(
          stepKeys(this._compiler.analysis, nodes.ids, upTo =>
            this._programs.program(upTo)
          )
        );
      }, COMPARE_PAUSE);
    }
  }

  /** Drops a comparison that waits. */
  end(): void {
    clearTimeout(this._timer);
  }

  private _timer: ReturnType<typeof setTimeout> | undefined;
}
