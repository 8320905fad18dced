import { Signal, type ISignal } from '@lumino/signaling';

/** What is selected on a canvas: ids of nodes, edges and annotations. Part of a view, never of the document. */
export interface Selected {
  nodes: ReadonlySet<string>;
  edges: ReadonlySet<string>;
  annotations: ReadonlySet<string>;
}

const NOTHING: Selected = {
  nodes: new Set(),
  edges: new Set(),
  annotations: new Set()
};

/** The selection of one view of a pipeline. */
export class Selection {
  get changed(): ISignal<this, Selected> {
    return this._changed;
  }

  get value(): Selected {
    return this._value;
  }

  /** The selected node when it is the only thing selected. */
  get node(): string | undefined {
    const { nodes, edges, annotations } = this._value;
    return nodes.size === 1 && edges.size === 0 && annotations.size === 0
      ? [...nodes][0]
      : undefined;
  }

  /** Selects these and nothing else. */
  set(value: { [Kind in keyof Selected]?: Iterable<string> }): void {
    const next: Selected = {
      nodes: new Set(value.nodes ?? []),
      edges: new Set(value.edges ?? []),
      annotations: new Set(value.annotations ?? [])
    };
    const kinds = ['nodes', 'edges', 'annotations'] as const;
    if (kinds.every(kind => equal(next[kind], this._value[kind]))) {
      return;
    }
    this._value = next;
    this._changed.emit(next);
  }

  clear(): void {
    this.set(NOTHING);
  }

  private _changed = new Signal<this, Selected>(this);
  private _value: Selected = NOTHING;
}

function equal(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every(id => b.has(id));
}
