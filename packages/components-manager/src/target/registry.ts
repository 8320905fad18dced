import { nearest, type Problem } from '../problem.js';
import type { Target } from './target.js';

/** Targets by id. */
export class TargetRegistry {
  constructor(targets: Iterable<Target> = []) {
    for (const target of targets) {
      this.add(target);
    }
  }

  /**
   * Add a target; return the registry.
   *
   * @throws RangeError when its id is taken
   */
  add(target: Target): this {
    if (this._targets.has(target.id)) {
      throw new RangeError(
        `There is a target “${target.id}” already. Give the new one an id of its own.`
      );
    }
    this._targets.set(target.id, target);
    return this;
  }

  /** Return the target of an id, if there is one. */
  get(id: string): Target | undefined {
    return this._targets.get(id);
  }

  /** Return all targets, in the order they were added. */
  list(): Target[] {
    return [...this._targets.values()];
  }

  /** Return the problem of asking for a target that is not here: it lists those that are. */
  unknown(id: string): Problem {
    const near = nearest(id, this._targets.keys());
    const known = this.list().map(each => `${each.id} (${each.title})`);
    return {
      code: 'unknown-target',
      severity: 'error',
      path: '',
      message: `There is no target “${id}”.${near === undefined ? '' : ` Did you mean “${near}”?`} Known: ${known.join(', ')}.`
    };
  }

  private readonly _targets = new Map<string, Target>();
}
