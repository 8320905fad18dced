"""Expressions of plans have one value, printed as a PySpark column or as Spark SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glueflow.local import session

PAIRS = json.loads((Path(__file__).parent / "expressions.json").read_text(encoding="utf-8"))
TABLE = """
    SELECT i, l, CAST(i AS SMALLINT) AS h, d, CAST(d AS FLOAT) AS f, CAST(d AS DECIMAL(10, 2)) AS p,
        CAST(d AS DECIMAL(38, 18)) AS q, s, b, dt, ts, a, m, named_struct('x', i, 'y', s) AS st,
        encode(s, 'UTF-8') AS bin
    FROM VALUES
        (3, 30L, 0.5D, 'abc', true, DATE'2013-01-31', TIMESTAMP'2013-01-31 12:34:56',
            array(3, 1, 2), map('k', 1.5D)),
        (1, -7L, -2.25D, 'b,a,b', false, DATE'2012-02-29', TIMESTAMP'2012-02-29 00:00:00',
            array(2, 2, 5), map('k', 0.0D, 'j', 2.0D)),
        (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
    AS v(i, l, d, s, b, dt, ts, a, m)
"""
TOGETHER = 48
"""So many pairs are computed by one query."""


@pytest.fixture(scope="module")
def frame(catalog: str) -> Iterator[Any]:
    # A session of its own: its settings stay away from other tests.
    spark: Any = session.get_session().newSession()
    # For three rows, tasks and compiled plans cost more than they save.
    for name, value in {
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.shuffle.partitions": "1",
    }.items():
        spark.conf.set(name, value)
    table = spark.sql(TABLE).coalesce(1).cache()
    yield table
    table.unpersist()


def outcomes(frame: Any, columns: list[Any]) -> list[str]:
    """Return the type and the values of each column, or the class of Spark's refusal."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        found = frame.select([column.alias(f"c{at}") for at, column in enumerate(columns)])
        rows = found.collect()
    except (PySparkException, Py4JError) as error:
        if len(columns) == 1:
            error_class = error.getErrorClass() if isinstance(error, PySparkException) else None
            return [f"refused: {error_class or type(error).__name__}"]
        # One that Spark refuses must not hide the others.
        half = len(columns) // 2
        return outcomes(frame, columns[:half]) + outcomes(frame, columns[half:])
    return [
        f"{field.dataType.simpleString()} {[str(row[at]) for row in rows]}"
        for at, field in enumerate(found.schema.fields)
    ]


@pytest.mark.parametrize("aggregate", [False, True], ids=["rows", "groups"])
def test_columns_and_sql_have_the_same_values(frame: Any, aggregate: bool) -> None:
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    pairs = [pair for pair in PAIRS if pair["aggregate"] is aggregate]
    wrong: list[str] = []
    refused: list[str] = []
    for start in range(0, len(pairs), TOGETHER):
        some = pairs[start : start + TOGETHER]
        columns = [eval(pair["column"], {"F": F, "Window": Window}) for pair in some]
        found = outcomes(frame, columns + [F.expr(pair["sql"]) for pair in some])
        for pair, ours, theirs in zip(some, found, found[len(some) :], strict=False):
            if ours != theirs:
                wrong.append(f"{pair['column']} gives {ours}, {pair['sql']} {theirs}")
            if theirs.startswith("refused"):
                refused.append(f"{pair['sql']} is {theirs}")
    assert not wrong, "\n".join(wrong)
    assert not refused, "\n".join(refused)
