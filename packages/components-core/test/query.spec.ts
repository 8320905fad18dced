import {
  analyze,
  compileQuery,
  parseDocument,
  parseType,
  type Sources
} from '@glueflow/components-manager';
import { createRegistry } from '../src/index.js';

const SOURCES: Sources = {
  table: () => ({
    columns: [
      { name: 'dep_delay', type: parseType('int') },
      { name: 'note', type: parseType('varchar(20)') }
    ],
    partitionKeys: [{ name: 'month', type: parseType('int') }],
    format: 'parquet',
    location: 's3://data/flights/'
  })
};

const node = (component: string, config: object, title: string): object => ({
  component,
  version: 1,
  title,
  config
});

const link = (from: string, to: string, port = 'out'): object => ({
  from: { node: from, port },
  to: { node: to, port: 'in' }
});

const DOCUMENT = {
  glueflow: 1,
  nodes: {
    flights: node(
      'glue-catalog-input',
      { database: 'db', table: 'flights' },
      'Flights'
    ),
    late: node(
      'filter-rows',
      {
        condition: {
          operator: 'and',
          conditions: [
            { column: 'dep_delay', operator: 'ne', value: '${delay}' }
          ]
        }
      },
      'Late'
    ),
    code: node(
      'custom-pyspark',
      { arguments: ['late'], code: 'return late' },
      'In Python'
    ),
    files: node(
      's3-output',
      { path: 's3://results/late/', format: 'json', mode: 'append' },
      'Files'
    )
  },
  edges: {
    a: link('flights', 'late'),
    b: { ...link('late', 'code'), alias: 'late' },
    c: link('late', 'files')
  },
  parameters: { delay: { type: 'integer', default: 5 } }
};

function query(
  nodeId: string,
  given: Record<string, string> = {}
): ReturnType<typeof compileQuery> {
  const { document } = parseDocument(JSON.stringify(DOCUMENT));
  if (document === undefined) {
    throw new Error('no document');
  }
  const analysis = analyze(document, createRegistry(), SOURCES);
  return compileQuery(analysis, { nodeId, arguments: given });
}

describe('compileQuery', () => {
  it('gives a query, its columns, and all that it reads', () => {
    const { query: found, problems } = query('late');
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(found).toMatchObject({
      columns: [
        { name: 'dep_delay', type: 'int', shape: { kind: 'int' } },
        { name: 'note', type: 'string' },
        { name: 'month', type: 'int' }
      ],
      places: ['s3://data/flights/'],
      tables: [
        {
          nodeId: 'flights',
          database: 'db',
          table: 'flights',
          location: 's3://data/flights/',
          keys: ['month']
        }
      ]
    });
    // One that is executed in a session whose settings are locked.
    expect(found?.before.join('\n')).not.toMatch(/^SET (?!VARIABLE)/m);
    expect(found?.rows).not.toMatch(/;\s*$/);
  });

  it('has the values of parameters', () => {
    expect(query('late').query?.before).toContain(
      'SET VARIABLE delay = CAST(5 AS BIGINT)'
    );
    expect(query('late', { '--delay': '7' }).query?.before).toContain(
      'SET VARIABLE delay = CAST(7 AS BIGINT)'
    );
  });

  it('gives the rows that an output is given, whatever it writes', () => {
    expect(query('files').query?.rows).toBe(query('late').query?.rows);
  });

  it('names the step that DuckDB can’t do', () => {
    const { query: found, problems } = query('code');
    expect(found).toBeUndefined();
    expect(problems[0]).toMatchObject({ severity: 'error', nodeId: 'code' });
  });

  it('throws nothing for a step that is not there', () => {
    expect(query('nothing').query).toBeUndefined();
  });
});
