import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { YPipeline, type PipelineChange } from '../../src/model/shared';

const flights = readFileSync(
  join(__dirname, '../../../../examples/flights.glueflow'),
  'utf8'
);

const models: YPipeline[] = [];

// Awareness keeps a timer as long as its document lives.
afterEach(() => models.splice(0).forEach(model => model.dispose()));

function open(text = flights): YPipeline {
  const model = YPipeline.create();
  models.push(model);
  model.setSource(text);
  model.dirty = false;
  return model;
}

describe('YPipeline', () => {
  describe('#setSource()', () => {
    it('gives back the bytes it was given', () => {
      expect(open().getSource()).toBe(flights);
    });

    it('is no edit', () => {
      const model = open();
      expect(model.dirty).toBe(false);
      expect(model.canUndo()).toBe(false);
    });

    it('replaces everything that was there', () => {
      const model = open();
      model.setSource('{"glueflow": 1, "nodes": {}}');
      expect(model.document.nodes).toEqual({});
      expect(model.document.edges).toEqual({});
      expect(model.document.job).toEqual({});
    });

    it('keeps what it can’t read as it is', () => {
      const model = open('{"glueflow": 1, "nodes"');
      expect(model.refusal?.reason).toBe('syntax');
      expect(model.getSource()).toBe('{"glueflow": 1, "nodes"');
      model.gesture('Add', () =>
        model.setNode('a', {
          component: 'x',
          version: 1,
          title: 'A',
          config: {}
        })
      );
      expect(model.getSource()).toBe('{"glueflow": 1, "nodes"');
      expect(model.dirty).toBe(false);
    });

    it('refuses a newer file and recovers when a readable one follows', () => {
      const model = open('{"glueflow": 99}');
      expect(model.refusal?.reason).toBe('newer');
      model.setSource(flights);
      expect(model.refusal).toBeUndefined();
      expect(model.getSource()).toBe(flights);
    });
  });

  describe('#gesture()', () => {
    it('is one step of undo with a name', () => {
      const model = open();
      model.gesture('Move 2 nodes', () => {
        model.setPosition('flights', { x: 5, y: 6 });
        model.setPosition('jfk', { x: 7, y: 8 });
      });
      model.gesture('Rename', () => model.setNodeField('jfk', 'title', 'JFK'));
      expect(model.dirty).toBe(true);
      expect(model.undoLabel).toBe('Rename');
      model.undo();
      expect(model.undoLabel).toBe('Move 2 nodes');
      expect(model.redoLabel).toBe('Rename');
      model.undo();
      expect(model.getSource()).toBe(flights);
      expect(model.canUndo()).toBe(false);
      model.redo();
      model.redo();
      expect(model.document.nodes.jfk.title).toBe('JFK');
      expect(model.document.layout.nodes.jfk).toEqual({ x: 7, y: 8 });
    });

    it('merges what is typed into one field', () => {
      const model = open();
      for (const title of ['J', 'JF', 'JFK']) {
        model.gesture(
          'Rename',
          () => model.setNodeField('jfk', 'title', title),
          { merge: 'title:jfk' }
        );
      }
      model.undo();
      expect(model.getSource()).toBe(flights);
    });

    it('changes nothing, and does not mark the document, when values are equal', () => {
      const model = open();
      model.gesture('Edit', () =>
        model.setConfig('flights', { database: 'nycflights' })
      );
      expect(model.dirty).toBe(false);
      expect(model.canUndo()).toBe(false);
    });

    it('undoes the removal of a node with its configuration', () => {
      const model = open();
      model.gesture('Delete', () => {
        model.removeNode('by_airline');
        model.removeEdge('e04');
        model.removeEdge('e05');
      });
      expect(model.document.nodes.by_airline).toBeUndefined();
      model.undo();
      expect(model.getSource()).toBe(flights);
    });
  });

  it('keeps the identity of what has not changed', () => {
    const model = open();
    const before = model.document;
    model.gesture('Edit', () => model.setConfig('jfk', { x: 1 }));
    expect(model.document.nodes.flights).toBe(before.nodes.flights);
    expect(model.document.edges).toBe(before.edges);
    expect(model.document.nodes.jfk).not.toBe(before.nodes.jfk);
  });

  it('tells what changed, once for each gesture', () => {
    const model = open();
    const reported: PipelineChange[] = [];
    model.changed.connect((_, change) => {
      if (change.sections) {
        reported.push(change);
      }
    });
    model.gesture('Edit', () => {
      model.setConfig('jfk', { x: 1 });
      model.setPosition('flights', { x: 1, y: 1 });
      model.setJob({ name: 'other' });
    });
    expect(reported).toHaveLength(1);
    expect([...(reported[0].sections?.get('nodes') ?? [])]).toEqual(['jfk']);
    expect([...(reported[0].sections?.get('layout') ?? [])]).toEqual([
      'flights'
    ]);
    expect([...(reported[0].sections?.get('job') ?? [])]).toEqual(['name']);
  });
});
