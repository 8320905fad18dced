/** @jest-environment jsdom */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRegistry } from '@glueflow/components-core';
import { nullTranslator } from '@jupyterlab/translation';
import { CanvasStore } from '../../src/canvas/store';
import type { PipelineEditor } from '../../src/editor/editor';
import { Selection } from '../../src/editor/selection';
import { YPipeline } from '../../src/model/shared';

const flights = readFileSync(
  join(__dirname, '../../../../examples/flights.glueflow'),
  'utf8'
);

describe('CanvasStore', () => {
  let model: YPipeline;
  let selection: Selection;
  let store: CanvasStore;

  beforeEach(() => {
    model = YPipeline.create();
    model.setSource(flights);
    selection = new Selection();
    store = new CanvasStore({
      model,
      selection,
      registry: createRegistry(),
      trans: nullTranslator.load('glueflow'),
      readOnly: false
    } as unknown as PipelineEditor);
  });

  afterEach(() => {
    store.dispose();
    model.dispose();
  });

  const objects = () => new Map(store.nodes().map(node => [node.id, node]));
  const changedSince = (before: ReturnType<typeof objects>) =>
    store
      .nodes()
      .filter(node => before.get(node.id) !== node)
      .map(node => node.id);

  it('makes only the object of a node that changed anew', () => {
    const before = objects();
    const edges = store.edges();
    model.gesture('Rename', () => model.setNodeField('jfk', 'title', 'X'));
    expect(changedSince(before)).toEqual(['jfk']);
    const kept = store.edges().filter(edge => edges.includes(edge));
    // Links at the node are called by its title.
    expect(edges.length - kept.length).toBe(2);
  });

  it('keeps everything for an edit that is not seen on the canvas', () => {
    const before = store.nodes();
    model.gesture('Job', () => model.setJob({ name: 'x' }));
    expect(store.nodes()).toBe(before);
  });

  it('holds a drag until it is let go', () => {
    const source = model.getSource();
    const before = objects();
    store.onNodesChange([
      {
        type: 'position',
        id: 'jfk',
        position: { x: 7, y: 9 },
        dragging: true
      }
    ]);
    expect(store.node('jfk')?.position).toEqual({ x: 7, y: 9 });
    expect(changedSince(before)).toEqual(['jfk']);
    expect(model.getSource()).toBe(source);
    // Another person's edit doesn't take the node out of one's hand.
    model.gesture('Rename', () => model.setNodeField('jfk', 'title', 'X'));
    expect(store.node('jfk')?.position).toEqual({ x: 7, y: 9 });
    store.release();
    expect(store.node('jfk')?.position).toEqual(
      model.document.layout.nodes.jfk
    );
  });

  it('follows the selection, both ways', () => {
    const before = objects();
    selection.set({ nodes: ['jfk'] });
    expect(changedSince(before)).toEqual(['jfk']);
    store.onNodesChange([{ type: 'select', id: 'jfk', selected: false }]);
    expect(selection.value.nodes.size).toBe(0);
  });

  it('no longer selects what is gone', () => {
    selection.set({ nodes: ['jfk', 'named'] });
    model.gesture('Delete', () => model.removeNode('jfk'));
    expect([...selection.value.nodes]).toEqual(['named']);
    expect(store.node('jfk')).toBeUndefined();
    expect(store.edges().some(edge => edge.source === 'jfk')).toBe(false);
  });

  it('shows links of components nobody knows', () => {
    model.gesture('Other', () => model.setNodeField('jfk', 'component', 'no'));
    const ports = store.node('jfk')?.handles?.map(handle => handle.id);
    expect(ports).toEqual(['in', 'out']);
  });

  it('draws notes and groups, and keeps annotations it does not know', () => {
    model.gesture('Annotate', () => {
      model.setAnnotation('n', { kind: 'note', text: 'x', x: 1, y: 2 });
      model.setAnnotation('g', {
        kind: 'group',
        x: -50,
        y: -50,
        width: 900,
        height: 300
      });
      model.setAnnotation('u', { kind: 'arrow' });
    });
    expect(store.node('a:n')?.type).toBe('note');
    expect(store.node('a:u')).toBeUndefined();
    expect(model.document.annotations.u).toEqual({ kind: 'arrow' });
    expect(store.membersOf('a:g')).toEqual(
      expect.arrayContaining(['flights', 'jfk', 'a:n'])
    );
  });

  it('keeps a selected group behind the notes and groups that it holds', () => {
    const box = (size: number) => ({ x: 0, y: 0, width: size, height: size });
    model.gesture('Annotate', () => {
      model.setAnnotation('big', { kind: 'group', ...box(600) });
      model.setAnnotation('small', { kind: 'group', ...box(200) });
      model.setAnnotation('note', { kind: 'note', ...box(100) });
    });
    // React Flow adds this to what is selected.
    const depth = (id: string): number => {
      const node = store.node(`a:${id}`);
      return (node?.zIndex ?? 0) + (node?.selected ? 1000 : 0);
    };
    const ids = ['big', 'small', 'note'];
    const depths = ids.map(depth);
    expect(depths).toEqual([...depths].sort((a, b) => a - b));
    expect(new Set(depths).size).toBe(3);
    for (const id of ids) {
      selection.set({ annotations: [id] });
      expect(ids.map(depth)).toEqual(depths);
    }
    expect(Math.max(...depths)).toBeLessThan(0);
  });
});
