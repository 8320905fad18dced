import type { ReactElement } from 'react';
import type { PipelineEditor } from '../editor/editor.js';
import { outputsIn } from '../editor/outputs.js';

/** A field to choose which output of a step is shown; nothing for a step that has fewer than two. */
export function OutputChoice({
  editor,
  node
}: {
  editor: PipelineEditor;
  node: string;
}): ReactElement | null {
  const { trans, shownOutputs, compiler } = editor;
  const outputs = outputsIn(compiler.current, node);
  if (outputs.length < 2) {
    return null;
  }
  return (
    <label className="gf-Pane-choice">
      {trans.__('Output:')}{' '}
      <select
        className="gf-Select"
        value={shownOutputs.of(node, outputs)?.id}
        onChange={event => shownOutputs.choose(node, event.target.value)}
      >
        {outputs.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
