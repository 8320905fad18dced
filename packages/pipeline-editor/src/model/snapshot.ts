import {
  DOCUMENT_VERSION,
  type JsonObject,
  type PipelineDocument,
  type PipelineNode
} from '@glueflow/components-manager';
import * as Y from 'yjs';

/** The parts of a shared pipeline document. */
export type Section =
  | 'meta'
  | 'nodes'
  | 'edges'
  | 'parameters'
  | 'connections'
  | 'job'
  | 'layout'
  | 'annotations';

/** The shared maps of a pipeline document. */
export type Roots = Readonly<Record<Section, Y.Map<unknown>>>;

/**
 * The shared maps as plain objects, made anew only where something changed: whoever compares by identity sees exactly what is new.
 */
export class Snapshot {
  /** Notes that entries of a section changed. */
  forget(section: Section, ids: ReadonlySet<string>): void {
    this._document = undefined;
    const known = this._sections.get(section);
    if (known === undefined) {
      return;
    }
    this._stale.set(
      section,
      new Set([...(this._stale.get(section) ?? []), ...ids])
    );
  }

  /** The document as it is now. */
  document(roots: Roots): PipelineDocument {
    this._document ??= this._build(roots);
    return this._document;
  }

  private _build(roots: Roots): PipelineDocument {
    const { layout, ...meta } = this._section(roots, 'meta') as JsonObject;
    return {
      ...meta,
      glueflow: (meta.glueflow ?? DOCUMENT_VERSION) as typeof DOCUMENT_VERSION,
      nodes: this._section(roots, 'nodes') as Record<string, PipelineNode>,
      edges: this._section(roots, 'edges') as PipelineDocument['edges'],
      parameters: this._section(
        roots,
        'parameters'
      ) as PipelineDocument['parameters'],
      connections: this._section(
        roots,
        'connections'
      ) as PipelineDocument['connections'],
      job: this._section(roots, 'job') as PipelineDocument['job'],
      layout: {
        ...(layout as JsonObject | undefined),
        nodes: this._section(
          roots,
          'layout'
        ) as PipelineDocument['layout']['nodes']
      },
      annotations: this._section(
        roots,
        'annotations'
      ) as PipelineDocument['annotations']
    };
  }

  private _section(roots: Roots, section: Section): Record<string, unknown> {
    const root = roots[section];
    const known = this._sections.get(section);
    const stale = this._stale.get(section);
    if (known !== undefined && stale === undefined) {
      return known;
    }
    const next: Record<string, unknown> = {};
    root.forEach((value, key) => {
      next[key] =
        known !== undefined && Object.hasOwn(known, key) && !stale?.has(key)
          ? known[key]
          : value instanceof Y.Map
            ? value.toJSON()
            : value;
    });
    this._sections.set(section, next);
    this._stale.delete(section);
    return next;
  }

  private _document: PipelineDocument | undefined;
  private _sections = new Map<Section, Record<string, unknown>>();
  private _stale = new Map<Section, Set<string>>();
}
