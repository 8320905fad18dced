"""Warnings that blocks log: whose they are, and how long they are reported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .conftest import Editor
from .programs import Node, program
from .test_preview import DOUBLED, numbers, write

WARNS = 'glueContext.get_logger().warn("{0}")\n'


def warnings_of(editor: Any, id: str) -> dict[str, list[str]]:
    """The last warnings of each node."""
    return {m["nodeId"]: m["texts"] for m in editor.of(id, "warnings")}


def warning_program(file: Path, more: str = "") -> Any:
    """Numbers, of which one is left out with a warning; doubled; a step that warns twice."""
    source = numbers(file)
    source.code = f"{WARNS.format('1 record was left out')}{source.code}{more}"
    last = Node("last", f"{WARNS.format('a')}{WARNS.format('b')}last = doubled", ["doubled"])
    return program(source, DOUBLED, last)


def preview(editor: Any, made: Any, node: str) -> str:
    id = str(editor.post(type="preview", program=made, nodeId=node, limit=10))
    assert editor.finished(id)["state"] == "succeeded"
    return id


def test_a_preview_tells_the_warnings_of_the_steps_it_needs_each_time(
    editor: Any, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))
    made = warning_program(file)
    left_out = {"numbers": ["1 record was left out"]}
    id = preview(editor, made, "doubled")
    assert warnings_of(editor, id) == left_out
    said = [(m.get("nodeId"), m["text"]) for m in editor.of(id, "output")]
    assert said == [("numbers", "Warning: 1 record was left out\n")]
    # What is reused still has its warnings; what is not needed has none.
    again = preview(editor, made, "doubled")
    assert warnings_of(editor, again) == left_out
    assert not editor.of(again, "output")
    both = {**left_out, "last": ["a", "b"]}
    assert warnings_of(editor, preview(editor, made, "last")) == both


def test_a_run_tells_the_warnings_of_what_it_reuses(
    editor: Any, service: Any, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))
    made = warning_program(file, "\n# of a run")
    follower = Editor(service, document="warnings")
    for state in ("done", "reused"):
        id = follower.post(type="run", program=made)
        assert follower.finished(id)["state"] == "succeeded"
        assert follower.nodes(id)["numbers"]["state"] == state
        expected = {"numbers": ["1 record was left out"], "last": ["a", "b"]}
        assert warnings_of(follower, id) == expected
    late = Editor(service, document="warnings")
    reported = late.wait(lambda m: m["type"] == "run")["messages"]
    assert {m["nodeId"]: m["texts"] for m in reported if m["type"] == "warnings"} == expected
    follower.leave()
    late.leave()


def test_changed_data_takes_its_warnings_along(editor: Any, tmp_path: Path) -> None:
    file, flag = tmp_path / "a.csv", tmp_path / "flag"
    write(file, (1, "one"))
    flag.touch()
    source = numbers(file)
    source.code = (
        f"import os\nif os.path.exists({str(flag)!r}):\n    {WARNS.format('x')}{source.code}"
    )
    made = program(source, DOUBLED)
    assert warnings_of(editor, preview(editor, made, "doubled")) == {"numbers": ["x"]}
    flag.unlink()
    write(file, (2, "two"))
    assert warnings_of(editor, preview(editor, made, "doubled")) in ({}, {"numbers": []})


def test_a_warning_of_another_thread_is_no_steps(editor: Any) -> None:
    code = """
        import logging
        import threading
        other = threading.Thread(target=glueContext.get_logger().warn, args=("elsewhere",))
        other.start()
        other.join()
        logging.getLogger("glueflow.job").warning("here %s", "x" * 3000)
        one = spark.range(1)
    """
    id = preview(editor, program(Node("one", code, kind="read")), "one")
    (texts,) = warnings_of(editor, id).values()
    assert [len(text) for text in texts] == [2001] and texts[0].startswith("here xxx")
    others = [m["text"] for m in editor.of(id, "output") if "nodeId" not in m]
    assert others == ["Warning: elsewhere\n"]


def test_a_step_that_fails_has_the_warnings_before(editor: Any) -> None:
    code = f"{WARNS.format('careful')}raise ValueError('no')"
    made = program(Node("one", code, kind="read"))
    id = editor.post(type="run", program=made)
    assert editor.finished(id)["state"] == "failed"
    assert warnings_of(editor, id) == {"one": ["careful"]}
