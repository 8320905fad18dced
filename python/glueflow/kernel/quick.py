"""Previews and counts by DuckDB: before Spark has started, and fast after each edit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from glueflow.engine import partitions
from glueflow.kernel import spark
from glueflow.kernel.duck import Unanswered
from glueflow.kernel.engine import Engine, Look, Seen, output_of, tokens_of
from glueflow.kernel.kept import frame_token
from glueflow.kernel.program import Program, TableSource, sources_of
from glueflow.kernel.query import Query
from glueflow.kernel.results import Result
from glueflow.kernel.work import Work

Outcome = TypeVar("Outcome")


def preview(
    engine: Engine,
    work: Work,
    program: Program,
    query: Query,
    node_id: str,
    port: str | None,
    limit: int,
    connection: str | None,
    insists: bool = False,
) -> None:
    """Send rows of an output of a node, as `Engine.preview` does.

    Args:
        insists: even if Spark keeps the result.

    Raises:
        Unanswered: DuckDB does not answer; nothing was sent.
    """
    shown = program.step(node_id)
    target = output_of(shown, port)

    def attempt(token: str, seen: Seen, look: Look) -> tuple[Result, bool]:
        found = engine.results.find(f"duckdb:{token}", node_id, limit)
        if found is not None:
            found.key = shown.key
            return found, True
        result = Result(
            engine.duck.reader(query, spark.identity(connection)),
            f"duckdb:{token}",
            node_id,
            None if shown.kind == "write" else target.port,
            shown.key,
            seen,
            connection,
            False,
        )
        result.take(limit, look)
        if result.total is None:
            result.total = engine.store.rows(token)
        engine.results.add(result)
        return result, False

    result, reused = _answered(
        engine, work, program, query, node_id, port, connection, attempt, insists
    )
    engine.send_rows(work, result, 0, limit, reused)


def count(
    engine: Engine,
    work: Work,
    program: Program,
    query: Query,
    node_id: str,
    port: str | None,
    connection: str | None,
) -> None:
    """Send the number of rows of an output of a node, as `Engine.count` does.

    Raises:
        Unanswered: DuckDB does not answer; nothing was sent.
    """

    def attempt(token: str, seen: Seen, look: Look) -> int:
        rows = engine.store.rows(token)
        if rows is None:
            look()
            rows = engine.duck.count(query, spark.identity(connection))
            engine.store.count(token, rows)
        return rows

    rows = _answered(engine, work, program, query, node_id, port, connection, attempt)
    engine.send_count(work, program.step(node_id), port, rows)


def _answered(
    engine: Engine,
    work: Work,
    program: Program,
    query: Query,
    node_id: str,
    port: str | None,
    connection: str | None,
    attempt: Callable[[str, Seen, Look], Outcome],
    insists: bool = False,
) -> Outcome:
    """Do something on the present state of a query's sources, unless Spark has kept the result."""
    target = output_of(program.step(node_id), port)
    steps = program.needed(target.node_id)
    who = spark.identity(connection)

    def on_state(seen: Seen, look: Look) -> Outcome:
        work.check()
        token = tokens_of(program, steps, seen, who, work.id)[target.node_id].text
        if token in engine.store.kept and not insists:
            raise Unanswered
        _check_partitions(engine, query, seen, who)
        try:
            return attempt(frame_token(token, target.port), seen, look)
        except Unanswered:
            # One that was interrupted is no reason to ask Spark.
            work.check()
            raise

    return engine.fresh(sources_of(steps), connection, on_state)


def _check_partitions(engine: Engine, query: Query, seen: Seen, who: str) -> None:
    """Compare partitions of the catalog with folders, once for each state of a table.

    Raises:
        Unanswered: they are not the same.
    """
    for table in query.tables:
        state = seen.get(TableSource(table.database, table.table, table.catalogId))
        name = (who, table.catalogId, table.database, table.table, table.location)
        known = engine.partitions.get(name)
        if known is None or state is None or state.text is None or known[0] != state.text:
            try:
                problem = partitions.difference(table)
            except Exception as error:
                raise Unanswered(str(error)) from error
            known = ("" if state is None else state.text or "", problem)
            engine.partitions[name] = known
        if known[1] is not None:
            raise Unanswered(known[1])
