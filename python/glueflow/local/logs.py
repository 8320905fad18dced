"""The log of script runs: a file with all that is too long for a message."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterator
from pathlib import Path

LOG = logging.getLogger("glueflow.job")


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


@contextlib.contextmanager
def logging_to(log: Path | None) -> Iterator[None]:
    """Append what runs log to a file, and only there, for a while."""
    if log is None:
        yield
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(log, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    level, propagate = LOG.level, LOG.propagate
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    try:
        yield
    finally:
        LOG.removeHandler(handler)
        LOG.setLevel(level)
        LOG.propagate = propagate
        handler.close()
