import { useEffect, useRef, useState } from 'react';
import type { PipelineEditor } from '../editor/editor.js';
import { focusField, useKeptFocus } from './focus.js';
import { takeUndoKeys } from './form/undo.js';
import { useDocument, useReadOnly, useSelected } from './hooks.js';
import { NodeProperties } from './node.js';
import { PipelineProperties } from './pipeline/pipeline.js';
import { SeveralProperties } from './several.js';

/** Properties of what is selected: one node, several, or the pipeline itself. */
export function PropertiesPanel(props: {
  editor: PipelineEditor;
}): JSX.Element {
  const { editor } = props;
  const document = useDocument(editor);
  const selected = useSelected(editor);
  const readOnly = useReadOnly(editor);
  const root = useRef<HTMLDivElement>(null);
  useKeptFocus(root);
  const [request, setRequest] = useState<PipelineEditor.IField>();

  useEffect(() => {
    const show = (_: PipelineEditor, field: PipelineEditor.IField): void =>
      setRequest({ ...field });
    editor.fieldRequested.connect(show);
    return () => {
      editor.fieldRequested.disconnect(show);
    };
  }, [editor]);
  useEffect(() => {
    if (request !== undefined && root.current) {
      focusField(root.current, request.path);
    }
  }, [request]);

  const nodes = [...selected.nodes].filter(id => id in document.nodes);
  const single =
    nodes.length === 1 && selected.edges.size + selected.annotations.size === 0;
  return (
    <div
      ref={root}
      tabIndex={-1}
      className="gf-Properties-root"
      onKeyDownCapture={event => {
        takeUndoKeys(event, {
          undo: () => void (readOnly || editor.model.undo()),
          redo: () => void (readOnly || editor.model.redo())
        });
      }}
    >
      {single ? (
        <NodeProperties
          key={nodes[0]}
          editor={editor}
          document={document}
          nodeId={nodes[0]}
          readOnly={readOnly}
        />
      ) : nodes.length + selected.edges.size + selected.annotations.size > 0 ? (
        <SeveralProperties
          editor={editor}
          document={document}
          nodes={nodes}
          selected={selected}
          readOnly={readOnly}
        />
      ) : (
        <PipelineProperties
          editor={editor}
          document={document}
          readOnly={readOnly}
        />
      )}
    </div>
  );
}
