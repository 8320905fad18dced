import { duckDbTarget } from '../../../src/codegen/duckdb/target.js';
import { inferQuery } from '../../../src/expression/query.js';
import type { Operation, SqlOperation } from '../../../src/plan/operation.js';
import type { Schema } from '../../../src/types/type.js';

const FLIGHTS: Schema = [
  { name: 'carrier', type: { kind: 'string' } },
  { name: 'month', type: { kind: 'int' } },
  { name: 'delay', type: { kind: 'double' } }
];
const AIRLINES: Schema = [
  { name: 'carrier', type: { kind: 'string' } },
  { name: 'name', type: { kind: 'string' } }
];

function read(id: string, schema: Schema): Operation {
  return {
    op: 'read',
    id,
    nodeId: id,
    inputs: [],
    schema,
    source: {
      kind: 's3',
      paths: [[`s3://data/${id}/rows.parquet`]],
      format: 'parquet',
      formatOptions: {},
      recursive: false,
      exclusions: [],
      columns: schema
    }
  };
}

/** Print a query over flights `f` and airlines `a`; return the steps after the reads, or why there are none. */
function printed(query: string): string {
  const inputs = new Map([
    ['f', FLIGHTS],
    ['a', AIRLINES]
  ]);
  const sql: SqlOperation = {
    op: 'sql',
    id: 'answer',
    nodeId: 'answer',
    inputs: ['flights', 'airlines'],
    aliases: ['f', 'a'],
    query: [query],
    schema: inferQuery(query, inputs).schema
  };
  const { script, problems } = duckDbTarget.print(
    {
      operations: [read('flights', FLIGHTS), read('airlines', AIRLINES), sql]
    },
    { titles: new Map(), parameters: {} }
  );
  return script === undefined
    ? problems
        .map(problem =>
          'field' in problem
            ? `${problem.field} ${problem.message}`
            : problem.message
        )
        .join('\n')
    : script.text.slice(script.text.indexOf('-- [answer]'));
}

describe('a query of a person', () => {
  it('is what its clauses say, in their order', () => {
    expect(
      printed(`SELECT f.carrier, max(a.name) AS name, avg(delay) + 1 AS late
FROM f LEFT JOIN a ON f.carrier = a.carrier
WHERE month <= 3
GROUP BY f.carrier
HAVING count(*) > 10
ORDER BY late DESC, f.carrier
LIMIT 5`)
    ).toBe(`-- [answer] answer
answer_join_1 AS (
  SELECT
    l.carrier AS "f.carrier",
    l.month AS "f.month",
    l.delay AS "f.delay",
    r.carrier AS "a.carrier",
    r.name AS "a.name"
  FROM flights AS l
  LEFT JOIN airlines AS r ON l.carrier = r.carrier
),
answer_2 AS (
  SELECT *
  FROM answer_join_1
  WHERE "f.month" <= 3
),
answer_3 AS (
  SELECT
    "f.carrier",
    max("a.name") AS "value 1",
    avg(CAST("f.delay" AS DOUBLE)) AS "value 2",
    count(*) AS "value 3"
  FROM answer_2
  GROUP BY "f.carrier"
),
answer_4 AS (
  SELECT *
  FROM answer_3
  WHERE "value 3" > 10
),
answer_5 AS (
  SELECT "f.carrier" AS carrier, "value 1" AS name, "value 2" + 1e0 AS late
  FROM answer_4
),
answer_6 AS (
  SELECT *
  FROM answer_5
  ORDER BY late DESC NULLS LAST, carrier NULLS FIRST
),
answer AS (
  SELECT *
  FROM answer_6
  ORDER BY late DESC NULLS LAST, carrier NULLS FIRST
  LIMIT 5
)
SELECT *
FROM answer
ORDER BY late DESC NULLS LAST, carrier NULLS FIRST;
`);
  });

  it('takes one column of both that are joined by its name', () => {
    expect(
      printed('SELECT carrier, name FROM f JOIN a USING (carrier)')
    ).toMatch(/"f\.carrier" AS carrier, "a\.name" AS name/);
  });

  it('groups by places and names of items', () => {
    const query = (by: string): string =>
      printed(
        `SELECT upper(carrier) AS c, count(*) AS n FROM f GROUP BY ${by}`
      );
    expect(query('1')).toBe(query('upper(carrier)'));
    expect(query('c')).toBe(query('upper(carrier)'));
    expect(query('c')).toContain('GROUP BY');
  });

  it.each([
    ['SELECT carrier FROM f UNION SELECT carrier FROM a', 'not known'],
    ['SELECT f.carrier FROM f, a', 'each row with each'],
    [
      'SELECT f.carrier FROM f JOIN a ON f.carrier < a.carrier',
      'equal columns'
    ],
    ['SELECT carrier FROM f LIMIT 1 OFFSET 2', 'OFFSET'],
    ['SELECT carrier FROM f ORDER BY month', 'ordered by what it does not'],
    ['SELECT first(carrier) AS c FROM f', 'the function first of a query'],
    ['SELECT carrier, sum(count(*)) OVER () AS n FROM f GROUP BY carrier', ''],
    ['SELECT rand() AS r FROM f', 'the function rand'],
    ['SELECT carrier, month, count(*) AS n FROM f GROUP BY carrier', 'neither']
  ])('leaves %s to Spark', (query, why) => {
    const found = printed(query);
    expect(found).toMatch(/DuckDB does not give Spark’s rows here/);
    expect(found).toContain(why);
  });
});
