"""Runs are handed over: to a page that is loaded again, and to others with the same document."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glueflow.kernel.records import MOST_CHARACTERS, Record

from .conftest import Editor
from .programs import Node, program

NUMBERS = itertools.count()


@pytest.fixture
def document() -> str:
    return f"document {next(NUMBERS)}"


@pytest.fixture
def open_editor(service: Any) -> Iterator[Any]:
    made: list[Editor] = []

    def make(document: str) -> Editor:
        made.append(Editor(service, document=document))
        return made[-1]

    yield make
    for each in made:
        each.leave()


def gated(began: Path, gate: Path) -> Any:
    return program(
        Node("n", 'print("hello")\nn = spark.range(3)'),
        Node(
            "w",
            f"""
            import os, time
            open("{began}", "w").close()
            while not os.path.exists("{gate}"):
                time.sleep(0.01)
            w = n.filter("id > 0")
            """,
            ["n"],
            volatile=True,
        ),
        arguments={"--JOB_NAME": "gated", "--day": "2013-01-31"},
    )


def start(editor: Editor, began: Path, gate: Path, **more: Any) -> str:
    id = editor.post(type="run", program=gated(began, gate), **more)
    editor.wait(lambda m: m.get("nodeId") == "w" and m.get("state") == "running")
    while not began.exists():
        threading.Event().wait(0.01)
    return id


def handed(editor: Editor) -> dict[str, Any]:
    return editor.wait(lambda m: m["type"] == "run")


def test_a_page_loaded_again_follows_to_the_end(
    open_editor: Any, document: str, tmp_path: Path
) -> None:
    before = open_editor(document)
    id = start(before, tmp_path / "began", tmp_path / "gate", upTo="w")
    before.post(type="leave", id="")
    after = open_editor(document)
    run = handed(after)
    assert run["id"] == id and run["upTo"] == "w" and run["ago"] >= 0
    assert run["arguments"]["--day"] == "2013-01-31"
    made = gated(tmp_path / "began", tmp_path / "gate")
    assert [(s["nodeId"], s["key"]) for s in run["steps"]] == [
        (s["nodeId"], s["key"]) for s in made["steps"]
    ]
    nodes = {m["nodeId"]: m for m in run["messages"] if m["type"] == "node"}
    assert nodes["n"]["state"] == "done" and nodes["n"]["rows"] == 3
    assert nodes["w"]["state"] == "running"
    assert [m["text"] for m in run["messages"] if m["type"] == "output"] == ["hello\n"]
    assert all(m["ago"] >= 0 and m["id"] == id for m in run["messages"])
    (tmp_path / "gate").touch()
    assert after.finished(id)["state"] == "succeeded"
    assert after.nodes(id)["w"]["rows"] == 2
    # The page that has gone hears nothing, and nobody hears anything twice.
    assert not [m for m in before.of(id) if m["type"] == "finished"]
    assert [m["type"] for m in after.of(id)].count("finished") == 1


def test_a_run_that_is_over_is_handed_over_with_its_end(open_editor: Any, document: str) -> None:
    before = open_editor(document)
    made = program(Node("n", "n = spark.range(3)"), Node("bad", "bad = n.select('x')", ["n"]))
    id = before.post(type="run", program=made)
    end = before.finished(id)
    after = open_editor(document)
    messages = handed(after)["messages"]
    reported = {name: value for name, value in messages[-1].items() if name != "ago"}
    assert reported == end and end["nodeId"] == "bad"
    states = {m["nodeId"]: m["state"] for m in messages if m["type"] == "node"}
    assert states == {"n": "done", "bad": "failed"}


def test_the_page_that_comes_stops_the_run(open_editor: Any, document: str, tmp_path: Path) -> None:
    before = open_editor(document)
    id = start(before, tmp_path / "began", tmp_path / "gate")
    before.post(type="leave", id="")
    after = open_editor(document)
    assert handed(after)["id"] == id
    after.post(type="stop", id=id)
    assert after.finished(id)["state"] == "stopped"
    assert after.nodes(id)["w"]["state"] == "stopped"


def test_two_pages_of_a_document_see_the_same(
    open_editor: Any, document: str, tmp_path: Path
) -> None:
    one, other, stranger = open_editor(document), open_editor(document), open_editor("another")
    id = start(one, tmp_path / "began", tmp_path / "gate")
    assert handed(other)["id"] == id
    # One of them closes the document: the other still waits for the run.
    one.leave()
    (tmp_path / "gate").touch()
    assert other.finished(id)["state"] == "succeeded"
    states = [m["state"] for m in other.of(id, "node") if m["nodeId"] == "w"]
    assert states[-2:] == ["running", "done"]
    assert not stranger.of(id)


def test_the_last_page_that_closes_stops_the_run(
    open_editor: Any, document: str, tmp_path: Path
) -> None:
    one, other = open_editor(document), open_editor(document)
    id = start(one, tmp_path / "began", tmp_path / "gate")
    one.leave()
    other.leave()
    after = open_editor(document)
    made = program(Node("n", "n = spark.range(1)"))
    assert after.preview(made, "n", id="after")["rows"] == [[0]]
    # Before it was opened or after.
    reported = [*handed(after)["messages"], *after.of(id)]
    assert [m["state"] for m in reported if m["type"] == "finished"] == ["stopped"]


def test_a_page_that_leaves_waits_for_no_preview(
    open_editor: Any, document: str, tmp_path: Path
) -> None:
    began = tmp_path / "began"
    before = open_editor(document)
    before.post(type="preview", program=gated(began, tmp_path / "gate"), nodeId="w", limit=1)
    while not began.exists():
        threading.Event().wait(0.01)
    before.post(type="leave", id="")
    after = open_editor(document)
    made = program(Node("n", "n = spark.range(1)"))
    assert after.preview(made, "n", id="after")["rows"] == [[0]]


def test_what_was_forgotten_is_not_handed_over(open_editor: Any, document: str) -> None:
    before = open_editor(document)
    made = program(Node("n", "n = spark.range(3)"))
    before.run(made)
    before.post(type="forget", id="")
    before.preview(made, "n")
    after = open_editor(document)
    after.preview(made, "n")
    assert not [m for m in after.messages if m["type"] == "run"]


def test_much_output_is_cut_at_its_beginning() -> None:
    record = Record({"type": "run"})
    record.take({"type": "node", "nodeId": "n", "state": "running"})
    for number in range(3):
        record.take({"type": "output", "text": str(number) * (MOST_CHARACTERS // 2)})
    reported = record.reported()
    assert reported["cut"] is True
    assert [m["text"][0] for m in reported["messages"] if m["type"] == "output"] == ["1", "2"]
    assert reported["messages"][0]["type"] == "node" and reported["steps"] == []
