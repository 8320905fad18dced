import { createRegistry } from '@glueflow/components-core';
import { nextStep } from '../../src/canvas/next';
import { arrange } from '../../src/canvas/actions';
import { YPipeline } from '../../src/model/shared';

const registry = createRegistry();
const node = (component: string): object => ({
  component,
  version: 1,
  config: {}
});

/** Two inputs, one above the other; the lower one feeds a sort that stands above both. */
const SOURCE = JSON.stringify({
  glueflow: 1,
  nodes: {
    upper: node('glue-catalog-input'),
    lower: node('s3-input'),
    sorted: node('sort'),
    near: node('deduplicate')
  },
  edges: {
    e1: {
      from: { node: 'lower', port: 'out' },
      to: { node: 'sorted', port: 'in' }
    }
  },
  layout: {
    nodes: {
      upper: { x: 0, y: 0 },
      lower: { x: 0, y: 200 },
      sorted: { x: 600, y: 0 },
      near: { x: 300, y: 200 }
    }
  }
});

describe('canvas/next', () => {
  let model: YPipeline;

  beforeEach(() => {
    model = YPipeline.create();
    model.setSource(SOURCE);
  });

  afterEach(() => model.dispose());

  const next = (
    current: string | undefined,
    direction: 'left' | 'right' | 'up' | 'down'
  ): string | undefined =>
    nextStep(model.document, registry, current, direction, id => ({
      ...model.document.layout.nodes[id],
      width: 200,
      height: 70
    }));

  it('begins at the first from the left', () => {
    expect(next(undefined, 'right')).toBe('upper');
  });

  it('follows a link before it goes to what is nearer', () => {
    expect(next('lower', 'right')).toBe('sorted');
    expect(next('sorted', 'left')).toBe('lower');
  });

  it('goes to the nearest where no link leads', () => {
    expect(next('upper', 'down')).toBe('lower');
    expect(next('lower', 'up')).toBe('upper');
    expect(next('near', 'left')).toBe('lower');
  });

  it('stays where nothing is', () => {
    expect(next('upper', 'left')).toBeUndefined();
  });

  it('lays out as one step of undo', () => {
    const before = model.getSource();
    arrange(model, registry, undefined);
    expect(model.getSource()).not.toBe(before);
    model.undo();
    expect(model.getSource()).toBe(before);
  });
});
