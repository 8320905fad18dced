import type { PipelineDocument } from '@glueflow/components-manager';
import type { PipelineEditor } from '../../editor/editor.js';

/** The pipeline's own properties. */
export function PipelineProperties(props: {
  editor: PipelineEditor;
  document: PipelineDocument;
  readOnly: boolean;
}): JSX.Element {
  const { editor, document, readOnly } = props;
  const { trans, model } = editor;
  return (
    <div className="gf-Properties">
      <h2 className="gf-Properties-heading">{trans.__('Pipeline')}</h2>
      <label>
        {trans.__('Description')}
        <textarea
          disabled={readOnly}
          value={document.description ?? ''}
          onChange={event =>
            model.gesture(
              trans.__('Edit the description'),
              () => model.setDescription(event.target.value || undefined),
              { merge: 'description' }
            )
          }
        />
      </label>
    </div>
  );
}
