import type { Program, ProgramStep } from '@glueflow/components-manager';
import type { IStateDB } from '@jupyterlab/statedb';
import { Signal, type ISignal } from '@lumino/signaling';

/** Key of JupyterLab's state database. */
const KEY = 'glueflow-trust:documents';
/** So many documents are kept, those used last, and so many pieces of code of each. */
const MOST_DOCUMENTS = 200;
const MOST_CODES = 500;

/** A step with code. */
export type CodeStep = ProgramStep & Required<Pick<ProgramStep, 'code'>>;

/**
 * The code that this person has asked to run, by the document's path and the hash of the code. It is kept with JupyterLab's state: never
 * in a document or beside it, so that no file can bring its own trust along.
 */
export class TrustMemory {
  /** Something was trusted, or what was kept is there. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  has(path: string, hash: string): boolean {
    return this._documents.get(path)?.has(hash) === true;
  }

  /** Trust code from now on. */
  add(path: string, hashes: Iterable<string>): void {
    const known = this._documents.get(path) ?? new Set<string>();
    const before = known.size;
    for (const hash of hashes) {
      known.add(hash);
    }
    if (known.size === before) {
      return;
    }
    this._documents.delete(path);
    this._documents.set(path, known);
    shorten(known, MOST_CODES);
    shorten(this._documents, MOST_DOCUMENTS);
    this._save();
    this._changed.emit();
  }

  /** Take along what is trusted of a document that has another path now. What was trusted at that path before is forgotten. */
  rename(from: string, to: string): void {
    const known = this._documents.get(from);
    this._documents.delete(from);
    this._documents.delete(to);
    if (known) {
      this._documents.set(to, known);
    }
    this._save();
  }

  /** Read what was kept, and keep from now on. */
  async follow(state: IStateDB): Promise<void> {
    this._state = state;
    let kept: unknown;
    try {
      kept = await state.fetch(KEY);
    } catch {
      // What was kept can't be read: the person is asked again.
    }
    for (const entry of Array.isArray(kept) ? (kept as unknown[]) : []) {
      const [path, hashes] = Array.isArray(entry) ? (entry as unknown[]) : [];
      if (typeof path === 'string' && Array.isArray(hashes)) {
        const known = this._documents.get(path) ?? new Set<string>();
        this._documents.set(path, known);
        for (const hash of hashes as unknown[]) {
          if (typeof hash === 'string') {
            known.add(hash);
          }
        }
      }
    }
    this._changed.emit();
  }

  private _save(): void {
    const kept = [...this._documents].map(([path, hashes]) => [
      path,
      [...hashes]
    ]);
    void this._state?.save(KEY, kept).catch(() => undefined);
  }

  private _documents = new Map<string, Set<string>>();
  private _state: IStateDB | undefined;
  private _changed = new Signal<this, void>(this);
}

/** The one of this JupyterLab. */
export const trustMemory = new TrustMemory();

/** Which code of one document may run without being asked for: that which this person has asked to run before, to the letter. */
export class Trust {
  /** @param _path - The document's path as it is now. */
  constructor(
    private readonly _memory: TrustMemory,
    private readonly _path: () => string
  ) {}

  get changed(): ISignal<TrustMemory, void> {
    return this._memory.changed;
  }

  /** Return those steps whose code waits for the person. */
  waiting(steps: readonly CodeStep[]): CodeStep[] {
    const path = this._path();
    return steps.filter(({ code }) => !this._memory.has(path, code.hash));
  }

  /** The person has asked to run a program: its code is trusted. */
  grant(program: Pick<Program, 'steps'>): void {
    this._memory.add(
      this._path(),
      codeSteps(program).map(({ code }) => code.hash)
    );
  }
}

/** Return the steps of a program that have code. */
export function codeSteps(
  program: Pick<Program, 'steps'> | undefined
): CodeStep[] {
  return (program?.steps ?? []).filter(
    (step): step is CodeStep => step.code !== undefined
  );
}

/** Drop the entries that came first. */
function shorten(
  entries: {
    size: number;
    keys(): Iterable<string>;
    delete(key: string): unknown;
  },
  most: number
): void {
  for (const key of entries.keys()) {
    if (entries.size <= most) {
      return;
    }
    entries.delete(key);
  }
}
