"""What one thread prints, without touching what the notebook's own cells print meanwhile."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

Notify = Callable[[str], None]
LOG = logging.getLogger("glueflow.job")


class Lines(io.TextIOBase):
    """A text stream that hands on whole lines, and what is left at `finish`."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify
        self._held = ""

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Hand on the lines that are whole now."""
        whole, newline, self._held = (self._held + text).rpartition("\n")
        if newline:
            self._notify(whole + newline)
        return len(text)

    def finish(self) -> None:
        """Hand on a last line without a line break."""
        held, self._held = self._held, ""
        if held:
            self._notify(held)


class _Switch:
    """Stands for a stream: the one set for the present thread, else the one it replaced."""

    def __init__(self, original: Any) -> None:
        self.__dict__["original"] = original
        self.__dict__["streams"] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.streams.get(threading.get_ident(), self.original), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.original, name, value)

    def __iter__(self) -> Any:
        return iter(self.original)


@contextlib.contextmanager
def catch(out: io.TextIOBase, err: io.TextIOBase) -> Iterator[None]:
    """Send what this thread prints to these streams for a while; other threads print as before.

    A switch that a cell's own redirection still holds afterwards passes everything through.
    """
    thread = threading.get_ident()
    switches: list[tuple[str, _Switch]] = []
    for name, stream in (("stdout", out), ("stderr", err)):
        present = getattr(sys, name)
        switch = present if isinstance(present, _Switch) else _Switch(present)
        switch.streams[thread] = stream
        setattr(sys, name, switch)
        switches.append((name, switch))
    try:
        yield
    finally:
        for name, switch in switches:
            switch.streams.pop(thread, None)
            if getattr(sys, name) is switch and not switch.streams:
                setattr(sys, name, switch.original)
