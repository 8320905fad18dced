"""Repositories, branches, tags, commits and references: what names what."""

from __future__ import annotations

import heapq
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from glueflow.sandbox.lakefs.problems import Conflict, Invalid, NotFound
from glueflow.sandbox.lakefs.store import Store
from glueflow.sandbox.lakefs.trees import Entry, Tree, identity

_REPOSITORY = re.compile(r"[a-z0-9][a-z0-9-]{2,62}")
_NAMESPACE = re.compile(r"(s3|local|mem)://[^/\s]+.*")
_BRANCH = re.compile(r"\w[-\w]*")
_TAG = re.compile(r"[^\s/\\~^:?*@$][^\s\\~^:?*@$]*")
_HASH = re.compile(r"[a-f0-9]{4,64}")
_MODIFIER = re.compile(r"([~^@$])([0-9]*)")
_REFERENCE = re.compile(r"([^~^@$\s]+)((?:[~^@$][0-9]*)*)")


@dataclass(frozen=True)
class Repository:
    """A repository as it was made."""

    id: str
    folder: str
    namespace: str
    default_branch: str
    created: int
    metadata: dict[str, str] = field(default_factory=dict)
    read_only: bool = False


@dataclass(frozen=True)
class Commit:
    """A commit: its tree, where it comes from, and what was said of it."""

    id: str
    tree: str
    parents: list[str]
    message: str
    metadata: dict[str, str]
    created: float
    committer: str
    generation: int


@dataclass(frozen=True)
class Resolved:
    """What a reference names: a commit, and the branch whose uncommitted changes count."""

    commit: Commit
    branch: str | None = None


