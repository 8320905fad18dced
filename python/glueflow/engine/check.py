"""A pipeline run by Spark and, step by step on Spark's rows, by DuckDB; nothing is written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glueflow.engine import compare, partitions, session
from glueflow.kernel.program import Program
from glueflow.local.runner import RunResult, run_script

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Notify = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Frame:
    """One output of a step: Spark's variable for it, and the folder for its rows."""

    port: str
    variable: str
    folder: str
    comparison: compare.Comparison


@dataclass(frozen=True)
class Step:
    """A step of a pipeline, and its SQL over the rows of the steps before it."""

    node_id: str
    title: str
    frames: list[Frame]
    script: str | None
    why: str | None
    tables: list[partitions.Table] = field(default_factory=list)


@dataclass(frozen=True)
class Check:
    """A script for Spark, to be run step by step, and what is compared."""

    script: str
    arguments: list[str]
    lines: list[tuple[int, int]]
    """First and last lines of the blocks that are executed; what stands before the first block is
    executed too."""
    first: int
    """The line of the first block of all."""
    steps: list[Step]

    @classmethod
    def of(cls, given: dict[str, Any]) -> Check:
        """Read a check as the command line hands it over."""
        return cls(
            given["script"],
            list(given["arguments"]),
            [(first, last) for first, last in given["lines"]],
            given["first"],
            [
                Step(
                    each["nodeId"],
                    each["title"],
                    [
                        Frame(
                            one["port"],
                            one["variable"],
                            one["folder"],
                            compare.Comparison.of(one["comparison"]),
                        )
                        for one in each["frames"]
                    ],
                    each.get("script"),
                    each.get("why"),
                    [partitions.Table(**table) for table in each.get("tables", [])],
                )
                for each in given["steps"]
            ],
        )

    def executed(self) -> str:
        """Return the script without what writes; its lines keep their numbers."""
        lines = self.script.splitlines(keepends=True)
        kept = set(range(1, self.first))
        for first, last in self.lines:
            kept.update(range(first, last + 1))
        return "".join(
            line if number in kept else "\n" for number, line in enumerate(lines, start=1)
        )


class Differs(Exception):
    """DuckDB gives other rows than Spark."""


def check(job: Check, notify: Notify, log: str | None = None) -> RunResult:
    """Run a pipeline by Spark, and each step on the same rows by DuckDB; compare.

    An event `compared` reports each output of a step: `state` is `same`, `differs`, or `spark`
    where only Spark does the step or its rows could not be compared; `message` says how or why.

    Raises:
        session.EngineUnavailable: DuckDB or its extension for S3 is not installed.
        session.CredentialsMissing: S3 is asked for, and there are no credentials.
    """
    scripts = [step.script for step in job.steps if step.script is not None]
    connection = session.connect(s3=any("s3:" in each or "s3a:" in each for each in scripts))
    try:
        comparing = _Comparing(job, connection, notify)
        argv = ["--job-bookmark-option=job-bookmark-disable", *job.arguments]
        return run_script(job.executed() + "\n", argv, on_event=notify, log=log, then=comparing.all)
    finally:
        connection.close()


