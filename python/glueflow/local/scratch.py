"""The folder of a process's temporary files: below the 0700 home, and gone with the process.

Shuffle files and staged writes hold a person's data, so they never lie where others may look. The
folder is `GLUEFLOW_SCRATCH` if that is set (whoever set it removes it), else one of the process's
own in `GLUEFLOW_HOME/tmp` (`~/.glueflow/tmp`).
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

LOCK = "lock"
KEPT_SECONDS = 30 * 24 * 3600
_PREFIX = "process-"

_roots: dict[str, tuple[Path, int, IO[str]]] = {}


def home() -> Path:
    """Return the folder of a person's own Glueflow files, made for its owner alone."""
    given = os.environ.get("GLUEFLOW_HOME")
    folder = (Path(given) if given else Path.home() / ".glueflow").absolute()
    private(folder)
    return folder


def private(folder: Path) -> None:
    """Make a folder that its owner alone may read; one that is there already is closed."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if sys.platform != "win32":
        # A folder of somebody else stays as it is; what we make in it is closed.
        with contextlib.suppress(PermissionError):
            folder.chmod(0o700)


def root() -> Path:
    """Return this process's folder; it is made on the first call and removed at exit.

    Folders of processes that ended without removing theirs are removed by the way.
    """
    given = os.environ.get("GLUEFLOW_SCRATCH", "")
    key = given or str(home())
    known = _roots.get(key)
    if known is not None and known[0].is_dir() and known[1] == os.getpid():
        return known[0]
    if given:
        folder = Path(given).absolute()
        private(folder)
    else:
        parent = home() / "tmp"
        private(parent)
        sweep(parent)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    lock = open(folder / LOCK, "w", encoding="utf-8")  # noqa: SIM115 (held until the end)
    _hold(lock)
    _roots[key] = (folder, os.getpid(), lock)
    atexit.register(_remove, folder, os.getpid())
    return folder


def kept() -> Path:
    """Return the folder of files that outlive the process, such as the log of a run that failed."""
    folder = home() / "logs"
    private(folder)
    for old in folder.iterdir():
        with contextlib.suppress(OSError):
            if old.stat().st_mtime < time.time() - KEPT_SECONDS:
                old.unlink()
    return folder


def make(prefix: str) -> Path:
    """Make a folder in the process's own; its user may remove it earlier than the process ends."""
    return Path(tempfile.mkdtemp(prefix=f"{prefix}-", dir=root()))


def sweep(parent: Path) -> None:
    """Remove folders in `parent` whose process is gone: nobody holds their lock any more."""
    for entry in parent.iterdir():
        for lock in (entry / LOCK, entry / "tmp" / LOCK):
            with contextlib.suppress(OSError), open(lock, "r+", encoding="utf-8") as stream:
                if _hold(stream):
                    shutil.rmtree(entry, ignore_errors=True)


def _hold(stream: IO[str]) -> bool:
    """Lock a file until it is closed; False when another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove(folder: Path, pid: int) -> None:
    # A forked process has the same exit handlers, and no business with the folder.
    if os.getpid() == pid:
        shutil.rmtree(folder, ignore_errors=True)
