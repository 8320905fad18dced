import { parseText } from '../src/document/text.js';
import { parseSqlExpression } from '../src/expression/expression.js';
import type { Expression } from '../src/expression/typed.js';
import type { CodeOperation, Operation } from '../src/plan/operation.js';
import { isVolatile } from '../src/volatile.js';

const volatile = (source: string): boolean =>
  isVolatile({
    op: 'code',
    language: 'python',
    engine: 'spark',
    id: 'a',
    nodeId: 'a',
    inputs: ['b'],
    schema: undefined,
    source,
    arguments: ['flights']
  } as CodeOperation);

describe('Custom PySpark', () => {
  it.each([
    'return flights.join(spark.table("x"), "id")',
    'return flights.sparkSession.sql("select 1")',
    'return DynamicFrame.fromDF(flights, glueContext, "x").toDF()',
    'rows = flights.rdd.context.textFile("s3://b/k")\nreturn flights',
    'with open("/tmp/x") as file:\n    pass\nreturn flights',
    'import boto3\nreturn flights',
    'import os, math\nreturn flights',
    'import math, os\nreturn flights',
    'import requests as math\nreturn flights',
    'from urllib.request import urlopen\nreturn flights',
    'from pyspark.sql import SparkSession\nreturn flights',
    'if True: import pathlib\nreturn flights',
    'import pandas as pd; return flights.crossJoin(pd.x)',
    'return flights.withColumn("r", F.rand())',
    'return flights.withColumn("t", F.current_timestamp())',
    'return flights.withColumn("t", F.expr("now()"))',
    'return __import__("os").x'
  ])('may differ every time: %j', source => {
    expect(volatile(source)).toBe(true);
  });

  it.each([
    'late = F.col("arr_delay") > 15\nreturn flights.withColumn("late", late)',
    'window = Window.partitionBy("origin")\nreturn flights.select(F.max("x").over(window))',
    'from pyspark.sql import functions as f\nreturn flights.select(f.upper("origin"))',
    'import math; import re\nreturn flights.where(F.col("x") > math.pi)',
    'import pyspark.sql.types as T  # types\nreturn flights',
    'return flights.where(F.col("important") == 1).drop("spread", "already")'
  ])('keeps to its inputs: %j', source => {
    expect(volatile(source)).toBe(false);
  });
});

const base = { id: 'a', nodeId: 'a', inputs: ['b'] };

const query = (text: string): boolean =>
  isVolatile({
    ...base,
    op: 'sql',
    query: parseText(text),
    aliases: ['flights']
  });

const condition = (expression: Expression): boolean =>
  isVolatile({ ...base, op: 'filter', condition: expression });

const written = (text: string): Expression =>
  parseSqlExpression(text, { expect: 'condition' }).expression;

describe('SQL query', () => {
  it.each([
    'SELECT *, current_timestamp() AS seen FROM flights',
    'SELECT *, current_date AS day FROM flights',
    'SELECT *, `current_date` AS day FROM flights',
    'SELECT * FROM flights WHERE rand() < 0.5',
    'SELECT * FROM flights WHERE x > (SELECT randn(3))',
    'SELECT uuid() FROM flights',
    'SELECT shuffle(xs) FROM flights',
    'SELECT input_file_name() FROM flights',
    'SELECT monotonically_increasing_id() FROM flights',
    'SELECT spark_partition_id() FROM flights',
    'SELECT current_user(), current_timezone(), current_database() FROM flights',
    'SELECT unix_timestamp() FROM flights',
    "SELECT * FROM flights WHERE day = DATE'today'",
    "SELECT cast(' NOW UTC' AS timestamp) FROM flights",
    'SELECT my_udf(a) FROM flights',
    'SELECT other.upper(a) FROM flights',
    'SELECT * FROM flights TABLESAMPLE (10 PERCENT)',
    'SELECT a, row_number() OVER (ORDER BY rand()) FROM flights',
    'SELECT * FROM flights ORDER BY uuid()',
    'WITH a AS (SELECT now() AS t) SELECT * FROM a, flights',
    'SELECT * FROM ${table}',
    'SELECT * FROM lake.db.flights',
    'SELECT * FROM global_temp.other'
  ])('may differ every time: %j', text => {
    expect(query(text)).toBe(true);
  });

  it.each([
    'SELECT a AS rand, flights.uuid FROM flights',
    "SELECT 'rand()', unix_timestamp(a) FROM flights -- now()",
    'SELECT a FROM flights JOIN nycflights.planes USING (tailnum)',
    'SELECT a FROM spark_catalog.nycflights.planes, flights',
    'SELECT user, version FROM flights',
    "SELECT count(*) FILTER (WHERE a > 1), date_trunc('month', d) FROM flights GROUP BY 2"
  ])('depends on its data only: %j', text => {
    expect(query(text)).toBe(false);
  });
});

describe('An expression', () => {
  it.each([
    'rand() < 0.5',
    'a < 3 AND d < current_timestamp()',
    'd < current_date',
    'CASE WHEN uuid() > a THEN true END',
    "d >= DATE'yesterday'",
    'exists(xs, x -> x > rand())',
    'a IN (SELECT b FROM ${table})'
  ])('may differ every time: %j', text => {
    expect(condition(written(text))).toBe(true);
  });

  it('is looked for wherever an operation has one', () => {
    const expression = written('rand() < 0.5');
    expect(
      isVolatile({
        ...base,
        op: 'project',
        items: [
          { name: 'a', expression: { kind: 'column', name: 'a' } },
          {
            name: 'b',
            expression: {
              kind: 'call',
              function: 'not',
              args: [
                {
                  kind: 'cast',
                  operand: expression,
                  type: { kind: 'boolean' }
                }
              ]
            }
          }
        ]
      })
    ).toBe(true);
    expect(
      isVolatile({
        ...base,
        inputs: [],
        op: 'read',
        source: {
          kind: 'catalog',
          database: ['d'],
          table: ['t'],
          partitionPredicate: ['day = current_date()']
        }
      })
    ).toBe(true);
  });

  it('is volatile with a text that Spark takes for the present day', () => {
    const compared = (value: string): Expression => ({
      kind: 'call',
      function: 'eq',
      args: [
        { kind: 'column', name: 'day' },
        { kind: 'literal', value, type: { kind: 'date' } }
      ]
    });
    expect(condition(compared('today'))).toBe(true);
    expect(condition(compared('2026-11-29'))).toBe(false);
  });

  it.each(['a > 1', "upper(b) LIKE 'x%'", 'a IN (SELECT b FROM db.t)'])(
    'depends on its data only: %j',
    text => {
      expect(condition(written(text))).toBe(false);
    }
  );
});

it('is not true of a sort by columns', () => {
  expect(isVolatile({ ...base, op: 'sort', by: [] })).toBe(false);
});

describe('Operations that choose rows', () => {
  const base = { id: 'a', nodeId: 'a', inputs: ['b'] };
  const sample = (seed?: number): Operation => ({
    op: 'sample',
    ...base,
    method: { kind: 'fraction', fraction: 0.1 },
    seed
  });

  it('may differ every time without a seed', () => {
    expect(isVolatile(sample())).toBe(true);
    expect(isVolatile(sample(7))).toBe(false);
  });

  it('may differ every time without an order', () => {
    const limit: Operation = { op: 'limit', ...base, count: 3 };
    expect(isVolatile(limit)).toBe(true);
    expect(isVolatile(limit, () => true)).toBe(false);
  });

  it('are right to keep where any row of a key will do', () => {
    expect(isVolatile({ op: 'distinct', ...base, keys: ['k'] })).toBe(false);
  });
});
