"""Previews and counts of nodes, on what earlier requests have left wherever that is fresh."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import shutil
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from glueflow.kernel import ahead, blocks, fingerprints, protocol, spark
from glueflow.kernel.blocks import Blocks, Head, StepFailed
from glueflow.kernel.duck import Duck, Unanswered
from glueflow.kernel.fingerprints import Fingerprint
from glueflow.kernel.kept import Names, Store, frame_token
from glueflow.kernel.program import Frame, Program, ProgramError, Source, Step, sources_of
from glueflow.kernel.results import Gone, Result, Results, SparkReader
from glueflow.kernel.work import Message, Stopped, Work
from glueflow.local import causes, extras, failures, scratch

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

LOG = logging.getLogger("glueflow.job")
Outcome = TypeVar("Outcome")
Seen = Mapping[Source, Fingerprint]
Look = Callable[[], None]
"""Begins to look at the data again, in a thread of its own; called when that holds up nothing."""


@dataclass(frozen=True)
class Token:
    """Stands for a step's result: its plan, and the state of all data it is made of.

    One that is not `lasting` is never met again.
    """

    text: str
    lasting: bool


class Engine:
    """Does the work of one kernel, in the worker thread.

    Args:
        notify: takes `session` messages, from any thread.
        log: file for stack traces.
    """

    def __init__(self, notify: Callable[[Message], None], log: Path) -> None:
        self.folder = scratch.make("kernel")
        self.spark = spark.Spark(notify, self._lost, log)
        self.store = Store()
        self.keep_request: ahead.KeepRequest | None = None
        self.results = Results()
        self.duck = Duck()
        self.partitions: dict[tuple[str | None, ...], tuple[str, str | None]] = {}
        """Of partitioned tables that DuckDB reads: the state seen, and how the folders differ."""
        self.blocks = Blocks(self.folder)
        self._seen: dict[tuple[str, Source], Fingerprint] = {}
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="glueflow-look")

    def close(self) -> None:
        """Remove the folder of files."""
        self._pool.shutdown(wait=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def forget(self) -> None:
        """Drop every kept result."""
        self.keep_request = None
        self.store.forget()
        self.results.forget()
        self.duck.forget()
        self.partitions.clear()
        self._seen.clear()

    def _lost(self) -> None:
        self.keep_request = None
        self.store.lost()
        self.results.lost()
        self.blocks.lost()

    # -- what a request asks for ------------------------------------------------------------------

    def preview(
        self,
        work: Work,
        program: Program,
        node_id: str,
        port: str | None,
        limit: int,
        connection: str | None,
        why: str | None = None,
    ) -> None:
        """Send rows of an output of a node, the first unless named, or of what a write is given.

        Args:
            why: why DuckDB has not answered, where it was asked.
        """
        shown = program.step(node_id)
        target = output_of(shown, port)
        shown_port = None if shown.kind == "write" else target.port
        source = program.step(target.node_id)
        steps = program.needed(target.node_id)

        def attempt(seen: Seen, look: Look) -> tuple[Result, bool, Task]:
            task = self.task(work, program, steps, seen, connection)
            token = task.tokens[target.node_id].text
            named = frame_token(token, target.port)
            found = self.results.find(named, shown.node_id, limit)
            if found is not None:
                # What an output is given stays the same when only the output's settings change.
                found.key, found.why = shown.key, why
                return found, True, task
            frame = task.frame(target)
            kept = token in self.store.kept
            seen_by = task.seen_by(source)
            with task.naming(source), task.progress(source):
                result = Result(
                    SparkReader(frame),
                    named,
                    shown.node_id,
                    shown_port,
                    shown.key,
                    seen_by,
                    connection,
                    kept,
                )
                result.buckets = task.head.buckets
                result.why = why
                result.take(limit, look)
            if result.total is None:
                result.total = self.store.rows(named)
            self.results.add(result)
            return result, kept, task

        result, reused, task = self.fresh(sources_of(steps), connection, attempt)
        self.send_rows(work, result, 0, limit, reused)
        self.keep_request = ahead.keep_request(task, self.store, connection)

    def count(
        self,
        work: Work,
        program: Program,
        node_id: str,
        port: str | None,
        connection: str | None,
    ) -> None:
        """Send the number of rows of one output of a node, or of what a write is given."""
        shown = program.step(node_id)
        target = output_of(shown, port)
        source = program.step(target.node_id)
        steps = program.needed(target.node_id)

        def attempt(seen: Seen, look: Look) -> int:
            task = self.task(work, program, steps, seen, connection)
            token = frame_token(task.tokens[target.node_id].text, target.port)
            rows = self.store.rows(token)
            if rows is None:
                frame = task.frame(target)
                with task.naming(source), task.progress(source):
                    look()
                    rows = frame.count()
                self.store.count(token, rows)
            return rows

        rows = self.fresh(sources_of(steps), connection, attempt)
        self.send_count(work, shown, port, rows)

    def send_count(self, work: Work, shown: Step, port: str | None, rows: int) -> None:
        """Send the number of rows of an output of a node, or of what a write is given."""
        counted: Message = {"nodeId": shown.node_id, "rows": rows}
        if shown.kind != "write":
            counted["port"] = shown.output(port).port
        data = {protocol.COUNT_MIME: counted}
        work.send({"type": "result", "data": data})

    def page(self, work: Work, result: Result, offset: int, limit: int) -> None:
        """Send further rows of a preview's result."""
        if not result.has(offset, limit):
            held = None
            if result.engine == "spark":
                who = spark.identity(result.connection)
                held = self.spark.ensure(who, result.buckets, work.check)
            now = fingerprints.take(result.seen)
            if any(now[source] != then for source, then in result.seen.items()):
                raise Gone("The data has changed since these rows were read. Refresh the preview.")
            if held is not None:
                work.groups.append(result.group)
                held.sparkContext.setJobGroup(result.group, "rows of a preview", True)
            try:
                result.fetch(offset + limit, work.check)
            except Unanswered as error:
                work.check()
                raise Gone(f"{error} Refresh the preview.") from None
        self.send_rows(work, result, offset, limit, result.reused)

    def send_rows(self, work: Work, result: Result, offset: int, limit: int, reused: bool) -> None:
        """Send rows of a result."""
        page = result.page(offset, limit, time.monotonic() - work.began, reused)
        work.send({"type": "result", "data": {protocol.ROWS_MIME: page}})

    # -- parts ------------------------------------------------------------------------------------

    def look(
        self, sources: Sequence[Source], connection: str | None, request: str = ""
    ) -> dict[Source, Fingerprint]:
        """Look at sources, and drop what was made of data that has changed.

        Args:
            request: the one under way, whose results that are for it alone stay.
        """
        now = fingerprints.take(sources)
        who = spark.identity(connection)
        self._seen.update({(who, source): found for source, found in now.items()})
        self.store.drop_stale(now, request)
        return now

    def fresh(
        self,
        sources: list[Source],
        connection: str | None,
        attempt: Callable[[Seen, Look], Outcome],
    ) -> Outcome:
        """Do something on the present state of sources.

        What was seen last is likely still so: looking again goes on beside the work, which is done
        anew only if something has changed. The work says when it has nothing left to do but to
        wait for Spark: before, each of its calls of Java would wait for Python's lock too.
        """
        who = spark.identity(connection)
        known = {source: self._seen.get((who, source)) for source in sources}
        likely = {
            source: found
            for source, found in known.items()
            if found is not None and found.text is not None
        }
        if sources and len(likely) == len(sources):
            looking = _Looking(self._pool, sources)
            self.store.drop_stale(likely)
            try:
                outcome = attempt(likely, looking.begin)
            except Exception:
                if looking.found() == likely:
                    raise
            else:
                if looking.found() == likely:
                    return outcome
        return attempt(self.look(sources, connection), lambda: None)

    def task(
        self,
        work: Work,
        program: Program,
        steps: Sequence[Step],
        seen: Seen,
        connection: str | None,
    ) -> Task:
        """Get Spark and the program's head ready.

        Raises:
            StepFailed: the head failed.
        """
        who = spark.identity(connection)
        key = blocks.head_key(program, who)
        head = self.blocks.known(key)
        base = self.spark.ensure(who, head.buckets if head else None, work.check)
        # Starting Spark anew has forgotten the heads.
        head = self.blocks.known(key)
        work.check()
        task = Task(self, work, program, steps, seen, base, who)
        if head is None:
            with task.naming(None):
                head = self.blocks.head(key, program, base, work)
            self.spark.configured(who, head.buckets)
        task.head = head
        return task


