"""What a job run prints, as CloudWatch Logs: group per kind, stream per run.

Source: https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from glueflow.sandbox import backends

GROUPS = {"output": "/aws-glue/jobs/output", "error": "/aws-glue/jobs/error"}
FLUSH_SECONDS = 0.5
MAX_EVENTS = 50_000
MAX_CHARACTERS = 250_000


class RunLog:
    """Collects lines from the threads reading a run's output and hands them to moto in batches."""

    def __init__(
        self, account: str, region: str, run_id: str, changed: Callable[[str], None]
    ) -> None:
        self._account = account
        self._region = region
        self._stream = run_id
        self._changed = changed
        self._lock = threading.Lock()
        self._lines: list[tuple[str, int, str]] = []
        self._count = 0
        self._flushed = time.monotonic()

    def open(self) -> None:
        """Make the run's streams, so that reading the log of a silent run is no error."""
        with backends.LOCK:
            backend = backends.logs(self._account, self._region)
            for group in GROUPS.values():
                backend.ensure_log_group(group)
                backend.ensure_log_stream(group, self._stream)
        self._changed("logs")

    def write(self, kind: str, text: str) -> None:
        """Add ``text`` to the ``output`` or ``error`` log; nothing for an empty text."""
        if not text:
            return
        with self._lock:
            self._count += 1
            if self._count > MAX_EVENTS:
                return
            if self._count == MAX_EVENTS:
                text = f"(the sandbox keeps {MAX_EVENTS} log events of a run; the rest is dropped)"
            self._lines.append((kind, int(time.time() * 1000), text[:MAX_CHARACTERS]))

    def tick(self) -> None:
        """Flush when it is time."""
        if time.monotonic() - self._flushed >= FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Make everything written so far readable through the Logs API."""
        self._flushed = time.monotonic()
        with self._lock:
            lines, self._lines = self._lines, []
        if not lines:
            return
        with backends.LOCK:
            backend = backends.logs(self._account, self._region)
            for kind, group in GROUPS.items():
                events = [
                    {"timestamp": moment, "message": text}
                    for name, moment, text in lines
                    if name == kind
                ]
                if events:
                    backend.ensure_log_group(group)
                    backend.ensure_log_stream(group, self._stream)
                    backend.groups[group].put_log_events(self._stream, events)
        self._changed("logs")