class Versions:
    """Finds and makes repositories, branches, tags and commits in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._commits: dict[tuple[str, str], Commit] = {}

    def repositories(self) -> list[Repository]:
        """List all repositories by name."""
        return [
            _repository(row) for row in self.store.rows("select * from repositories order by 1")
        ]

    def repository(self, name: str) -> Repository:
        """Return a repository. Raises NotFound."""
        row = self.store.row("select * from repositories where id = ?", name)
        if row is None:
            raise NotFound("repository not found")
        return _repository(row)

    def create(
        self, name: str, namespace: str, default_branch: str, read_only: bool, user: str
    ) -> Repository:
        """Make a repository with its first commit. Raises Invalid, Conflict."""
        if not _REPOSITORY.fullmatch(name):
            raise Invalid(f"repository id: {name}: invalid value: validation error")
        if not _NAMESPACE.fullmatch(namespace):
            raise Invalid(f"storage namespace {namespace}: it must be s3://…, local://… or mem://…")
        if not _BRANCH.fullmatch(default_branch):
            raise Invalid("branch id: invalid value: validation error")
        with self.store.lock:
            if self.store.row("select 1 from repositories where id = ?", name):
                raise Conflict("error creating repository: not unique")
            for other in self.repositories():
                if _overlap(other.namespace, namespace):
                    raise Invalid("failed to create repository: storage namespace already in use")
            made = Repository(
                name,
                self.store.new_name(),
                namespace,
                default_branch,
                int(time.time()),
                {},
                read_only,
            )

            def work(run: Callable[..., None]) -> None:
                run(
                    "insert into repositories values (?, ?, ?, ?, ?, ?, ?)",
                    name,
                    made.folder,
                    namespace,
                    default_branch,
                    made.created,
                    "{}",
                    int(read_only),
                )
                first = self.add_commit(run, name, {}, [], "Repository created", {}, user)
                run("insert into branches values (?, ?, ?, 0)", name, default_branch, first.id)

            self.store.change(work)
        return made

    def delete(self, name: str) -> None:
        """Remove a repository with all that is in it. Raises NotFound."""
        with self.store.lock:
            repository = self.repository(name)
            self.store.forget(name, repository.folder)
            for key in [key for key in self._commits if key[0] == name]:
                del self._commits[key]

    def set_metadata(self, name: str, metadata: dict[str, str]) -> None:
        """Add to what is noted of a repository. Raises NotFound."""
        with self.store.lock:
            text = json.dumps({**self.repository(name).metadata, **metadata})
            self.store.change(
                lambda run: run("update repositories set metadata = ? where id = ?", text, name)
            )

    def branches(self, repo: str, hidden: bool) -> list[tuple[str, str]]:
        """List names and heads of branches."""
        self.repository(repo)
        return [
            (str(name), str(head))
            for name, head in self.store.rows(
                "select id, head from branches where repo = ? and hidden <= ? order by 1",
                repo,
                int(hidden),
            )
        ]

    def head(self, repo: str, branch: str) -> str:
        """Return the commit a branch is at. Raises NotFound."""
        row = self.store.row("select head from branches where repo = ? and id = ?", repo, branch)
        if row is None:
            self.repository(repo)
            raise NotFound(f"branch '{branch}' not found")
        return str(row[0])

    def create_branch(self, repo: str, name: str, source: str, hidden: bool) -> str:
        """Make a branch at a reference; returns its head. Raises Invalid, NotFound, Conflict."""
        if not _BRANCH.fullmatch(name):
            raise Invalid(f"argument branch id: {name}: invalid value: validation error")
        with self.store.lock:
            commit = self.resolve(repo, source).commit
            for table in ("branches", "tags"):
                if self.store.row(f"select 1 from {table} where repo = ? and id = ?", repo, name):
                    raise Conflict("branch already exists: not unique")
            self.store.change(
                lambda run: run(
                    "insert into branches values (?, ?, ?, ?)", repo, name, commit.id, int(hidden)
                )
            )
            return commit.id

    def delete_branch(self, repo: str, name: str) -> None:
        """Remove a branch and its uncommitted changes. Raises NotFound, Invalid."""
        with self.store.lock:
            self.head(repo, name)
            if name == self.repository(repo).default_branch:
                raise Invalid("cannot delete repository default branch")

            def work(run: Callable[..., None]) -> None:
                run("delete from branches where repo = ? and id = ?", repo, name)
                run("delete from staged where repo = ? and branch = ?", repo, name)

            self.store.change(work)

    def tags(self, repo: str) -> list[tuple[str, str]]:
        """List names and commits of tags."""
        self.repository(repo)
        rows = self.store.rows("select id, target from tags where repo = ? order by 1", repo)
        return [(str(name), str(target)) for name, target in rows]

    def tag(self, repo: str, name: str) -> str:
        """Return the commit a tag names. Raises NotFound."""
        row = self.store.row("select target from tags where repo = ? and id = ?", repo, name)
        if row is None:
            self.repository(repo)
            raise NotFound("tag not found")
        return str(row[0])

    def create_tag(self, repo: str, name: str, ref: str) -> str:
        """Name a commit; returns it. Raises Invalid, NotFound, Conflict."""
        if not _TAG.fullmatch(name):
            raise Invalid(f"argument tag id: {name}: invalid value: validation error")
        with self.store.lock:
            commit = self.resolve(repo, ref).commit
            for table in ("tags", "branches"):
                if self.store.row(f"select 1 from {table} where repo = ? and id = ?", repo, name):
                    raise Conflict("tag already exists: not unique")
            self.store.change(
                lambda run: run("insert into tags values (?, ?, ?)", repo, name, commit.id)
            )
            return commit.id

    def delete_tag(self, repo: str, name: str) -> None:
        """Remove a tag. Raises NotFound."""
        with self.store.lock:
            self.tag(repo, name)
            self.store.change(
                lambda run: run("delete from tags where repo = ? and id = ?", repo, name)
            )

    def commit(self, repo: str, identity: str) -> Commit:
        """Return a commit by its id, or by the beginning of it. Raises NotFound."""
        known = self._commits.get((repo, identity))
        if known is not None:
            return known
        rows = self.store.rows(
            "select id, tree, body from commits where repo = ? and id >= ? and id < ? limit 2",
            repo,
            identity,
            identity + "g",
        )
        if len(rows) != 1 or not _HASH.fullmatch(identity):
            self.repository(repo)
            raise NotFound("commit not found")
        name, tree, body = rows[0]
        found = Commit(id=name, tree=tree, **json.loads(body))
        self._commits[(repo, str(name))] = found
        return found

    def add_commit(
        self,
        run: Callable[..., None],
        repo: str,
        tree: Tree,
        parents: list[str],
        message: str,
        metadata: dict[str, str],
        user: str,
        date: int | None = None,
    ) -> Commit:
        """Store a commit; a branch has to be moved to it."""
        generation = 1 + max((self.commit(repo, each).generation for each in parents), default=0)
        body: dict[str, Any] = {
            "parents": parents,
            "message": message,
            "metadata": metadata,
            "created": time.time() if date is None else date,
            "committer": user,
            "generation": generation,
        }
        # The first commit's tree is none that a commit could make, as in lakeFS: a branch that
        # lost all its objects can still be merged.
        address = self.store.put_tree(run, repo, tree, None if parents else _FIRST_TREE)
        text = json.dumps({**body, "tree": address}, sort_keys=True)
        name = identity({text: _NOTHING})
        run(
            "insert or ignore into commits values (?, ?, ?, ?)",
            repo,
            name,
            address,
            json.dumps(body),
        )
        return Commit(id=name, tree=address, **body)

    def resolve(self, repo: str, reference: str) -> Resolved:
        """Return what ``main``, ``v1~2``, ``main@``, a commit or its beginning names.

        Raises NotFound, Invalid. Source:
        https://docs.lakefs.io/latest/understand/model/#ref-expressions
        """
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            self.repository(repo)
            raise NotFound("not found")
        name, modifiers = match.groups()
        branch, commit = self._base(repo, name)
        steps = _MODIFIER.findall(modifiers)
        if not steps:
            return Resolved(commit, branch)
        if any(kind in "@$" for kind, _ in steps):
            if branch is None or len(steps) != 1:
                raise Invalid("ref: invalid value: validation error")
            return Resolved(commit, branch if steps[0][0] == "$" else None)
        for kind, digits in steps:
            number = int(digits) if digits else 1
            for _ in range(number if kind == "~" else min(number, 1)):
                index = 0 if kind == "~" else number - 1
                if index >= len(commit.parents):
                    raise NotFound("commit not found")
                commit = self.commit(repo, commit.parents[index])
        return Resolved(commit)

    def _base(self, repo: str, name: str) -> tuple[str | None, Commit]:
        row = self.store.row("select head from branches where repo = ? and id = ?", repo, name)
        if row is not None:
            return name, self.commit(repo, row[0])
        row = self.store.row("select target from tags where repo = ? and id = ?", repo, name)
        return None, self.commit(repo, row[0] if row else name)

    def log(self, repo: str, start: Commit, first_parent: bool) -> Iterator[Commit]:
        """List a commit and what it comes from, children before their parents."""
        seen = {start.id}
        waiting = [_ranked(start)]
        while waiting:
            commit = heapq.heappop(waiting)[-1]
            yield commit
            for parent in commit.parents[:1] if first_parent else commit.parents:
                if parent not in seen:
                    seen.add(parent)
                    heapq.heappush(waiting, _ranked(self.commit(repo, parent)))

    def base(self, repo: str, left: Commit, right: Commit) -> Commit:
        """Return the nearest common ancestor of two commits. Raises NotFound."""
        sides: dict[str, int] = {left.id: 1}
        sides[right.id] = sides.get(right.id, 0) | 2
        waiting = [_ranked(left)] + ([_ranked(right)] if right.id != left.id else [])
        heapq.heapify(waiting)
        while waiting:
            commit = heapq.heappop(waiting)[-1]
            side = sides[commit.id]
            if side == 3:
                return commit
            for parent in commit.parents:
                if parent not in sides:
                    sides[parent] = 0
                    heapq.heappush(waiting, _ranked(self.commit(repo, parent)))
                sides[parent] |= side
        raise NotFound("no merge base")


_FIRST_TREE = "0" * 64
_NOTHING: Entry = {"address": "", "size": 0, "checksum": "", "mtime": 0, "type": "", "meta": {}}


def _ranked(commit: Commit) -> tuple[int, float, str, Commit]:
    return (-commit.generation, -commit.created, commit.id, commit)


def _repository(row: tuple[Any, ...]) -> Repository:
    name, folder, namespace, branch, created, metadata, read_only = row
    return Repository(
        name, folder, namespace, branch, created, json.loads(metadata), bool(read_only)
    )


def _overlap(left: str, right: str) -> bool:
    one, other = left.rstrip("/") + "/", right.rstrip("/") + "/"
    return one.startswith(other) or other.startswith(one)
