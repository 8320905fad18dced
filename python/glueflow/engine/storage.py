"""The files that outputs replace."""

from __future__ import annotations

from glueflow.local import storage


def files(place: str) -> set[str]:
    """Return the paths of all files below a folder."""
    folder = f"{place.rstrip('/')}/"
    return {file.path for file in storage.list_files(folder, everything=True)}


def replace(place: str, before: set[str], only_partitions: bool) -> None:
    """Remove files that were there before a write: all of them, or those of folders it wrote to."""
    new = files(place) - before
    folders = {path.rsplit("/", 1)[0] for path in new}
    gone = {path for path in before if not only_partitions or path.rsplit("/", 1)[0] in folders}
    storage.remove(sorted(gone))
