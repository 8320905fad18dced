import { isError, type Problem } from '@glueflow/components-manager';
import type { IDisposable } from '@lumino/disposable';
import type { PipelineEditor } from '../editor/editor.js';
import { isUnfilled } from '../model/unfilled.js';
import { warningText } from '../run/failures.js';
import type { NodeRun, PipelineSession } from '../run/session.js';

/** What a card shows beside the node itself. */
export interface NodeFacts {
  summary: string;
  errors: number;
  warnings: number;
  /** Each problem's message on a line. */
  messages: string;
  run?: NodeRun;
}

/** What compiler and run say of each node, reported to the card of that node alone. */
export class Facts implements IDisposable {
  constructor(private readonly _editor: PipelineEditor) {
    _editor.compiler.changed.connect(this._onCompiled, this);
    _editor.session.nodesChanged.connect(this._onRun, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The facts of a node; the same object until they change. */
  of(id: string): NodeFacts {
    let facts = this._facts.get(id);
    if (facts === undefined) {
      facts = this._read(id);
      this._facts.set(id, facts);
    }
    return facts;
  }

  /** Calls back when the facts of a node change; returns how to stop. */
  subscribe(id: string, listener: () => void): () => void {
    let listeners = this._listeners.get(id);
    if (listeners === undefined) {
      listeners = new Set();
      this._listeners.set(id, listeners);
      this._refresh(id);
    }
    const held = listeners;
    held.add(listener);
    return () => {
      held.delete(listener);
      if (held.size === 0 && this._listeners.get(id) === held) {
        this._listeners.delete(id);
      }
    };
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._editor.compiler.changed.disconnect(this._onCompiled, this);
    this._editor.session.nodesChanged.disconnect(this._onRun, this);
    this._listeners.clear();
    this._facts.clear();
  }

  private _onCompiled(): void {
    for (const id of this._facts.keys()) {
      if (!this._listeners.has(id)) {
        this._facts.delete(id);
      }
    }
    for (const id of this._listeners.keys()) {
      this._refresh(id);
    }
  }

  private _onRun(_: PipelineSession, ids: ReadonlySet<string>): void {
    for (const id of ids) {
      if (this._listeners.has(id)) {
        this._refresh(id);
      } else {
        this._facts.delete(id);
      }
    }
  }

  private _refresh(id: string): void {
    const before = this._facts.get(id);
    const now = this._read(id);
    if (before === undefined || !same(before, now)) {
      this._facts.set(id, now);
      for (const listener of this._listeners.get(id) ?? []) {
        listener();
      }
    }
  }

  private _read(id: string): NodeFacts {
    const { compiler, session } = this._editor;
    const problems = compiler.problemsOf(id);
    const errors = problems.filter(isError).length;
    const run = session.nodes.get(id);
    const logged = session
      .warnings(id)
      .map(text => warningText(text, this._editor.trans));
    return {
      summary: this._summary(id, problems),
      errors,
      warnings: problems.length - errors + logged.length,
      messages: [...problems.map(problem => problem.message), ...logged].join(
        '\n'
      ),
      ...(run ? { run } : {})
    };
  }

  private _summary(id: string, problems: readonly Problem[]): string {
    const { compiler, registry, model, trans } = this._editor;
    const node = model.document.nodes[id];
    if (node === undefined) {
      return '';
    }
    const component = registry.get(node.component);
    if (component === undefined) {
      return trans.__('Unknown component “%1”', node.component);
    }
    if (problems.some(problem => isUnfilled(problem, node.config))) {
      return trans.__('Settings are missing');
    }
    const config = compiler.current.configs.get(id);
    try {
      return config ? component.summary(config) : '';
    } catch {
      // A configuration that is wrong: the badge says what is.
      return '';
    }
  }

  private _facts = new Map<string, NodeFacts>();
  private _listeners = new Map<string, Set<() => void>>();
  private _isDisposed = false;
}

function same(a: NodeFacts, b: NodeFacts): boolean {
  return (
    a.summary === b.summary &&
    a.errors === b.errors &&
    a.warnings === b.warnings &&
    a.messages === b.messages &&
    a.run === b.run
  );
}
