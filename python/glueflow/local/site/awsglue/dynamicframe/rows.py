"""Transforms that call a Python function for every record: filter, map, mapPartitions.

The only ones that take rows out of Spark; all others are column expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import Any

from pyspark import RDD
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from . import infer, records
from .choice import Choices, above
from .errors import Failures, error_column
from .paths import quote

State = tuple[DataFrame, Choices]

_VERDICT = T.StructType(
    [
        T.StructField("keep", T.BooleanType()),
        T.StructField("message", T.StringType()),
        T.StructField("trace", T.ArrayType(T.StringType())),
    ]
)
# A name no frame has: the columns added here must not hide one of the data.
_MARK = "__glueflow_verdict__"


def filter_rows(
    df: DataFrame, choices: Choices, f: Callable[[Any], Any], info: str
) -> tuple[State, Failures]:
    """Keep the records for which f is true, and put those it breaks on aside as errors."""
    plan = records.reader(df.schema, choices)
    verdict = F.udf(records.judge(f, plan), _VERDICT).asNondeterministic()
    row = F.struct(*[F.col(quote(name)) for name in df.columns])
    judged = df.withColumn(_MARK, verdict(row))
    kept = judged.where(F.col(_MARK)["keep"]).drop(_MARK)

    def failed() -> DataFrame:
        mark = F.col(_MARK)
        broken = judged.where(mark["message"].isNotNull())
        return broken.select(error_column(info, "filter", mark["message"], mark["trace"], row))

    return (kept, choices), Failures(failed, error_marks(choices))


def error_marks(choices: Choices) -> Choices:
    """Give the choice marks of a frame's error records, which hold its records."""
    return above(above(choices, "dynamicRecord"), "error")


Work = Callable[[int, Iterator[Any]], Iterable[Any]]


def map_rows(
    spark: SparkSession, df: DataFrame, choices: Choices, f: Callable[[Any], Any], info: str
) -> tuple[Callable[[], State], Failures]:
    """Replace every record by what f gives for it.

    f gets a copy, so it may change the record. An exception, or a result that is empty or None,
    makes an error record.
    """
    plan = records.reader(df.schema, choices)

    def work(_: int, rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        for row in rows:
            try:
                made = f(records.read(row, plan))
                if not made:
                    yield None, row, f"The map function gave {made!r} for a record", []
                    continue
                if not isinstance(made, dict):
                    raise TypeError(f"A record must be a dict, got {type(made).__name__}")
                infer.Shape().add(made)
                yield made, None, None, None
            except Exception as error:
                yield None, row, str(error) or type(error).__name__, records.trace()

    done = df.rdd.mapPartitionsWithIndex(work, preservesPartitioning=True)
    good = done.filter(lambda item: item[0] is not None).map(lambda item: item[0])

    def failed() -> DataFrame:
        dtype = T.StructType(
            [
                T.StructField("message", T.StringType()),
                T.StructField("trace", T.ArrayType(T.StringType())),
                T.StructField("record", df.schema),
            ]
        )
        broken = done.filter(lambda item: item[0] is None).map(lambda i: (i[2], i[3], i[1]))
        rows = spark.createDataFrame(broken, dtype, verifySchema=False)
        return rows.select(
            error_column(info, "map", rows["message"], rows["trace"], rows["record"])
        )

    return _typed(spark, good, df.schema, choices), Failures(failed, error_marks(choices))


def map_partitions(
    spark: SparkSession, df: DataFrame, choices: Choices, f: Work, preserves: bool
) -> Callable[[], State]:
    """Replace the records of every partition by those f gives for its number and records."""
    plan = records.reader(df.schema, choices)

    def work(index: int, rows: Iterable[Any]) -> Iterable[Any]:
        return f(index, (records.read(row, plan) for row in rows))

    done = df.rdd.mapPartitionsWithIndex(work, preservesPartitioning=preserves)
    return _typed(spark, done, df.schema, choices)


def _typed(
    spark: SparkSession, made: RDD[Any], schema: T.StructType, choices: Choices
) -> Callable[[], State]:
    """Find the type of records in a pass over them, when it is first asked for."""

    def shape(items: Iterable[Any]) -> Iterator[infer.Shape]:
        found = infer.Shape()
        for item in items:
            if not isinstance(item, dict):
                raise TypeError(f"A record must be a dict, got {type(item).__name__}: {item!r}")
            found.add(item)
        yield found

    def make() -> State:
        shapes = made.mapPartitions(shape).collect()
        found = reduce(lambda a, b: a.merge(b), shapes, infer.Shape())
        if not found.kinds:
            return spark.createDataFrame([], schema), choices
        dtype, marks = found.kind((schema, choices))
        plan = infer.writer(dtype, marks)
        rows = made.map(lambda item: infer.write(item, plan))
        assert isinstance(dtype, T.StructType)
        return spark.createDataFrame(rows, dtype, verifySchema=False), marks

    return make
