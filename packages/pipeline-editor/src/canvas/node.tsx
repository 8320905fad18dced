import type { Component } from '@glueflow/components-manager';
import { LabIcon } from '@jupyterlab/ui-components';
import { Handle, Position, type NodeProps } from '@xyflow/react';
import { memo, type JSX } from 'react';
import { componentIcon } from '../icons.js';
import { placePorts } from './card.js';
import { useCanvas, useCanvasState, useFacts } from './context.js';
import type { CanvasController } from './controller.js';
import type { NodeFacts } from './facts.js';
import { InPlace } from './inplace.js';
import type { StepNode } from './items.js';
import { runText } from './runtext.js';

/** The id of a node's element, one for each view of a document. */
export function elementId(canvas: CanvasController, id: string): string {
  return `${canvas.key}-${id}`;
}

/** The card of one step. */
export const StepCard = memo(function StepCard({
  id,
  data,
  selected,
  isConnectable
}: NodeProps<StepNode>): JSX.Element {
  const canvas = useCanvas();
  const { trans, registry } = canvas.editor;
  const { node, ports } = data;
  const facts = useFacts(id);
  const editing = useCanvasState(state => state.editing === id);
  const component = registry.get(node.component);
  const { run } = facts;
  const state = run
    ? ` gf-mod-${run.state}${run.stale ? ' gf-mod-stale' : ''}`
    : '';
  const problems =
    facts.errors > 0
      ? ' gf-mod-error'
      : facts.warnings > 0
        ? ' gf-mod-warning'
        : '';
  const title = node.title === '' ? id : node.title;
  return (
    <div
      id={elementId(canvas, id)}
      className={`gf-Node${selected ? ' gf-mod-selected' : ''}${state}${problems}`}
      role="group"
      aria-roledescription={trans.__('step')}
      aria-label={describe(canvas, title, component, facts)}
    >
      {placePorts(ports).map(({ port, side, y }) => {
        const several =
          (side === 'input' ? ports.inputs : ports.outputs).length > 1;
        const count = side === 'output' ? run?.outputs?.[port.id] : undefined;
        const rows = count?.toLocaleString();
        const many = port.minimum !== undefined || port.maximum !== undefined;
        return (
          <Handle
            key={`${side} ${port.id}`}
            id={port.id}
            type={side === 'input' ? 'target' : 'source'}
            position={side === 'input' ? Position.Left : Position.Right}
            isConnectable={isConnectable}
            style={{ top: y }}
            className={`gf-Port${many ? ' gf-mod-many' : ''}${several ? ' gf-mod-several' : ''}`}
            role="img"
            aria-label={
              side === 'input'
                ? trans.__('Input “%1”', port.title)
                : rows === undefined
                  ? trans.__('Output “%1”', port.title)
                  : trans.__('Output “%1”: %2 rows', port.title, rows)
            }
            title={
              many && side === 'input'
                ? trans.__('%1 (several, in order)', port.title)
                : port.title
            }
          >
            {several && (
              <span className="gf-Port-title">
                <span className="gf-Port-name">{port.title}</span>
                {rows !== undefined && (
                  <span className="gf-Port-rows">{rows}</span>
                )}
              </span>
            )}
          </Handle>
        );
      })}
      <div className="gf-Node-head">
        <span className="gf-Node-icon">
          {component && (
            <LabIcon.resolveReact
              icon={componentIcon(component.icon)}
              tag="span"
            />
          )}
        </span>
        {editing ? (
          <InPlace
            value={node.title}
            label={trans.__('Title')}
            done={text => {
              canvas.show({ editing: undefined });
              if (text !== undefined) {
                canvas.rename(id, text);
              }
              canvas.focus();
            }}
          />
        ) : (
          <span className="gf-Node-title" title={title}>
            {title}
          </span>
        )}
        {facts.errors + facts.warnings > 0 && (
          <span className="gf-Node-badge" title={facts.messages}>
            {facts.errors > 0 ? facts.errors : facts.warnings}
          </span>
        )}
      </div>
      <div className="gf-Node-summary" title={facts.summary}>
        {facts.summary}
      </div>
      <div className="gf-Node-foot">
        {run ? (
          <RunLine canvas={canvas} facts={facts} />
        ) : (
          <span className="gf-Node-kind">
            {component && component.title !== node.title ? component.title : ''}
          </span>
        )}
      </div>
    </div>
  );
});

function RunLine({
  canvas,
  facts
}: {
  canvas: CanvasController;
  facts: NodeFacts;
}): JSX.Element {
  const { run } = facts;
  const text = runText(facts.run, canvas.editor.trans);
  const done = run?.tasksDone ?? 0;
  const total = run?.tasksTotal ?? 0;
  return (
    <>
      <span className="gf-Node-run" title={run?.message ?? text}>
        <span className="gf-Node-mark" aria-hidden="true" />
        {text}
      </span>
      {run?.state === 'running' && total > 0 && (
        <progress
          className="gf-Node-progress"
          max={total}
          value={done}
          aria-label={text}
        />
      )}
    </>
  );
}

/** What a screen reader says of a step. */
function describe(
  canvas: CanvasController,
  title: string,
  component: Component | undefined,
  facts: NodeFacts
): string {
  const { trans } = canvas.editor;
  return [
    title,
    component?.title,
    facts.summary,
    facts.errors > 0 ? trans._n('%1 error', '%1 errors', facts.errors) : '',
    facts.warnings > 0
      ? trans._n('%1 warning', '%1 warnings', facts.warnings)
      : '',
    runText(facts.run, canvas.editor.trans)
  ]
    .filter(Boolean)
    .join(', ');
}
