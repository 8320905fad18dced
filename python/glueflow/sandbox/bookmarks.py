"""Job bookmarks as the Glue API shows them: the local Glue runtime's own files.

The runtime keeps one JSON file per job, in the members of Glue's JobBookmarkEntry; what is in
them, and how to reset them, is :mod:`glueflow.local.bookmarks`' to know.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from glueflow.local import bookmarks
from glueflow.sandbox.errors import invalid_input

MEMBERS = ("JobName", "Version", "Run", "Attempt", "PreviousRunId", "RunId", "JobBookmark")


def read(folder: Path, job: str) -> dict[str, Any] | None:
    """The ``JobBookmarkEntry`` of ``job``, or None when it has no bookmark."""
    with _refusing():
        return _entry(bookmarks.read_entry(job, folder))


def reset(folder: Path, job: str, run_id: str | None) -> dict[str, Any] | None:
    """Forget what ``job`` has read (after run ``run_id``, if given); returns the new entry.

    Raises GlueError ``InvalidInputException`` when no committed run has that id.
    """
    with _refusing():
        return _entry(bookmarks.reset(job, run_id, folder))


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except bookmarks.BookmarkError as error:
        raise invalid_input(str(error)) from error


def _entry(found: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if found is None else {name: found.get(name) for name in MEMBERS}
