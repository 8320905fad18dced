import type { CodeOperation } from '../src/plan/operation.js';
import { isVolatile } from '../src/volatile.js';

const volatile = (source: string): boolean =>
  isVolatile({
    op: 'code',
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

it('is said of no other step', () => {
  expect(
    isVolatile({
      op: 'sort',
      id: 'a',
      nodeId: 'a',
      inputs: ['b'],
      schema: undefined,
      by: []
    } as never)
  ).toBe(false);
});
