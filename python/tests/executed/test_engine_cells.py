"""A preview shows the same columns and cells whichever engine answers it."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import ask_compiler
from .pipeline import Case
from .test_engine_cases import RUN

_SPEC = importlib.util.spec_from_file_location(
    "glueflow_kernel_conftest", Path(__file__).parents[1] / "kernel" / "conftest.py"
)
assert _SPEC is not None and _SPEC.loader is not None
_kernel = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_kernel)

LEAST = 90
"""So many cases have a step whose rows are compared."""
ROWS = 1_000


@pytest.fixture(scope="module")
def previews(catalog: str) -> dict[str, dict[str, Any]]:
    """Of each case, the program and the query of the step before its output."""
    compiled = ask_compiler(
        {
            case.name: {
                "document": case.document(),
                "preview": True,
                "values": case.arguments,
            }
            for case in RUN
        }
    )
    found: dict[str, dict[str, Any]] = {}
    for name, each in compiled.items():
        written = [
            one
            for one in each["previews"]
            if "query" in one and one["program"]["steps"][-1]["kind"] == "write"
        ]
        if written:
            found[name] = written[-1]
    return found


@pytest.fixture(scope="module")
def editor(catalog: str) -> Iterator[Any]:
    """A client of a kernel's service."""
    from glueflow.kernel.service import Service

    service = Service()
    made = _kernel.Editor(service)
    yield made
    made.leave()
    service.close()


def test_most_cases_have_a_query(previews: dict[str, dict[str, Any]]) -> None:
    assert len(previews) >= LEAST


@pytest.mark.parametrize("case", RUN, ids=[case.name for case in RUN])
def test_cells_are_those_of_spark(
    case: Case, previews: dict[str, dict[str, Any]], editor: Any
) -> None:
    if case.name not in previews:
        pytest.skip("only Spark does it")
    asked = previews[case.name]
    program, node = asked["program"], asked["nodeId"]
    quick = editor.preview(program, node, limit=ROWS, query=asked["query"])
    whole = editor.preview(program, node, limit=ROWS)
    assert (quick["engine"], quick.get("why")) == ("duckdb", None)
    assert whole["engine"] == "spark"
    assert [(c["name"], c["type"]) for c in quick["columns"]] == [
        (c["name"], c["type"]) for c in whole["columns"]
    ]
    assert shown(quick) == shown(whole)


def shown(page: dict[str, Any]) -> list[str]:
    """Return rows in an order of their own; the last digits of sums depend on theirs."""
    return sorted(json.dumps(_rounded(row)) for row in page["rows"])


def _rounded(cell: Any) -> Any:
    if isinstance(cell, list):
        return [_rounded(each) for each in cell]
    if isinstance(cell, dict):
        return {name: _rounded(each) for name, each in cell.items()}
    # A zero is shown without its sign, which Spark drops from keys.
    return float(f"{cell:.12g}") + 0.0 if isinstance(cell, float) else cell
