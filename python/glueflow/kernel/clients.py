"""The other ends of comms."""

from __future__ import annotations

import math
import threading
from typing import Any

from glueflow.kernel.work import Message


class Client:
    """One comm. Messages may be sent from any thread.

    Args:
        document: stands for what the client works on; others with the same see the same runs.

    ipykernel hands what a comm sends to its I/O thread, so a send never waits for the main thread;
    the lock keeps messages of several threads whole and in order.
    """

    def __init__(self, comm: Any, document: str | None = None) -> None:
        self._comm = comm
        self.document = document
        self._lock = threading.Lock()
        self.closed = False

    def send(self, message: Message) -> None:
        """Send a message; nothing is raised, since nobody may be there any more."""
        with self._lock:
            if self.closed:
                return
            try:
                self._comm.send(message)
            except (ValueError, TypeError):
                # Half a surrogate pair, say, has no place in JSON's UTF-8.
                self._try(_encodable(message))
            except Exception:
                self.closed = True

    def _try(self, message: Message) -> None:
        try:
            self._comm.send(message)
        except Exception:
            self.closed = True


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(item) for item in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return _encodable(str(value))
