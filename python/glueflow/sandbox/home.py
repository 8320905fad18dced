"""The sandbox's folder: where it is, its lock, and the file that says what runs there."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import string
import sys
from pathlib import Path
from typing import IO, Any

from glueflow import files
from glueflow.sandbox.errors import SandboxError

STATE_FILE = "sandbox.json"
LOCK_FILE = "sandbox.lock"
KEYS_FILE = "keys.json"


def default_home() -> Path:
    """``$GLUEFLOW_HOME/sandbox``, or ``~/.glueflow/sandbox``."""
    base = os.environ.get("GLUEFLOW_HOME")
    return (Path(base) if base else Path.home() / ".glueflow") / "sandbox"


def prepare(home: Path) -> Path:
    """Make the folder, readable by its owner alone; returns its absolute path.

    Raises SandboxError when it cannot be made.
    """
    home = home.expanduser().absolute()
    try:
        home.mkdir(parents=True, exist_ok=True)
        if sys.platform != "win32":
            home.chmod(0o700)
    except OSError as error:
        raise SandboxError(
            f"The sandbox's folder {home} cannot be used: {error}. Choose another with --home."
        ) from error
    return home


def clear(home: Path) -> None:
    """Remove everything the sandbox keeps in its folder but its keys, and nothing of others."""
    for name in ("state", "objects", "bookmarks", "runs", "lakefs"):
        shutil.rmtree(home / name, ignore_errors=True)
    (home / "seeded.json").unlink(missing_ok=True)


def write_state(home: Path, state: dict[str, Any]) -> None:
    """Write the state file, which holds the admin token, for the owner alone."""
    _write_private(home / STATE_FILE, state)


def keys(home: Path) -> dict[str, str]:
    """The access key of this folder's sandbox, as environment variables; made when there is none.

    Raises SandboxError when its file is there and cannot be understood.
    """
    path = home / KEYS_FILE
    try:
        found = json.loads(path.read_text("utf-8"))
        return {name: str(found[name]) for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SandboxError(
            f"The sandbox's keys in {path} cannot be read ({type(error).__name__}). "
            "Delete the file; the next start makes new ones."
        ) from None
    letters = string.ascii_uppercase + "234567"
    made = {
        "AWS_ACCESS_KEY_ID": "AKIA" + "".join(secrets.choice(letters) for _ in range(16)),
        "AWS_SECRET_ACCESS_KEY": secrets.token_urlsafe(30),
    }
    _write_private(path, made)
    return made


def _write_private(path: Path, content: dict[str, Any]) -> None:
    with files.changing(path):
        files.replace(path, json.dumps(content, indent=2, sort_keys=True) + "\n")


def read_state(home: Path) -> dict[str, Any] | None:
    """The state file's content; None when there is none or it is broken."""
    try:
        value = json.loads((home / STATE_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) and "url" in value and "token" in value else None


def remove_state(home: Path, pid: int) -> None:
    """Remove the state file if process ``pid`` wrote it."""
    state = read_state(home)
    if state is not None and state.get("pid") == pid:
        with contextlib.suppress(OSError):
            (home / STATE_FILE).unlink()


class Lock:
    """Held by the one sandbox that uses a folder; the system releases it when that process ends."""

    def __init__(self, home: Path) -> None:
        self._path = home / LOCK_FILE
        self._stream: IO[str] | None = None

    def acquire(self) -> bool:
        """Take the lock; False when another process has it."""
        stream = open(self._path, "a+", encoding="utf-8")  # noqa: SIM115 (kept open)
        try:
            if sys.platform == "win32":
                import msvcrt

                stream.seek(0)
                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            stream.close()
            return False
        self._stream = stream
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
