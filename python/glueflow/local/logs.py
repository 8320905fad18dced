"""The log of script runs: a file with all that is too long for a message, for its owner alone."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

LOG = logging.getLogger("glueflow.job")


class LogUnwritable(OSError):
    """The log can't be written; the text names the file, the reason and the remedy."""

    def __init__(self, log: Path, error: OSError) -> None:
        super().__init__(
            f"The log {log} can't be written: {error.strerror or error}. "
            "Free some space, or name another file with --log."
        )


class LogStream(io.TextIOBase):
    """A script's stderr: lines of the log."""

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Log a text, unless it is blank."""
        if text.strip():
            LOG.info("%s", text.rstrip())
        return len(text)


class LogFile(logging.FileHandler):
    """Appends to a log; `problem` is the first error of doing so."""

    def __init__(self, log: Path) -> None:
        super().__init__(log, encoding="utf-8")
        self.problem: OSError | None = None

    def handleError(self, record: logging.LogRecord) -> None:
        """Keep an error of the disk; print what a bad log call raised, as logging does."""
        error = sys.exc_info()[1]
        if isinstance(error, OSError):
            self.problem = self.problem or error
        else:
            super().handleError(record)

    def close(self) -> None:
        """Close the file, which may write what is left."""
        try:
            super().close()
        except OSError as error:
            self.problem = self.problem or error


def open_log(log: Path) -> int:
    """Open a log to append to it, readable by its owner alone; return the file descriptor.

    Raises:
        OSError: it can't be opened.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    found = os.fstat(handle)
    # Somebody else's file stays as it is, and so does a device.
    if sys.platform != "win32" and stat.S_ISREG(found.st_mode) and found.st_uid == os.getuid():
        os.fchmod(handle, 0o600)
    return handle


def begin(log: Path, name: str) -> None:
    """Write the first line of a run to its log, down to the disk.

    Raises:
        LogUnwritable: the folder, the file or the disk does not take it.
    """
    try:
        handle = open_log(log)
        try:
            os.write(handle, f"Run of {name}\n".encode("utf-8", "backslashreplace"))
            if stat.S_ISREG(os.fstat(handle).st_mode):
                os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise LogUnwritable(log, error) from error


@contextlib.contextmanager
def logging_to(log: Path | None) -> Iterator[LogFile | None]:
    """Append what runs log to a file, and only there, for a while.

    Raises:
        OSError: the file can't be opened.
    """
    if log is None:
        yield None
        return
    os.close(open_log(log))
    handler = LogFile(log)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    level, propagate = LOG.level, LOG.propagate
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    try:
        yield handler
    finally:
        LOG.removeHandler(handler)
        LOG.setLevel(level)
        LOG.propagate = propagate
        handler.close()


Notify = Callable[[str, str], object]
"""Takes a warning: as a line of output, and the message alone. In the thread that logs it."""


class Warnings(logging.Handler):
    """Hands on warnings and errors that a script or the runtime logs."""

    def __init__(self, notify: Notify) -> None:
        super().__init__(logging.WARNING)
        self._notify = notify

    def emit(self, record: logging.LogRecord) -> None:
        """Hand on a record, unless its message is given another way."""
        if not getattr(record, "reported", False):
            text = record.getMessage()
            self._notify(f"{record.levelname.capitalize()}: {text}\n", text)


@contextlib.contextmanager
def warnings_to(notify: Notify) -> Iterator[None]:
    """Hand on what is logged as a warning for a while."""
    handler = Warnings(notify)
    LOG.addHandler(handler)
    try:
        yield
    finally:
        LOG.removeHandler(handler)
