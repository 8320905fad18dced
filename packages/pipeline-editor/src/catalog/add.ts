import { addNode } from '../canvas/actions.js';
import type { TableName } from '../compile/sources.js';
import type { PipelineEditor } from '../editor/editor.js';

/** Adds a Glue Data Catalog input that reads a table, as one step of undo, and selects it. Returns its id. */
export function addTableInput(
  editor: PipelineEditor,
  { connection, database, table }: TableName
): string {
  const { model, registry, selection, settings, trans, compiler } = editor;
  const own = model.document.job.connection || settings.value.defaultConnection;
  // The pipeline's own connection need not be said again.
  const other = connection !== undefined && connection !== (own || undefined);
  const id = addNode(model, registry, 'glue-catalog-input', {
    trans,
    title: table,
    config: { ...(other ? { connection } : {}), database, table }
  });
  // It may have been missing when it was asked for last.
  compiler.sources.recheck([{ database, table }]);
  selection.set({ nodes: [id] });
  return id;
}
