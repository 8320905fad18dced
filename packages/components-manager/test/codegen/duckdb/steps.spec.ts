import { stepQueries } from '../../../src/codegen/duckdb/steps.js';
import type { Operation } from '../../../src/plan/operation.js';
import type { Schema } from '../../../src/types/type.js';

const SCHEMA: Schema = [
  { name: 'n', type: { kind: 'int' } },
  { name: 's', type: { kind: 'string' } }
];

function base(id: string, ...inputs: string[]) {
  return { id, nodeId: id, inputs, schema: SCHEMA };
}

const read: Operation = {
  op: 'read',
  ...base('data'),
  source: {
    kind: 's3',
    paths: [['s3://data/rows/']],
    format: 'parquet',
    formatOptions: {},
    recursive: false,
    exclusions: [],
    columns: SCHEMA
  }
};
const sort: Operation = {
  op: 'sort',
  ...base('sorted', 'data'),
  by: [{ column: 'n', direction: 'ascending' }]
};

function steps(...operations: Operation[]) {
  const found = stepQueries(
    { operations: [read, ...operations] },
    { titles: new Map(), parameters: {} },
    frame => `/rows/${frame}`
  );
  return new Map(found.map(each => [each.nodeId, each]));
}

describe('stepQueries', () => {
  it('reads the rows that Spark gave the step before', () => {
    const found = steps(sort);
    expect(found.get('data')?.script).toContain("'s3://data/rows/*'");
    expect(found.get('sorted')?.script).toContain("'/rows/data/*'");
    expect(found.get('sorted')?.script).not.toContain('s3:');
    expect(found.get('sorted')?.frames).toEqual([
      { frame: 'sorted', port: 'out', comparison: { order: ['n'] } }
    ]);
  });

  it('makes the order of a limit anew, which files do not keep', () => {
    const limit: Operation = {
      op: 'limit',
      ...base('some', 'sorted'),
      count: 2
    };
    const some = steps(sort, limit).get('some');
    expect(some?.script).toContain("'/rows/data/*'");
    expect(some?.script).toContain('ORDER BY n');
    expect(some?.frames[0].comparison).toEqual({
      columns: ['n'],
      order: ['n']
    });
  });

  it('compares only what is determined', () => {
    const limit: Operation = { op: 'limit', ...base('any', 'data'), count: 2 };
    const distinct: Operation = {
      op: 'distinct',
      ...base('one', 'data'),
      keys: ['n']
    };
    const found = steps(limit, distinct);
    expect(found.get('any')?.frames[0].comparison).toEqual({ columns: [] });
    expect(found.get('one')?.frames[0].comparison).toEqual({ columns: ['n'] });
  });

  it('shows each output of a step', () => {
    const route: Operation = {
      op: 'route',
      ...base('route', 'data'),
      match: 'every',
      outputs: ['one', 'rest'],
      routes: [
        {
          port: 'one',
          title: 'One',
          condition: {
            kind: 'call',
            function: 'isNull',
            args: [{ kind: 'column', name: 'n' }]
          }
        }
      ],
      otherwise: { port: 'rest', title: 'Rest' }
    };
    const found = steps(route).get('route');
    expect(found?.frames.map(each => each.port)).toEqual(['one', 'rest']);
    expect(found?.script?.match(/^ *FROM data$/gm)).toHaveLength(2);
  });

  it('names what only Spark does, and goes on with its rows', () => {
    const sample: Operation = {
      op: 'sample',
      ...base('sample', 'data'),
      method: { kind: 'fraction', fraction: 0.5 }
    };
    const after: Operation = {
      ...sort,
      id: 'after',
      nodeId: 'after',
      inputs: ['sample']
    };
    const found = steps(sample, after);
    expect(found.get('sample')).toMatchObject({
      why: expect.stringContaining("can't do this step") as string
    });
    expect(found.get('after')?.script).toContain("'/rows/sample/*'");
  });
});
