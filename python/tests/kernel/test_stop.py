"""Stopping: Spark's job or Python's loop ends, and all stays usable."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from glueflow.kernel.work import Stopped, Work

from .programs import Node, program

ONE = program(Node("one", "one = spark.range(1)"))


def running(editor: Any, gate: Path, **request: Any) -> str:
    """Start a request and wait until its code has reached the gate."""
    id = editor.post(**request)
    while not gate.exists():
        assert not [m for m in editor.of(id) if m["type"] == "finished"], editor.of(id)
        threading.Event().wait(0.01)
    return str(id)


def stop(editor: Any, id: str) -> dict[str, Any]:
    began = time.monotonic()
    editor.post(type="stop", id=id)
    end: dict[str, Any] = editor.finished(id)
    assert time.monotonic() - began < 15
    return end


LOOPS = {
    "a loop": "while True:\n    n = sum(range(1000))",
    "a loop that catches": (
        "while True:\n    try:\n        n = sum(range(1000))\n    except Exception:\n        pass"
    ),
    "a sleep": "import time\ntry:\n    time.sleep(300)\nfinally:\n    time.sleep(0.01)",
    "a loop with Spark": "while True:\n    spark.range(3).count()",
    "a loop of plans": "while True:\n    n = spark.range(3).filter('id > 1')",
}


@pytest.mark.parametrize("code", LOOPS.values(), ids=LOOPS.keys())
def test_python_loops(editor: Any, tmp_path: Path, code: str) -> None:
    gate = tmp_path / "gate"
    made = program(Node("loop", f'open("{gate}", "w").close()\n{code}'))
    id = running(editor, gate, type="preview", program=made, nodeId="loop", limit=1)
    end = stop(editor, id)
    assert end["state"] == "stopped" and "message" not in end
    assert editor.preview(ONE, "one")["rows"] == [[0]]
    assert "catch" not in sys.stdout.__class__.__name__.lower()


def slow(gate: Path) -> Node:
    return Node(
        "slow",
        f"""
        def wait(n):
            import time
            open("{gate}", "w").close()
            time.sleep(300)
            return True


        slow = spark.range(0, 4, 1, 4).filter(F.udf(wait, "boolean")("id"))
        """,
    )


@pytest.mark.parametrize("kind", ["preview", "run", "count"])
def test_long_spark_jobs(editor: Any, tmp_path: Path, kind: str) -> None:
    gate = tmp_path / "gate"
    made = program(slow(gate), Node("after", "after = slow", ["slow"]))
    more = {} if kind == "run" else {"nodeId": "slow", "limit": 1}
    id = running(editor, gate, type=kind, program=made, **more)
    assert stop(editor, id)["state"] == "stopped"
    if kind == "run":
        states = {node: m["state"] for node, m in editor.nodes(id).items()}
        assert states == {"slow": "stopped", "after": "stopped"}
    assert editor.preview(ONE, "one")["rows"] == [[0]]
    assert editor.run(ONE)["one"]["rows"] == 1


def test_pages(editor: Any, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    made = program(
        Node(
            "n",
            f"""
            def wait(n):
                import os, time
                if n >= 50 and not os.path.exists("{gate}"):
                    open("{gate}", "w").close()
                    time.sleep(300)
                return n


            n = spark.range(0, 100, 1, 10).select(F.udf(wait, "long")("id"))
            """,
        )
    )
    first = editor.preview(made, "n", 5)
    id = running(editor, gate, type="page", result=first["result"], offset=5, limit=95)
    assert stop(editor, id)["state"] == "stopped"
    page = editor.ask(type="page", result=first["result"], offset=0, limit=100)
    assert [row[0] for row in page["rows"]] == list(range(100))


def test_waiting_work_and_all_work(editor: Any, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    made = program(slow(gate))
    busy = running(editor, gate, type="run", program=made)
    waiting = [editor.post(type="count", program=ONE, nodeId="one") for _ in range(2)]
    assert stop(editor, waiting[0])["state"] == "stopped"
    editor._on_msg({"content": {"data": {"type": "stop"}}})
    for id in (busy, *waiting):
        assert editor.finished(id)["state"] == "stopped"
        assert len([m for m in editor.of(id) if m["type"] == "finished"]) == 1


def test_leaving_stops_ones_work(service: Any, editor: Any, tmp_path: Path) -> None:
    from .conftest import Editor

    gate = tmp_path / "gate"
    other = Editor(service)
    running(other, gate, type="run", program=program(slow(gate)))
    other.leave()
    assert editor.preview(ONE, "one")["rows"] == [[0]]


def test_a_write_cleans_up(editor: Any, tmp_path: Path, s3: Any, bucket: str) -> None:
    """What is stopped while it writes leaves no half of its files."""
    gate = tmp_path / "gate"
    made = program(
        slow(gate),
        Node(
            "out",
            f"""
            sink = glueContext.getSink(
                connection_type="s3", path="s3://{bucket}/out/", partitionKeys=[]
            )
            sink.setFormat("json")
            sink.writeFrame(DynamicFrame.fromDF(slow, glueContext, "out"))
            """,
            ["slow"],
            kind="write",
        ),
    )
    id = running(editor, gate, type="run", program=made)
    assert stop(editor, id)["state"] == "stopped"
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0


class Nobody:
    def send(self, message: Any) -> None:
        pass


def test_no_exception_while_java_is_spoken_to() -> None:
    """The answer would be left for the next command."""
    work = Work(Nobody(), "w", "run", {})
    inside, leave = threading.Event(), threading.Event()
    caught: list[str] = []
    talk: dict[str, Any] = {"__name__": "py4j.java_gateway", "inside": inside, "leave": leave}
    exec("def command():\n    inside.set()\n    leave.wait()\n    return 'answer'\n", talk)

    def script() -> None:
        caught.append(talk["command"]())
        while True:
            pass

    def body() -> None:
        try:
            work.interruptible(script)
        except Stopped:
            caught.append("stopped")

    thread = threading.Thread(target=body)
    thread.start()
    inside.wait()
    work.stopped.set()
    work.interrupt()
    leave.set()
    while thread.is_alive():
        work.interrupt()
        thread.join(0.01)
    assert caught == ["answer", "stopped"]


def test_nothing_arrives_after_the_region() -> None:
    """However late the interruption comes, what follows the script is safe from it."""
    for _ in range(300):
        work = Work(Nobody(), "w", "run", {})
        begun, over = threading.Event(), threading.Event()
        ends: list[str] = []

        def body(
            work: Work = work,
            begun: threading.Event = begun,
            over: threading.Event = over,
            ends: list[str] = ends,
        ) -> None:
            try:
                work.interruptible(lambda: (begun.set(), sum(range(500))))
                ends.append("done")
            except Stopped:
                ends.append("stopped")
            try:
                over.wait()
                sum(range(1000))
                ends.append("safe")
            except Stopped:
                ends.append("broken")

        thread = threading.Thread(target=body)
        thread.start()
        begun.wait()
        work.stopped.set()
        work.interrupt()
        over.set()
        thread.join()
        assert ends[1:] == ["safe"]
