"""Job bookmarks as the Glue API shows them, read from the local Glue runtime's files.

The runtime keeps one JSON file per job in ``GLUEFLOW_BOOKMARK_DIR``.
"""

from __future__ import annotations

import contextlib
import json
import urllib.parse
from pathlib import Path
from typing import Any


def path(folder: Path, job: str) -> Path:
    """The bookmark file of ``job``."""
    return folder / (urllib.parse.quote(job, safe="") + ".json")


def read(folder: Path, job: str) -> dict[str, Any] | None:
    """The ``JobBookmarkEntry`` of ``job``, or None when it has no bookmark."""
    try:
        state = json.loads(path(folder, job).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return {
        "JobName": job,
        "Version": int(state.get("version", 0)),
        "Run": int(state.get("run", 0)),
        "Attempt": int(state.get("attempt", 0)),
        "PreviousRunId": state.get("previousRunId"),
        "RunId": state.get("runId"),
        "JobBookmark": json.dumps(state.get("contexts", {}), sort_keys=True),
    }


def reset(folder: Path, job: str) -> None:
    """Forget the bookmark of ``job``."""
    with contextlib.suppress(FileNotFoundError):
        path(folder, job).unlink()
