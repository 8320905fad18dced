"""Runs: node by node, each result kept in Spark and counted."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from glueflow.kernel.blocks import StepFailed
from glueflow.kernel.engine import Engine, Task, wanted
from glueflow.kernel.kept import Kept, frame_token
from glueflow.kernel.program import Program, Step, sources_of
from glueflow.kernel.work import Stopped, Work


def run(
    engine: Engine, work: Work, program: Program, up_to: str | None, connection: str | None
) -> None:
    """Run the steps of a program in order, or those that one node needs; stop at the first failure.

    As a Glue job would, but for `job.commit()`, which is left out: nothing was committed.

    Raises:
        StepFailed, Stopped: after the nodes were reported.
    """
    steps = wanted(program, up_to)
    states = {step.node_id: "waiting" for step in steps}
    _Run(engine, work, program, steps, states, connection).all(up_to)


class _Run:
    def __init__(
        self,
        engine: Engine,
        work: Work,
        program: Program,
        steps: list[Step],
        states: dict[str, str],
        connection: str | None,
    ) -> None:
        self._engine = engine
        self._store = engine.store
        self._work = work
        self._program = program
        self._steps = steps
        self._states = states
        self._connection = connection

    def _notify(self, step: Step, state: str, **more: Any) -> None:
        self._states[step.node_id] = state
        self._work.send({"type": "node", "nodeId": step.node_id, "state": state, **more})

    def all(self, up_to: str | None) -> None:
        for step in self._steps:
            self._notify(step, "waiting")
        try:
            seen = self._engine.look(sources_of(self._steps), self._connection)
            task = self._engine.task(self._work, self._program, self._steps, seen, self._connection)
            skipped = self._reusable(task, up_to)
            for step in self._steps:
                self._work.check()
                if step.node_id in skipped:
                    self._notify(step, "reused", **_counts(self._rows(task, step)))
                elif step.kind == "write":
                    self._write(task, step)
                else:
                    self._keep(task, step)
        except StepFailed as error:
            self._rest(error.node_id, "skipped", error)
            raise
        except Stopped:
            self._rest(None, "stopped", None)
            raise
        except BaseException:
            self._rest(None, "skipped", None)
            raise

    def _reusable(self, task: Task, up_to: str | None) -> set[str]:
        """Return the nodes with nothing to do.

        Their rows are known, and they are kept, or only needed by nodes with nothing to do.
        """
        needed: set[str] = {up_to} if up_to is not None else set()
        found: set[str] = set()
        for step in reversed(self._steps):
            token = task.tokens[step.node_id].text
            known = step.kind != "write" and None not in self._rows(task, step).values()
            if known and (token in self._store.kept or step.node_id not in needed):
                found.add(step.node_id)
            else:
                needed.update(each.node_id for each in step.inputs)
        return found

    def _rows(self, task: Task, step: Step) -> dict[str, int | None]:
        """Return the number of rows of each output, where it is known."""
        token = task.tokens[step.node_id].text
        return {port: self._store.rows(frame_token(token, port)) for port in step.variables}

    def _keep(self, task: Task, step: Step) -> None:
        """Compute, keep and count one node's result."""
        from pyspark import StorageLevel

        began = time.monotonic()
        self._notify(step, "running")
        token = task.tokens[step.node_id]
        names = task.names(step)
        keeps = not self._program.asks_for_files
        rows: dict[str, int] = {}
        with task.naming(step), task.progress(step):
            try:
                for port, frame in names.frames.items():
                    if keeps:
                        frame.persist(StorageLevel.MEMORY_AND_DISK)
                    rows[port] = frame.count()
            except BaseException:
                # Half of a result is not kept.
                for frame in names.frames.values():
                    _unpersist(frame)
                raise
        if keeps:
            only = "" if token.lasting else task.request
            self._store.keep(token.text, Kept(names, rows, task.seen_by(step), only))
        else:
            for port, count in rows.items():
                self._store.count(frame_token(token.text, port), count)
        self._notify(step, "done", **_counts(rows), seconds=_since(began))

    def _write(self, task: Task, step: Step) -> None:
        """Execute an output, then forget what was made of the data it has replaced."""
        began = time.monotonic()
        self._notify(step, "running")
        for each in step.inputs:
            task.frame(each)
        with task.progress(step):
            task.execute(step)
        task.looked(self._engine.look(list(task.seen), self._connection, task.request))
        (given, *_) = step.inputs
        token = task.tokens[given.node_id].text
        rows = self._store.rows(frame_token(token, given.port))
        more = {} if rows is None else {"rows": rows}
        self._notify(step, "done", **more, seconds=_since(began))

    def _rest(self, failed: str | None, state: str, error: StepFailed | None) -> None:
        """Tell of the nodes that were not done how they ended.

        Args:
            failed: the node at fault, which lazily may be one before the one that was running.
            state: that of nodes that had not begun.
        """
        for step in self._steps:
            now = self._states[step.node_id]
            if error is not None and step.node_id == failed:
                self._fail(step, error)
            elif now == "running" and error is None and state == "skipped":
                self._notify(step, "failed")
            elif now in ("waiting", "running"):
                self._notify(step, state)

    def _fail(self, step: Step, error: StepFailed) -> None:
        found = error.failure
        more = {"line": found.line, "sql": found.sql_message}
        known = {name: value for name, value in more.items() if value is not None}
        self._notify(step, "failed", message=found.text, **known)


def _counts(rows: Mapping[str, int | None]) -> dict[str, Any]:
    """Return rows by output as a message tells them: one number where there is only one output."""
    if len(rows) == 1:
        return {"rows": next(iter(rows.values()))}
    return {"outputs": dict(rows)}


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)


def _unpersist(frame: Any) -> None:
    import contextlib

    # Java may be gone, and what it had kept with it.
    with contextlib.suppress(Exception):
        frame.unpersist()
