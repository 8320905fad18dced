import { analyze } from '../../src/analysis/analyze.js';
import { buildPlan, PlanError } from '../../src/analysis/plan.js';
import { compile } from '../../src/compile.js';
import type { PipelineDocument } from '../../src/document/document.js';
import { ComponentRegistry } from '../../src/component/registry.js';
import { read, writeS3 } from '../codegen/build.js';
import {
  COLUMNS,
  filter,
  router,
  sampleRegistry,
  sink,
  source,
  split
} from '../component/sample.js';
import { draw } from '../graph/draw.js';

const registry = sampleRegistry();

/** The same components, with a source and an output that a target can print. */
function compilable(): ComponentRegistry {
  return new ComponentRegistry()
    .add({ ...source, lower: (_, { nodeId }) => [read(nodeId)] })
    .add(filter)
    .add(router)
    .add({
      ...sink,
      lower: (_, { nodeId, inputs }) => [writeS3(nodeId, inputs[0].frame)]
    });
}

function routed(links: string, ...conditions: string[]): PipelineDocument {
  const document = draw('a:source r:router f:filter s:sink t:sink', links);
  document.nodes.r.config = {
    conditions: Object.fromEntries(conditions.map(name => [name, 'month > 1']))
  };
  return document;
}

describe('Outputs of a component', () => {
  it('have columns each', () => {
    const { schemas, problems } = analyze(
      draw('a:source p:split s:sink t:sink', 'a>p p>s p.rest>t'),
      registry
    );
    expect(problems).toEqual([]);
    expect(schemas.get('p')).toEqual(COLUMNS.slice(0, 1));
    expect(schemas.get('p:rest')).toEqual(COLUMNS.slice(1));
  });

  it('depend on its settings', () => {
    const { schemas, problems } = analyze(
      routed('a>r r.late>f f>s r.default>t', 'late'),
      registry
    );
    expect(problems).toEqual([]);
    expect([...schemas.keys()]).toEqual([
      'a',
      'r:late',
      'r:default',
      'f',
      's',
      't'
    ]);
    expect(schemas.get('r:late')).toBe(COLUMNS);
    expect(schemas.get('f')).toBe(COLUMNS);
  });

  it('are what operations read', () => {
    const plan = buildPlan(
      analyze(routed('a>r r.late>f f>s r.default>t', 'late'), registry)
    );
    expect(plan.operations.map(({ id, inputs }) => [id, ...inputs])).toEqual([
      ['a'],
      ['r', 'a'],
      ['f#first', 'r:late'],
      ['f', 'f#first'],
      ['s', 'f'],
      ['t', 'r:default']
    ]);
  });

  it('leave a problem with a fix where one goes that has links, and other outputs as they are', () => {
    const { problems, schemas } = analyze(
      routed('a>r r.late>f f>s r.default>t', 'later'),
      registry
    );
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'unknown-output',
        nodeId: 'r',
        message:
          '“R” has no output “late”, which the link “e1” uses. Its outputs are: later, default (“Others”).',
        fix: {
          title: 'Use the output “LATER”',
          path: '/edges/e1/from/port',
          value: 'later'
        }
      })
    ]);
    expect(schemas.get('r:default')).toBe(COLUMNS);
    expect(schemas.get('f')).toBeUndefined();
  });

  it('are those without settings where the component fails', () => {
    const broken = sampleRegistry().add({
      ...router,
      id: 'broken',
      outputsOf: () => {
        throw new Error('no');
      }
    });
    const document = draw('a:source r:broken t:sink', 'a>r r.default>t');
    document.nodes.r.config = { conditions: {} };
    expect(analyze(document, broken).problems).toEqual([]);
  });

  it('are each yielded by an operation', () => {
    const broken = sampleRegistry().add({
      ...split,
      id: 'broken',
      lower: (config, context) => split.lower(config, context).slice(0, 1)
    });
    const document = draw('a:source p:broken s:sink', 'a>p p>s');
    expect(() => buildPlan(analyze(document, broken))).toThrow(PlanError);
    expect(() => buildPlan(analyze(document, broken))).toThrow(
      'none of its operations yields the output “rest”'
    );
  });

  it('may say which step leaves a column out', () => {
    const document = draw(
      'a:source p:split f:filter s:sink t:sink',
      'a>p p.rest>f f>s p>t'
    );
    expect(
      analyze(document, registry).problems.map(({ message }) => message)
    ).toEqual([expect.stringContaining('“P” leaves it out.')]);
  });
});

describe('compile', () => {
  it('prints only the outputs that are read', () => {
    const document = routed('a>r r.late>f f>s', 'late');
    delete document.nodes.t;
    const { script, problems } = compile(document, compilable(), {
      target: 'glue'
    });
    expect(problems).toEqual([]);
    expect(script?.text).toContain('r_late = ');
    expect(script?.text).not.toContain('r_others');
  });
});
