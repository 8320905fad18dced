import type { ReactFlowInstance } from '@xyflow/react';
import { CanvasView } from '../../src/canvas/viewport';
import type { CanvasEdge, CanvasNode } from '../../src/canvas/items';

const CARD = { x: 2000, y: 900, width: 200, height: 80 };

function flowOf(): {
  flow: ReactFlowInstance<CanvasNode, CanvasEdge>;
  calls: string[];
} {
  const calls: string[] = [];
  const flow = {
    setViewport: () => Promise.resolve(calls.push('setViewport')),
    fitView: () => Promise.resolve(calls.push('fitView'))
  } as unknown as ReactFlowInstance<CanvasNode, CanvasEdge>;
  return { flow, calls };
}

function viewOf(rects = [CARD]): CanvasView {
  const view = new CanvasView(
    () => 'a.glueflow',
    () => rects
  );
  view.element = {
    clientWidth: 800,
    clientHeight: 600
  } as unknown as HTMLElement;
  return view;
}

describe('what is asked for before React Flow is there', () => {
  it('shows everything once it is', () => {
    const view = viewOf();
    const { flow, calls } = flowOf();
    view.fit();
    view.flow = flow;
    view.open();
    view.open();
    expect(calls).toEqual(['fitView']);
  });

  it('leaves the first view to be shown after a press', () => {
    const view = viewOf();
    const { flow, calls } = flowOf();
    view.touched = true;
    view.flow = flow;
    view.open();
    expect(calls).toEqual(['setViewport']);
  });
});

it('stays where the person has moved it', () => {
  const view = viewOf();
  const { flow, calls } = flowOf();
  view.flow = flow;
  view.open();
  view.touched = true;
  view.open();
  expect(calls).toEqual(['setViewport']);
});

it('stays when the first step is dropped', () => {
  const rects: (typeof CARD)[] = [];
  const view = viewOf(rects);
  const { flow, calls } = flowOf();
  view.flow = flow;
  view.open();
  view.touched = true;
  rects.push(CARD);
  view.open();
  expect(calls).toEqual([]);
});
