import type { GlueVersion } from '@glueflow/contract';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScriptContext } from '../../../src/codegen/glue/context.js';
import { columnExpression } from '../../../src/codegen/glue/expression.js';
import { printExpression } from '../../../src/codegen/python/printer.js';
import { printText } from '../../../src/document/text.js';
import { listFunctions } from '../../../src/expression/functions/index.js';
import { printSql } from '../../../src/expression/print.js';
import { readExpression } from '../../../src/expression/read.js';
import { sampleCalls } from '../../expression/samples.js';

/** An expression in Spark SQL as a column of a script. */
function columnOf(sql: string, glueVersion: GlueVersion = '5.1'): string {
  const expression = readExpression(sql);
  if (expression === undefined) {
    throw new Error(sql);
  }
  const context = new ScriptContext({
    plan: { operations: [] },
    titles: new Map(),
    parameters: {},
    glueVersion
  });
  return printExpression(columnExpression(context, expression));
}

describe('columnExpression', () => {
  it.each([
    [
      "CASE WHEN a > 15 THEN 'late' WHEN a IS NULL THEN 'unknown' ELSE b END",
      'F.when(F.col("a") > 15, "late").when(F.col("a").isNull(), "unknown").otherwise(F.col("b"))'
    ],
    ["CASE a WHEN 1 THEN 'one' END", 'F.when(F.col("a") == 1, "one")'],
    ['a IN (1, 2, b)', 'F.col("a").isin(1, 2, F.col("b"))'],
    ['initcap(a)', 'F.initcap("a")'],
    ["lpad(a, 5, '0')", 'F.lpad("a", 5, "0")'],
    ['lpad(a, b)', 'F.expr("lpad(a, b)")'],
    ['lpad(a, 5)', 'F.expr("lpad(a, 5)")'],
    ["regexp_extract(a, '(b)')", 'F.expr("regexp_extract(a, \'(b)\')")'],
    ['array_position(a, 2)', 'F.array_position("a", 2)'],
    ['array_position(a, b)', 'F.expr("array_position(a, b)")'],
    ["date_trunc('month', a)", 'F.date_trunc("month", F.col("a"))'],
    ['count(DISTINCT a)', 'F.countDistinct("a")'],
    [
      'sum(a) OVER (PARTITION BY b ORDER BY c DESC NULLS LAST ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)',
      'F.sum("a").over(Window.partitionBy("b").orderBy(F.col("c").desc_nulls_last()).rowsBetween(-2, Window.currentRow))'
    ],
    [
      'row_number() OVER (ORDER BY a)',
      'F.row_number().over(Window.orderBy(F.col("a").asc()))'
    ],
    ['max(a) OVER ()', 'F.max("a").over(Window.partitionBy())'],
    ['transform(a, x -> x + 1)', 'F.expr("transform(a, x -> x + 1)")'],
    ["m['k']", 'F.col("m")["k"]'],
    ['a.b', 'F.col("a").getField("b")'],
    ['a + INTERVAL 3 DAY', 'F.col("a") + F.expr("INTERVAL 3 DAY")'],
    ["DATE'2013-01-31'", 'F.lit("2013-01-31").cast("date")']
  ])('prints %s', (sql, column) => {
    // Long ones are broken into lines.
    expect(columnOf(sql).replace(/\n\s*/g, '')).toBe(column);
  });

  it('prints as Spark SQL what the PySpark of a version lacks', () => {
    expect(columnOf('left(a, 2)')).toBe('F.left("a", F.lit(2))');
    expect(columnOf('left(a, 2)', '4.0')).toBe('F.expr("left(a, 2)")');
  });
});

/** Expressions beside the functions of the catalogue, over the table of test/types/spark.json. */
const OTHERS = [
  "CASE WHEN i > 2 THEN 'many' WHEN i IS NULL THEN s ELSE 'few' END",
  'CASE i WHEN 3 THEN l WHEN 4 THEN d END',
  'i IN (1, 3)',
  'i NOT IN (1, l)',
  'ts + INTERVAL 3 DAY',
  'dt - INTERVAL 1 MONTH',
  'dt + INTERVAL 1 DAY -2 HOUR',
  "dt > DATE'2013-01-01'",
  "ts <= TIMESTAMP'2013-01-31 12:00:00'",
  'st.x',
  "m['k']",
  'a[1]',
  'transform(a, x -> x * 2)[0]',
  'aggregate(a, 0, (x, y) -> x + y)',
  'exists(a, x -> x > i)',
  "coalesce(nullif(s, 'abc'), 'none')",
  'row_number() OVER (PARTITION BY b ORDER BY i DESC)',
  'sum(i) OVER (ORDER BY i ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)',
  'avg(p) OVER (PARTITION BY b)',
  'lag(i, 1, 0) OVER (ORDER BY i NULLS LAST)',
  'ts + make_interval(0, 1, 0, 2)',
  'max(l) OVER (ORDER BY i RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)'
];

/** Functions that differ each time, fail on purpose, or belong to a query of their own. */
const APART =
  /^(rand|randn|shuffle|uuid|now|current_\w+|curdate|localtimestamp|unix_timestamp\(\)|aes_encrypt|assert_true|raise_error|monotonically|input_file|spark_partition|grouping|window|session_window|version|count_min_sketch|hll_|java_method|make_interval\(|try_reflect|schema_of)/;

const FIXTURE = join(
  __dirname,
  '../../../../../python/tests/executed/expressions.json'
);

describe('python/tests/executed/expressions.json', () => {
  it('has each expression as a column and as Spark SQL (UPDATE_GOLDENS=1 writes it)', () => {
    const calls = listFunctions()
      .filter(({ kind, dialects }) => kind !== 'generator' && dialects.pyspark)
      .flatMap(entry =>
        sampleCalls(entry)
          // One type of whole numbers and one of others are enough here.
          .filter(call => !APART.test(call) && !/^\w+\([lp]\b/.test(call))
          .map(call => ({
            text: entry.kind === 'window' ? `${call} OVER (ORDER BY i)` : call,
            aggregate: entry.kind === 'aggregate'
          }))
      );
    const others = OTHERS.map(text => ({ text, aggregate: false }));
    const pairs = [...calls, ...others].flatMap(({ text, aggregate }) => {
      const expression = readExpression(text);
      return expression === undefined
        ? []
        : [
            {
              column: columnOf(text),
              sql: printText(printSql(expression)),
              aggregate
            }
          ];
    });
    expect(pairs.length).toBeGreaterThan(300);
    const text = `${JSON.stringify(pairs, undefined, 2)}\n`;
    if (process.env.UPDATE_GOLDENS) {
      writeFileSync(FIXTURE, text);
    }
    expect(existsSync(FIXTURE) ? readFileSync(FIXTURE, 'utf8') : '').toBe(text);
  });
});
