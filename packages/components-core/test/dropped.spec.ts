import {
  analyze,
  emptyDocument,
  type JsonObject,
  type PipelineDocument,
  type Sources
} from '@glueflow/components-manager';
import { createRegistry } from '../src/index.js';

const sources: Sources = {
  table: () => ({
    columns: ['year', 'month', 'carrier'].map(name => ({
      name,
      type: { kind: 'int' }
    })),
    partitionKeys: [],
    format: 'parquet'
  })
};

/** Steps in a row: a table, a step that leaves a column out, `between` filters, the step in question. */
function row(
  last: { component: string; config: JsonObject },
  between = 1
): PipelineDocument {
  const document = emptyDocument();
  let before = '';
  const add = (
    id: string,
    title: string,
    component: string,
    config: JsonObject
  ): void => {
    document.nodes[id] = { component, version: 1, title, config };
    if (before !== '') {
      document.edges[`to_${id}`] = {
        from: { node: before, port: 'out' },
        to: { node: id, port: 'in' }
      };
    }
    before = id;
  };
  add('flights', 'Flights', 'glue-catalog-input', {
    database: 'nycflights',
    table: 'flights'
  });
  add('fewer', 'Fewer columns', 'change-schema', {
    mappings: [{ source: 'month', drop: true }]
  });
  for (let index = 0; index < between; index++) {
    add(`f${index}`, `Filter ${index}`, 'filter-rows', {
      mode: 'expression',
      expression: 'year > 2000'
    });
  }
  add('last', 'Last', last.component, last.config);
  return document;
}

function messages(document: PipelineDocument): string[] {
  return analyze(document, createRegistry(), sources)
    .problems.filter(({ nodeId }) => nodeId === 'last')
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}

const sorted = (column: string) => ({
  component: 'sort',
  config: { by: [{ column }] }
});
const filtered = (expression: string) => ({
  component: 'filter-rows',
  config: { mode: 'expression', expression }
});
const SAID = 'There is no column “month” in the input.';

describe('A column that a step before leaves out', () => {
  it.each([
    ['a field', sorted('month')],
    ['another case', sorted('MONTH')],
    ['SQL', filtered('month = 1')]
  ])('is reported with that step: %s', (_, last) => {
    expect(messages(row(last))).toEqual([
      expect.stringMatching(
        /^There is no column “month” in the input\. .*“Fewer columns” leaves it out\.$/i
      )
    ]);
    expect(messages(row(last, 0))).toEqual([
      expect.stringContaining('“Fewer columns” leaves it out.')
    ]);
  });

  it('is not reported of a column that never was there, nor from too far away', () => {
    expect(messages(row(sorted('nonsense')))).toEqual([
      expect.not.stringContaining('leaves it out')
    ]);
    const [far] = messages(row(sorted('month'), 2000));
    expect(far).toContain(SAID);
    expect(far).not.toContain('leaves it out');
  });

  it('leaves no mark on the problem', () => {
    const { problems } = analyze(
      row(sorted('month')),
      createRegistry(),
      sources
    );
    for (const problem of problems) {
      expect(problem).not.toHaveProperty('column');
    }
  });
});
