"""Every executed pipeline that DuckDB can answer gives the rows that Spark is held to."""

from __future__ import annotations

from datetime import datetime
from types import ModuleType
from typing import Any

import boto3
import duckdb
import pytest

from glueflow.engine.run import Job, run

from .conftest import compile_all
from .pipeline import Case
from .test_cases import CASES, compare, read

RUN = [case for case in CASES if case.runs == 1 and not case.bookmark]
LEAST = 90
"""So many of them have a form in DuckDB."""


@pytest.fixture(scope="module")
def compiled(catalog: str) -> dict[str, dict[str, Any]]:
    """Every case as SQL."""
    return compile_all(
        {
            case.name: {
                "document": case.document(),
                "optimize": True,
                "target": "duckdb",
                "values": case.arguments,
            }
            for case in RUN
        }
    )


def has_form(found: dict[str, Any]) -> bool:
    """Tell whether a case was printed."""
    return found.get("script") is not None


def job_of(case: Case, found: dict[str, Any]) -> Job:
    """Return what the engine is given of a case."""
    outputs = [
        {
            **each,
            "title": each["nodeId"],
            "path": "".join(
                part if isinstance(part, str) else case.arguments[part["parameter"]]
                for part in each["path"]
            ),
        }
        for each in found["outputs"]
    ]
    return Job.of({"sql": found["script"], "outputs": outputs, "nodes": []})


def clear(case: Case) -> None:
    """Remove what the tests with Spark have written to the same places."""
    for place in (case.place(), case.result or ""):
        scheme, _, rest = place.partition("://")
        if scheme == "s3":
            bucket, _, prefix = rest.partition("/")
            boto3.resource("s3").Bucket(bucket).objects.filter(Prefix=prefix).delete()


def test_most_cases_have_a_form(compiled: dict[str, dict[str, Any]]) -> None:
    assert sum(has_form(found) for found in compiled.values()) >= LEAST
    for found in compiled.values():
        # What has none says why, at a step.
        assert has_form(found) or any(
            problem["severity"] == "error" and "nodeId" in problem for problem in found["problems"]
        )


@pytest.mark.parametrize("case", RUN, ids=[case.name for case in RUN])
def test_rows_are_those_of_spark(
    case: Case,
    compiled: dict[str, dict[str, Any]],
    reader: ModuleType,
    duck: duckdb.DuckDBPyConnection,
) -> None:
    found = compiled[case.name]
    if not has_form(found):
        pytest.skip("only Spark does it")
    clear(case)
    run(job_of(case, found))
    got = read(case, reader)
    # Spark's files hold times without a zone, DuckDB's say that they are in UTC.
    got.values = [
        tuple(v.replace(tzinfo=None) if isinstance(v, datetime) else v for v in row)
        for row in got.values
    ]
    compare(case, found, got, reader, duck)
