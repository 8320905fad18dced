"""DuckDB as the engine of previews: it reads what a query names, and can do nothing else.

Each set of places has a database in memory of its own, in which no file but those below the places
can be opened, no extension loaded and no setting changed any more. What was read of files stays in
its memory, checked against the file before it is used again.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glueflow.engine import session
from glueflow.kernel.duckcells import converter, select
from glueflow.kernel.query import Query
from glueflow.kernel.results import MOST_ROWS, Row

if TYPE_CHECKING:
    import duckdb

MOST_DATABASES = 4
MOST_THREADS = 4
MOST_MEMORY = 2**30
SIGN_IN_SECONDS = 60
MACRO = "CREATE OR REPLACE TEMP MACRO "
_S3 = ("s3://", "s3a://", "s3n://")


class Unanswered(Exception):
    """DuckDB does not answer a query; the message says why, for a person. Empty: no matter."""


@dataclass
class _Database:
    connection: duckdb.DuckDBPyConnection
    signed_in: float


class Duck:
    """The databases of a kernel. All methods but `cancel` are for the worker thread."""

    def __init__(self) -> None:
        self._databases: OrderedDict[tuple[str, tuple[str, ...]], _Database] = OrderedDict()
        self._lock = threading.Lock()
        self._running: duckdb.DuckDBPyConnection | None = None

    def reader(self, query: Query, who: str) -> DuckReader:
        """Return what gives a query's rows.

        Args:
            who: stands for whose credentials the environment holds.
        """
        return DuckReader(self, query, who)

    def count(self, query: Query, who: str) -> int:
        """Return the number of a query's rows.

        Raises:
            Unanswered: DuckDB has not done it.
        """
        connection = self.prepared(query, who)
        (row,) = self.rows(connection, f"SELECT count(*) FROM (\n{query.rows}\n) AS counted")
        return int(row[0])

    def forget(self) -> None:
        """Drop all that was read."""
        databases, self._databases = list(self._databases.values()), OrderedDict()
        for each in databases:
            each.connection.close()

    def cancel(self) -> None:
        """Interrupt the query under way; from any thread."""
        with self._lock:
            if self._running is not None:
                self._running.interrupt()

    def prepared(self, query: Query, who: str) -> duckdb.DuckDBPyConnection:
        """Return a connection in which the statements before a query were executed.

        Raises:
            Unanswered: DuckDB is not there, or does not take them.
        """
        # No cursor: in a Jupyter kernel each one would show a bar of progress of its own.
        connection = self._database(query.places, who).connection
        for text in query.before:
            self.rows(connection, text, before=True)
        return connection

    def rows(
        self, connection: duckdb.DuckDBPyConnection, text: str, before: bool = False
    ) -> list[tuple[Any, ...]]:
        """Execute one statement; return its rows.

        Args:
            before: one that stands before a query, in place of a query.

        Raises:
            Unanswered: it failed, or is none that a query may have.
        """
        import duckdb

        try:
            statements = connection.extract_statements(text)
            if len(statements) != 1 or not _allowed(statements[0], before):
                raise Unanswered("the query does more than read.")
            with self._lock:
                self._running = connection
            try:
                return connection.execute(statements[0]).fetchall()
            finally:
                with self._lock:
                    self._running = None
        except duckdb.Error as error:
            raise Unanswered(brief(error)) from None

    def _database(self, places: tuple[str, ...], who: str) -> _Database:
        try:
            import duckdb
        except ImportError as error:
            raise Unanswered(session.remedy("duckdb")) from error
        found = self._databases.get((who, places))
        try:
            if found is None:
                found = _Database(_locked(places), time.monotonic())
                self._databases[who, places] = found
                while len(self._databases) > MOST_DATABASES:
                    self._databases.popitem(last=False)
            elif time.monotonic() - found.signed_in > SIGN_IN_SECONDS:
                session.sign_in(found.connection, "s3://")
                found.signed_in = time.monotonic()
        except (session.EngineUnavailable, session.CredentialsMissing) as error:
            raise Unanswered(str(error)) from error
        except duckdb.Error as error:
            raise Unanswered(brief(error)) from None
        self._databases.move_to_end((who, places))
        return found


class DuckReader:
    """See `results.Reader`."""

    engine = "duckdb"

    def __init__(self, duck: Duck, query: Query, who: str) -> None:
        self.columns = [
            {"name": column.name, "type": column.type, "nullable": True} for column in query.columns
        ]
        self._duck = duck
        self._query = query
        self._who = who
        self._select = select(query.columns, query.rows)
        self._convert = converter(query.columns)

    def first(self, count: int, beside: Callable[[], None]) -> list[Row]:
        """See `Reader`.

        Raises:
            Unanswered: DuckDB has not done it.
        """
        beside()
        connection = self._duck.prepared(self._query, self._who)
        rows = self._duck.rows(connection, f"{self._select} LIMIT {count}")
        return [self._convert(row) for row in rows]

    def all(self) -> Iterator[Row]:
        """See `Reader`.

        Raises:
            Unanswered: DuckDB has not done it.
        """
        connection = self._duck.prepared(self._query, self._who)
        rows = self._duck.rows(connection, f"{self._select} LIMIT {MOST_ROWS + 1}")
        return map(self._convert, rows)


def _locked(places: tuple[str, ...]) -> duckdb.DuckDBPyConnection:
    """Return a connection to a database that reaches these places and nothing else.

    Raises:
        Unanswered: a place is not in S3.
    """
    for place in places:
        if not place.startswith(_S3) or ".." in place.split("/"):
            raise Unanswered(f"it reads S3 alone, not {place}.")
    connection: duckdb.DuckDBPyConnection = session.connect(s3=True)
    settings: dict[str, Any] = {
        "TimeZone": "UTC",
        # Statistics of Parquet files leave NaN out, of which DuckDB takes no notice.
        "disabled_optimizers": "statistics_propagation,join_filter_pushdown",
        "threads": max(1, min(MOST_THREADS, os.cpu_count() or 1)),
        "memory_limit": f"{_memory() // 2**20}MiB",
        # Nothing is spilled: what does not fit is Spark's.
        "temp_directory": "",
        "allowed_directories": [f"{place.rstrip('/')}/" for place in places],
        "allowed_paths": list(places),
        "disabled_filesystems": "LocalFileSystem",
        "enable_external_access": False,
        "lock_configuration": True,
    }
    for name, value in settings.items():
        connection.execute(f"SET GLOBAL {name} = {_literal(value)}")
    return connection


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _memory() -> int:
    """Return how much memory one database may take: an eighth of the machine's, up to 1 GiB."""
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return MOST_MEMORY // 2
    return max(2**28, min(MOST_MEMORY, total // 8))


def _allowed(statement: duckdb.Statement, before: bool) -> bool:
    """Tell whether a statement only reads, or is a variable or a macro that stands before one."""
    import duckdb

    if not before:
        return statement.type == duckdb.StatementType.SELECT
    if statement.type == duckdb.StatementType.CREATE:
        lines = statement.query.strip().split("\n")
        code = next((line for line in lines if not line.startswith("--")), "")
        return code.startswith(MACRO)
    return statement.type in (duckdb.StatementType.SET, duckdb.StatementType.VARIABLE_SET)


def brief(error: Exception) -> str:
    """Return the first line of an error of DuckDB, without keys."""
    return session.hidden(str(error).strip().split("\n", 1)[0])
