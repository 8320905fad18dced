"""`glueflow run --check`: rows of Spark and DuckDB compared, step by step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import duckdb
import pytest

from glueflow.engine.compare import Comparison, Ties, difference

from .pipeline import Case, Step, table
from .test_engine_run import glueflow

ROWS = (
    "SELECT * FROM (VALUES (1, 'a', 0.5), (2, NULL, 'NaN'::DOUBLE), (2, NULL, '-0.0'::DOUBLE)) "
    "t(n, s, d)"
)


@pytest.mark.parametrize(
    ("spark", "duckdb_sql", "comparison", "expected"),
    [
        (ROWS, f"{ROWS} ORDER BY n DESC", {}, None),
        (
            ROWS,
            ROWS.replace("0.5", "0.75"),
            {},
            ("row 1, column d: Spark has '0.5', DuckDB '0.75'", 1, "d", "0.5", "0.75"),
        ),
        # A sum may be added up in another order.
        (ROWS, ROWS.replace("0.5", "0.5000000000001"), {}, None),
        (
            ROWS,
            ROWS.replace("'-0.0'", "0.0"),
            {},
            ("row 3, column d: Spark has '-0.0', DuckDB '0.0'", 3, "d", "-0.0", "0.0"),
        ),
        (
            ROWS,
            ROWS.replace("'a'", "NULL::VARCHAR"),
            {},
            ("row 1, column s: Spark has 'a', DuckDB null", 1, "s", "a", None),
        ),
        (
            ROWS,
            f"{ROWS} WHERE n <> 1",
            {},
            ("row 1: only Spark has the row n '1', s 'a', d '0.5'", 1, None, None, None),
        ),
        (
            f"{ROWS} WHERE n <> 1",
            ROWS,
            {},
            ("only DuckDB has the row n '1', s 'a'", None, None, None, None),
        ),
        # One of two equal rows lacks.
        (
            f"{ROWS} UNION ALL {ROWS}",
            f"{ROWS} UNION ALL {ROWS} WHERE n = 2",
            {},
            ("row 1: only Spark has the row n '1'", 1, None, None, None),
        ),
        (
            ROWS,
            ROWS.replace("1, 'a'", "1::BIGINT, 'a'"),
            {},
            ("column n: Spark's type is INTEGER, DuckDB's BIGINT", None, "n", "INTEGER", "BIGINT"),
        ),
        (
            ROWS,
            ROWS.replace("t(n,", "t(m,"),
            {},
            ("Spark has the columns n, s, d, DuckDB m, s, d", None, None, None, None),
        ),
        (ROWS, ROWS.replace("0.5", "0.75"), {"columns": ["N", "s"]}, None),
        (
            ROWS,
            f"{ROWS} WHERE n <> 1",
            {"columns": []},
            ("Spark gives 3 rows, DuckDB 2", None, None, None, None),
        ),
        (ROWS, ROWS.replace("'-0.0'", "7"), {"ties": Ties(["n"], ["d"])}, None),
        (
            ROWS,
            ROWS.replace("'-0.0'", "7"),
            {"ties": Ties(["n", "d"], ["d"])},
            ("row 3, column d: Spark has '-0.0', DuckDB '7.0'", 3, "d", "-0.0", "7.0"),
        ),
        (
            ROWS,
            f"{ROWS} ORDER BY n DESC",
            {"order": ["n"]},
            ("row 1, column n: Spark has '1' at this place of the order", 1, "n", "1", "2"),
        ),
        (ROWS, f"{ROWS} ORDER BY n", {"order": ["n"]}, None),
    ],
)
def test_difference(
    spark: str, duckdb_sql: str, comparison: dict[str, Any], expected: tuple[Any, ...] | None
) -> None:
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE spark AS {spark}")
    connection.execute(f"CREATE TABLE duck AS {duckdb_sql}")
    found = difference(connection, "spark", "duck", Comparison(**comparison))
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert found.text.startswith(expected[0])
        assert (found.row, found.column, found.spark, found.duckdb) == expected[1:]


COLUMNS = [
    {"name": "quantity", "type": "int"},
    {"name": "month", "type": "int"},
]


def pipeline(doubled: str) -> Case:
    """Return a pipeline with a step that only Spark does, and some whose result has freedom."""
    steps = {
        "orders": table("orders"),
        "late": Step(
            "filter-rows",
            {"mode": "expression", "expression": "quantity <> 5 AND month >= ${since}"},
            ["orders"],
            "Late",
        ),
        "own": Step(
            "custom-pyspark",
            {"code": "return late.select('quantity', 'month').sample(0.7)", "columns": COLUMNS},
            ["late"],
            "Any of them",
        ),
        "sorted": Step("sort", {"by": [{"column": "month", "direction": "descending"}]}, ["own"]),
        "some": Step("limit", {"count": 3}, ["sorted"], "Three"),
        "doubled": Step(
            "derived-columns",
            {"columns": [{"name": "doubled", "expression": doubled}]},
            ["some"],
            "Doubled",
        ),
        "out": Step(
            "s3-output",
            {"path": "s3://fixtures/duckdb/checked/", "format": "parquet"},
            ["doubled"],
            "Out",
        ),
    }
    return Case(
        "duckdb check",
        steps,
        "",
        parameters={"since": {"type": "integer", "default": 2}},
        result="s3://fixtures/duckdb/checked/",
    )


def checked(case: Case, tmp_path: Path, *more: str) -> tuple[int, dict[str, Any], str]:
    """Check a pipeline as a person does; return exit code, facts and errors."""
    file = tmp_path / "checked.glueflow"
    file.write_text(json.dumps(case.document()), encoding="utf-8")
    done = glueflow("run", str(file), "--check", "--json", *more)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout), done.stderr


def test_steps_are_compared_and_nothing_is_written(catalog: str, tmp_path: Path) -> None:
    code, facts, errors = checked(pipeline("month * 2"), tmp_path, "--param", "since=3")
    assert code == 0, errors
    states = {each["node"]: each["state"] for each in facts["compared"]}
    assert states.pop("Any of them") == "spark"
    assert set(states.values()) == {"same"}
    assert {"Late", "Three", "Doubled"} <= set(states)
    assert "Any of them: not compared: SQL (DuckDB) can't do this step" in errors
    found = boto3.client("s3").list_objects_v2(Bucket="fixtures", Prefix="duckdb/checked/")
    assert found.get("Contents", []) == []


def test_a_difference_is_shown_and_fails(catalog: str, tmp_path: Path) -> None:
    # Whole numbers that do not fit: Spark goes on with the lower bits.
    code, facts, errors = checked(pipeline("month + 9223372036854775807"), tmp_path)
    assert code == 4
    assert facts["state"] == "FAILED"
    differs = [each for each in facts["compared"] if each["state"] == "differs"]
    assert [each["node"] for each in differs] == ["Doubled"]
    assert "DuckDB stops: Out of Range Error" in differs[0]["message"]
    assert "Steps that differ: Doubled." in errors
