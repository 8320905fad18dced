"""Trees (path to entry) and what is done with them: differences, merges, listings."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, TypedDict, TypeVar

from glueflow.sandbox.lakefs.problems import Invalid, MergeConflict


class Entry(TypedDict):
    """An object of a tree: where its bytes are and what is known of them."""

    address: str
    size: int
    checksum: str
    mtime: int
    type: str
    meta: dict[str, str]


Tree = Mapping[str, Entry]
ChangeType = Literal["added", "removed", "changed", "conflict", "prefix_changed"]
Change = tuple[str, ChangeType, int]
"""Path, type, and size in bytes (of what is there after it; of what was removed)."""
T = TypeVar("T")


def identity(tree: Tree) -> str:
    """Return the address of a tree: equal trees have equal ones."""
    text = json.dumps(tree, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _same(left: Entry | None, right: Entry | None) -> bool:
    if left is None or right is None:
        return left is right
    return left["address"] == right["address"] and left["checksum"] == right["checksum"]


def two_dot(left: Tree, right: Tree) -> list[Change]:
    """List what has to happen to ``left`` to give ``right``, in order of the paths."""
    changes: list[Change] = []
    for path in sorted(left.keys() | right.keys()):
        before, after = left.get(path), right.get(path)
        if _same(before, after):
            continue
        if after is None:
            changes.append((path, "removed", before["size"] if before else 0))
        else:
            changes.append((path, "changed" if before else "added", after["size"]))
    return changes


def three_dot(base: Tree, left: Tree, right: Tree) -> list[Change]:
    """List what a merge of ``right`` into ``left`` changes; conflicts where both changed a path."""
    changes: list[Change] = []
    for path, kind, size in two_dot(base, right):
        mine = left.get(path)
        if _same(mine, right.get(path)):
            continue
        if not _same(mine, base.get(path)):
            kind = "conflict"
        changes.append((path, kind, size))
    return changes


def merge(base: Tree, destination: Tree, source: Tree, strategy: str = "") -> dict[str, Entry]:
    """Apply what ``source`` changed since ``base`` to ``destination``.

    ``strategy`` (``dest-wins``, ``source-wins``) decides where both changed a path. Raises
    MergeConflict when none is given and there is such a path.
    """
    if strategy not in ("", "dest-wins", "source-wins"):
        raise Invalid("invalid merge strategy")
    merged = dict(destination)
    for path, kind, _ in three_dot(base, destination, source):
        if kind == "conflict":
            if strategy == "":
                raise MergeConflict("conflict found")
            if strategy == "dest-wins":
                continue
        entry = source.get(path)
        if entry is None:
            merged.pop(path, None)
        else:
            merged[path] = entry
    return merged


def page(
    items: Iterable[T], key: Callable[[T], str], after: str, prefix: str, amount: int
) -> tuple[list[T], bool]:
    """Take up to ``amount`` items past ``after`` that begin with ``prefix``; say if more follow."""
    found = [item for item in items if key(item).startswith(prefix) and key(item) > after]
    return found[:amount], len(found) > amount


def names(
    paths: list[str], after: str, prefix: str, delimiter: str, amount: int
) -> tuple[list[str], bool]:
    """List sorted ``paths`` below ``prefix``; with a delimiter, what is deeper as one name.

    Names that end with the delimiter and are no path stand for all paths that begin with them.
    """
    found: list[str] = []
    for name in _names(paths, after, prefix, delimiter):
        if len(found) == amount:
            return found, True
        found.append(name)
    return found, False


def _names(paths: list[str], after: str, prefix: str, delimiter: str) -> Iterator[str]:
    index = bisect_right(paths, after) if after else 0
    index = max(index, _first(paths, prefix))
    while index < len(paths) and paths[index].startswith(prefix):
        path = paths[index]
        cut = path.find(delimiter, len(prefix)) if delimiter else -1
        if cut < 0:
            yield path
            index += 1
            continue
        name = path[: cut + len(delimiter)]
        if name > after or not after:
            yield name
        # Past everything that begins with the name.
        index = _first(paths, name[:-1] + chr(ord(name[-1]) + 1))


def _first(paths: list[str], start: str) -> int:
    low, high = 0, len(paths)
    while low < high:
        middle = (low + high) // 2
        if paths[middle] < start:
            low = middle + 1
        else:
            high = middle
    return low


def group(changes: list[Change], prefix: str, delimiter: str) -> list[Change]:
    """Keep changes below ``prefix``; with a delimiter, deeper ones become ``prefix_changed``."""
    grouped: list[Change] = []
    for path, kind, size in changes:
        if not path.startswith(prefix):
            continue
        cut = path.find(delimiter, len(prefix)) if delimiter else -1
        if cut < 0:
            grouped.append((path, kind, size))
            continue
        name = path[: cut + len(delimiter)]
        if not grouped or grouped[-1][0] != name:
            grouped.append((name, "prefix_changed", 0))
    return grouped
