import {
  allUnknownBefore,
  analyze,
  emptyDocument,
  parseType,
  type Analysis,
  type JsonObject,
  type Sources
} from '@glueflow/components-manager';
import { createRegistry } from '../src/index.js';

/** Steps in a row, of which each is given as its id, component and settings. */
function row(
  steps: readonly [string, string, JsonObject][],
  sources: Sources = {}
): Analysis {
  const document = emptyDocument();
  let before: string | undefined;
  for (const [id, component, config] of steps) {
    const title = `Step ${id}`;
    document.nodes[id] = { component, version: 1, title, config };
    if (before !== undefined) {
      document.edges[`to_${id}`] = {
        from: { node: before, port: 'out' },
        to: { node: id, port: 'in' }
      };
    }
    before = id;
  }
  return analyze(document, createRegistry(), sources);
}

const read: [string, string, JsonObject] = [
  'read',
  's3-input',
  {
    paths: ['s3://bucket/a/'],
    format: 'json',
    columns: [{ name: 'a', type: 'int' }]
  }
];
const sql: [string, string, JsonObject] = [
  'sql',
  'sql-query',
  { query: 'SELECT * FROM step_read LATERAL VIEW explode(array(a)) t AS b' }
];
const filter: [string, string, JsonObject] = [
  'filter',
  'filter-rows',
  { mode: 'expression', expression: 'a > 1' }
];
const change: [string, string, JsonObject] = ['change', 'change-schema', {}];
const again: [string, string, JsonObject] = ['again', 'change-schema', {}];

const reported = ({ problems }: Analysis): string[] =>
  problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, nodeId, message }) => `${code} ${nodeId} ${message}`);

describe('Columns that are not known', () => {
  it('are reported with the step where that begins and both remedies', () => {
    const analysis = row([read, sql, filter, change, again]);
    const expected = [
      expect.stringMatching(
        /^columns-not-known change .*The columns of “Step sql” are not known: preview that step in the editor, or list its columns under “Output columns” there, which an export needs\.$/
      ),
      expect.stringMatching(/^columns-not-known again .*“Step sql”/)
    ];
    expect(reported(analysis)).toEqual(expected);
    expect(allUnknownBefore(['again'], analysis)).toEqual(
      new Set(['sql', 'filter', 'change'])
    );
  });

  it('calls the field as the step does', () => {
    const [id, component, { columns: _, ...config }] = read;
    expect(reported(row([[id, component, config], change]))).toEqual([
      expect.stringContaining('“Step read” are not known')
    ]);
    expect(reported(row([[id, component, config], change]))).toEqual([
      expect.stringContaining('under “Columns” there')
    ]);
  });

  it('are no problem once a sample shows them', () => {
    const sources: Sources = {
      sample: id =>
        id === 'sql' ? [{ name: 'b', type: parseType('int') }] : undefined
    };
    expect(reported(row([read, sql, change, again], sources))).toEqual([]);
  });

  it('leave no mark on the problem', () => {
    for (const problem of row([read, sql, change]).problems) {
      expect(problem).not.toHaveProperty('unknownInput');
    }
  });
});
