"""Further rows: all of them, each once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glueflow.kernel import results

from .programs import Node, program
from .test_preview import numbers, write


def pages(editor: Any, first: dict[str, Any], size: int) -> list[Any]:
    rows = list(first["rows"])
    page = first
    while not page["complete"]:
        page = editor.ask(type="page", result=first["result"], offset=len(rows), limit=size)
        assert page["offset"] == len(rows)
        rows += page["rows"]
    return rows


def test_no_row_is_missing_or_shown_twice(editor: Any) -> None:
    made = program(Node("n", "n = spark.range(0, 1000, 1, 4).select(F.col('id') % 7, 'id')"))
    first = editor.preview(made, "n", 100)
    rows = pages(editor, first, 130)
    assert sorted(row[1] for row in rows) == list(range(1000))


def test_even_when_rows_come_in_another_order(editor: Any, monkeypatch: Any) -> None:
    """Spark may plan the whole result otherwise than its first rows."""
    made = program(Node("n", "n = spark.range(20).select(F.col('id') % 5)"))
    first = editor.preview(made, "n", 7)
    from pyspark.sql import DataFrame

    whole = DataFrame.toLocalIterator
    monkeypatch.setattr(DataFrame, "toLocalIterator", lambda self: iter(list(whole(self))[::-1]))
    rows = pages(editor, first, 4)
    assert rows[:7] == first["rows"]
    assert sorted(row[0] for row in rows) == sorted(n % 5 for n in range(20))


def test_a_page_of_known_rows_is_answered_while_others_work(editor: Any, tmp_path: Path) -> None:
    first = editor.preview(program(Node("n", "n = spark.range(10)")), "n", 5)
    gate = tmp_path / "gate"
    waits = Node(
        "w",
        f"""
        import os, time
        while not os.path.exists("{gate}"):
            time.sleep(0.01)
        w = spark.range(1)
        """,
    )
    busy = editor.post(type="preview", program=program(waits), nodeId="w", limit=1)
    editor.wait(lambda m: m.get("id") == busy and m.get("state") == "started")
    page = editor.ask(type="page", result=first["result"], offset=2, limit=3)
    assert page["rows"] == [[2], [3], [4]]
    assert not [m for m in editor.of(busy) if m["type"] == "finished"]
    gate.touch()
    assert editor.finished(busy)["state"] == "succeeded"


def test_pages_of_changed_data_are_refused(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, *((n, "x") for n in range(20)))
    first = editor.preview(program(numbers(file)), "numbers", 5)
    write(file, (1, "other"))
    end = editor.fail(type="page", result=first["result"], offset=5, limit=5)
    assert "has changed" in end["message"]


def test_only_so_many_results_are_kept(editor: Any) -> None:
    first = editor.preview(program(Node("n", "n = spark.range(9)")), "n", 2)
    for extra in range(results.MOST_RESULTS):
        editor.preview(program(Node("n", f"n = spark.range(9)  # {extra}")), "n", 2)
    end = editor.fail(type="page", result=first["result"], offset=2, limit=5)
    assert "Refresh the preview" in end["message"]


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 10_001}, {"offset": -1}, {"limit": "5"}])
def test_wrong_places(editor: Any, wrong: Any) -> None:
    first = editor.preview(program(Node("n", "n = spark.range(9)")), "n", 2)
    place = {"offset": 0, "limit": 5, **wrong}
    assert "limit" in editor.fail(type="page", result=first["result"], **place)["message"]


def test_too_many_rows(editor: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(results, "MOST_ROWS", 50)
    first = editor.preview(program(Node("n", "n = spark.range(99)")), "n", 20)
    end = editor.fail(type="page", result=first["result"], offset=45, limit=10)
    assert "first 50 rows" in end["message"]
