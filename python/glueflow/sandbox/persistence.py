"""Keeps moto's state on disk: one snapshot per service, replaced atomically.

A request that changes a service marks it; a thread writes marked services shortly after, so a
burst of requests costs one write. A snapshot that cannot be read is set aside under another name
and reported, never deleted and never fatal.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import pickle
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from glueflow.sandbox import backends
from glueflow.sandbox.objects import ObjectStore, drop_missing

FORMAT = 1
DELAY_SECONDS = 0.2
RETRY_SECONDS = 1.0
MARGIN_BYTES = 2**20
"""Room that stays free beside the snapshots: for logs, lock and state files."""
SKIPPED = frozenset({"moto_api", "instance_metadata"})

log = logging.getLogger("glueflow.sandbox")


_WITHHELD = "withheld"


class _Pickler(pickle.Pickler):
    """Writes a reference to a moto backend as its address, not as a copy of it.

    A text that has one of `withheld` in it is left out: an empty one is read back.
    """

    def __init__(self, stream: io.BytesIO, withheld: Sequence[str] = ()) -> None:
        super().__init__(stream, protocol=pickle.HIGHEST_PROTOCOL)
        self._withheld = withheld
        self._addresses = {
            id(inner): (backend.service_name, account, region)
            for backend in backends.active()
            for account, region, inner in list(backend.iter_backends())
        }

    def persistent_id(self, obj: Any) -> Any:
        if self._withheld and isinstance(obj, str) and any(text in obj for text in self._withheld):
            return _WITHHELD
        return self._addresses.get(id(obj))


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, pid: Any) -> Any:
        from moto.backends import get_backend

        if pid == _WITHHELD:
            return ""
        service, account, region = pid
        return get_backend(service)[account][region]


class Snapshots:
    """The folder of service snapshots under ``home``, and the thread that writes them.

    `keys` are the sandbox's own: its secret with them is made anew at each start, and no snapshot
    of Secrets Manager holds them.
    """

    def __init__(self, home: Path, report: Callable[[str], None], keys: Sequence[str] = ()) -> None:
        self._keys = keys
        self._folder = home / "state"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._report = report
        self.objects = ObjectStore(home / "objects")
        self._dirty: set[str] = set()
        self._wake = threading.Condition()
        self._writing = threading.Lock()
        self._closed = False
        self._pause = DELAY_SECONDS
        self._failed: set[str] = set()
        self._live: set[str] = set()
        self._sizes: dict[str, int] = {}
        self._home = home
        self.problem: str | None = None
        self._thread: threading.Thread | None = None

    def load(self) -> int:
        """Restore every snapshot into moto's backends; returns how many services were restored.

        Call it once, after the S3 patch and before the first request.
        """
        restored = 0
        for path in sorted(self._folder.glob("*.pickle")):
            service = path.stem
            try:
                self._restore(service, path)
                restored += 1
            except Exception as error:  # Whatever a broken file raises, the sandbox must start.
                self._set_aside(service, path, error)
        self._check_objects()
        return restored

    def start(self) -> None:
        """Start the thread that writes changed services."""
        self._thread = threading.Thread(target=self._run, name="sandbox-snapshots", daemon=True)
        self._thread.start()

    def mark(self, service: str) -> None:
        """Note that ``service`` (moto's name) changed; ``*`` means any of them."""
        with self._wake:
            self._dirty.add(service)
            self._wake.notify()

    def save(self) -> None:
        """Write every service in use, now.

        Raises OSError when the disk does not take it; what was saved last stays.
        """
        self._write({backend.service_name for backend in backends.active()})

    def refusal(self, size: int, frees: bool) -> str | None:
        """Return why a change can't be kept, or None: a reply promises that it is.

        Args:
            size: bytes the request brings.
            frees: the request makes room, which a state that can still be saved may do.
        """
        if self.problem is not None:
            return self.problem
        if frees:
            return None
        # The next snapshots stand beside the last ones until they have replaced them.
        needed = MARGIN_BYTES + sum(self._sizes.values()) + size
        with contextlib.suppress(OSError):
            if shutil.disk_usage(self._home).free < needed:
                return f"No space left for the sandbox's data in {self._home}. Free some space."
        return None

    def close(self) -> None:
        """Stop the thread and write what is left.

        Raises OSError when the disk does not take it.
        """
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
        self.save()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._dirty and not self._closed:
                    self._wake.wait()
                if self._closed:
                    return
            with self._wake:
                self._wake.wait_for(lambda: self._closed, timeout=self._pause)
                services, self._dirty = self._dirty, set()
            started = time.monotonic()
            if "*" in services:
                services = {backend.service_name for backend in backends.active()}
            try:
                self._write(services)
            except OSError as error:
                log.error("cannot save the sandbox's state: %s", error)
                with self._wake:
                    self._dirty |= services
                    self._wake.wait_for(lambda: self._closed, timeout=RETRY_SECONDS)
            backends.forget_instances()
            # A big state is written less often, so that saving never eats more than a fifth.
            self._pause = max(DELAY_SECONDS, 4 * (time.monotonic() - started))

    def _write(self, services: set[str]) -> None:
        with self._writing:
            try:
                for backend in backends.active():
                    name = backend.service_name
                    if name in services and name not in SKIPPED:
                        self._write_one(name, backend)
            except OSError as error:
                self.problem = (
                    f"The sandbox's state can't be saved in {self._folder}: "
                    f"{error.strerror or error}. Free some space; it then goes on by itself."
                )
                raise
            self.problem = None

    def _write_one(self, name: str, backend: Any) -> None:
        data = self._pickle(name, backend)
        if data is None:
            return
        path = self._folder / f"{name}.pickle"
        temporary = path.with_suffix(".tmp")
        live = self._live
        try:
            with open(temporary, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(temporary, path)
        except OSError:
            # Half a snapshot is of no use, and takes the room that others need.
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        self._sizes[name] = len(data)
        if name == "s3":
            # Only now: until the snapshot is on disk, the one before it names its contents.
            self.objects.sweep(live)

    def _pickle(self, name: str, backend: Any) -> bytes | None:
        for attempt in range(20):
            try:
                with backends.LOCK:
                    return self._pickle_once(name, backend)
            except RuntimeError:  # A container grew while it was read: requests go on meanwhile.
                time.sleep(0.01 * (attempt + 1))
            except Exception as error:  # Not every moto service can be pickled; say so once.
                if name not in self._failed:
                    self._failed.add(name)
                    log.warning("the state of %s is not kept between starts: %s", name, error)
                return None
        log.warning("the state of %s kept changing while being saved; trying later", name)
        self.mark(name)
        return None

    def _pickle_once(self, name: str, backend: Any) -> bytes:
        if name == "s3":
            self.objects.begin()
        state = {
            account: {region: inner.__dict__ for region, inner in list(regions.items())}
            for account, regions in list(backend.items())
        }
        extra = {"bucket_accounts": backend.bucket_accounts} if name == "s3" else {}
        header = {
            "format": FORMAT,
            "service": name,
            "moto": backends.moto_version(),
            "saved": datetime.now(timezone.utc).isoformat(),
        }
        buffer = io.BytesIO()
        pickle.dump(header, buffer)
        withheld = self._keys if name == "secretsmanager" else ()
        _Pickler(buffer, withheld).dump({"state": state, "extra": extra})
        if name == "s3":
            self._live = self.objects.end()
        return buffer.getvalue()

    def _restore(self, service: str, path: Path) -> None:
        from moto.backends import get_backend

        with open(path, "rb") as stream:
            header = pickle.load(stream)
            if header.get("format") != FORMAT:
                raise ValueError(f"snapshot format {header.get('format')} is not {FORMAT}")
            content = _Unpickler(stream).load()
        backend: Any = get_backend(service)  # type: ignore[call-overload]
        for account, regions in content["state"].items():
            for region, attributes in regions.items():
                backend[account][region].__dict__.update(attributes)
        for name, value in content["extra"].items():
            getattr(backend, name).update(value)

    def _set_aside(self, service: str, path: Path, error: Exception) -> None:
        stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S")
        aside = path.with_name(f"{service}.broken-{stamp}")
        with contextlib.suppress(OSError):
            os.replace(path, aside)
        self._report(
            f"The saved state of {service} could not be read ({error}). It was set aside as "
            f"{aside}; the sandbox starts without it."
        )
        if service == "s3":
            # Its objects would be swept as orphans: keep them beside the broken snapshot.
            with contextlib.suppress(OSError):
                os.replace(self.objects.root, aside.with_name(f"objects.broken-{stamp}"))
            self.objects.root.mkdir(exist_ok=True)

    def _check_objects(self) -> None:
        from moto.s3.models import s3_backends

        missing = drop_missing(self.objects, s3_backends)
        if missing:
            shown = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
            self._report(f"{len(missing)} S3 objects have lost their content and are gone: {shown}")
        with self._writing, backends.LOCK:
            self._pickle_once("s3", s3_backends)
            saved = self._folder / "s3.pickle"
            if not saved.exists():
                return
            kept = self.objects.set_aside(self._live, saved.stat().st_mtime, self._folder)
            if kept is not None:
                self._report(
                    f"Objects were stored after the last save, and the state does not name them. "
                    f"Their contents were set aside in {kept}."
                )
            self.objects.sweep(self._live, grace=0.0)
