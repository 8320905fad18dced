"""Where a script asked for the files that it reads: Spark reads them later, under another node.

An error about a file then belongs to the node that named its folder, not to the one that writes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

_PACKAGE = str(Path(__file__).parent)
_PATHS = re.compile(r"""["'](s3[an]?://[^"']+|/[^"']+|file:[^"']+)["']""")
_MOST = 100_000
_places: dict[str, tuple[str, int]] = {}


def remember(paths: Iterable[str]) -> None:
    """Note that the script's present line reads these paths."""
    place = _script_place()
    if place is None:
        return
    if len(_places) > _MOST:
        _places.clear()
    for path in paths:
        _places[_plain(path)] = place


def line_of(path: str, file: str, lines: Sequence[str]) -> int | None:
    """Return the line of a script that reads a file: as noted, or by the longest path in its text.

    Args:
        file: the name the script was compiled under.
        lines: the script's own lines.
    """
    wanted = _plain(path)
    best: tuple[int, int | None] = (0, None)
    for folder, (name, line) in _places.items():
        if name == file and line <= len(lines) and _within(wanted, folder):
            best = max(best, (len(folder), line), key=lambda each: each[0])
    if best[1] is not None:
        return best[1]
    for number, text in enumerate(lines, start=1):
        for found in _PATHS.findall(text):
            folder = _plain(found)
            if len(folder) > best[0] and _within(wanted, folder):
                best = (len(folder), number)
    return best[1]


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _plain(path: str) -> str:
    return re.sub(r"^(?:s3[an]?|file):/*", "/", path).rstrip("/")


def _script_place() -> tuple[str, int] | None:
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if not name.startswith(_PACKAGE):
            return name, frame.f_lineno
        if frame.f_back is None:
            return None
        frame = frame.f_back
    return None
