"""Coordinated universal time for the Python process that runs a script, as on Glue's workers.

Spark hands timestamps to Python as local times; only in UTC are they what SQL and files say.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator

VARIABLE = "TZ"


@contextlib.contextmanager
def utc() -> Iterator[None]:
    """Make UTC this process's time zone for a while; afterwards it is what it was."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = "UTC"
    _reread()
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = before
        _reread()


def _reread() -> None:
    """Make the C library follow the variable, which Python offers on POSIX only."""
    if sys.platform == "win32":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL("ucrtbase")._tzset()
    else:
        time.tzset()
