"""Talks to a running sandbox from another process: its admin endpoints, with the file's token."""

from __future__ import annotations

import http.client
import json
import time
import urllib.parse
from pathlib import Path
from typing import Any

from glueflow.sandbox import home
from glueflow.sandbox.errors import SandboxError

STOP_SECONDS = 40.0


def find(folder: Path) -> dict[str, Any] | None:
    """The status of the sandbox that uses ``folder``, or None when none answers.

    A state file left behind by a sandbox that is gone, or whose port now belongs to something
    else, counts as none: the answer must know the file's token.
    """
    state = home.read_state(folder)
    if state is None:
        return None
    status, body = _call(state, "GET", "/glueflow/status", timeout=5.0)
    if status != 200 or body is None or body.get("pid") != state.get("pid"):
        return None
    return body


def faults(folder: Path, rules: list[dict[str, Any]] | None, seed: int) -> dict[str, Any]:
    """Replace the faults of the sandbox of ``folder``, or only list them where ``rules`` is None.

    Raises SandboxError when a rule is refused, or the sandbox does not answer.
    """
    state = home.read_state(folder) or {}
    method = "GET" if rules is None else "PUT"
    content = None if rules is None else {"faults": rules, "seed": seed}
    code, body = _call(state, method, "/glueflow/faults", timeout=5.0, content=content)
    if code != 200 or body is None:
        raise SandboxError((body or {}).get("message") or "The sandbox does not answer.")
    return body


def shut_down(folder: Path, status: dict[str, Any]) -> None:
    """Ask the sandbox to stop and wait until its folder is free.

    Raises SandboxError when it can't save its state and so goes on, or does not end in time.
    """
    state = home.read_state(folder)
    if state is not None:
        code, body = _call(state, "POST", "/glueflow/shutdown", timeout=30.0)
        if code == 507:
            raise SandboxError(
                f"The sandbox has not stopped: its state can't be saved in {folder} "
                f"({(body or {}).get('message')}). Free some space and stop it again. "
                f"Ending process {status['pid']} instead loses what changed since the last save."
            )
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        lock = home.Lock(folder)
        if lock.acquire():
            lock.release()
            return
        time.sleep(0.05)
    raise SandboxError(
        f"The sandbox (process {status['pid']}) has not stopped within {STOP_SECONDS:.0f} s. "
        "End that process; what it saved last stays."
    )


def _call(
    state: dict[str, Any],
    method: str,
    path: str,
    timeout: float,
    content: dict[str, Any] | None = None,
) -> tuple[int, dict[str, Any] | None]:
    address = urllib.parse.urlsplit(state["url"])
    connection = http.client.HTTPConnection(
        address.hostname or "127.0.0.1", address.port, timeout=timeout
    )
    try:
        connection.request(
            method,
            path,
            body=None if content is None else json.dumps(content),
            headers={"Authorization": f"Bearer {state['token']}"},
        )
        reply = connection.getresponse()
        body = json.loads(reply.read() or b"{}")
    except (OSError, http.client.HTTPException, ValueError):
        return 0, None
    finally:
        connection.close()
    return reply.status, body if isinstance(body, dict) else None
