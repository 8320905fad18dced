"""In a real Jupyter kernel: from installation to a stop, with the user's own cells beside."""

from __future__ import annotations

import os
import signal
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from .programs import Node, program

PATIENCE = 120.0
INSTALL = "import glueflow.kernel as _k; _k.install(); del _k"


class Kernel:
    """A kernel, a comm to it, and all that came from it."""

    def __init__(self, folder: Path) -> None:
        self.manager: Any = KernelManager()
        self.manager._kernel_spec = KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        )
        self.manager.start_kernel(cwd=str(folder), env={**os.environ, "PYTHONPATH": _path()})
        self.client: Any = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=PATIENCE)
        self.comm = uuid.uuid4().hex
        self.messages: list[dict[str, Any]] = []
        self.cells: list[dict[str, Any]] = []

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def open(self) -> None:
        self._shell("comm_open", target_name="glueflow", data={"protocol": 2})

    def post(self, **data: Any) -> str:
        data.setdefault("id", uuid.uuid4().hex)
        self._shell("comm_msg", data=data)
        return str(data["id"])

    def _shell(self, kind: str, **content: Any) -> None:
        message = self.client.session.msg(kind, {"comm_id": self.comm, **content})
        self.client.shell_channel.send(message)

    def until(self, wanted: Callable[[], Any]) -> Any:
        """Take in what comes until something holds."""
        end = time.monotonic() + PATIENCE
        while True:
            found = wanted()
            if found:
                return found
            assert time.monotonic() < end, (self.messages[-5:], self.cells[-5:])
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except Empty:
                continue
            if message["msg_type"] == "comm_msg":
                self.messages.append(message["content"]["data"])
            else:
                self.cells.append(message)

    def wait(self, **wanted: Any) -> dict[str, Any]:
        def find() -> dict[str, Any] | None:
            for message in self.messages:
                if all(message.get(name) == value for name, value in wanted.items()):
                    return message
            return None

        return dict(self.until(find))

    def finished(self, id: str) -> dict[str, Any]:
        return self.wait(type="finished", id=id)

    def rows(self, made: Any, node: str) -> Any:
        id = self.post(type="preview", program=made, nodeId=node, limit=10)
        end = self.finished(id)
        assert end["state"] == "succeeded", end
        (page,) = self.wait(type="result", id=id)["data"].values()
        return page["rows"]

    def start_cell(self, code: str) -> str:
        return str(self.client.execute(code))

    def cell(self, code: str) -> str:
        """Execute a cell to its end; return what it printed, or its error."""
        return self.printed(self.start_cell(code))

    def printed(self, id: str) -> str:
        def over() -> bool:
            return any(
                m["msg_type"] == "status" and m["content"]["execution_state"] == "idle"
                for m in self._of(id)
            )

        self.until(over)
        parts = []
        for message in self._of(id):
            content = message["content"]
            if message["msg_type"] == "error":
                parts.append(f"{content['ename']}: {content['evalue']}")
            elif message["msg_type"] == "stream":
                parts.append(content["text"])
        return "".join(parts)

    def _of(self, id: str) -> list[dict[str, Any]]:
        return [m for m in self.cells if m["parent_header"].get("msg_id") == id]


def _path() -> str:
    """Return this checkout's path, and what the person testing puts before (another ipykernel)."""
    root = str(Path(__file__).parents[2])
    return os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), root)))


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: Any, aws_endpoint: str) -> Iterator[Kernel]:
    made = Kernel(tmp_path_factory.mktemp("kernel"))
    try:
        assert made.cell(INSTALL) == ""
        made.open()
        assert made.wait(type="session")["state"] == "cold"
        made.post(type="start")
        yield made
    finally:
        made.close()


MADE = program(
    Node("n", 'print("hello")\nn = spark.range(3)'),
    Node("m", "m = n.filter('id > 0')", ["n"]),
)


def test_start(kernel: Kernel) -> None:
    assert kernel.wait(type="session", state="starting")
    ready = kernel.wait(type="session", state="ready")
    assert ready["version"].startswith("3.5") and ready["seconds"] > 0


def test_preview_and_run(kernel: Kernel) -> None:
    assert kernel.rows(MADE, "m") == [[1], [2]]
    id = kernel.post(type="run", program=MADE)
    assert kernel.finished(id)["state"] == "succeeded"
    done = [
        (m["nodeId"], m["rows"])
        for m in kernel.messages
        if m.get("id") == id and m.get("state") == "done"
    ]
    assert done == [("n", 3), ("m", 2)]
    assert [m["text"] for m in kernel.messages if m["type"] == "output"] == ["hello\n"]
    assert not [m for m in kernel.cells if m["msg_type"] == "stream"]


