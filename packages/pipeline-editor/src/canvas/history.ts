import type { PipelineEditor } from '../editor/editor.js';

/** Undoes or redoes an edit; steps and annotations that come back by it are selected, as they were when they were added. True when something came back. */
export function stepHistory(
  { model, selection }: Pick<PipelineEditor, 'model' | 'selection'>,
  way: 'undo' | 'redo'
): boolean {
  const before = model.document;
  model[way]();
  const after = model.document;
  const back = (section: 'nodes' | 'annotations'): string[] =>
    Object.keys(after[section]).filter(
      id => !Object.hasOwn(before[section], id)
    );
  const nodes = back('nodes');
  const annotations = back('annotations');
  if (nodes.length + annotations.length === 0) {
    return false;
  }
  selection.set({ nodes, annotations });
  return true;
}
