import { parseText } from '../../src/document/text.js';
import { outsideReads, readsOf } from '../../src/plan/outside.js';
import type { Operation } from '../../src/plan/operation.js';
import { read } from '../codegen/build.js';

const base = { id: 'a', nodeId: 'a', inputs: ['b'] };

const sql = (text: string): Operation => ({
  ...base,
  op: 'sql',
  query: parseText(text),
  aliases: ['flights']
});

/** Tables as `database.table`, files by their paths. */
const reads = (operation: Operation): string[] =>
  outsideReads(operation).map(({ source }) =>
    source.kind === 'catalog'
      ? `${source.database.join('')}.${source.table.join('')}`
      : source.paths.flat().join(' ')
  );

describe('outsideReads', () => {
  it.each([
    ['SELECT * FROM flights', []],
    ['SELECT * FROM db.t', ['db.t']],
    ['SELECT * FROM `my db`.`t``1` x JOIN flights', ['my db.t`1']],
    ['SELECT * FROM flights, db.t, db.u u', ['db.t', 'db.u']],
    ['SELECT * FROM planes', ['default.planes']],
    ['TABLE db.t', ['db.t']],
    ['SELECT * FROM spark_catalog.db.t', ['db.t']],
    ['SELECT * FROM lake.db.t', ['db.t']],
    ['SELECT (SELECT max(a) FROM db.t) FROM flights', ['db.t']],
    ['SELECT * FROM flights WHERE a IN (SELECT a FROM db.t)', ['db.t']],
    ['SELECT * FROM flights f LEFT SEMI JOIN db.t ON f.a = t.a', ['db.t']],
    ['WITH w AS (SELECT * FROM db.t) SELECT * FROM w AS v', ['db.t']],
    ['SELECT * FROM flights UNION ALL SELECT * FROM db.t', ['db.t']],
    ['SELECT * FROM db.t UNION ALL SELECT * FROM db.t', ['db.t']],
    ['SELECT extract(year FROM d) FROM flights', []],
    ['SELECT * FROM flights.a', ['flights.a']],
    ['SELECT * FROM parquet.`s3://b/k/`', ['s3://b/k/']],
    ['SELECT * FROM csv.events', ['csv.events']],
    ['SELECT * FROM ${table}', []],
    ['SELECT * FROM global_temp.other', []],
    ["SELECT 'FROM db.t' FROM flights -- JOIN db.t", []]
  ])('of %j', (text, expected) => {
    expect(reads(sql(text))).toEqual(expected);
  });

  it('finds them in conditions and in columns', () => {
    const exists = {
      kind: 'sql' as const,
      text: ['exists (SELECT 1 FROM db.t)'],
      columns: null,
      type: { kind: 'boolean' as const }
    };
    expect(reads({ ...base, op: 'filter', condition: exists })).toEqual([
      'db.t'
    ]);
    expect(
      reads({
        ...base,
        op: 'project',
        items: [{ name: 'x', expression: exists }]
      })
    ).toEqual(['db.t']);
  });

  it('belongs to the node of its operation', () => {
    expect(outsideReads(sql('TABLE db.t'))).toMatchObject([
      { op: 'read', nodeId: 'a', inputs: [] }
    ]);
  });
});

test('readsOf gives the reads of a plan and those that SQL names', () => {
  expect(
    readsOf([read('r'), sql('SELECT * FROM flights, db.t')]).map(
      ({ nodeId }) => nodeId
    )
  ).toEqual(['r', 'a']);
});
