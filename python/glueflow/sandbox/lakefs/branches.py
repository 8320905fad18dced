"""Branches at work: uncommitted changes, commits, merges, reverts and cherry-picks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from glueflow.sandbox.lakefs import trees
from glueflow.sandbox.lakefs.hooks import Hooks
from glueflow.sandbox.lakefs.problems import Conflict, Invalid, NotFound, Precondition
from glueflow.sandbox.lakefs.store import Store
from glueflow.sandbox.lakefs.trees import Change, Entry, Tree
from glueflow.sandbox.lakefs.versions import Commit, Versions


class Branches:
    """Reads references and changes branches."""

    def __init__(self, store: Store, versions: Versions, hooks: Hooks) -> None:
        self._store = store
        self._versions = versions
        self._hooks = hooks

    def view(self, repo: str, reference: str) -> Tree:
        """Return the objects that a reference shows; a branch with its uncommitted changes."""
        with self._store.lock:
            resolved = self._versions.resolve(repo, reference)
            tree = self._store.tree(repo, resolved.commit.tree)
            if resolved.branch is None:
                return tree
            return _applied(tree, self._store.staged(repo, resolved.branch))

    def entry(self, repo: str, reference: str, path: str) -> Entry:
        """Return one object of a reference. Raises NotFound."""
        with self._store.lock:
            resolved = self._versions.resolve(repo, reference)
            found: Entry | None = None
            changed = False
            if resolved.branch is not None:
                changed, found = self._store.staged_one(repo, resolved.branch, path)
            if not changed:
                found = self._store.tree(repo, resolved.commit.tree).get(path)
        if found is None:
            raise NotFound(f"path not found: {path}: not found")
        return found

    def stage(self, repo: str, branch: str, path: str, entry: Entry, only_new: bool) -> None:
        """Put an object on a branch. Raises Precondition when it must be new and is not."""
        if not path:
            raise Invalid("argument path: path is required")
        with self._store.lock:
            self._versions.head(repo, branch)
            if only_new:
                try:
                    self.entry(repo, branch, path)
                except NotFound:
                    pass
                else:
                    raise Precondition("path already exists")
            self._store.change(lambda run: _put(run, repo, branch, path, entry))

    def unstage(self, repo: str, branch: str, paths: Iterable[str]) -> None:
        """Remove objects from a branch; those that are not there are no error."""
        with self._store.lock:
            tree = self._store.tree(
                repo, self._versions.commit(repo, self._versions.head(repo, branch)).tree
            )

            def work(run: Callable[..., None]) -> None:
                for path in paths:
                    if path in tree:
                        _put(run, repo, branch, path, None)
                    else:
                        _drop(run, repo, branch, path)

            self._store.change(work)

    def uncommitted(self, repo: str, branch: str) -> list[Change]:
        """List what was changed on a branch since its head."""
        with self._store.lock:
            tree = self._store.tree(
                repo, self._versions.commit(repo, self._versions.head(repo, branch)).tree
            )
            staged = self._store.staged(repo, branch)
            before = {path: tree[path] for path in staged if path in tree}
            after = {path: entry for path, entry in staged.items() if entry is not None}
            # As lakeFS has it: of an object that is removed, the size is no longer known.
            return [
                (path, kind, 0 if kind == "removed" else size)
                for path, kind, size in trees.two_dot(before, after)
            ]

    def reset(self, repo: str, branch: str, kind: str, path: str) -> None:
        """Drop uncommitted changes: of one object, of a prefix, or all (``reset``)."""
        if kind not in ("object", "common_prefix", "reset"):
            raise Invalid("unknown reset type")
        with self._store.lock:
            self._versions.head(repo, branch)
            staged = self._store.staged(repo, branch)
            gone = [
                each
                for each in staged
                if kind == "reset" or (each == path if kind == "object" else each.startswith(path))
            ]

            def work(run: Callable[..., None]) -> None:
                for each in gone:
                    _drop(run, repo, branch, each)

            self._store.change(work)

    def commit(self, repo: str, branch: str, body: dict[str, Any], user: str) -> Commit:
        """Commit what was changed on a branch. Raises Invalid when nothing was."""
        message = body.get("message") or ""
        allow_empty = bool(body.get("allow_empty"))
        if not message:
            raise Invalid("argument message: required value: validation error")
        with self._store.lock:
            head = self._versions.commit(repo, self._versions.head(repo, branch))
            tree = self._store.tree(repo, head.tree)
            after = _applied(tree, self._store.staged(repo, branch))
            if not allow_empty and not trees.two_dot(tree, after):
                raise Invalid("commit: no changes")
            metadata = _texts(body.get("metadata"))
            self._hooks.run("pre-commit", repo, branch, after, message, metadata)

            def work(run: Callable[..., None]) -> None:
                made.append(
                    self._versions.add_commit(
                        run, repo, after, [head.id], message, metadata, user, body.get("date")
                    )
                )
                _move(run, repo, branch, made[0].id)
                run("delete from staged where repo = ? and branch = ?", repo, branch)

            made: list[Commit] = []
            self._store.change(work)
            return made[0]

    def merge(
        self, repo: str, source: str, destination: str, body: dict[str, Any], user: str
    ) -> str:
        """Merge a reference into a branch; returns the commit made.

        Raises Invalid (uncommitted changes on the branch, nothing to merge), MergeConflict,
        Precondition (a hook refused).
        """
        with self._store.lock:
            head = self._clean(repo, destination)
            theirs = self._versions.resolve(repo, source).commit
            base = self._versions.base(repo, head, theirs)
            if theirs.tree == base.tree and not (body.get("allow_empty") or body.get("force")):
                raise Invalid(f"update branch {destination}: no changes")
            merged = trees.merge(
                self._store.tree(repo, base.tree),
                self._store.tree(repo, head.tree),
                self._store.tree(repo, theirs.tree),
                body.get("strategy") or "",
            )
            message = body.get("message") or f"Merge '{source}' into '{destination}'"
            metadata = _texts(body.get("metadata"))
            self._hooks.run("pre-merge", repo, destination, merged, message, metadata)
            parents = [head.id] if body.get("squash_merge") else [head.id, theirs.id]
            return self._advance(repo, destination, merged, parents, message, metadata, user).id

    def revert(self, repo: str, branch: str, body: dict[str, Any], user: str) -> None:
        """Undo a commit on a branch by another one."""
        with self._store.lock:
            head = self._clean(repo, branch)
            reverted = self._versions.resolve(repo, str(body.get("ref") or "")).commit
            parent = self._parent(
                repo, reverted, int(body.get("parent_number") or 0), "reverting", Conflict
            )
            merged = trees.merge(
                self._store.tree(repo, reverted.tree),
                self._store.tree(repo, head.tree),
                {} if parent is None else self._store.tree(repo, parent.tree),
            )
            unchanged = not trees.two_dot(self._store.tree(repo, head.tree), merged)
            if unchanged and not body.get("allow_empty"):
                raise Invalid("no changes")
            message, metadata = _overrides(body, f"Revert {body.get('ref')}", {})
            self._advance(repo, branch, merged, [head.id], message, metadata, user)

    def cherry_pick(self, repo: str, branch: str, body: dict[str, Any], user: str) -> Commit:
        """Do on a branch what a commit did elsewhere."""
        with self._store.lock:
            head = self._clean(repo, branch)
            picked = self._versions.resolve(repo, str(body.get("ref") or "")).commit
            parent = self._parent(
                repo, picked, int(body.get("parent_number") or 0), "cherry-picking", Invalid
            )
            merged = trees.merge(
                {} if parent is None else self._store.tree(repo, parent.tree),
                self._store.tree(repo, head.tree),
                self._store.tree(repo, picked.tree),
            )
            message, metadata = _overrides(body, picked.message, picked.metadata)
            metadata["cherry-pick-origin"] = picked.id
            metadata["cherry-pick-committer"] = picked.committer
            return self._advance(repo, branch, merged, [head.id], message, metadata, user)

    def diff(self, repo: str, left: str, right: str, two_dot: bool) -> list[Change]:
        """List what differs between two references, or (three dots) what a merge would bring."""
        with self._store.lock:
            if two_dot:
                return trees.two_dot(self._committed(repo, left), self._committed(repo, right))
            mine = self._versions.resolve(repo, left).commit
            theirs = self._versions.resolve(repo, right).commit
            base = self._versions.base(repo, mine, theirs)
            return trees.three_dot(
                self._store.tree(repo, base.tree),
                self._store.tree(repo, mine.tree),
                self._store.tree(repo, theirs.tree),
            )

    def put_tree(
        self, repo: str, branch: str, added: dict[str, Entry], body: dict[str, Any], user: str
    ) -> Commit:
        """Commit objects onto a branch, as an import does. Raises Invalid (dirty branch)."""
        with self._store.lock:
            head = self._clean(repo, branch)
            tree = {**self._store.tree(repo, head.tree), **added}
            message = body.get("message") or "Import objects"
            metadata = _texts(body.get("metadata"))
            return self._advance(repo, branch, tree, [head.id], message, metadata, user)

    def _committed(self, repo: str, reference: str) -> Tree:
        return self._store.tree(repo, self._versions.resolve(repo, reference).commit.tree)

    def _clean(self, repo: str, branch: str) -> Commit:
        head = self._versions.commit(repo, self._versions.head(repo, branch))
        if self.uncommitted(repo, branch):
            raise Invalid(f"update branch {branch}: {branch}: uncommitted changes (dirty branch)")
        return head

    def _parent(
        self, repo: str, commit: Commit, number: int, what: str, refusal: type[Invalid | Conflict]
    ) -> Commit | None:
        if len(commit.parents) > 1 and number <= 0:
            raise refusal(f"must specify 1-based parent number for {what} merge commit")
        if number > len(commit.parents):
            raise Invalid(f"given commit does not have the given parent number: parent {number}")
        if not commit.parents:
            return None
        return self._versions.commit(repo, commit.parents[max(number - 1, 0)])

    def _advance(
        self,
        repo: str,
        branch: str,
        tree: Tree,
        parents: list[str],
        message: str,
        metadata: dict[str, str],
        user: str,
    ) -> Commit:
        made: list[Commit] = []

        def work(run: Callable[..., None]) -> None:
            made.append(
                self._versions.add_commit(run, repo, tree, parents, message, metadata, user)
            )
            _move(run, repo, branch, made[0].id)
            # What is staged there is what the head has already: nothing is uncommitted.
            run("delete from staged where repo = ? and branch = ?", repo, branch)

        self._store.change(work)
        return made[0]


def _applied(tree: Tree, staged: dict[str, Entry | None]) -> Tree:
    if not staged:
        return tree
    result = dict(tree)
    for path, entry in staged.items():
        if entry is None:
            result.pop(path, None)
        else:
            result[path] = entry
    return result


def _put(run: Callable[..., None], repo: str, branch: str, path: str, entry: Entry | None) -> None:
    text = None if entry is None else json.dumps(entry)
    run("insert or replace into staged values (?, ?, ?, ?)", repo, branch, path, text)


def _drop(run: Callable[..., None], repo: str, branch: str, path: str) -> None:
    run("delete from staged where repo = ? and branch = ? and path = ?", repo, branch, path)


def _move(run: Callable[..., None], repo: str, branch: str, head: str) -> None:
    run("update branches set head = ? where repo = ? and id = ?", head, repo, branch)


def _texts(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise Invalid("metadata: names and values must be text")
    return dict(value)


def _overrides(
    body: dict[str, Any], message: str, metadata: dict[str, str]
) -> tuple[str, dict[str, str]]:
    given = body.get("commit_overrides") or {}
    return (
        str(given.get("message") or message),
        _texts(given["metadata"]) if given.get("metadata") else dict(metadata),
    )
