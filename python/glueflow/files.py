"""The one way in which Python writes small files of settings and state.

The rules are those of `packages/aws/src/file.ts`: whoever changes a file holds its lock, the old
file stays whole until the new one is on the disk, only the person can read it, and what processes
that were killed left beside it is removed with the next change.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 20.0


class FileBusy(RuntimeError):
    """Another process has been changing the file for long; the message names both."""


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Hold the lock of a file: read it, and write it with `replace`, within.

    The system gives the lock back when its owner ends, however that comes about.

    Raises:
        FileBusy: another process does not give it back.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = path.with_name(f".{path.name}.pylock")
    handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _take(handle):
            if time.monotonic() > deadline:
                raise FileBusy(
                    f"Another process has been changing {path} for long. Try again later."
                )
            time.sleep(0.01)
        _clean(path)
        yield
    finally:
        os.close(handle)


def replace(path: Path, text: str) -> None:
    """Write a file by one rename, readable by the person only. Call it within `changing`."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(draft, flags, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _take(handle: int) -> bool:
    """Take a lock that ends with this process; False when somebody has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _clean(path: Path) -> None:
    """Remove drafts left behind, those of earlier versions (`name.pid`) too."""
    draft = re.compile(
        rf"\.{re.escape(path.name)}\.[0-9a-f]{{12}}\.tmp|{re.escape(path.name)}\.\d+"
    )
    for each in path.parent.iterdir():
        if draft.fullmatch(each.name):
            each.unlink(missing_ok=True)