class _Looking:
    """A look at sources, in a thread of its own once it has begun."""

    def __init__(self, pool: Executor, sources: Sequence[Source]) -> None:
        self._pool = pool
        self._sources = sources
        self._begun: Future[dict[Source, Fingerprint]] | None = None

    def begin(self) -> None:
        """Begin, unless it has begun."""
        if self._begun is None:
            self._begun = self._pool.submit(fingerprints.take, self._sources)

    def found(self) -> dict[Source, Fingerprint]:
        """Return what was seen; begin now if need be."""
        return fingerprints.take(self._sources) if self._begun is None else self._begun.result()


class Task:
    """The steps of one request, on one state of the data."""

    head: Head

    def __init__(
        self,
        engine: Engine,
        work: Work,
        program: Program,
        steps: Sequence[Step],
        seen: Seen,
        base: SparkSession,
        who: str,
    ) -> None:
        self._engine = engine
        self._store = engine.store
        self.work = work
        self.program = program
        self.steps = steps
        self.seen = dict(seen)
        self.base = base
        self._who = who
        self.request = uuid.uuid4().hex
        self.tokens = self._tokens()
        self.group = f"glueflow-{self.request}"
        work.groups.append(self.group)
        base.sparkContext.setJobGroup(self.group, f"Glueflow {work.kind}", True)
        for step in steps:
            self._tell_warnings(step)

    def looked(self, seen: Seen) -> None:
        """Take over a new look at the data."""
        self.seen.update(seen)
        self.tokens = self._tokens()

    def _tokens(self) -> dict[str, Token]:
        return tokens_of(self.program, self.steps, self.seen, self._who, self.request)

    def seen_by(self, step: Step) -> dict[Source, Fingerprint]:
        """Return the state of all data a step is made of."""
        return {s: self.seen[s] for s in sources_of(self.program.needed(step.node_id))}

    def frame(self, output: Frame) -> DataFrame:
        """Return the DataFrame of an output, executing the blocks it needs that left nothing."""
        step = self.program.step(output.node_id)
        frame: DataFrame = self.names(step).frames[output.port]
        return frame

    def names(self, step: Step) -> Names:
        """Return what a step leaves, executing blocks if need be."""
        needed = self.program.needed(step.node_id)
        # From the end: a step that is known needs nothing before it executed.
        wanted, missing = {step.node_id}, set()
        for each in reversed(needed):
            if each.node_id in wanted and self._store.names(self._text(each)) is None:
                missing.add(each.node_id)
                wanted.update(frame.node_id for frame in each.inputs)
        for each in needed:
            if each.node_id in missing:
                self._store.add_names(self._text(each), self.execute(each))
        found = self._store.names(self._text(step))
        assert found is not None
        return found

    def execute(self, step: Step) -> Names:
        """Execute a step's blocks on what the steps before it have left."""
        self.work.check()
        before = [
            (each, names)
            for each in self.program.needed(step.node_id)[:-1]
            for names in [self._store.names(self._text(each))]
            if names is not None
        ]
        self._store.anew(self._text(step))
        self._tell_warnings(step)
        with self.naming(step):
            return self._engine.blocks.block(
                step, self.program, self.head, self.base, before, self.work
            )

    def _text(self, step: Step) -> str:
        return self.tokens[step.node_id].text

    def _tell_warnings(self, step: Step) -> None:
        self.work.tell_warnings(step.node_id, self._store.warnings(self._text(step)))

    @contextlib.contextmanager
    def _warning(self, step: Step | None) -> Iterator[None]:
        """Keep what is logged as a warning with the step's result, and tell it."""
        if step is None:
            yield
            return

        def keep(text: str) -> None:
            self._store.warn(self._text(step), text)
            self._tell_warnings(step)

        with self.work.at(step.node_id, keep):
            yield

    @contextlib.contextmanager
    def naming(self, step: Step | None) -> Iterator[None]:
        """Turn an error within into a StepFailed that names the node it belongs to.

        What is logged as a warning within is one of the step.
        """
        try:
            with self._warning(step):
                yield
        except (Exception, SystemExit) as error:
            if self.work.stopped.is_set():
                raise Stopped from error
            default = self.program.block(step) if step else None
            found = failures.describe(error, self.program.marked, self.program.file, default)
            where = f" (line {found.line})" if found.line else ""
            LOG.error(
                "%s%s\n%s", found.message, where, causes.full_text(error), extra={"reported": True}
            )
            raise StepFailed(found, found.block.id if found.block else None) from error

    @contextlib.contextmanager
    def progress(self, step: Step) -> Iterator[None]:
        """Tell Spark's progress with a step; what was reported as running is over."""
        with spark.Progress(self.base, self.work, self.group, step.node_id) as shown:
            yield
        if shown.shown and self.work.kind != "run":
            self.work.send({"type": "node", "nodeId": step.node_id, "state": "done"})


