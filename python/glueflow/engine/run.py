"""Running a script of SQL: statement by statement, each output's old files removed at its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from glueflow.engine import partitions, session, storage

Notify = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Output:
    """A folder that a statement writes to."""

    node_id: str
    title: str
    path: str
    mode: str


@dataclass(frozen=True)
class Job:
    """A script with what a run needs to know of it."""

    sql: str
    outputs: list[Output] = field(default_factory=list)
    nodes: list[tuple[int, int, str, str]] = field(default_factory=list)
    """First and last line of a node's part, its id and its title."""
    tables: list[partitions.Table] = field(default_factory=list)
    """Partitioned tables of the catalog that the script reads by their folders."""

    @classmethod
    def of(cls, given: dict[str, Any]) -> Job:
        """Read a job as the command line hands it over."""
        return cls(
            given["sql"],
            [
                Output(each["nodeId"], each["title"], each["path"], each["mode"])
                for each in given["outputs"]
            ],
            [
                (each["first"], each["last"], each["nodeId"], each["title"])
                for each in given["nodes"]
            ],
            [partitions.Table(**each) for each in given.get("tables", [])],
        )


class Failed(Exception):
    """A statement failed.

    `node_id` and `title` are those of the node whose part of the script it was, `line` the
    script's line.
    """

    def __init__(self, message: str, node_id: str | None, title: str | None, line: int | None):
        super().__init__(message)
        self.node_id = node_id
        self.title = title
        self.line = line


def run(job: Job, notify: Notify = lambda event: None) -> None:
    """Run a job's statements in their order.

    Raises:
        Failed: a statement failed; the ones before it have done their work.
        session.EngineUnavailable: DuckDB or its extension for S3 is not installed.
        session.CredentialsMissing: S3 is asked for, and there are no credentials.
    """
    for table in job.tables:
        problem = partitions.difference(table)
        if problem is not None:
            raise Failed(f"node {table.title}: {problem}", table.nodeId, table.title, None)
    connection = session.connect(s3="s3:" in job.sql or "s3a:" in job.sql)
    import duckdb

    outputs = iter(job.outputs)
    line = 1
    try:
        for statement in connection.extract_statements(job.sql):
            at = _line_of(job.sql, statement.query, line)
            line = at + statement.query.strip().count("\n")
            output = next(outputs, None) if statement.type == duckdb.StatementType.COPY else None
            try:
                if output is not None:
                    # A run may be longer than its keys live.
                    session.sign_in(connection, output.path)
                _execute(connection, statement, output)
            except duckdb.Error as error:
                raise _failed(job, error, at, output) from None
            if output is not None:
                notify({"event": "output", "text": f"{output.title}: {output.path}\n"})
    finally:
        connection.close()


def _line_of(sql: str, text: str, after: int) -> int:
    """Return the line at which a statement begins, from 1."""
    lines = sql.split("\n")
    start = text.strip().split("\n", 1)[0]
    for number in range(after, len(lines) + 1):
        if lines[number - 1].strip() == start.strip():
            return number
    return after


def _execute(connection: Any, statement: Any, output: Output | None) -> None:
    if output is None or output.mode == "append":
        connection.execute(statement)
        return
    before = storage.files(output.path)
    connection.execute(statement)
    storage.replace(output.path, before, only_partitions=output.mode == "partitions")


def _failed(job: Job, error: Exception, at: int, output: Output | None) -> Failed:
    message = session.hidden(str(error).strip())
    for first, last, node_id, title in job.nodes:
        if output is not None and node_id == output.node_id:
            return Failed(f"node {title}: {message}", node_id, title, at)
        if output is None and first <= at <= last:
            return Failed(f"node {title}: {message}", node_id, title, at)
    return Failed(message, None, None, at)


def timed(job: Job, notify: Notify) -> int:
    """Run a job and notify of it as the local runtime does of a script; return the exit code."""
    began = time.monotonic()
    notify({"event": "state", "state": "RUNNING"})
    code = 0
    try:
        run(job, notify)
    except (Failed, session.EngineUnavailable, session.CredentialsMissing) as error:
        code = 3 if isinstance(error, session.CredentialsMissing) else 1
        notify(
            {
                "event": "failed",
                "nodeId": getattr(error, "node_id", None),
                "node": getattr(error, "title", None),
                "line": getattr(error, "line", None),
                "message": str(error),
                "log": None,
            }
        )
    notify({"event": "done", "seconds": time.monotonic() - began})
    return code
