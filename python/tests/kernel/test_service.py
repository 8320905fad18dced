"""The protocol: sessions, order, refusals, and one `finished` for each id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import Editor
from .programs import HEAD, Node, program

ONE = program(Node("one", "one = spark.range(1)"))


def gated(gate: Path) -> Any:
    return program(
        Node(
            "w",
            f"""
            import os, time
            while not os.path.exists("{gate}"):
                time.sleep(0.01)
            w = spark.range(1)
            """,
        )
    )


def test_the_session_is_reported_on_opening(editor: Any) -> None:
    first = editor.messages[0]
    assert (first["type"], first["state"], first["protocol"]) == ("session", "ready", 2)
    assert first["version"].startswith("3.5") and first["seconds"] > 0


@pytest.mark.parametrize("protocol", [3, 1, None, "2"])
def test_another_protocol(service: Any, protocol: Any) -> None:
    editor = Editor(service, protocol)
    first = editor.messages[0]
    assert first["state"] == "failed" and "pip install --upgrade glueflow" in first["message"]
    end = editor.fail(type="preview", program=ONE, nodeId="one", limit=1)
    assert end["message"] == first["message"]


def test_unknown_messages(editor: Any) -> None:
    assert "knows no message 'dance'" in editor.fail(type="dance")["message"]
    editor._on_msg({"content": {"data": "nonsense"}})
    editor._on_msg({"content": {"data": {"type": "preview"}}})
    ends = [m for m in editor.messages if m["type"] == "finished" and m["id"] is None]
    assert len(ends) == 2 and "needs an id" in ends[1]["message"]


def test_bad_programs_are_reported_all_at_once(editor: Any) -> None:
    bad = {
        "script": "a = 1\n",
        "arguments": {"--x": 1},
        "steps": [
            {"nodeId": "a", "key": "k", "kind": "dance", "lines": [[1, 9]], "inputs": ["b"]},
            {
                "nodeId": "b",
                "kind": "read",
                "variables": {"out": "no name"},
                "lines": [],
                "inputs": [],
            },
            {"nodeId": "c", "key": "k", "kind": "read", "variables": {}, "lines": [[1, 1]]},
            7,
        ],
    }
    message = editor.fail(type="preview", program=bad, nodeId="a", limit=1)["message"]
    for part in (
        "arguments",
        "steps[0].kind",
        "steps[0].inputs",
        "steps[0].lines",
        "steps[1] needs",
        "steps[1].variables",
        "steps[2].variables",
        "steps[3]",
    ):
        assert part in message
    assert "no program" in editor.fail(type="run")["message"]
    assert "'x'" in editor.fail(type="preview", program=ONE, nodeId="x", limit=1)["message"]
    assert "'x'" in editor.fail(type="run", program=ONE, upTo="x")["message"]
    assert "nodeId" in editor.fail(type="count", program=ONE)["message"]
    wrong = editor.fail(type="count", program=ONE, nodeId="one", port="late")
    assert "no output 'late'" in wrong["message"]
    assert "limit" in editor.fail(type="preview", program=ONE, nodeId="one")["message"]
    empty = {"script": "", "arguments": {}, "steps": []}
    assert "nothing to run" in editor.fail(type="run", program=empty)["message"]


def test_a_newer_preview_replaces_a_waiting_one(editor: Any, service: Any, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    busy = editor.post(type="preview", program=gated(gate), nodeId="w", limit=1)
    editor.wait(lambda m: m.get("id") == busy and m.get("state") == "started")
    other = Editor(service)
    theirs = other.post(type="preview", program=ONE, nodeId="one", limit=1)
    counted = editor.post(type="count", program=ONE, nodeId="one")
    replaced = editor.post(type="preview", program=ONE, nodeId="one", limit=1)
    newest = editor.post(type="preview", program=ONE, nodeId="one", limit=2)
    assert editor.finished(replaced)["state"] == "stopped"
    gate.touch()
    for client, id in ((editor, busy), (other, theirs), (editor, counted), (editor, newest)):
        assert client.finished(id)["state"] == "succeeded"
        assert len([m for m in client.of(id) if m["type"] == "finished"]) == 1
    other.leave()


def test_a_repeated_id_has_one_answer(editor: Any, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    busy = editor.post(type="preview", program=gated(gate), nodeId="w", limit=1)
    editor.post(type="count", program=ONE, nodeId="one", id=busy)
    gate.touch()
    assert editor.finished(busy)["state"] == "succeeded"
    editor.preview(ONE, "one")
    assert [m["type"] for m in editor.of(busy)].count("finished") == 1


def test_messages_without_a_home_do_no_harm(service: Any) -> None:
    class Broken(Editor):
        def send(self, data: Any) -> None:
            raise RuntimeError("closed")

    Broken(service).post(type="preview", program=ONE, nodeId="one", limit=1)
    whole = Editor(service)
    assert whole.preview(ONE, "one")["rows"] == [[0]]
    whole.leave()


def test_what_json_lacks_is_sent_as_text(service: Any) -> None:
    import json

    class Strict(Editor):
        def send(self, data: Any) -> None:
            json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
            super().send(data)

    editor = Strict(service)
    made = program(Node("p", 'print("\\ud800")\np = spark.range(1)'))
    id = editor.post(type="preview", program=made, nodeId="p", limit=1)
    assert editor.finished(id)["state"] == "succeeded"
    assert [m["text"] for m in editor.of(id, "output")] == ["\\ud800\n"]
    editor.leave()


def test_settings_of_buckets_are_those_of_the_program(editor: Any, service: Any) -> None:
    """A role that a script's head assumes holds for its own reads, later pages included."""
    from glueflow.local import session

    own = {"fs.s3a.bucket.test-role.assumed.role.arn": "arn"}
    line = f"spark.sparkContext._jsc.hadoopConfiguration().set(*{next(iter(own.items()))!r})\n"
    node = Node("n", "n = spark.range(30)")

    def present() -> dict[str, str]:
        return session.bucket_settings(service.engine.spark._held)

    first = editor.preview(program(node, head=HEAD + line), "n", 5)
    assert present() == own
    editor.preview(ONE, "one")
    assert present() == {}
    editor.ask(type="page", result=first["result"], offset=5, limit=5)
    assert present() == own


def test_warnings_of_the_runtime_are_output(editor: Any) -> None:
    made = program(Node("w", 'glueContext.get_logger().warn("mind the gap")\nw = spark.range(1)'))
    id = editor.post(type="preview", program=made, nodeId="w", limit=1)
    editor.finished(id)
    assert [m["text"] for m in editor.of(id, "output")] == ["Warning: mind the gap\n"]
