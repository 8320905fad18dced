import type { PipelineDocument } from '@glueflow/components-manager';
import type { PipelineEditor } from '../editor/editor.js';
import type { Selected } from '../editor/selection.js';
import { CommonForm, commonFields, type KnownNode } from './form/common.js';

/** Commands on what is selected, where they are there, and how many steps and notes each has a meaning for at least. */
const COMMANDS: readonly {
  id: string;
  args?: { to: string };
  steps?: number;
  boxes?: number;
}[] = [
  { id: 'glueflow:align', args: { to: 'left' }, boxes: 2 },
  { id: 'glueflow:align', args: { to: 'top' }, boxes: 2 },
  { id: 'glueflow:arrange', steps: 2 },
  { id: 'glueflow:add-group', steps: 1 },
  { id: 'glueflow:duplicate', boxes: 1 },
  { id: 'glueflow:copy', boxes: 1 },
  { id: 'glueflow:delete' }
];

/** What is selected, when it is not just one node. */
export function SeveralProperties(props: {
  editor: PipelineEditor;
  document: PipelineDocument;
  nodes: readonly string[];
  selected: Selected;
  readOnly: boolean;
}): JSX.Element {
  const { editor, document, nodes, selected, readOnly } = props;
  const { trans, commands, registry } = editor;
  const known = nodes.flatMap((id): KnownNode[] => {
    const node = document.nodes[id];
    const component = registry.get(node.component);
    return component ? [{ id, node, component }] : [];
  });
  const fields =
    known.length === nodes.length && nodes.length > 1
      ? commonFields(known)
      : [];
  const groups = [...selected.annotations].filter(
    id => document.annotations[id]?.kind === 'group'
  ).length;
  const notes = selected.annotations.size - groups;
  const boxes = nodes.length + selected.annotations.size;
  const offered = COMMANDS.filter(
    ({ id, ...least }) =>
      commands.hasCommand(id) &&
      nodes.length >= (least.steps ?? 0) &&
      boxes >= (least.boxes ?? 0)
  );
  const words = [
    nodes.length > 0 ? trans._n('%1 step', '%1 steps', nodes.length) : '',
    selected.edges.size > 0
      ? trans._n('%1 link', '%1 links', selected.edges.size)
      : '',
    notes > 0 ? trans._n('%1 note', '%1 notes', notes) : '',
    groups > 0 ? trans._n('%1 group', '%1 groups', groups) : ''
  ].filter(Boolean);
  return (
    <div className="gf-Properties">
      <h2 className="gf-Properties-heading">
        {trans.__('%1 selected', words.join(', '))}
      </h2>
      <div className="gf-Properties-actions">
        {offered.map(({ id, args = {} }) => (
          <button
            key={commands.label(id, args)}
            type="button"
            className="jp-mod-styled jp-mod-reject gf-mod-small"
            title={commands.caption(id, args)}
            disabled={!commands.isEnabled(id, args)}
            onClick={() => void commands.execute(id, args)}
          >
            {commands.label(id, args)}
          </button>
        ))}
      </div>
      {fields.length > 0 && (
        <>
          <h3 className="gf-Properties-section">{trans.__('In common')}</h3>
          <CommonForm
            key={nodes.join()}
            editor={editor}
            document={document}
            nodes={known}
            fields={fields}
            readOnly={readOnly}
          />
        </>
      )}
      {nodes.length > 0 && (
        <h3 className="gf-Properties-section">{trans.__('Steps')}</h3>
      )}
      <ul className="gf-Properties-list">
        {nodes.map(id => (
          <li key={id}>
            <button
              type="button"
              className="gf-FieldLink"
              title={document.nodes[id].title}
              onClick={() => editor.selection.set({ nodes: [id] })}
            >
              {document.nodes[id].title}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
