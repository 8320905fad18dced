"""Imports from the sandbox's S3: objects by address, nothing is copied."""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from glueflow.sandbox.lakefs.branches import Branches
from glueflow.sandbox.lakefs.contents import Contents, guess_type, split
from glueflow.sandbox.lakefs.problems import Conflict, Invalid, NotFound, Problem
from glueflow.sandbox.lakefs.trees import Entry
from glueflow.sandbox.lakefs.versions import Commit, Versions

_KINDS = ("common_prefix", "object")


@dataclass
class Running:
    """An import and how far it is."""

    repo: str
    branch: str
    body: dict[str, Any]
    completed: bool = False
    error: str | None = None
    objects: int = 0
    commit: Commit | None = None
    updated: float = field(default_factory=time.time)


class Imports:
    """Starts imports, each in a thread of its own, and answers for them while the sandbox runs."""

    def __init__(self, versions: Versions, branches: Branches, contents: Contents) -> None:
        self._versions = versions
        self._branches = branches
        self._contents = contents
        self._running: dict[str, Running] = {}
        self._lock = threading.Lock()

    def start(self, repo: str, branch: str, body: dict[str, Any], user: str) -> str:
        """Start an import; returns its id. Raises Invalid, NotFound."""
        self._versions.head(repo, branch)
        paths = body.get("paths")
        if not isinstance(paths, list) or not isinstance(body.get("commit"), dict):
            raise Invalid("paths and commit are required")
        for each in paths:
            if each.get("type") not in _KINDS:
                raise Invalid("import path type: invalid value: validation error")
        if self._branches.uncommitted(repo, branch):
            raise Invalid(f"{branch}: uncommitted changes (dirty branch)")
        name = uuid.uuid4().hex
        state = Running(repo, branch, body)
        with self._lock:
            self._running[name] = state
        thread = threading.Thread(
            target=self._run, args=(state, user), name=f"lakefs-import-{name}", daemon=True
        )
        thread.start()
        return name

    def status(self, repo: str, name: str) -> dict[str, Any]:
        """Return how far an import is. Raises NotFound."""
        state = self._find(repo, name)
        with self._lock:
            moment = datetime.fromtimestamp(state.updated, timezone.utc)
            answer: dict[str, Any] = {
                "completed": state.completed,
                "update_time": moment.isoformat().replace("+00:00", "Z"),
                "ingested_objects": state.objects,
            }
            if state.error is not None:
                answer["error"] = {"message": state.error}
            if state.commit is not None:
                answer["commit"] = state.commit
            return answer

    def cancel(self, repo: str, name: str) -> None:
        """Stop an import before it commits. Raises NotFound, Conflict when it is over."""
        state = self._find(repo, name)
        with self._lock:
            if state.completed:
                raise Conflict("conflict found")
            state.error = "Canceled"
            state.updated = time.time()

    def _find(self, repo: str, name: str) -> Running:
        self._versions.repository(repo)
        with self._lock:
            state = self._running.get(name)
        if state is None or state.repo != repo:
            raise NotFound("not found")
        return state

    def _run(self, state: Running, user: str) -> None:
        try:
            found: dict[str, Entry] = {}
            for source in state.body["paths"]:
                self._collect(state, source, found)
            with self._lock:
                if state.error is not None:
                    return
                state.commit = self._branches.put_tree(
                    state.repo, state.branch, found, state.body["commit"], user
                )
                state.completed = True
                state.updated = time.time()
        except Problem as problem:
            self._fail(state, problem.message)
        except Exception as error:  # Whatever goes wrong, the one who waits must hear of it.
            self._fail(state, f"{type(error).__name__}: {error}")

    def _fail(self, state: Running, reason: str) -> None:
        with self._lock:
            state.error = state.error or f"error on ingest: {reason}"
            state.updated = time.time()

    def _collect(self, state: Running, source: dict[str, Any], found: dict[str, Entry]) -> None:
        # A lakeFS server looks at addresses here, not when the import is asked for.
        bucket, key = split(str(source.get("path")))
        destination = str(source.get("destination") or "")
        exact = source["type"] == "object"
        s3 = self._contents.s3()
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=key):
            with self._lock:
                if state.error is not None:
                    return
            for item in page.get("Contents", []):
                name = str(item["Key"])
                if exact and name != key:
                    continue
                path = destination if exact else _joined(destination, name[len(key) :])
                found[path] = {
                    "address": f"s3://{bucket}/{name}",
                    "size": int(item["Size"]),
                    "checksum": str(item["ETag"]).strip('"'),
                    "mtime": int(item["LastModified"].timestamp()),
                    "type": guess_type(name),
                    "meta": {},
                }
            with self._lock:
                state.objects = len(found)
                state.updated = time.time()
        if exact and destination not in found:
            raise NotFound(f"{source['path']}: there is no such object")


def _joined(destination: str, rest: str) -> str:
    if destination and not destination.endswith("/"):
        destination += "/"
    return destination + rest.lstrip("/")
