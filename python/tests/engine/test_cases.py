"""Every executed pipeline that DuckDB can answer gives the rows that Spark is held to."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import duckdb
import pytest

from glueflow.engine.run import Job, Output, run

from ..executed.conftest import catalog, compile_all, duck, hive_type, reader  # noqa: F401
from ..executed.pipeline import Case
from ..executed.test_cases import CASES, read

ONE_RUN = [case for case in CASES if case.runs == 1 and not case.bookmark]


def place_of(case: Case, place: str) -> str:
    """Return where a case writes when DuckDB runs it."""
    return place.replace("s3://fixtures/out/", "s3://fixtures/duckdb/")


@pytest.fixture(scope="module")
def compiled(catalog: str) -> dict[str, dict[str, Any]]:  # noqa: F811
    """Every case, compiled to SQL with and without the optimiser."""
    return compile_all(
        {
            f"{case.name}{suffix}": {
                "document": case.document(),
                "optimize": optimize,
                "target": "duckdb",
                "values": case.arguments,
            }
            for case in ONE_RUN
            for suffix, optimize in (("", True), (" (plain)", False))
        }
    )
