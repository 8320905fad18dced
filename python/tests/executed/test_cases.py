"""Every pipeline of `cases/`, compiled and run on Spark, must give what DuckDB gives."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

import duckdb
import pytest

from glueflow.local.runner import run_script

from . import cases
from .conftest import ask_compiler, compile_all, hive_type
from .pipeline import Case

CASES: list[Case] = [
    case
    for module in pkgutil.iter_modules(cases.__path__)
    for case in importlib.import_module(f"{cases.__name__}.{module.name}").CASES
]
NAMES = [case.name for case in CASES]


def test_names_are_unique() -> None:
    assert len({case.slug for case in CASES}) == len(CASES)


def test_every_component_has_a_case() -> None:
    used = {step.component for case in CASES for step in case.steps.values()}
    assert used == set(ask_compiler("components"))


@pytest.fixture(scope="module")
def compiled(catalog: str) -> dict[str, dict[str, Any]]:
    """Every case, compiled with and without the optimiser."""
    return compile_all(
        {
            f"{case.name}{suffix}": {"document": case.document(), "optimize": optimize}
            for case in CASES
            for suffix, optimize in (("", True), (" (plain)", False))
        }
    )


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_result_equals_duckdb(
    case: Case,
    compiled: dict[str, dict[str, Any]],
    reader: ModuleType,
    duck: duckdb.DuckDBPyConnection,
) -> None:
    found = compiled[case.name]
    assert not [p for p in found["problems"] if p["severity"] == "error"], found["problems"]
    for _ in range(case.runs):
        arguments = [f"--{name}={value}" for name, value in case.arguments.items()]
        if case.bookmark:
            arguments.append("--job-bookmark-option=job-bookmark-enable")
        outcome = run_script(found["script"], ["--JOB_NAME", case.slug, *arguments])
        assert outcome.ok, f"{outcome.message}\n{found['script']}"
    compare(case, found, read(case, reader), reader, duck)


def compare(
    case: Case,
    found: dict[str, Any],
    got: Any,
    reader: ModuleType,
    duck: duckdb.DuckDBPyConnection,
) -> None:
    """Hold what a case wrote to DuckDB's answer, the columns promised, and the order asked for."""
    expected = reader.ask(duck, case.sql)
    assert not reader.differences(got, expected), found["script"]
    inferred = found["schemas"][list(case.steps)[-1]]
    if case.result is None and inferred is not None:
        schema = reader.read_files(case.place(), "")[0].schema
        assert [[field.name, hive_type(field.type)] for field in schema] == inferred
    if case.ordered:
        order = [[reader.normal(v) for v in row] for row in got.values]
        assert order == [[reader.normal(v) for v in row] for row in expected.values]


def read(case: Case, reader: ModuleType) -> Any:
    """Read what the last run of a case wrote."""
    place = case.result or case.place()
    if "://" not in place:
        return reader.read_table(*place.split("."))
    tables = reader.read_files(place, "")
    assert tables, f"nothing was written to {place}"
    rows = [row for table in tables for row in zip(*table.to_pydict().values(), strict=True)]
    return reader.Rows([name.lower() for name in tables[0].column_names], rows)
