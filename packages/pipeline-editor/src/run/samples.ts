import {
  OUT_PORT,
  parseType,
  TypeSyntaxError
} from '@glueflow/components-manager';
import type { PipelineCompiler } from '../compile/compiler.js';
import { signatureOf } from './keys.js';
import type { RowsPage } from './protocol.js';

/** A column as a preview showed it, its type as text. */
export interface SeenColumn {
  name: string;
  type: string;
}

/**
 * Tells the compiler the columns that previews show, of nodes whose columns can't be worked out, and takes them back once the node's
 * settings, or those of a node before it, have changed.
 */
export class Samples {
  constructor(private readonly _compiler: PipelineCompiler) {}

  /** Stands for the settings that a preview which starts now is made with. */
  signature(nodeId: string): string | undefined {
    return signatureOf(this._compiler.analysis, nodeId);
  }

  /**
   * Takes the columns of a preview.
   *
   * @param signature - What `signature` said when it started: if the settings have changed since, it is of no use.
   */
  take(
    nodeId: string,
    signature: string | undefined,
    page: Pick<RowsPage, 'columns' | 'port'>
  ): void {
    if (page.port !== undefined && page.port !== OUT_PORT) {
      // Steps whose columns can't be worked out have one output; those of others come from their inputs.
      return;
    }
    const { analysis, sources } = this._compiler;
    const { document, registry, schemas } = analysis;
    const category = registry.get(
      document.nodes[nodeId]?.component ?? ''
    )?.category;
    if (signature !== undefined && signature === this.signature(nodeId)) {
      this._seen.set(nodeId, {
        signature: this._bare(nodeId),
        columns: page.columns.map(({ name, type }) => ({ name, type }))
      });
    }
    const wanted = schemas.get(nodeId) === undefined || this._taken.has(nodeId);
    if (
      !wanted ||
      signature === undefined ||
      signature !== this.signature(nodeId) ||
      category === undefined ||
      category === 'output'
    ) {
      return;
    }
    try {
      const schema = page.columns.map(({ name, type }) => ({
        name,
        type: parseType(type)
      }));
      this._taken.set(nodeId, signature);
      sources.setSample(nodeId, signature, schema);
    } catch (error) {
      // A type of Spark's that no table can have: the columns stay unknown.
      if (!(error instanceof TypeSyntaxError)) {
        throw error;
      }
    }
  }

  /** The columns that the last preview of a node showed, while its settings are the same but for the columns listed by hand. */
  seen(nodeId: string): readonly SeenColumn[] | undefined {
    const seen = this._seen.get(nodeId);
    return seen !== undefined && seen.signature === this._bare(nodeId)
      ? seen.columns
      : undefined;
  }

  /** Takes back what belongs to settings that are no more. */
  check(): void {
    for (const [nodeId, signature] of this._taken) {
      if (this.signature(nodeId) !== signature) {
        this._taken.delete(nodeId);
        this._compiler.sources.dropSample(nodeId);
      }
    }
  }

  private _bare(nodeId: string): string | undefined {
    const { analysis } = this._compiler;
    const component = analysis.document.nodes[nodeId]?.component ?? '';
    return signatureOf(
      analysis,
      nodeId,
      analysis.registry.get(component)?.declares
    );
  }

  private _seen = new Map<
    string,
    { signature: string | undefined; columns: readonly SeenColumn[] }
  >();
  private _taken = new Map<string, string>();
}
