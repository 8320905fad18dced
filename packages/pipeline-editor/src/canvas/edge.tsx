import { BaseEdge, getBezierPath, type EdgeProps } from '@xyflow/react';
import { memo, type JSX } from 'react';
import type { CanvasEdge } from './items.js';

/** A link between two ports; its number where several enter one port. */
export const LinkEdge = memo(function LinkEdge({
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  targetPosition,
  data,
  interactionWidth
}: EdgeProps<CanvasEdge>): JSX.Element {
  const [path] = getBezierPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition
  });
  return (
    <>
      <BaseEdge
        path={path}
        interactionWidth={interactionWidth}
        className={data?.target ? 'gf-mod-target' : undefined}
      />
      {data?.place !== undefined && (
        <text
          className="gf-Link-place"
          x={targetX - 16}
          y={targetY + (sourceY > targetY ? 16 : -6)}
        >
          {data.place}
        </text>
      )}
    </>
  );
});
