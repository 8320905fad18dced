"""What the stand-in keeps: an SQLite file of repositories, and a folder of object contents."""

from __future__ import annotations

import json
import secrets
import shutil
import sqlite3
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from glueflow.sandbox.lakefs import trees
from glueflow.sandbox.lakefs.trees import Entry, Tree

_SCHEMA = """
create table if not exists facts(name text primary key, value text not null);
create table if not exists repositories(
  id text primary key, folder text not null, namespace text not null, default_branch text not null,
  created integer not null, metadata text not null, read_only integer not null default 0);
create table if not exists branches(
  repo text, id text, head text not null, hidden integer not null, primary key (repo, id));
create table if not exists tags(
  repo text, id text, target text not null, primary key (repo, id));
create table if not exists commits(
  repo text, id text, tree text not null, body text not null, primary key (repo, id));
create table if not exists trees(
  repo text, id text, body blob not null, primary key (repo, id));
create table if not exists staged(
  repo text, branch text, path text, entry text, primary key (repo, branch, path));
"""
_KEPT_TREES = 64
_CHUNK = 1 << 20


class Store:
    """The data of all repositories. Hold ``lock`` over steps that belong together.

    Changes within :meth:`change` are kept together or not at all.
    """

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._data = home / "data"
        self._data.mkdir(exist_ok=True)
        self.lock = threading.RLock()
        self._database = sqlite3.connect(
            home / "lakefs.db", check_same_thread=False, isolation_level=None
        )
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = normal")
        self._database.executescript(_SCHEMA)
        self._trees: OrderedDict[tuple[str, str], dict[str, Entry]] = OrderedDict()
        self.secret = self._fact("secret", secrets.token_hex(32)).encode()
        self.id = self._fact("installation", secrets.token_hex(8))

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self._database.close()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a query and return its rows."""
        with self.lock:
            return self._database.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        """Run a query and return its first row, None when there is none."""
        found = self.rows(query, *values)
        return found[0] if found else None

    def change(self, work: Callable[[Callable[..., None]], None]) -> None:
        """Run ``work`` with a function that executes statements, as one transaction."""
        with self.lock:
            self._database.execute("begin immediate")
            try:
                work(lambda text, *values: self._run(text, values))
            except BaseException:
                self._database.execute("rollback")
                raise
            self._database.execute("commit")

    def _run(self, text: str, values: tuple[Any, ...]) -> None:
        self._database.execute(text, values)

    def _fact(self, name: str, fresh: str) -> str:
        found = self.row("select value from facts where name = ?", name)
        if found is not None:
            return str(found[0])
        self.change(lambda run: run("insert into facts values (?, ?)", name, fresh))
        return fresh

    def tree(self, repo: str, identity: str) -> dict[str, Entry]:
        """Return a tree; do not change it."""
        with self.lock:
            key = (repo, identity)
            found = self._trees.get(key)
            if found is None:
                row = self.row("select body from trees where repo = ? and id = ?", repo, identity)
                if row is None:
                    raise KeyError(identity)
                found = json.loads(zlib.decompress(row[0]))
                self._keep(key, found)
            self._trees.move_to_end(key)
            return found

    def put_tree(
        self, run: Callable[..., None], repo: str, tree: Tree, identity: str | None = None
    ) -> str:
        """Store a tree; returns its address, by default that of its content."""
        ordered = dict(sorted(tree.items()))
        identity = identity or trees.identity(ordered)
        body = zlib.compress(json.dumps(ordered, separators=(",", ":")).encode(), 1)
        run("insert or ignore into trees values (?, ?, ?)", repo, identity, body)
        self._keep((repo, identity), ordered)
        return identity

    def _keep(self, key: tuple[str, str], tree: dict[str, Entry]) -> None:
        self._trees[key] = tree
        while len(self._trees) > _KEPT_TREES:
            self._trees.popitem(last=False)

    def staged(self, repo: str, branch: str) -> dict[str, Entry | None]:
        """Return the uncommitted changes of a branch; None stands for a removed object."""
        rows = self.rows(
            "select path, entry from staged where repo = ? and branch = ?", repo, branch
        )
        return {path: None if entry is None else json.loads(entry) for path, entry in rows}

    def staged_one(self, repo: str, branch: str, path: str) -> tuple[bool, Entry | None]:
        """Return whether a path has an uncommitted change, and the entry it has then."""
        row = self.row(
            "select entry from staged where repo = ? and branch = ? and path = ?",
            repo,
            branch,
            path,
        )
        return (False, None) if row is None else (True, json.loads(row[0]) if row[0] else None)

    def forget(self, repo: str, folder: str) -> None:
        """Remove a repository and its contents."""

        def work(run: Callable[..., None]) -> None:
            run("delete from repositories where id = ?", repo)
            for table in ("branches", "tags", "commits", "trees", "staged"):
                run(f"delete from {table} where repo = ?", repo)

        with self.lock:
            self.change(work)
            for key in [key for key in self._trees if key[0] == repo]:
                del self._trees[key]
        shutil.rmtree(self._data / folder, ignore_errors=True)

    def new_name(self) -> str:
        """Return a name for a new content, in order of time."""
        return f"{int(time.time() * 1000):013x}{secrets.token_hex(8)}"

    def content(self, folder: str, name: str) -> Path:
        """Return where the content ``name`` of a repository stands; its folder is made."""
        if not name.isalnum() or not folder.isalnum():
            raise KeyError(name)
        path = self._data / folder / name[-2:] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path
