"""A kernel's service with a comm of the test's own, on real Spark."""

from __future__ import annotations

import importlib.util
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

_SPEC = importlib.util.spec_from_file_location(
    "glueflow_local_conftest", Path(__file__).parents[1] / "local" / "conftest.py"
)
assert _SPEC is not None and _SPEC.loader is not None
_local = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_local)

aws_endpoint = _local.aws_endpoint
s3 = _local.s3
glue = _local.glue
bucket = _local.bucket
database = _local.database

PATIENCE = 120.0
PROTOCOL = 2
FAULTS: list[str] = []
"""What messages of the kernel had that the contract does not state; every test ends with none."""


def _faults(message: dict[str, Any]) -> list[str]:
    """Return what is wrong with a message of the kernel by the contract."""
    from jsonschema import Draft202012Validator

    from glueflow.kernel.protocol import STATED

    schema = STATED["replies"].get(message["type"])
    if schema is None:
        return [f"no message {message['type']!r} is stated"]
    others = sorted(set(message) - set(schema["properties"]))
    nested = [fault for each in message.get("messages", []) for fault in _faults(each)]
    found = [error.message for error in Draft202012Validator(schema).iter_errors(message)]
    unknown = [f"no member {name!r} of {message['type']!r} is stated" for name in others]
    return [*found, *unknown, *nested]


@pytest.fixture(autouse=True)
def _as_the_contract_states() -> Iterator[None]:
    FAULTS.clear()
    yield
    assert not FAULTS, FAULTS


def until(condition: Callable[[], bool]) -> None:
    """Wait for something to be so."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


class Editor:
    """The other end of a comm: sends requests, collects messages."""

    def __init__(self, service: Any, protocol: Any = PROTOCOL, document: str | None = None) -> None:
        self.messages: list[dict[str, Any]] = []
        self._changed = threading.Condition()
        self._number = 0
        self._on_msg: Callable[[Any], None] = lambda message: None
        self._on_close: Callable[[Any], None] = lambda message: None
        named = {} if document is None else {"document": document}
        service.opened(self, {"content": {"data": {"protocol": protocol, **named}}})

    # What a comm offers to the kernel.

    def on_msg(self, callback: Callable[[Any], None]) -> None:
        self._on_msg = callback

    def on_close(self, callback: Callable[[Any], None]) -> None:
        self._on_close = callback

    def send(self, data: Any) -> None:
        FAULTS.extend(_faults(data))
        with self._changed:
            self.messages.append(data)
            self._changed.notify_all()

    # What a test asks for.

    def post(self, **message: Any) -> str:
        """Send a message; return its id."""
        self._number += 1
        id = message.pop("id", f"r{self._number}")
        self._on_msg({"content": {"data": {**message, "id": id}}})
        return str(id)

    def leave(self) -> None:
        self._on_close({})

    def wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a message and return it."""
        until = time.monotonic() + PATIENCE
        with self._changed:
            while True:
                for message in self.messages:
                    if wanted(message):
                        return message
                left = until - time.monotonic()
                assert left > 0, f"no such message among {self.messages[-5:]}"
                self._changed.wait(left)

    def finished(self, id: str) -> dict[str, Any]:
        return self.wait(lambda m: m["type"] == "finished" and m.get("id") == id)

    def of(self, id: str, type: str | None = None) -> list[dict[str, Any]]:
        with self._changed:
            return [m for m in self.messages if m.get("id") == id and type in (None, m["type"])]

    def ask(self, **message: Any) -> dict[str, Any]:
        """Send a request; return its result, which must come."""
        id = self.post(**message)
        end = self.finished(id)
        assert end["state"] == "succeeded", end
        (result,) = self.of(id, "result")
        (data,) = result["data"].values()
        return dict(data)

    def preview(self, program: Any, node: str, limit: int = 100, **more: Any) -> dict[str, Any]:
        return self.ask(type="preview", program=program, nodeId=node, limit=limit, **more)

    def fail(self, **message: Any) -> dict[str, Any]:
        """Send a request that must fail; return its `finished`."""
        end = self.finished(self.post(**message))
        assert end["state"] == "failed", end
        return end

    def run(self, program: Any, **more: Any) -> dict[str, dict[str, Any]]:
        """Run a program; return the last message of each node."""
        id = self.post(type="run", program=program, **more)
        end = self.finished(id)
        assert end["state"] == "succeeded", end
        return self.nodes(id)

    def nodes(self, id: str) -> dict[str, dict[str, Any]]:
        return {m["nodeId"]: m for m in self.of(id, "node")}


@pytest.fixture(scope="session")
def service(aws_endpoint: str) -> Iterator[Any]:
    """The service of all tests, with Spark running."""
    from glueflow.kernel.service import Service
    from glueflow.local import session

    made = Service()
    starter = Editor(made)
    starter.post(type="start", id="")
    starter.wait(lambda m: m["type"] == "session" and m["state"] == "ready")
    held: Any = session.running()
    conf = held.sparkContext._jsc.sc().conf()
    for name, value in _local.QUICK.items():
        conf.set(name, value)
        held.conf.set(name, value)
    yield made
    made.close()
    session.stop()


@pytest.fixture
def editor(service: Any) -> Iterator[Editor]:
    """A client of the service."""
    made = Editor(service)
    yield made
    made.leave()
