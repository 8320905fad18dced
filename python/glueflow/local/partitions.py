"""Choosing partitions: the predicate is evaluated over their values, before any file is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glueflow.local.catalog import CatalogError, Partition, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import types as T

INLINE_ROWS = 2000
HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"


def matching(
    session: SparkSession, table: Table, partitions: list[Partition], predicate: str
) -> list[Partition]:
    """Return the partitions for which a Spark SQL predicate over the partition keys is true.

    Raises:
        CatalogError: the predicate can't be parsed, or names something that is no partition key.
    """
    keys = table.partition_schema()
    chosen = select(session, keys, [p.values for p in partitions], predicate, table.title)
    return [partitions[i] for i in chosen]


def select(
    session: SparkSession,
    keys: T.StructType,
    rows: list[tuple[str, ...]],
    predicate: str,
    title: str,
) -> list[int]:
    """Return the indexes of the rows of partition values for which a predicate is true."""
    from pyspark.errors import AnalysisException, ParseException

    names = [f.name for f in keys.fields]
    chosen: list[int] = []
    try:
        for start in range(0, max(len(rows), 1), INLINE_ROWS):
            part = rows[start : start + INLINE_ROWS]
            values = _values(session, keys, part, start)
            chosen += [row[0] for row in values.where(predicate).select("`glueflow row`").collect()]
    except ParseException as error:
        raise CatalogError(
            f"The push-down predicate {predicate!r} of {title} is not Spark SQL: "
            f"{str(error).strip().splitlines()[0]}"
        ) from error
    except AnalysisException as error:
        raise CatalogError(
            f"The push-down predicate {predicate!r} can't be resolved against the partition "
            f"columns of {title}: [{', '.join(names)}]. "
            "Only partition columns can stand in it; filter other columns after the read."
        ) from error
    return chosen


def _values(
    session: SparkSession, keys: T.StructType, rows: list[tuple[str, ...]], start: int
) -> DataFrame:
    """Make a frame of typed partition values out of literals: Spark then needs no job for it."""
    inputs = ", ".join(f"c{i}" for i in range(len(keys.fields)))
    tuples = [
        f"({start + number}, {', '.join(map(_literal, row))})" for number, row in enumerate(rows)
    ]
    if not tuples:
        nulls = ", ".join("cast(null as string)" for _ in keys.fields)
        tuples = [f"(-1, {nulls})"]
    columns = ", ".join(
        f"CAST(c{i} AS {f.dataType.simpleString()}) AS `{f.name.replace('`', '``')}`"
        for i, f in enumerate(keys.fields)
    )
    frame = session.sql(
        f"SELECT n AS `glueflow row`, {columns} FROM VALUES {', '.join(tuples)} AS t(n, {inputs})"
    )
    return frame if rows else frame.where("false")


def _literal(value: str) -> str:
    if value == HIVE_NULL:
        return "cast(null as string)"
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
