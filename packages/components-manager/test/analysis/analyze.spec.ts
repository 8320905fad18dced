import fc from 'fast-check';
import { analyze } from '../../src/analysis/analyze.js';
import {
  analyzeAndPlan,
  buildPlan,
  PlanError
} from '../../src/analysis/plan.js';
import type { Problem } from '../../src/problem.js';
import type { JsonObject } from '../../src/document/document.js';
import { parseDocument } from '../../src/document/parse.js';
import { serializeDocument } from '../../src/document/serialize.js';
import { COLUMNS, sampleRegistry, source } from '../component/sample.js';
import { draw } from '../graph/draw.js';

const registry = sampleRegistry();
const CHAIN = 'a:source f:filter s:sink';

describe('analyze', () => {
  it('finds the columns at every node', () => {
    const analysis = analyze(draw(CHAIN, 'a>f f>s'), registry);
    expect(analysis.problems).toEqual([]);
    expect(analysis.order).toEqual(['a', 'f', 's']);
    // The same array all along: nothing is copied.
    expect(analysis.schemas.get('f')).toBe(COLUMNS);
    expect(analysis.schemas.get('s')).toBeUndefined();
    expect(analysis.configs.get('f')).toEqual({
      condition: 'month > 1',
      limit: 10,
      mode: 'fast'
    });
  });

  it('gathers problems of every kind', () => {
    const document = draw(
      `${CHAIN} g:filter h:filtre i:filter j:sink`,
      'a>f f>s a>g g>g h>j i>zzz'
    );
    document.nodes.f.config = { condition: 'mnth > ${q}', limit: 1.5 };
    document.nodes.i.version = 3;
    document.nodes.g.config = { condition: 'orign = 1' };
    document.parameters = {
      p: { type: 'integer', default: 'x' },
      q: { type: 'integer' }
    };
    const { problems } = analyze(document, registry);
    expect(
      problems
        .map(({ nodeId, code }) => `${nodeId ?? ''} ${code}`.trim())
        .sort()
    ).toEqual(
      [
        'dangling-link',
        'f wrong-type',
        'g cycle',
        'g too-many-links',
        'h unknown-component',
        'i newer-component',
        'i unused-result',
        'i missing-input',
        'parameter-default',
        'unused-parameter'
      ].sort()
    );
    const text = problems.map(({ message }) => message).join('\n');
    expect(text).toContain('Did you mean “filter”?');
    expect(text).toContain('No step uses the parameter “p”');
    expect(text).toContain('integer needs a whole number, such as 3');
  });

  it('speaks of columns in the place of the expression', () => {
    const document = draw(CHAIN, 'a>f f>s');
    document.nodes.f.config = { condition: 'mnth > 1' };
    expect(analyze(document, registry).problems).toMatchObject([
      { code: 'unknown-column', nodeId: 'f', path: '/condition' }
    ]);
  });

  it('brings old configurations up to date', () => {
    const document = draw(CHAIN, 'a>f f>s');
    document.nodes.f = {
      ...document.nodes.f,
      version: 1,
      config: { where: 'month = 2' }
    };
    const analysis = analyze(document, registry);
    expect(analysis.problems).toEqual([]);
    expect(analysis.configs.get('f')).toMatchObject({ condition: 'month = 2' });
    expect(document.nodes.f.config).toEqual({ where: 'month = 2' });
  });

  it.each(['schema', 'lower', 'configuration', 'migrate'])(
    'names a component whose %s fails',
    part => {
      const fail = (): never => {
        throw new Error('boom');
      };
      const own = sampleRegistry().add({
        ...source,
        id: 'broken',
        version: 2,
        ...(part === 'configuration'
          ? { configuration: { type: 'nonsense' } }
          : { [part]: fail })
      });
      const document = draw('a:broken s:sink', 'a>s');
      const analysis = analyze(document, own);
      if (part === 'lower') {
        expect(analysis.problems).toEqual([]);
        expect(() => buildPlan(analysis)).toThrow(
          'The component “broken” of “A” failed: boom.'
        );
      } else {
        expect(analysis.problems.map(({ code }) => code)).toEqual([
          'component-failed'
        ]);
        expect(analysis.problems[0].message).toContain(
          'The component “broken” of “A” failed'
        );
      }
    }
  );

  it('never throws, whatever the document', () => {
    const config = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
    const name = fc.constantFrom(
      'a',
      'b',
      'constructor',
      '__proto__',
      'toString'
    );
    const end = fc.record({
      node: name,
      port: fc.constantFrom('in', 'out', 'many')
    });
    const node = fc.record({
      component: fc.constantFrom(
        'source',
        'filter',
        'merge',
        'sink',
        'constructor'
      ),
      version: fc.integer({ min: 1, max: 3 }),
      title: fc.string(),
      config: fc.oneof(config, fc.constant({ condition: '${a} > month' }))
    });
    const document = fc.record({
      glueflow: fc.constant(1),
      nodes: fc.dictionary(name, node),
      edges: fc.dictionary(
        fc.string({ minLength: 1 }),
        fc.record({ from: end, to: end })
      ),
      parameters: fc.dictionary(
        name,
        fc.record({
          type: fc.constantFrom('string', 'date', 'integer'),
          default: fc.oneof(fc.string(), fc.boolean())
        })
      )
    });
    fc.assert(
      fc.property(document, each => {
        const parsed = parseDocument(JSON.stringify(each)).document;
        if (parsed === undefined) {
          throw new Error('it must parse');
        }
        const before = serializeDocument(parsed);
        const analysis = analyze(parsed, registry);
        const together = analyzeAndPlan(parsed, registry, {});
        expect(serializeDocument(parsed)).toBe(before);
        const { schemas, problems } = analysis;
        let plan: unknown;
        let failures: readonly Problem[] = [];
        try {
          plan = buildPlan(analysis);
        } catch (error) {
          expect(error).toBeInstanceOf(PlanError);
          failures = (error as PlanError).problems;
        }
        // One walk gives what the two give.
        expect(together).toEqual({
          ...(plan ? { plan, target: analysis.target } : {}),
          problems: [...new Set([...problems, ...failures])],
          schemas
        });
      }),
      { numRuns: 300 }
    );
  });
});

