"""Rows of small sources, kept while nothing else is to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glueflow.kernel import ahead

from .conftest import until
from .programs import Node, program
from .test_preview import DOUBLED, numbers, write


def idle(service: Any) -> None:
    until(lambda: service.engine.keep_request is None and service._current is None)


def held(service: Any) -> list[Any]:
    return [each.names.frames["out"] for each in service.engine.store.ahead.values()]


def times(factor: int) -> Node:
    return Node("times", f'times = numbers.select(F.col("n") * {factor})', ["numbers"])


def one_kept(service: Any, editor: Any, folder: Path) -> Path:
    """Preview what is made of a file of one row, which is kept then."""
    file = folder / "a.csv"
    write(file, (1, "one"))
    editor.preview(program(numbers(file), times(2)), "times")
    idle(service)
    assert len(held(service)) == 1
    return file


def plan(frame: Any) -> str:
    return str(frame._jdf.queryExecution().optimizedPlan().toString())


@pytest.fixture(autouse=True)
def nothing(service: Any) -> None:
    idle(service)
    service.engine.forget()


def test_the_next_preview_reads_from_memory(service: Any, editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"), (2, "two"))
    assert editor.preview(program(numbers(file), times(2)), "times")["rows"] == [[2], [4]]
    idle(service)
    assert len(held(service)) == 1
    page = editor.preview(program(numbers(file), times(3)), "times")
    assert (page["rows"], page["reused"]) == ([[3], [6]], False)
    (result,) = [r for r in service.engine.results._held.values() if r.id == page["result"]]
    made = next(reversed(service.engine.store.steps.values())).frames["out"]
    assert "LogicalRDD" in plan(made) and "csv" not in plan(made).lower()
    assert result.rows == page["rows"]


def test_others_in_the_kernel_read_the_files(service: Any, editor: Any, tmp_path: Path) -> None:
    from pyspark.sql import SparkSession

    file = one_kept(service, editor, tmp_path)
    read = SparkSession.builder.getOrCreate().read.option("header", "true")
    frame = read.csv(str(file), schema="n INT, s STRING")
    assert "csv" in plan(frame).lower()


def test_changed_data_is_read_again(service: Any, editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    for factor, rows in ((2, [(1, "one")]), (3, [(5, "six")]), (4, [(5, "six"), (7, "eight")])):
        write(file, *rows)
        page = editor.preview(program(numbers(file), times(factor)), "times")
        assert page["rows"] == [[factor * n] for n, _ in rows]
        idle(service)
        # What is kept of the file's earlier states has gone.
        assert len(held(service)) == 1


def test_what_was_shown_before_stays_right(service: Any, editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    made = program(numbers(file), times(2))
    write(file, (1, "one"))
    editor.preview(made, "times")
    idle(service)
    again = program(numbers(file), times(2), Node("more", "more = times", ["times"]))
    assert editor.preview(again, "more")["rows"] == [[2]]
    write(file, (8, "nine"))
    assert editor.preview(again, "more")["rows"] == [[16]]


def test_a_source_itself_is_not_worth_it(service: Any, editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))
    editor.preview(program(numbers(file)), "numbers")
    idle(service)
    assert held(service) == []


def test_large_sources_are_not_kept(
    service: Any, editor: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    file = tmp_path / "a.csv"
    write(file, *((n, "x" * 10) for n in range(100)))
    monkeypatch.setattr(ahead, "MOST_BYTES", 1_000)
    editor.preview(program(numbers(file), DOUBLED), "doubled")
    idle(service)
    assert held(service) == []


def test_nothing_is_kept_where_the_user_says_so(
    service: Any, editor: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))
    monkeypatch.setenv("GLUEFLOW_KEEP_BYTES", "0")
    editor.preview(program(numbers(file), DOUBLED), "doubled")
    idle(service)
    assert held(service) == []


def test_names_of_files_come_from_the_files(service: Any, editor: Any, tmp_path: Path) -> None:
    file = one_kept(service, editor, tmp_path)
    named = Node("named", "named = numbers.select(F.input_file_name())", ["numbers"])
    made = program(numbers(file), named)
    ((name,),) = editor.preview(made, "named")["rows"]
    assert name.endswith("/a.csv")
    # A run keeps what every node gives, which must not lose the names either.
    editor.run(made)
    ((name,),) = editor.preview(made, "named", 50)["rows"]
    assert name.endswith("/a.csv")


def test_a_request_goes_first(service: Any, editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))
    begun = tmp_path / "begun"
    source = numbers(file)
    # Slow when its rows are wanted, which the step after it does without.
    slow = Node(
        "slow",
        f"""
        import pathlib, time
        {source.code}
        def wait(n):
            pathlib.Path({str(begun)!r}).touch()
            time.sleep(600)
            return n
        slow = numbers.select(F.udf(wait, "int")("n"))
        """,
        kind="read",
        reads=[{"paths": [str(file)]}],
    )
    made = program(slow, Node("none", 'none = slow.where("false").select(F.lit(1))', ["slow"]))
    assert editor.preview(made, "none")["rows"] == []
    until(begun.exists)
    page = editor.preview(program(source, times(2)), "times")
    assert page["rows"] == [[2]]
    assert len(service.engine.store.ahead) <= 1


def test_a_run_keeps_on_from_there(service: Any, editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"), (2, "two"))
    made = program(numbers(file), times(2))
    editor.preview(made, "times")
    idle(service)
    reported = editor.run(made)
    assert [(reported[n]["state"], reported[n]["rows"]) for n in ("numbers", "times")] == [
        ("done", 2),
        ("done", 2),
    ]


def test_rows_are_freed_with_the_data_they_were_of(
    service: Any, editor: Any, tmp_path: Path
) -> None:
    def stored(name: str) -> int:
        context: Any = service.engine.spark._held.sparkContext
        return sum(name in str(info) for info in context._jsc.sc().getRDDStorageInfo())

    file = tmp_path / "a.csv"
    ids = []
    for n in (1, 2):
        write(file, (n, "one"))
        editor.preview(program(numbers(file), times(2)), "times")
        idle(service)
        (frame,) = held(service)
        rdd = frame._jdf.queryExecution().logical().rdd()
        ids.append(f"({rdd.id()})")
    assert [stored(each) for each in ids] == [0, 1]
    editor.post(type="forget")
    until(lambda: stored(ids[1]) == 0)
