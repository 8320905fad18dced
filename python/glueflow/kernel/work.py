"""A piece of work, and how it is stopped without breaking what it works with."""

from __future__ import annotations

import contextlib
import ctypes
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from glueflow.kernel.records import Record

Result = TypeVar("Result")
Message = dict[str, Any]
AGAIN_SECONDS = 5.0
POLL_SECONDS = 0.1
_in_script: dict[int, Work] = {}
_time_sleep = time.sleep


class Stopped(BaseException):
    """The work was stopped. No Exception, so that a script's own handlers let it through."""


class Sender(Protocol):
    """Where messages go: a client."""

    def send(self, message: Message) -> None:
        """Send a message, from any thread; never raises."""


class Work:
    """One request: its messages, its groups of Spark jobs, and whether it is to stop.

    Everything sent after `finish` is dropped, so `finished` comes last and once. A run has a
    record, from which clients that did not ask for it follow it too.
    """

    def __init__(self, client: Sender, id: str, kind: str, request: Message) -> None:
        self.client = client
        self.id = id
        self.kind = kind
        self.request = request
        self.record = Record(request) if kind == "run" else None
        self.began = time.monotonic()
        self.stopped = threading.Event()
        self.groups: list[str] = []
        self._lock = threading.Lock()
        self._followers = [client]
        self._finished = False
        self._thread: int | None = None
        self._sent = 0.0
        self._place: tuple[int, str, Callable[[str], None]] | None = None
        self._warnings: dict[str, list[str]] = {}

    @property
    def finished(self) -> bool:
        """Whether `finished` was sent."""
        return self._finished

    def send(self, message: Message) -> None:
        """Send one of this work's messages."""
        with self._lock:
            if not self._finished:
                self._notify(message)

    def _notify(self, message: Message) -> None:
        whole = {**message, "id": self.id}
        if self.record is not None:
            self.record.take(whole)
        for client in self._followers:
            client.send(whole)

    def follow(self, client: Sender) -> None:
        """Tell another client what was reported so far, and from now on everything."""
        with self._lock:
            if self.record is not None and client not in self._followers:
                client.send({**self.record.reported(), "id": self.id})
                self._followers.append(client)

    def leave(self, client: Sender) -> bool:
        """Tell a client no more; returns whether it was the last one."""
        with self._lock:
            if client not in self._followers:
                return False
            self._followers.remove(client)
            return not self._followers

    def followed_by(self, client: Sender) -> bool:
        """Whether a client is notified."""
        return client in self._followers

    def finish(self, state: str, **more: Any) -> None:
        """Say how the work ended (what is None is left out); only the first call counts."""
        seconds = round(time.monotonic() - self.began, 3)
        known = {name: value for name, value in more.items() if value is not None}
        with self._lock:
            if self._finished:
                return
            self._notify({"type": "finished", "state": state, "seconds": seconds, **known})
            self._finished = True

    @contextlib.contextmanager
    def at(self, node_id: str, keep: Callable[[str], None]) -> Iterator[None]:
        """Attribute what this thread logs to a node until the `with` block ends.

        Args:
            keep: takes each warning.
        """
        before, self._place = self._place, (threading.get_ident(), node_id, keep)
        try:
            yield
        finally:
            self._place = before

    def warn(self, line: str, text: str) -> None:
        """Send what was logged as a warning: as output, and as one of the node that works."""
        place = self._place
        if place is None or place[0] != threading.get_ident():
            self.send({"type": "output", "text": line})
            return
        _, node_id, keep = place
        self.send({"type": "output", "nodeId": node_id, "text": line})
        keep(text)

    def tell_warnings(self, node_id: str, texts: Sequence[str]) -> None:
        """Send all warnings of a node's present result, unless they were the last ones sent."""
        if list(texts) != self._warnings.get(node_id, []):
            self._warnings[node_id] = list(texts)
            self.send({"type": "warnings", "nodeId": node_id, "texts": list(texts)})

    def check(self) -> None:
        """Raise Stopped if the work is to stop."""
        if self.stopped.is_set():
            raise Stopped

    def interruptible(self, call: Callable[[], Result]) -> Result:
        """Call what may run for long; once it is to stop, Stopped is raised within it.

        `interrupt` raises it in Python code, `checkpoint` before Java is spoken to.
        """
        thread = threading.get_ident()
        try:
            with self._lock:
                if self.stopped.is_set():
                    raise Stopped
                self._thread, self._sent = thread, 0.0
                _in_script[thread] = self
                time.sleep = _sleep
            return call()
        finally:
            time.sleep = _time_sleep
            try:
                self._leave(thread)
            except Stopped:
                self._leave(thread)
                raise

    def _leave(self, thread: int) -> None:
        """End the region that may be interrupted, whenever an interruption arrives."""
        while True:
            try:
                with self._lock:
                    self._thread = None
                    _in_script.pop(thread, None)
                    _raise_in(thread, None)
                return
            except Stopped:
                continue

    def interrupt(self) -> None:
        """Raise Stopped in the thread that is in `interruptible`, unless it talks to Java.

        Asked for again only after a while, for the clean-up of a write to come to its end.
        """
        with self._lock:
            thread = self._thread
            if thread is None or time.monotonic() - self._sent < AGAIN_SECONDS:
                return
            # An exception between a command and its answer would leave the answer to the next
            # command. The long interval keeps other threads from running between look and throw.
            interval = sys.getswitchinterval()
            sys.setswitchinterval(60)
            try:
                if not _talks_to_java(thread):
                    _raise_in(thread, Stopped)
                    self._sent = time.monotonic()
            finally:
                sys.setswitchinterval(interval)


def checkpoint() -> None:
    """Raise Stopped in a thread that executes a script which is to stop."""
    work = _in_script.get(threading.get_ident())
    if work is not None and work.stopped.is_set():
        now = time.monotonic()
        if now - work._sent >= AGAIN_SECONDS:
            work._sent = now
            raise Stopped


def _sleep(seconds: Any, /) -> None:
    """Stand in for `time.sleep` while a script runs: C code that waits takes no exception."""
    thread = threading.get_ident()
    work = _in_script.get(thread)
    if work is None or not seconds > 0 or work.stopped.is_set() or _talks_to_java(thread):
        checkpoint()
        _time_sleep(seconds)
    elif work.stopped.wait(min(seconds, threading.TIMEOUT_MAX)):
        work._sent = time.monotonic()
        raise Stopped


def _talks_to_java(thread: int) -> bool:
    frame = sys._current_frames().get(thread)
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] == "py4j":
            return True
        frame = frame.f_back
    return False


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), None if error is None else ctypes.py_object(error)
    )
