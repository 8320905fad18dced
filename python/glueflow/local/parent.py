"""A run ends with the process that started it, however that process ends.

The parent holds the other end of our standard input and never writes to it. When it is killed, or
its terminal is closed, that end closes: the run is interrupted, and what does not stop is ended.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from glueflow.local import session, signals

PATIENCE_SECONDS = 8.0


class Parent:
    """Watches standard input in a thread of its own, from the first moment on.

    Args:
        folder: removed with all that is in it once the parent is gone.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._ended = threading.Event()
        self.lost = False
        threading.Thread(target=self._watch, name="glueflow-parent", daemon=True).start()

    def end(self) -> None:
        """Take note that the run is over; remove the folder if nobody else will."""
        self._ended.set()
        if self.lost:
            self._clean()

    def _watch(self) -> None:
        try:
            while os.read(0, 4096):
                pass
        except OSError:
            pass
        self.lost = True
        signals.interrupt_main()
        if self._ended.wait(PATIENCE_SECONDS):
            return
        self._clean()
        if sys.platform != "win32" and os.getpgid(0) == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(130)

    def _clean(self) -> None:
        session.end_java(0.0)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def watched(folder: str | None) -> Iterator[None]:
    """End with the parent while this lasts.

    Args:
        folder: the value of `--with-parent`: removed once the parent is gone; empty: no folder.
            None: the option is not given, and nothing is watched.
    """
    if folder is None:
        yield
        return
    parent = Parent(Path(folder) if folder else None)
    try:
        yield
    finally:
        parent.end()
