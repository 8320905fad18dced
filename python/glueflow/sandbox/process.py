"""One job run's process: the command, its environment, its events and its end."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from glueflow.sandbox import guard

PACKAGE_ROOT = Path(__file__).resolve().parents[2]
KILL_AFTER_SECONDS = 5.0
# Settings of the person's own AWS account or lakeFS server must not reach a job of the sandbox.
_DROPPED = ("AWS_", "MOTO_", "BOTO", "LAKECTL_")


def default_runner() -> list[str]:
    """The command that runs a Glue script: the local Glue runtime."""
    return [sys.executable, "-m", "glueflow.local"]


def environment(
    url: str,
    region: str,
    credentials: Mapping[str, str],
    bookmarks: Path,
    python_path: Sequence[str] = (),
) -> dict[str, str]:
    """The environment of a run: ours, with the sandbox's AWS settings, and without lakeFS's."""
    result = {k: v for k, v in os.environ.items() if not k.upper().startswith(_DROPPED)}
    paths = [*python_path, str(PACKAGE_ROOT)]
    if result.get("PYTHONPATH"):
        paths.append(result["PYTHONPATH"])
    result.update(
        {
            **credentials,
            "AWS_ENDPOINT_URL": url,
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            # Without it clients of lakeFS read ~/.lakectl.yaml.
            "LAKECTL_CONFIG_FILE": str(bookmarks / "no-lakectl.yaml"),
            "GLUEFLOW_BOOKMARK_DIR": str(bookmarks),
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONUNBUFFERED": "1",
            "PYTHONIOENCODING": "utf-8",
        }
    )
    return result


class RunProcess:
    """A running script. ``on_event`` gets each JSON event, ``on_line`` any other line of output
    together with the name of its stream (``output`` or ``error``)."""

    def __init__(
        self,
        command: Sequence[str],
        env: Mapping[str, str],
        folder: Path,
        on_event: Callable[[dict[str, Any]], None],
        on_line: Callable[[str, str], None],
    ) -> None:
        flags: dict[str, Any] = {}
        if sys.platform == "win32":
            flags["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
        else:
            flags["start_new_session"] = True
        self._on_event = on_event
        self._on_line = on_line
        self._process = subprocess.Popen(
            [sys.executable, "-I", guard.__file__, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(env),
            cwd=folder,
            **flags,
        )
        self._readers = [
            threading.Thread(target=self._read, args=(self._process.stdout, True), daemon=True),
            threading.Thread(target=self._read, args=(self._process.stderr, False), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        """The process id of the guard, which leads the run's process group."""
        return self._process.pid

    def poll(self) -> int | None:
        """The exit status, or None while it runs."""
        return self._process.poll()

    def kill(self) -> None:
        """End the whole tree: politely, then by force."""
        guard.kill_tree(self.pid, force=False)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(KILL_AFTER_SECONDS)
        # The guard may be gone while a stubborn child is not: the group outlives its leader.
        guard.kill_tree(self.pid, force=True)
        self._process.wait()

    def finish(self) -> None:
        """Wait for the output to be read to its end, after the process ended."""
        for reader in self._readers:
            reader.join(timeout=10.0)
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _read(self, stream: IO[bytes] | None, events: bool) -> None:
        assert stream is not None
        for raw in stream:
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            event = _event(line) if events else None
            if event is not None:
                self._on_event(event)
            else:
                self._on_line("output" if events else "error", line)
        stream.close()


def _event(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) and isinstance(value.get("event"), str) else None
