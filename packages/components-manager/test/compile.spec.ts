import type { Component } from '../src/component/component.js';
import { ComponentRegistry } from '../src/component/registry.js';
import { compile } from '../src/compile.js';
import { emptyDocument } from '../src/document/parse.js';
import type { PipelineDocument } from '../src/document/document.js';
import { col, fn, int, read, writeS3 } from './codegen/build.js';

const OUT = [{ id: 'out', title: 'Out' }];
const IN = [{ id: 'in', title: 'In' }];

/** A component with no configuration of its own. */
function component(
  id: string,
  part: Pick<Component, 'inputs' | 'outputs' | 'lower'>
): Component {
  return {
    id,
    version: 1,
    title: id,
    category: part.outputs.length === 0 ? 'output' : 'transform',
    icon: id,
    help: id,
    keywords: [],
    configuration: { type: 'object' },
    summary: () => id,
    schema: (_, { inputs }) => ({ schema: inputs[0]?.schema, problems: [] }),
    ...part
  };
}

const registry = new ComponentRegistry();
registry.add(
  component('source', {
    inputs: [],
    outputs: OUT,
    lower: (_, { nodeId }) => [read(nodeId)]
  })
);
registry.add(
  component('january', {
    inputs: IN,
    outputs: OUT,
    lower: (_, { nodeId, inputs }) => [
      {
        op: 'filter',
        id: nodeId,
        nodeId,
        inputs: [inputs[0].frame],
        condition: fn('eq', col('month'), int(1))
      }
    ]
  })
);
registry.add(
  component('target', {
    inputs: IN,
    outputs: [],
    lower: (_, { nodeId, inputs }) => [writeS3(nodeId, inputs[0].frame)]
  })
);

function pipeline(version?: '4.0' | '6.0'): PipelineDocument {
  const node = (
    id: string,
    title: string
  ): PipelineDocument['nodes'][string] => ({
    component: id,
    version: 1,
    title,
    config: {}
  });
  const edge = (
    from: string,
    to: string
  ): PipelineDocument['edges'][string] => ({
    from: { node: from, port: 'out' },
    to: { node: to, port: 'in' }
  });
  return {
    ...emptyDocument(),
    nodes: {
      a: node('source', 'Flights'),
      b: node('january', 'January'),
      c: node('target', 'Copy')
    },
    edges: { e1: edge('a', 'b'), e2: edge('b', 'c') },
    job: version ? { glueVersion: version } : {}
  };
}

describe('compile', () => {
  test('prints the optimised plan, with the titles of the nodes', () => {
    const { script, problems, schemas } = compile(pipeline(), registry, {
      target: 'glue'
    });
    expect(problems).toEqual([]);
    expect(script?.text).toContain('push_down_predicate="month = 1"');
    expect(script?.text).toContain('# [b] January\n# Done by the read above');
    expect(Object.keys(script?.lines ?? {})).toEqual(['a', 'b', 'c']);
    expect([...schemas.keys()]).toEqual(['a', 'b', 'c']);
  });

  test('prints the plan as it is when asked', () => {
    const { script } = compile(pipeline(), registry, {
      target: 'glue',
      optimize: false
    });
    expect(script?.text).toContain(
      'january = flights.filter(F.col("month") == 1)'
    );
    expect(script?.text).not.toContain('push_down_predicate');
  });

  test('prints for the version asked for, or the document’s', () => {
    const text = (version?: '6.0', asked?: '5.0'): string =>
      compile(pipeline(version), registry, {
        target: 'glue',
        glueVersion: asked
      }).script?.text ?? '';
    expect(text('6.0')).toContain('spark.sql.ansi.enabled');
    expect(text('6.0', '5.0')).not.toContain('ansi');
    expect(text()).not.toContain('ansi');
  });

  test('gives problems and no script', () => {
    const broken = pipeline();
    broken.nodes.b.component = 'nothing';
    const { script, problems } = compile(broken, registry, { target: 'glue' });
    expect(script).toBe(undefined);
    expect(problems.map(each => each.nodeId)).toContain('b');
  });

  test('a component that fails is a problem, not an exception', () => {
    const failing = new ComponentRegistry();
    for (const each of registry.list()) {
      failing.add(
        each.id === 'target'
          ? {
              ...each,
              lower: () => {
                throw new Error('out of order');
              }
            }
          : each
      );
    }
    const { script, problems } = compile(pipeline(), failing, {
      target: 'glue'
    });
    expect(script).toBe(undefined);
    expect(problems.map(each => [each.severity, each.nodeId])).toEqual([
      ['error', 'c']
    ]);
  });
});
