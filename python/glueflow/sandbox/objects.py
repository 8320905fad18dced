"""The contents of S3 objects, kept as files instead of in memory.

moto keeps each object's bytes in a spooled temporary file. Here every object (and part of a
multipart upload) is one immutable file under ``objects/``: overwriting writes a new file, so the
snapshot that still names the old one stays readable until the next snapshot is on disk.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import time
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

GRACE_SECONDS = 60.0
"""A file no snapshot names is removed once it is this old: a request may still be using it."""


class ObjectStore:
    """The folder of object contents, and which of them the last snapshot named."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self._seen: set[str] | None = None

    def path(self, name: str) -> Path:
        """Where the content called ``name`` stands."""
        return self.root / name[:2] / name

    def write(self, data: bytes) -> str:
        """Store ``data`` and return its name."""
        name = uuid.uuid4().hex
        path = self.path(name)
        path.parent.mkdir(exist_ok=True)
        try:
            path.write_bytes(data)
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink()
            raise
        return name

    def begin(self) -> None:
        """Start noting which contents a snapshot names."""
        self._seen = set()

    def note(self, name: str) -> None:
        """Record that the snapshot being made names this content."""
        if self._seen is not None:
            self._seen.add(name)

    def end(self) -> set[str]:
        """The contents noted since :meth:`begin`."""
        seen, self._seen = self._seen or set(), None
        return seen

    def sweep(self, live: set[str], grace: float = GRACE_SECONDS) -> int:
        """Remove files older than ``grace`` seconds that are not ``live``; returns how many."""
        limit = time.time() - grace
        removed = 0
        for path in self.root.glob("??/*"):
            if path.name in live:
                continue
            with contextlib.suppress(OSError):  # Open on Windows, or gone: the next sweep tries.
                if path.stat().st_mtime <= limit:
                    path.unlink()
                    removed += 1
        return removed

    def set_aside(self, live: set[str], saved: float, folder: Path) -> Path | None:
        """Move contents newer than the last snapshot, which does not name them, out of the way.

        They were stored by requests whose snapshot was never written (a full disk, a kill).

        Args:
            live: the contents that the snapshot names.
            saved: when it was written, in seconds since 1970.
            folder: where the folder of what is set aside is made; returned, None for nothing.
        """
        found = [
            path
            for path in self.root.glob("??/*")
            if path.name not in live and path.stat().st_mtime > saved
        ]
        if not found:
            return None
        aside = folder / f"objects.unsaved-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}"
        aside.mkdir(exist_ok=True)
        for path in found:
            os.replace(path, aside / path.name)
        return aside

    def clear(self) -> None:
        """Remove every content."""
        shutil.rmtree(self.root, ignore_errors=True)
        self.root.mkdir(parents=True, exist_ok=True)


_store: ObjectStore | None = None


class ObjectFile:
    """The part of a spooled temporary file's interface that moto's S3 keys use."""

    def __init__(self, max_size: int = 0) -> None:
        self.name: str | None = None
        self._position = 0

    def seek(self, position: int) -> None:
        """Move to ``position`` bytes from the start."""
        self._position = position

    def truncate(self) -> None:
        """Drop the content; what was stored stays on disk until no snapshot names it."""
        self.name = None

    def write(self, data: bytes) -> int:
        """Store ``data`` as the whole content."""
        if _store is None:
            raise RuntimeError("the sandbox is not running")
        self.name = _store.write(data) if data else None
        self._position = len(data)
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """Read ``size`` bytes (all by default) from the current position."""
        if self.name is None:
            return b""
        if _store is None:
            raise RuntimeError("the sandbox is not running")
        with open(_store.path(self.name), "rb") as stream:
            stream.seek(self._position)
            data = stream.read(size)
        self._position += len(data)
        return data

    def close(self) -> None:
        """Nothing is held open between calls."""

    def __getstate__(self) -> dict[str, Any]:
        if self.name is not None and _store is not None:
            _store.note(self.name)
        return {"name": self.name}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.name = state["name"]
        self._position = 0


def _get_state(key: Any) -> dict[str, Any]:
    state = dict(key.__dict__)
    del state["lock"]
    return state


def _set_state(key: Any, state: dict[str, Any]) -> None:
    import threading

    key.__dict__.update(state)
    key.lock = threading.Lock()


def _rebuild_keys(versions: dict[str, list[Any]]) -> Any:
    from moto.s3.utils import _VersionedKeyStore

    keys = _VersionedKeyStore()
    for name, items in versions.items():
        dict.__setitem__(keys, name, items)
    return keys


def _reduce_keys(keys: Any) -> tuple[Any, ...]:
    # By default pickle asks for items(), which moto answers with the newest version alone.
    return _rebuild_keys, ({name: list(dict.__getitem__(keys, name)) for name in list(keys)},)


class Patch:
    """Makes moto's S3 keep its contents in ``store`` until :meth:`undo`."""

    def __init__(self, store: ObjectStore) -> None:
        global _store
        self._models = vars(importlib.import_module("moto.s3.models"))
        self._keys: Any = importlib.import_module("moto.s3.utils")._VersionedKeyStore
        key = self._models["FakeKey"]
        self._saved = (self._models["tempfile"], key.__getstate__, key.__setstate__, key.__del__)
        _store = store
        self._models["tempfile"] = SimpleNamespace(SpooledTemporaryFile=ObjectFile)
        key.__getstate__ = _get_state
        key.__setstate__ = _set_state
        # moto disposes of a key's temporary file here; ours belong to the snapshots.
        key.__del__ = lambda key: None
        self._keys.__reduce__ = _reduce_keys

    def undo(self) -> None:
        """Put moto back as it was."""
        global _store
        key = self._models["FakeKey"]
        self._models["tempfile"], key.__getstate__, key.__setstate__, key.__del__ = self._saved
        del self._keys.__reduce__
        _store = None


def drop_missing(store: ObjectStore, s3_backends: Any) -> list[str]:
    """Remove keys whose content is not on disk; returns their ``s3://`` addresses."""
    missing: list[str] = []
    for _account, _region, backend in s3_backends.iter_backends():
        for bucket in backend.buckets.values():
            for name in list(bucket.keys):
                versions = bucket.keys.getlist(name)
                kept = [v for v in versions if not _lost(store, v)]
                if len(kept) != len(versions):
                    missing.append(f"s3://{bucket.name}/{name}")
                    if kept:
                        bucket.keys.setlist(name, kept)
                    else:
                        del bucket.keys[name]
    return missing


def _lost(store: ObjectStore, version: Any) -> bool:
    content = getattr(version, "_value_buffer", None)
    name = getattr(content, "name", None)
    return bool(name) and not os.path.exists(store.path(str(name)))
