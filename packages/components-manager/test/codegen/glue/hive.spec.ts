import { asksHiveCatalog } from '../../../src/codegen/glue/hive.js';
import type { Operation } from '../../../src/plan/operation.js';
import { parseText } from '../../../src/document/text.js';

const base = { id: 'n', nodeId: 'n', inputs: [], schema: undefined };

function sql(
  query: string,
  aliases: string[] = ['flights', 'planes']
): boolean {
  return asksHiveCatalog({
    ...base,
    op: 'sql',
    query: parseText(query),
    aliases
  } as unknown as Operation);
}

function code(source: string): boolean {
  return asksHiveCatalog({
    ...base,
    op: 'code',
    language: 'python',
    engine: 'spark',
    source,
    arguments: ['df']
  } as unknown as Operation);
}

// AWS Glue developer guide, aws-glue-programming-etl-glue-data-catalog-hive: Spark SQL over tables of the catalog needs the argument.
describe('asksHiveCatalog', () => {
  it.each([
    'SELECT * FROM flights',
    'SELECT 1',
    'select * from Flights f join planes as p using (tailnum)',
    'SELECT * FROM flights, planes WHERE flights.tailnum = planes.tailnum',
    'SELECT * FROM `flights` -- from elsewhere',
    "SELECT 'from elsewhere' AS a FROM flights",
    'SELECT * FROM (SELECT a, b FROM flights) x, planes',
    'WITH t AS (SELECT * FROM flights) SELECT * FROM t, planes',
    'WITH a AS (SELECT 1), b AS (SELECT * FROM a) SELECT * FROM b UNION SELECT * FROM a',
    'SELECT * FROM flights WHERE a IN (SELECT a FROM planes)',
    'SELECT * FROM explode(array(1, 2))',
    'SELECT * FROM flights LATERAL VIEW explode(xs) t AS x'
  ])('is not asked by %s', query => {
    expect(sql(query)).toBe(false);
  });

  it.each([
    'SELECT * FROM nycflights.planes',
    'SELECT * FROM flights JOIN nycflights.planes USING (tailnum)',
    'SELECT * FROM flights, airports',
    'SELECT * FROM flights f, nycflights.planes p',
    'SELECT * FROM flights.deep',
    'SELECT * FROM (SELECT * FROM airports)',
    'SELECT * FROM flights WHERE a IN (SELECT a FROM airports)',
    'TABLE airports',
    'SELECT * FROM `air ports`'
  ])('is asked by %s', query => {
    expect(sql(query)).toBe(true);
  });

  it('is asked by code that may name a table', () => {
    expect(code('return df.filter("a > 1")')).toBe(false);
    expect(code('import pyspark\nreturn df')).toBe(false);
    for (const source of [
      'return spark.table("a.b")',
      'return df.sparkSession.sql("select 1")',
      'df.write.saveAsTable("a.b")\nreturn df',
      'df.write.insertInto("a.b")\nreturn df',
      'return glueContext.sql("select 1")'
    ]) {
      expect(code(source)).toBe(true);
    }
  });
});
