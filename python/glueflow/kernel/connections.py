"""Credentials of connections: one `glueflow credentials` process each, for as long as it is used.

The process prints one line of JSON, {"env": {NAME: value, or null for unset}}, and serves keys
until its standard input closes. What it prints is kept in memory only.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from glueflow import cli
from glueflow.local import aws

TIMEOUT = 60.0
POLL_SECONDS = 0.1
GRACE_SECONDS = 3.0
CREDENTIALS_EXIT = 3
_CHECKOUT = Path(__file__).parents[3] / "packages" / "server" / "bin" / "glueflow.js"


class ConnectionFailed(RuntimeError):
    """A connection can't be used; the message says why and what to do.

    `credentials` says that missing or expired credentials are the cause.
    """

    def __init__(self, message: str, credentials: bool = True) -> None:
        super().__init__(message)
        self.credentials = credentials


def command() -> list[str]:
    """Return the command line that runs `glueflow`: the bundle, or the checkout this file is in.

    Raises:
        ConnectionFailed: neither is there, or no Node to run it.
    """
    script = cli.BUNDLE if cli.BUNDLE.is_file() else _CHECKOUT
    if not script.is_file():
        raise ConnectionFailed(
            "Connections need the glueflow command, which this installation lacks. Run: "
            f"{sys.executable} -m pip install --force-reinstall glueflow",
            False,
        )
    try:
        return [cli.find_node(), str(script)]
    except cli.NodeMissing as error:
        raise ConnectionFailed(str(error), False) from error


class Connections:
    """The running credential processes of this kernel.

    Args:
        base: the environment the processes start with, and connections build on: the kernel's own
            at its start.
        command: what gives the command line, a stand-in in tests.
    """

    def __init__(self, base: Mapping[str, str], command: Callable[[], list[str]] = command) -> None:
        self._base = dict(base)
        self._command = command
        self._running: dict[str, _Credentials] = {}
        self._lock = threading.Lock()

    def environment(
        self, name: str, check: Callable[[], None] = lambda: None
    ) -> dict[str, str | None]:
        """Return the variables to set (None: unset) for a connection.

        Variables of AWS that a cell changed meanwhile go back to the kernel's own first.

        Args:
            check: called while waiting; may raise to give up.

        Raises:
            ConnectionFailed: the command failed or did not answer.
        """
        with self._lock:
            held = self._running.get(name)
        if held is None or not held.alive:
            held = _Credentials([*self._command(), "credentials", "--connection", name], self._base)
            try:
                held.wait(name, check)
            except BaseException:
                held.close()
                raise
            with self._lock:
                self._running[name] = held
        return {**{each: self._base.get(each) for each in aws.FOLLOWED}, **held.env}

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            running, self._running = list(self._running.values()), {}
        for held in running:
            held.close()


class _Credentials:
    def __init__(self, command: list[str], env: Mapping[str, str]) -> None:
        self.env: dict[str, str | None] = {}
        self._errors: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**env, "GLUEFLOW_PYTHON": sys.executable},
                encoding="utf-8",
                errors="replace",
                # Interrupting a cell signals the kernel's whole process group.
                start_new_session=os.name != "nt",
            )
        except OSError as error:
            raise ConnectionFailed(f"{command[0]} can't be started: {error}", False) from error
        self._readers = [
            threading.Thread(target=self._read, args=(stream, put), daemon=True)
            for stream, put in (
                (self._process.stdout, self._lines.put),
                (self._process.stderr, self._errors.append),
            )
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: Any, put: Callable[[str], None]) -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in stream:
                put(line)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def wait(self, name: str, check: Callable[[], None]) -> None:
        """Wait for the line that tells the environment."""
        until = time.monotonic() + TIMEOUT
        while True:
            check()
            try:
                line = self._lines.get(timeout=POLL_SECONDS)
                break
            except queue.Empty:
                pass
            if not self.alive and self._lines.empty():
                raise self._failure(name)
            if time.monotonic() > until:
                raise ConnectionFailed(
                    f"The connection {name} gave no credentials within {TIMEOUT:.0f} s. "
                    f"Try: glueflow connections test {name}"
                )
        try:
            env = json.loads(line)["env"]
            self.env = {str(k): None if v is None else str(v) for k, v in env.items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            # Not chained: the line may hold keys.
            raise ConnectionFailed(
                f"glueflow credentials --connection {name} answered something else than "
                "credentials. Update glueflow in this kernel.",
                False,
            ) from None

    def _failure(self, name: str) -> ConnectionFailed:
        for reader in self._readers:
            reader.join(timeout=1)
        said = " ".join(line.strip() for line in self._errors if line.strip())
        code = self._process.returncode
        message = said.removeprefix("glueflow: ") or (
            f"The connection {name} gave no credentials: glueflow credentials ended with exit "
            f"code {code}."
        )
        return ConnectionFailed(message, code == CREDENTIALS_EXIT)

    def close(self) -> None:
        """Close the process's input, which ends it; make it end if it does not."""
        with contextlib.suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        try:
            self._process.wait(timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        # The readers end with the pipes they read.
        for reader in self._readers:
            reader.join(timeout=1)
        for stream in (self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()
