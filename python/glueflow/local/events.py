"""Events of a run on standard output: lines of JSON, or the text of its output alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any


def writer(as_json: bool) -> Callable[[dict[str, Any]], None]:
    """Return what writes events to standard output, in UTF-8.

    Args:
        as_json: every event as a line of JSON; otherwise the text of `output` events alone.
    """
    out = sys.stdout

    def write(event: dict[str, Any]) -> None:
        if as_json:
            out.write(json.dumps(event, ensure_ascii=False) + "\n")
            out.flush()
        elif event["event"] == "output":
            out.write(event["text"])
            out.flush()

    if hasattr(out, "reconfigure"):
        out.reconfigure(encoding="utf-8", errors="backslashreplace")
    return write
