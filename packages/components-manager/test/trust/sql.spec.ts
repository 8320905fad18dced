import { parseText } from '../../src/document/text.js';
import { reasonsOfSql } from '../../src/trust/sql.js';

const query = (text: string): string[] =>
  reasonsOfSql(parseText(text), ['flights', 'Planes'], true).map(reason =>
    reason.kind === 'python' ? '' : `${reason.kind} ${reason.name}`
  );
const expression = (text: string): string[] =>
  reasonsOfSql(parseText(text)).map(reason =>
    reason.kind === 'python' ? '' : `${reason.kind} ${reason.name}`
  );

describe('reasonsOfSql of a query', () => {
  it.each([
    'SELECT * FROM flights',
    'select carrier, count(*) n from flights f join PLANES p on f.tail = p.tail where dep in (1, 2) group by carrier, 1 order by n desc, 2 limit 10',
    'SELECT a, b FROM flights, planes WHERE flights.a IS NOT DISTINCT FROM planes.b',
    'WITH late AS (SELECT * FROM flights WHERE d > 15), few AS (SELECT 1) SELECT * FROM late, few',
    'SELECT * FROM (SELECT * FROM flights) x JOIN (planes) USING (a, b)',
    'SELECT extract(year FROM d), trim(BOTH FROM a), substring(a FROM 2 FOR 3) FROM flights',
    'SELECT row_number() OVER (PARTITION BY a, b ORDER BY c, d) FROM flights UNION ALL SELECT 1',
    'SELECT transform(xs, x -> x + 1), cast(a AS decimal(10, 2)) FROM flights LATERAL VIEW explode(xs) t AS y, z',
    "SELECT * FROM VALUES (1, 'a'), (2, 'b') AS t(x, y)",
    'FROM flights SELECT a, b',
    'SELECT count(*) FILTER (WHERE a > 1), sum(`x y`) FROM `flights` -- reflect(\n',
    'SELECT \'reflect(\', "from secret" FROM flights',
    'SELECT * FROM flights PIVOT (sum(a) AS s FOR m IN (1, 2))'
  ])('takes %s for harmless', text => {
    expect(query(text)).toEqual([]);
  });

  it.each([
    [
      "SELECT reflect('java.lang.System', 'exit', 1) FROM flights",
      'function reflect'
    ],
    [
      "SELECT java_method('java.util.UUID', 'randomUUID')",
      'function java_method'
    ],
    ["SELECT `reflect` ('a', 'b') FROM flights", 'function reflect'],
    ['SELECT reflect/* */(a) FROM flights', 'function reflect'],
    ['SELECT system.builtin.upper(a) FROM flights', 'function upper'],
    ['SELECT my_udf(a) FROM flights', 'function my_udf'],
    ["SELECT IDENTIFIER('reflect')(a) FROM flights", 'function IDENTIFIER'],
    ['SELECT * FROM other', 'table other'],
    ['SELECT * FROM flights, other', 'table other'],
    ['SELECT * FROM flights where, other', 'table other'],
    ['SELECT * FROM flights f ON a = b, other', 'table other'],
    ['SELECT * FROM flights JOIN other', 'table other'],
    ['SELECT * FROM (flights, other)', 'table other'],
    ['SELECT * FROM parquet.`/etc`', 'table parquet./etc'],
    ['SELECT * FROM flights.secret', 'table flights.secret'],
    ['SELECT (SELECT max(a) FROM other) FROM flights', 'table other'],
    ['SELECT upper((SELECT a FROM other))', 'table other'],
    [
      'SELECT * FROM flights WHERE a IN (SELECT b FROM default.x)',
      'table default.x'
    ],
    ['WITH other AS (SELECT * FROM other) SELECT * FROM other', 'table other'],
    [
      'SELECT * FROM (WITH o AS (SELECT 1) SELECT * FROM o) x JOIN o',
      'table o'
    ],
    ['TABLE other', 'table other'],
    ['SELECT is distinct FROM other', 'table other'],
    ['SELECT flights.is distinct FROM other', 'table other'],
    ['SELECT * FROM ${name}', 'table ${name}'],
    ["SELECT TRANSFORM (a) USING 'sh -c x' FROM flights", 'statement USING'],
    ['SELECT TRANSFORM (a) USING ${x} AS (b) FROM flights', 'statement USING'],
    [
      "FROM flights INSERT OVERWRITE DIRECTORY '/tmp/x' USING csv SELECT a",
      'statement INSERT'
    ],
    [
      'WITH a AS (SELECT 1) INSERT INTO flights SELECT * FROM a',
      'statement INSERT'
    ],
    ["ADD JAR 'http://x/y.jar'", 'statement add'],
    ["REDUCE a USING 'x' FROM flights", 'statement reduce'],
    ["SELECT 'open FROM flights", "statement 'open FROM flights"]
  ])('counts %s', (text, reason) => {
    expect(query(text)).toContain(reason);
  });
});

describe('reasonsOfSql of an expression', () => {
  it.each([
    "a > 1 AND upper(b) LIKE 'x%'",
    'a IS DISTINCT FROM b',
    'CASE WHEN a IN (1, 2) THEN cast(b AS decimal(3, 1)) ELSE -1 END = ${limit}'
  ])('takes %s for harmless', text => {
    expect(expression(text)).toEqual([]);
  });

  it.each([
    ["reflect('a', 'b') = '1'", 'function reflect'],
    ['a IN (SELECT b FROM c)', 'table c'],
    ['exists (SELECT 1 FROM csv.`/home`)', 'table csv./home']
  ])('counts %s', (text, reason) => {
    expect(expression(text)).toContain(reason);
  });
});
