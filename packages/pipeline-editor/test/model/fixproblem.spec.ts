import { createRegistry } from '@glueflow/components-core';
import { fixProblem } from '../../src/model/fixproblem';
import { YPipeline } from '../../src/model/shared';

describe('fixProblem', () => {
  let model: YPipeline;
  const fix = {
    title: 'Use “planes”',
    path: '/nodes/n/config/table',
    value: 'planes'
  };

  beforeEach(() => {
    model = YPipeline.create();
  });

  afterEach(() => model.dispose());

  function read(title: string): void {
    model.gesture('Add', () =>
      model.setNode('n', {
        component: 'glue-catalog-input',
        version: 1,
        title,
        config: { database: 'd', table: 'plnaes' }
      })
    );
  }

  it.each([
    ['plnaes', 'planes'],
    ['Glue Data Catalog input', 'planes'],
    ['Aircraft', 'Aircraft']
  ])('an input called “%s” is called “%s” then', (before, after) => {
    read(before);
    fixProblem(model, createRegistry(), fix);
    expect(model.document.nodes.n).toMatchObject({
      title: after,
      config: { table: 'planes' }
    });
    model.undo();
    expect(model.document.nodes.n).toMatchObject({
      title: before,
      config: { table: 'plnaes' }
    });
  });

  it('does nothing where the step is gone', () => {
    fixProblem(model, createRegistry(), fix);
    expect(model.document.nodes).toEqual({});
  });
});
