import { addNode } from '../canvas/actions.js';
import type { TableName } from '../compile/sources.js';
import type { PipelineEditor } from '../editor/editor.js';
import type { ReferenceName } from './lakefs/node.js';

/** Formats by the ends of paths; a folder's path has none. */
const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/\.csv(\.gz)?$/i, 'csv'],
  [/\.(json|jsonl|ndjson)(\.gz)?$/i, 'json']
];

/** Add a lakeFS input that reads an object or folder, as one step of undo, and select it. Returns its id. */
export function addLakeFSInput(
  editor: PipelineEditor,
  { repository, reference, path }: ReferenceName & { path: string }
): string {
  const { model, registry, selection, trans } = editor;
  const name = /([^/]+)\/?$/.exec(path)?.[1] ?? repository;
  const format = FORMATS.find(([pattern]) => pattern.test(path))?.[1];
  const id = addNode(model, registry, 'lakefs-input', {
    trans,
    title: name.replace(/(?<=.)\..*$/, ''),
    config: { repository, reference, path, ...(format ? { format } : {}) }
  });
  selection.set({ nodes: [id] });
  return id;
}

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
