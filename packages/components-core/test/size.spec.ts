import { analyze, parseDocument } from '@glueflow/components-manager';
import { createRegistry } from '../src/index.js';

const link = (from: string, to: string, port = 'in'): object => ({
  from: { node: from, port: 'out' },
  to: { node: to, port }
});

function input(columns: number): object {
  return {
    component: 's3-input',
    version: 1,
    title: 'Files',
    config: {
      paths: ['s3://bucket/a/'],
      format: 'json',
      columns: Array.from({ length: columns }, (_, index) => ({
        name: `c${index}`,
        type: 'int'
      }))
    }
  };
}

/** The codes of errors, by node, and the milliseconds of an analysis. */
function check(
  nodes: object,
  edges: object
): { codes: string[]; took: number } {
  const { document } = parseDocument(
    JSON.stringify({ glueflow: 1, nodes, edges })
  );
  if (document === undefined) {
    throw new Error('no document');
  }
  const start = performance.now();
  const { problems } = analyze(document, createRegistry());
  const took = performance.now() - start;
  return {
    codes: problems
      .filter(({ severity }) => severity === 'error')
      .map(({ code, nodeId }) => `${code} ${nodeId}`),
    took
  };
}

/** Joins of a table with itself, each with the result of the one before. */
function selfJoins(columns: number, joins: number): ReturnType<typeof check> {
  const nodes: Record<string, object> = { n0: input(columns) };
  const edges: Record<string, object> = {};
  for (let at = 1; at <= joins; at++) {
    nodes[`n${at}`] = {
      component: 'join',
      version: 1,
      title: `Join ${at}`,
      config: { keys: [{ left: 'c0', right: 'c0' }], suffix: `_${at}` }
    };
    edges[`l${at}`] = link(`n${at - 1}`, `n${at}`, 'left');
    edges[`r${at}`] = link(`n${at - 1}`, `n${at}`, 'right');
  }
  return check(nodes, edges);
}

describe('A pipeline that multiplies columns', () => {
  it('by joins with itself is stopped early, and the step that yields too many is named', () => {
    const { codes, took } = selfJoins(12, 20);
    expect(codes[0]).toBe('too-many-columns n10');
    expect(codes.filter(code => code.startsWith('too-many'))).toHaveLength(1);
    // It took 23 s for 16 joins.
    expect(took).toBeLessThan(5000);
  });

  it('by stars is stopped early', () => {
    const stars = Array.from({ length: 2000 }, () => '*').join(', ');
    const { codes, took } = check(
      {
        n0: input(2000),
        n1: {
          component: 'sql-query',
          version: 1,
          title: 'Stars',
          config: { query: `SELECT ${stars} FROM files` }
        }
      },
      { e: link('n0', 'n1') }
    );
    expect(codes).toEqual(['too-many-columns n1']);
    expect(took).toBeLessThan(5000);
  });

  it('is fine with wide tables', () => {
    const { codes, took } = selfJoins(4000, 1);
    expect(codes).toEqual([]);
    expect(took).toBeLessThan(5000);
  });

  it('by very many wide tables is stopped early', () => {
    const ids = Array.from({ length: 21 }, (_, at) => `n${at}`);
    const wide = input(5000);
    const { codes } = check(
      {
        ...Object.fromEntries(ids.map(id => [id, wide])),
        all: { component: 'union', version: 1, title: 'All', config: {} }
      },
      Object.fromEntries(ids.map(id => [`e-${id}`, link(id, 'all')]))
    );
    expect(codes).toEqual(['too-many-columns all']);
  });
});