describe('buildPlan', () => {
  const document = draw(`${CHAIN} g:filter`, 'a>f f>s a>g');

  it('lowers live branches in order', () => {
    const plan = buildPlan(analyze(document, registry));
    expect(plan.operations.map(({ id }) => id)).toEqual([
      'a',
      'f#first',
      'f',
      's'
    ]);
  });

  it('plans up to a node, whether or not anything writes it', () => {
    const analysis = analyze(document, registry);
    const ids = (upTo: string): string[] =>
      buildPlan(analysis, { upTo }).operations.map(({ id }) => id);
    expect(ids('g')).toEqual(['a', 'g#first', 'g']);
    expect(ids('a')).toEqual(['a']);
    expect(() => ids('zzz')).toThrow('There is no step “zzz”');
  });

  it('refuses a pipeline with errors, but plans the parts without', () => {
    const broken = draw(`${CHAIN} g:filter`, 'a>f f>s a>g');
    broken.nodes.f.config = {};
    const analysis = analyze(broken, registry);
    expect(() => buildPlan(analysis)).toThrow('“Condition” is not set');
    expect(buildPlan(analysis, { upTo: 'g' }).operations).toHaveLength(3);
  });

  it('refuses operations without the ids of their node', () => {
    const own = sampleRegistry().add({
      ...source,
      id: 'stray',
      lower: () => []
    });
    const analysis = analyze(draw('a:stray s:sink', 'a>s'), own);
    expect(() => buildPlan(analysis)).toThrow('must have the id “a”');
  });
});

it('takes a chain of 10,000 nodes', () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
  const nodes = ids.map(
    (id, index) =>
      `${id}:${index === 0 ? 'source' : index === ids.length - 1 ? 'sink' : 'filter'}`
  );
  const links = ids.slice(1).map((id, index) => `${ids[index]}>${id}`);
  const text = serializeDocument(draw(nodes.join(' '), links.join(' ')));
  const { document } = parseDocument(text);
  const analysis = document && analyze(document, registry);
  expect(analysis?.problems).toEqual([]);
  expect(analysis?.order).toEqual(ids);
});

it('takes JSON of any configuration', () => {
  const empty: JsonObject = {};
  const document = draw(CHAIN, 'a>f f>s');
  document.nodes.f.config = empty;
  expect(analyze(document, registry).problems).toMatchObject([
    { code: 'missing-field', path: '/condition' }
  ]);
});
