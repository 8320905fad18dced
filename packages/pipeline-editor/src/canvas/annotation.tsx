import { NodeResizer, type NodeProps } from '@xyflow/react';
import { memo, type JSX } from 'react';
import { colorOf } from './colors.js';
import { useCanvas, useCanvasState } from './context.js';
import type { CanvasController } from './controller.js';
import { InPlace } from './inplace.js';
import { elementId } from './node.js';
import { annotationId, type GroupNode, type NoteNode } from './items.js';

/** A note: text on coloured ground. */
export const NoteCard = memo(function NoteCard(
  props: NodeProps<NoteNode>
): JSX.Element {
  return <Annotation {...props} field="text" />;
});

/** A coloured group behind the steps it holds. */
export const GroupCard = memo(function GroupCard(
  props: NodeProps<GroupNode>
): JSX.Element {
  return <Annotation {...props} field="title" />;
});

function Annotation({
  id,
  data,
  selected,
  field
}: (NodeProps<NoteNode> | NodeProps<GroupNode>) & {
  field: 'text' | 'title';
}): JSX.Element {
  const canvas = useCanvas();
  const { trans } = canvas.editor;
  const editing = useCanvasState(state => state.editing === id);
  const { fields } = data;
  const text = typeof fields[field] === 'string' ? fields[field] : '';
  const note = field === 'text';
  const label = note ? trans.__('Note') : trans.__('Group');
  return (
    <div
      id={elementId(canvas, id)}
      className={`${note ? 'gf-Note' : 'gf-Group'} gf-mod-${colorOf(fields.color)}${selected ? ' gf-mod-selected' : ''}`}
      role="group"
      aria-label={text === '' ? label : `${label}: ${text}`}
    >
      {selected && !canvas.readOnly && (
        <NodeResizer
          minWidth={80}
          minHeight={50}
          onResizeEnd={(_, box) => resize(canvas, id, box)}
        />
      )}
      {editing ? (
        <InPlace
          value={text}
          label={label}
          multiline={note}
          done={result => {
            canvas.show({ editing: undefined });
            if (result !== undefined && result !== text) {
              write(canvas, id, field, result);
            }
            canvas.focus();
          }}
        />
      ) : (
        <div className={note ? 'gf-Note-text' : 'gf-Group-title'}>
          {text === '' && note ? trans.__('Double-click to write') : text}
        </div>
      )}
    </div>
  );
}

function write(
  canvas: CanvasController,
  id: string,
  field: 'text' | 'title',
  text: string
): void {
  const { model, trans } = canvas.editor;
  const annotation = annotationId(id);
  if (annotation !== undefined) {
    model.gesture(
      field === 'text' ? trans.__('Write a note') : trans.__('Rename a group'),
      () => model.setAnnotation(annotation, { [field]: text })
    );
  }
}

function resize(
  canvas: CanvasController,
  id: string,
  box: { x: number; y: number; width: number; height: number }
): void {
  const { model, trans } = canvas.editor;
  const annotation = annotationId(id);
  if (annotation !== undefined) {
    model.gesture(trans.__('Resize'), () =>
      model.setAnnotation(annotation, {
        x: Math.round(box.x),
        y: Math.round(box.y),
        width: Math.round(box.width),
        height: Math.round(box.height)
      })
    );
    canvas.store.release();
  }
}
