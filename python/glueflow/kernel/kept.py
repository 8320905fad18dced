"""Results of nodes kept in Spark between requests, and what is known of them."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from glueflow.kernel.fingerprints import Fingerprint, overlap
from glueflow.kernel.program import OUT, Source
from glueflow.local import scratch

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MOST_RESULTS = 64
MOST_COUNTS = 1_000
MOST_STEPS = 256
MOST_AHEAD = 8
MOST_WARNINGS = 20
MOST_CHARACTERS = 2_000
DEFAULT_BYTES = 8 * 2**30


def most_bytes() -> int:
    """Return how much kept results may take, in memory and on disk.

    GLUEFLOW_KEEP_BYTES says so; unless given, 8 GiB, and no more than half of the free disk.
    """
    with contextlib.suppress(ValueError):
        return int(os.environ.get("GLUEFLOW_KEEP_BYTES", ""))
    return min(DEFAULT_BYTES, shutil.disk_usage(scratch.root()).free // 2)


def frame_token(token: str, port: str) -> str:
    """Return what stands for one output of a result, made of what stands for all of it."""
    return token if port == OUT else f"{token}:{port}"


@dataclass
class Names:
    """What a step's blocks left behind: all names, and its DataFrames by output (none of a write).

    The frames stand apart because a renamed node keeps its key, while its variables are others.
    """

    values: dict[str, Any]
    frames: dict[str, Any]


@dataclass
class Kept:
    """A persisted result: its names, rows by output, and the state of all data it was made of.

    `request` is the one it was made in if it is for that one only, else "".
    """

    names: Names
    rows: Mapping[str, int]
    seen: Mapping[Source, Fingerprint] = field(default_factory=dict)
    request: str = ""


@dataclass
class Ahead:
    """The rows of a source, kept before anybody has asked for them, and the state they are of."""

    names: Names
    seen: Mapping[Source, Fingerprint]


class Store:
    """What is kept by token (see `Engine.tokens`); the least recently used goes first."""

    def __init__(self) -> None:
        self.kept: OrderedDict[str, Kept] = OrderedDict()
        self.counts: OrderedDict[str, int] = OrderedDict()
        self.steps: OrderedDict[str, Names] = OrderedDict()
        self.ahead: OrderedDict[str, Ahead] = OrderedDict()
        self._warnings: OrderedDict[str, list[str]] = OrderedDict()

    def names(self, token: str) -> Names | None:
        """Return what a step left behind, of its kept result first."""
        if token in self.kept:
            self.kept.move_to_end(token)
            return self.kept[token].names
        if token in self.ahead:
            self.ahead.move_to_end(token)
            return self.ahead[token].names
        if token in self.steps:
            self.steps.move_to_end(token)
            return self.steps[token]
        return None

    def add_names(self, token: str, names: Names) -> None:
        """Remember what a step left behind."""
        self.steps[token] = names
        _trim(self.steps, MOST_STEPS)

    def keep(self, token: str, kept: Kept) -> None:
        """Keep a persisted result; drop others beyond the bounds."""
        self.kept[token] = kept
        self.kept.move_to_end(token)
        for port, rows in kept.rows.items():
            self.count(frame_token(token, port), rows)
        (frame, *_) = kept.names.frames.values()
        while len(self.kept) > 1 and (
            len(self.kept) > MOST_RESULTS or _stored(frame) > most_bytes()
        ):
            self._drop(next(iter(self.kept)))

    def holds(self, token: str) -> bool:
        """Tell whether a step's rows are kept, by a run or ahead."""
        return token in self.kept or token in self.ahead

    def keep_ahead(self, token: str, ahead: Ahead) -> None:
        """Keep a source's rows for previews of what is made of it."""
        self.ahead[token] = ahead
        while len(self.ahead) > MOST_AHEAD:
            # Rows that are shown may still be fetched from it: Spark frees it once nothing is.
            self._drop_ahead(next(iter(self.ahead)))

    def count(self, token: str, rows: int) -> None:
        """Remember the number of rows of an output of a result (see `frame_token`)."""
        self.counts[token] = rows
        self.counts.move_to_end(token)
        _trim(self.counts, MOST_COUNTS)

    def rows(self, token: str) -> int | None:
        """Return the number of rows of an output of a result, kept or not any more."""
        return self.counts.get(token)

    def warnings(self, token: str) -> list[str]:
        """Return what was logged as a warning while a result was made."""
        return list(self._warnings.get(token, ()))

    def warn(self, token: str, text: str) -> None:
        """Remember a warning of a result, once; of many the first ones, cut to a length."""
        texts = self._warnings.setdefault(token, [])
        short = text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"
        if short not in texts and len(texts) < MOST_WARNINGS:
            texts.append(short)
        self._warnings.move_to_end(token)
        _trim(self._warnings, MOST_COUNTS)

    def anew(self, token: str) -> None:
        """Forget the warnings of a result that is made once more."""
        self._warnings.pop(token, None)

    def drop_stale(self, seen: Mapping[Source, Fingerprint], request: str = "") -> None:
        """Drop what was made of data that looks different now, or that nobody looked at.

        Spark takes a persisted result for any plan that reads the same paths, whatever node asks:
        what stays must be known to be fresh. So results of other programs go when their data
        overlaps with this one's.
        """
        roots = {root for fingerprint in seen.values() for root in fingerprint.roots}
        for token, kept in list(self.kept.items()):
            if kept.request:
                if kept.request != request:
                    self._drop(token)
            elif _outdated(kept, seen, roots):
                self._drop(token)
        for token, ahead in list(self.ahead.items()):
            if _outdated(ahead, seen, roots):
                self._drop_ahead(token)
                _free(ahead.names)

    def forget(self) -> None:
        """Drop everything."""
        for token in list(self.kept):
            self._drop(token)
        for ahead in self.ahead.values():
            _free(ahead.names)
        self.lost()

    def lost(self) -> None:
        """Forget everything, its Java side being gone."""
        self.kept.clear()
        self.counts.clear()
        self.steps.clear()
        self.ahead.clear()
        self._warnings.clear()

    def _drop_ahead(self, token: str) -> None:
        """Drop a source's rows, and what was made of them."""
        del self.ahead[token]
        self.steps.clear()

    def _drop(self, token: str) -> None:
        kept = self.kept.pop(token)
        for frame in kept.names.frames.values():
            # Java may be gone, and its results with it.
            with contextlib.suppress(Exception):
                frame.unpersist(blocking=True)


def _free(names: Names) -> None:
    """Free the rows of local checkpoints."""
    for frame in names.frames.values():
        # Java may be gone, and its rows with it.
        with contextlib.suppress(Exception):
            frame._jdf.queryExecution().logical().rdd().unpersist(False)


def _outdated(made: Kept | Ahead, seen: Mapping[Source, Fingerprint], roots: set[str]) -> bool:
    return any(_stale(then, seen.get(each), roots) for each, then in made.seen.items())


def _stale(then: Fingerprint, now: Fingerprint | None, roots: set[str]) -> bool:
    if now is None:
        return overlap(then.roots, roots)
    return now.text is None or now.text != then.text


def _trim(held: OrderedDict[str, Any], most: int) -> None:
    while len(held) > most:
        held.popitem(last=False)


def _stored(frame: DataFrame) -> int:
    context: Any = frame.sparkSession.sparkContext
    return sum(
        int(info.memSize()) + int(info.diskSize()) for info in context._jsc.sc().getRDDStorageInfo()
    )
