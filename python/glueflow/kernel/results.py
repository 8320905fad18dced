"""Rows that were fetched for previews, and the fetching of further ones."""

from __future__ import annotations

import contextlib
import json
import threading
import uuid
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from glueflow.kernel.cells import columns_of, converter, readable
from glueflow.kernel.fingerprints import Fingerprint
from glueflow.kernel.program import Source

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MOST_RESULTS = 20
MOST_ROWS = 100_000

Row = list[Any]


class Gone(RuntimeError):
    """A result whose further rows can't be fetched; the message says what to do."""


class Reader(Protocol):
    """What an engine gives the rows of one output by."""

    engine: str
    columns: list[dict[str, Any]]

    def first(self, count: int, beside: Callable[[], None]) -> list[Row]:
        """Return the first rows.

        Args:
            beside: called when only the engine is waited for.
        """

    def all(self) -> Iterator[Row]:
        """Return all rows, from the first on."""


class SparkReader:
    """Rows of a DataFrame."""

    engine = "spark"

    def __init__(self, frame: DataFrame) -> None:
        self.columns = columns_of(frame)
        self._frame = readable(frame)
        self._convert = converter(frame.schema)

    def first(self, count: int, beside: Callable[[], None]) -> list[Row]:
        """See `Reader`."""
        first = self._frame.limit(count)
        beside()
        return [self._convert(row) for row in first.collect()]

    def all(self) -> Iterator[Row]:
        """See `Reader`."""
        return map(self._convert, self._frame.toLocalIterator())


class Result:
    """The rows of one output of a node, from the first on, as far as they were fetched.

    Further rows come from one iterator over the whole result. What was shown already is left out
    of it by value, so that no row shows twice and none is missing, even where the engine gives
    them in another order.
    """

    def __init__(
        self,
        reader: Reader,
        token: str,
        node_id: str,
        port: str | None,
        key: str,
        seen: Mapping[Source, Fingerprint],
        connection: str | None,
        reused: bool,
    ) -> None:
        self.id = uuid.uuid4().hex
        self.token = token
        self.node_id = node_id
        self.port = port
        self.key = key
        self.seen = seen
        self.connection = connection
        self.reused = reused
        self.buckets: dict[str, str] = {}
        self.engine = reader.engine
        self.why: str | None = None
        self.columns = reader.columns
        self.rows: list[Row] = []
        self.complete = False
        self.total: int | None = None
        self.group = f"glueflow-result-{self.id}"
        self._reader: Reader | None = reader
        self._iterator: Iterator[Row] | None = None
        self._shown: Counter[str] = Counter()

    def has(self, offset: int, limit: int) -> bool:
        """Tell whether these rows, or all there are of them, were fetched."""
        return self.complete or len(self.rows) >= offset + limit

    def take(self, limit: int, beside: Callable[[], None]) -> None:
        """Fetch the first rows.

        Args:
            beside: called when only the engine is waited for.
        """
        assert self._reader is not None
        rows = self._reader.first(limit + 1, beside)
        self.rows = rows[:limit]
        self._end(len(rows) <= limit)

    def fetch(self, count: int, check: Callable[[], None]) -> None:
        """Fetch until so many rows are there, or all.

        Args:
            check: called now and then; may raise to give up.

        Raises:
            Gone: too many rows, or Spark was started again since.
        """
        if count > MOST_ROWS:
            raise Gone(
                f"A preview shows the first {MOST_ROWS:,} rows. To see others, filter or sort the "
                "data before."
            )
        if self._reader is None:
            raise Gone("Spark was started again since. Refresh the preview.")
        try:
            if self._iterator is None:
                self._shown = Counter(json.dumps(row) for row in self.rows)
                self._iterator = self._reader.all()
            while len(self.rows) < count:
                check()
                row = next(self._iterator, None)
                if row is None:
                    self._end(True)
                    return
                self._add(row)
        except BaseException:
            self.close()
            raise

    def _add(self, cells: Row) -> None:
        if self._shown:
            text = json.dumps(cells)
            left = self._shown.get(text)
            if left is not None:
                if left == 1:
                    del self._shown[text]
                else:
                    self._shown[text] = left - 1
                return
        self.rows.append(cells)

    def _end(self, complete: bool) -> None:
        self.complete = complete
        if complete:
            self.total = len(self.rows)
            self.close()

    def page(self, offset: int, limit: int, seconds: float, reused: bool) -> dict[str, Any]:
        """Return a RowsPage (see docs/kernel.md) of rows that were fetched."""
        rows = self.rows[offset : offset + limit]
        return {
            "result": self.id,
            "nodeId": self.node_id,
            **({} if self.port is None else {"port": self.port}),
            "key": self.key,
            "columns": self.columns,
            "rows": rows,
            "offset": offset,
            "total": self.total,
            "complete": self.complete and offset + len(rows) >= len(self.rows),
            "reused": reused,
            "engine": self.engine,
            **({} if self.why is None else {"why": self.why}),
            "seconds": round(seconds, 3),
        }

    def close(self) -> None:
        """Stop fetching; the rows that are there stay."""
        iterator, self._iterator = self._iterator, None
        with contextlib.suppress(Exception):
            del iterator

    def lose(self) -> None:
        """Spark has gone: keep the rows, forget where they came from."""
        self._iterator = self._reader = None


class Results:
    """The last results, by id; for any thread."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Result] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, result: Result) -> None:
        """Keep a result; the least recently used goes beyond the bound."""
        with self._lock:
            self._held[result.id] = result
            over = [
                self._held.popitem(last=False)[1]
                for _ in range(max(0, len(self._held) - MOST_RESULTS))
            ]
        for each in over:
            each.close()

    def get(self, id: str) -> Result:
        """Return a result.

        Raises:
            Gone: it was dropped.
        """
        with self._lock:
            if id not in self._held:
                raise Gone("These rows are not kept any more. Refresh the preview.")
            self._held.move_to_end(id)
            return self._held[id]

    def find(self, token: str, node_id: str, limit: int) -> Result | None:
        """Return a result of this token for a node that has so many rows."""
        with self._lock:
            for result in reversed(self._held.values()):
                if (result.token, result.node_id) == (token, node_id) and result.has(0, limit):
                    self._held.move_to_end(result.id)
                    return result
        return None

    def lost(self) -> None:
        """Spark has gone: rows that were fetched stay, others can't be fetched any more."""
        with self._lock:
            for result in self._held.values():
                if result.engine == "spark":
                    result.token = ""
                    result.lose()

    def forget(self) -> None:
        """Drop all."""
        with self._lock:
            held = list(self._held.values())
            self._held.clear()
        for result in held:
            result.close()
