"""Fingerprints of data outside a program: equal ones say that nothing has changed.

A path's is the listing of its objects (path, bytes, etag or time); a table's is its definition,
its partitions, and the listing of where its files are.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from glueflow.kernel.program import PathSource, Source
from glueflow.local import catalog, lakectl, storage

LOG = logging.getLogger("glueflow.job")
MOST_OBJECTS = 10_000
AT_ONCE = 8
# Read times and the like say nothing about the data.
_UNREPORTED = ("LastAccessTime", "LastAnalyzedTime")
_PATTERN = re.compile(r"[*?\[{]")


@dataclass(frozen=True)
class Fingerprint:
    """The state of a source, None where it can't be known, the paths it is under, and its bytes."""

    text: str | None
    roots: tuple[str, ...]
    bytes: int = 0


def take(sources: Iterable[Source]) -> dict[Source, Fingerprint]:
    """Look at sources, several at once; what can't be looked at has no text, never an error."""
    wanted = list(dict.fromkeys(sources))
    if not wanted:
        return {}
    if len(wanted) == 1:
        return {wanted[0]: _take(wanted[0])}
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return dict(zip(wanted, pool.map(_take, wanted), strict=True))


def overlap(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether a path of the one is, holds, or lies in a path of the other."""
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)


def _take(source: Source) -> Fingerprint:
    roots: list[str] = []
    try:
        digest = hashlib.sha256()
        left = MOST_OBJECTS
        size = 0
        paths = source.paths if isinstance(source, PathSource) else _table(source, digest)
        roots = [_root(path) for path in paths]
        for root in sorted(set(roots)):
            if root.startswith(lakectl.SCHEME):
                for each in lakectl.objects(root):
                    size += each.size
                    digest.update(f"{each.path}\0{each.size}\0{each.state}\n".encode())
                continue
            for file in storage.list_files(root, everything=True):
                left -= 1
                if left < 0:
                    return Fingerprint(None, tuple(roots))
                size += file.size
                digest.update(f"{file.path}\0{file.size}\0{_state(file)}\n".encode())
        return Fingerprint(digest.hexdigest(), tuple(roots), size)
    except Exception as error:
        # The step that reads it meets the same, and says it better.
        LOG.info("The state of %s can't be known: %s", source, error)
        return Fingerprint(None, tuple(roots))


def _state(file: storage.File) -> str:
    if storage.is_s3(file.path):
        return f"{file.etag}\0{file.modified}"
    stat = os.stat(file.path)
    return f"{stat.st_ino}\0{stat.st_mtime_ns}"


def _root(path: str) -> str:
    """Return the part of a path before its first pattern, in one spelling."""
    plain = _PATTERN.split(path, maxsplit=1)[0]
    if plain != path:
        plain = plain.rpartition("/")[0] + "/"
    if plain.startswith(lakectl.SCHEME):
        return path
    if storage.is_s3(plain):
        return "s3://" + plain.partition("://")[2]
    return str(storage.local_path(plain).absolute())


def _table(source: Source, digest: hashlib._Hash) -> list[str]:
    if isinstance(source, PathSource):
        return list(source.paths)
    table = catalog.get_table(source.database, source.table, source.catalog_id)
    reported = {name: value for name, value in table.raw.items() if name not in _UNREPORTED}
    digest.update(json.dumps(reported, sort_keys=True, default=str).encode())
    places = {table.location: None} if table.location else {}
    if table.partition_keys:
        for partition in catalog.get_partitions(table, "", source.catalog_id):
            digest.update(json.dumps([partition.values, partition.location]).encode())
            if not (table.location and overlap([partition.location], [table.location])):
                places[partition.location] = None
    return list(places)
