"""Puts the example data into a repository: an import of what the sandbox's S3 holds."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from glueflow.sandbox.errors import SandboxError

REPOSITORY = "nycflights"
SECONDS = 60.0


def seed(url: str, keys: Mapping[str, str], uri: str, repository: str = REPOSITORY) -> bool:
    """Make a repository and import ``uri`` to its branch main; False where it was there already.

    What people did in a repository that is there stays. Raises SandboxError.
    """
    try:
        call(
            url,
            keys,
            "POST",
            "repositories",
            {"name": repository, "storage_namespace": f"local://{repository}"},
        )
    except HTTPError as error:
        if error.code == 409:
            return False
        raise SandboxError(f"The repository {repository} could not be made: {error}") from error
    body = {
        "paths": [{"path": uri, "destination": "", "type": "common_prefix"}],
        "commit": {"message": "Import nycflights13"},
    }
    place = f"repositories/{repository}/branches/main/import"
    name = call(url, keys, "POST", place, body)["id"]
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        state = call(url, keys, "GET", f"{place}?id={name}")
        if state["completed"]:
            return True
        if state.get("error"):
            break
        time.sleep(0.02)
    raise SandboxError(f"The import into {repository} failed: {state.get('error') or 'no end'}")


def call(
    url: str, keys: Mapping[str, str], method: str, path: str, body: Any = None
) -> dict[str, Any]:
    """Call the API of the stand-in at ``url`` with the sandbox's keys. Raises OSError."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"{url}/api/v1/{path}", data, method=method)
    user = f"{keys['AWS_ACCESS_KEY_ID']}:{keys['AWS_SECRET_ACCESS_KEY']}"
    request.add_header("Authorization", f"Basic {base64.b64encode(user.encode()).decode()}")
    request.add_header("Content-Type", "application/json")
    with urlopen(request, timeout=SECONDS) as reply:
        text = reply.read()
    # A new branch is answered by the plain text of its commit.
    found: dict[str, Any] = json.loads(text) if text.startswith(b"{") else {}
    return found
