"""Random plans over random typed rows give the same rows in Spark and in DuckDB.

More of them: `python -m executed.engine.randomplans --count 5000`, in python/tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .engine import randomplans

COUNT = 200
TOGETHER = 25
ONCE_WRONG = {1300232: "stops", 1400087: "same"}
"""Seeds that once differed, with what becomes of them: times without end, NaN and statistics."""
MOST_STOPS = 20
"""DuckDB may stop at whole numbers and times that do not fit, but such plans show nothing."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, dict[str, Any]]]:
    """The plans of the seeds from 1 on."""
    where = randomplans.tables(Path(tmp_path_factory.mktemp("tables")), 1)
    return list(randomplans.plans(where, list(range(1, COUNT + 1))).items())


def test_every_kind_of_step_is_there(made: list[tuple[str, dict[str, Any]]]) -> None:
    kinds = {kind for _, plan in made for kind in plan["steps"]}
    assert kinds >= {
        *("read", "project", "filter", "join", "union", "aggregate", "pivot", "unpivot"),
        *("distinct", "fill", "window", "sort", "limit", "setOperation", "route"),
    }


def test_another_result_is_seen(made: list[tuple[str, dict[str, Any]]]) -> None:
    (_, plan), (_, other) = made[:2]
    assert randomplans.compare({**plan, "duckdb": other["duckdb"]}).state == "differs"


@pytest.mark.parametrize("start", range(0, COUNT, TOGETHER))
def test_rows_are_the_same(made: list[tuple[str, dict[str, Any]]], start: int) -> None:
    found = {seed: randomplans.compare(plan) for seed, plan in made[start : start + TOGETHER]}
    wrong = [
        f"seed {seed} {outcome.state}: {outcome.text}"
        for seed, outcome in found.items()
        if outcome.state in ("differs", "refused")
    ]
    assert not wrong, "\n".join(wrong)
    assert sum(outcome.state == "stops" for outcome in found.values()) <= MOST_STOPS


def test_what_once_differed_does_not(tmp_path: Path) -> None:
    made = randomplans.plans(randomplans.tables(tmp_path, 1), list(ONCE_WRONG))
    found = {int(seed): randomplans.compare(plan).state for seed, plan in made.items()}
    assert found == ONCE_WRONG