class _Comparing:
    def __init__(self, job: Check, connection: Any, notify: Notify) -> None:
        self._job = job
        self._connection = connection
        self._notify = notify
        self._kept = not Program(job.script, {}, ()).asks_for_files

    def all(self, names: dict[str, Any], spark: SparkSession, at: Callable[[str], None]) -> None:
        spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
        for name in ("datetimeRebaseModeInWrite", "int96RebaseModeInWrite"):
            spark.conf.set(f"spark.sql.parquet.{name}", "CORRECTED")
        differ: list[str] = []
        missing: dict[str, str] = {}
        for step in self._job.steps:
            at(step.node_id)
            for frame in step.frames:
                why = self._keep(names[frame.variable], frame)
                if why is not None:
                    missing[frame.folder] = why
            if not self._step(step, missing):
                differ.append(step.title)
        if differ:
            at("")
            some = ", ".join(differ)
            raise Differs(f"DuckDB gives other rows than Spark. Steps that differ: {some}.")

    def _keep(self, frame: DataFrame, output: Frame) -> str | None:
        """Write the rows of a frame for DuckDB; return why that can't be done."""
        why = _no_file(frame)
        if why is not None:
            return why
        if self._kept:
            # Chance, and a limit without an order, would choose other rows for the next step.
            frame.persist()
        shutil.rmtree(output.folder, ignore_errors=True)
        frame.write.parquet(Path(output.folder).as_uri())
        return None

    def _step(self, step: Step, missing: dict[str, str]) -> bool:
        """Compare a step's outputs; return False where one differs."""
        why = step.why or self._why_not(step, missing)
        tables: list[str] = []
        if why is None:
            found = self._query(step)
            if isinstance(found, compare.Difference):
                for frame in step.frames:
                    self._report(step, frame, "differs", found)
                return False
            tables = found
            if len(tables) != len(step.frames):
                why = "its queries are not one an output"
        if why is not None:
            for frame in step.frames:
                self._report(step, frame, "spark", compare.Difference(why))
            return True
        same = True
        for frame, table in zip(step.frames, tables, strict=True):
            difference = self._compare(frame, table)
            same = same and difference is None
            self._report(step, frame, "same" if difference is None else "differs", difference)
        return same

    def _why_not(self, step: Step, missing: dict[str, str]) -> str | None:
        for table in step.tables:
            problem = partitions.difference(table)
            if problem is not None:
                return problem
        for folder, why in missing.items():
            if step.script is not None and folder in step.script:
                return f"a step before it {why}"
            if any(frame.folder == folder for frame in step.frames):
                return f"it {why}"
        return None

    def _query(self, step: Step) -> list[str] | compare.Difference:
        """Return the tables that hold the rows of a step's outputs, or how DuckDB fails."""
        import duckdb

        tables: list[str] = []
        try:
            for statement in self._connection.extract_statements(step.script or ""):
                if statement.type == duckdb.StatementType.SELECT:
                    table = f"glueflow_result_{len(tables)}"
                    text = statement.query.strip().rstrip(";")
                    self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS\n{text}")
                    tables.append(table)
                else:
                    self._connection.execute(statement)
        except duckdb.Error as error:
            lines = session.hidden(str(error).strip()).splitlines()
            return compare.Difference(f"DuckDB stops: {lines[0] if lines else error}")
        return tables

    def _compare(self, frame: Frame, table: str) -> compare.Difference | None:
        spark = f"read_parquet('{frame.folder.replace(chr(39), chr(39) * 2)}/*.parquet')"
        items = ", ".join(
            # Spark writes times as moments, which are in UTC.
            f"CAST({compare.quoted(name)} AS {kind.replace(' WITH TIME ZONE', '')}) "
            f"AS {compare.quoted(name)}"
            for name, kind in compare.columns(self._connection, spark)
        )
        self._connection.execute(
            f"CREATE OR REPLACE TEMP VIEW glueflow_spark AS SELECT {items} FROM {spark}"
        )
        return compare.difference(self._connection, "glueflow_spark", table, frame.comparison)

    def _report(
        self, step: Step, frame: Frame, state: str, found: compare.Difference | None
    ) -> None:
        title = step.title if len(step.frames) == 1 else f"{step.title} ({frame.port})"
        words = {
            "same": "same rows",
            "differs": f"differs: {found.text if found else ''}",
            "spark": f"not compared: {found.text if found else ''}",
        }[state]
        self._notify({"event": "output", "text": f"{title}: {words}\n"})
        event: dict[str, Any] = {
            "event": "compared",
            "nodeId": step.node_id,
            "node": step.title,
            "port": frame.port,
            "state": state,
        }
        if found is not None:
            event["message"] = found.text
        if found is not None and state == "differs":
            event.update(row=found.row, column=found.column, spark=found.spark, duckdb=found.duckdb)
        self._notify(event)


def _no_file(frame: DataFrame) -> str | None:
    """Return why the rows of a frame can't be kept in Parquet files, or None."""
    from pyspark.sql.types import DayTimeIntervalType, NullType

    for each in frame.schema.fields:
        if isinstance(each.dataType, (NullType, DayTimeIntervalType)):
            kind = each.dataType.simpleString()
            return f"has the column {each.name} of type {kind}, which Parquet files do not hold"
    return None