def test_preview_by_duckdb(kernel: Kernel) -> None:
    query = {
        "before": [],
        "rows": "SELECT range AS id FROM range(3)",
        "columns": [{"name": "id", "type": "bigint", "shape": {"kind": "bigint"}}],
        "places": ["s3://nothing/"],
        "tables": [],
    }
    made = program(Node("k", "k = spark.range(3)"))
    id = kernel.post(type="preview", program=made, nodeId="k", limit=10, query=query)
    assert kernel.finished(id)["state"] == "succeeded"
    (page,) = kernel.wait(type="result", id=id)["data"].values()
    assert (page["engine"], page.get("why"), page["rows"]) == ("duckdb", None, [[0], [1], [2]])
    assert not [m for m in kernel.cells if m["msg_type"] in ("stream", "display_data")]


def test_the_users_cells_are_left_alone(kernel: Kernel) -> None:
    out = kernel.cell(
        "import signal, sys, os, time\n"
        "print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)\n"
        "print(sys.argv[0].endswith('ipykernel_launcher.py'), sys.modules['__main__'].__name__)\n"
        "print([n for n in sys.modules if n.startswith('awsglue')], os.environ.get('TZ'))\n"
        "print('_k' in globals(), 'glueflow' in globals(), type(sys.stdout).__name__)\n"
    )
    assert out == "True\nTrue __main__\n[] None\nFalse False OutStream\n"
    assert "ModuleNotFoundError" in kernel.cell("import awsglue")


def loop(gate: Path) -> Any:
    code = f'open("{gate}", "w").close()\nwhile True:\n    print("script")\n    time.sleep(0.01)'
    return program(Node("l", f"import time\n{code}"))


def test_cells_print_beside_a_run_which_stops(kernel: Kernel, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    id = kernel.post(type="run", program=loop(gate))
    kernel.until(gate.exists)
    assert kernel.cell("print('cell', 1 + 1)") == "cell 2\n"
    kernel.post(type="stop", id=id)
    assert kernel.finished(id)["state"] == "stopped"
    assert kernel.rows(MADE, "m") == [[1], [2]]


def test_interrupting_a_cell_leaves_a_run(kernel: Kernel, tmp_path: Path) -> None:
    gate, over = tmp_path / "gate", tmp_path / "over"
    made = program(
        Node(
            "w",
            f"""
            import os, time
            open("{gate}", "w").close()
            while not os.path.exists("{over}"):
                time.sleep(0.01)
            w = spark.range(4)
            """,
        )
    )
    id = kernel.post(type="run", program=made)
    kernel.until(gate.exists)
    began = tmp_path / "began"
    cell = kernel.start_cell(f"import time\nopen({str(began)!r}, 'w').close()\ntime.sleep(100)")
    kernel.until(began.exists)
    kernel.manager.interrupt_kernel()
    assert "KeyboardInterrupt" in kernel.printed(cell)
    over.touch()
    assert kernel.finished(id)["state"] == "succeeded"
    assert kernel.rows(MADE, "m") == [[1], [2]]


def test_a_dead_java_process_is_reported_and_replaced(kernel: Kernel) -> None:
    pid = int(
        kernel.cell("from pyspark import SparkContext as S; print(S._gateway.proc.pid); del S")
    )
    kernel.messages.clear()
    os.kill(pid, signal.SIGKILL)
    assert "next request" in kernel.wait(type="session", state="failed")["message"]
    id = kernel.post(type="run", program=MADE)
    assert kernel.finished(id)["state"] == "succeeded"
    states = [m["state"] for m in kernel.messages if m["type"] == "session"]
    assert states == ["failed", "starting", "ready"]
    nodes = [m["state"] for m in kernel.messages if m["type"] == "node" and "rows" in m]
    assert nodes == ["done", "done"]


def test_java_that_dies_at_work(kernel: Kernel) -> None:
    """As for want of memory: the request fails and says why, the next one works."""
    kernel.messages.clear()
    dies = program(
        Node(
            "d",
            """
            import os, signal
            from pyspark import SparkContext
            os.kill(SparkContext._gateway.proc.pid, signal.SIGKILL)
            SparkContext._gateway.proc.wait()
            d = spark.range(1)
            """,
        )
    )
    id = kernel.post(type="run", program=dies)
    end = kernel.finished(id)
    assert end["state"] == "failed" and "Java process has ended" in end["message"]
    assert kernel.rows(MADE, "m") == [[1], [2]]


def test_a_second_install_and_a_second_client(kernel: Kernel) -> None:
    assert kernel.cell(INSTALL) == ""
    kernel.messages.clear()
    kernel.comm = uuid.uuid4().hex
    kernel.open()
    assert kernel.wait(type="session")["state"] == "ready"
    assert kernel.rows(MADE, "m") == [[1], [2]]