def tokens_of(
    program: Program, steps: Sequence[Step], seen: Seen, who: str, request: str
) -> dict[str, Token]:
    """Return what stands for the result of each step on a state of the data.

    Args:
        request: stands for the request, in tokens that are for it alone.
    """
    found: dict[str, Token] = {}
    settings, files = _settings(program), program.asks_for_files
    for step in steps:
        nodes = dict.fromkeys(each.node_id for each in step.inputs)
        inputs = [found[node] for node in nodes if node in found]
        states = [seen[source].text for source in step.reads]
        lasting = (
            not step.volatile and None not in states and all(token.lasting for token in inputs)
        )
        parts = [who, settings, files, step.key, states, [token.text for token in inputs]]
        if not lasting:
            parts.append(request)
        reported = json.dumps(parts).encode("utf-8", "replace")
        found[step.node_id] = Token(hashlib.sha256(reported).hexdigest(), lasting)
    return found


def _settings(program: Program) -> list[str]:
    """Return the arguments that change what the same plan means."""
    return [program.arguments.get(name, "") for name in ("--conf", *extras.ARGUMENTS)]


def output_of(shown: Step, port: str | None) -> Frame:
    """Return the output whose rows stand for a step: of a write, what it is given."""
    return shown.inputs[0] if shown.kind == "write" else shown.output(port)


def wanted(program: Program, up_to: str | None) -> list[Step]:
    """Return the steps of a run: all, or those a node needs.

    Raises:
        ProgramError: there is nothing to run.
    """
    steps = list(program.steps) if up_to is None else program.needed(up_to)
    if not steps:
        raise ProgramError("There is nothing to run: the pipeline has no nodes.")
    return steps
