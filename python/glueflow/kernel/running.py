"""Runs: node by node, each result kept in Spark and counted."""

from __future__ import annotations

import time
from typing import Any

from glueflow.kernel.blocks import StepFailed
from glueflow.kernel.engine import Engine, Task, wanted
from glueflow.kernel.kept import Kept
from glueflow.kernel.program import Program, Step, sources_of
from glueflow.kernel.work import Stopped, Work


def run(
    engine: Engine, work: Work, program: Program, up_to: str | None, connection: str | None
) -> None:
    """Run the steps of a program in order, or those that one node needs; stop at the first failure.

    As a Glue job would, but for `job.commit()`, which is left out: nothing was committed.

    Raises:
        StepFailed, Stopped: after the nodes were told.
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

    def _tell(self, step: Step, state: str, **more: Any) -> None:
        self._states[step.node_id] = state
        self._work.send({"type": "node", "nodeId": step.node_id, "state": state, **more})

    def all(self, up_to: str | None) -> None:
        for step in self._steps:
            self._tell(step, "waiting")
        try:
            seen = self._engine.look(sources_of(self._steps), self._connection)
            task = self._engine.task(self._work, self._program, self._steps, seen, self._connection)
            skipped = self._reusable(task, up_to)
            for step in self._steps:
                self._work.check()
                if step.node_id in skipped:
                    rows = self._store.rows(task.tokens[step.node_id].text)
                    self._tell(step, "reused", rows=rows)
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
            known = step.kind != "write" and self._store.rows(token) is not None
            if known and (token in self._store.kept or step.node_id not in needed):
                found.add(step.node_id)
            else:
                needed.update(step.inputs)
        return found

    def _keep(self, task: Task, step: Step) -> None:
        """Compute, keep and count one node's result."""
        from pyspark import StorageLevel

        began = time.monotonic()
        self._tell(step, "running")
        token = task.tokens[step.node_id]
        names = task.names(step)
        frame = names.frame
        keeps = not self._program.asks_for_files
        with task.naming(step), task.progress(step):
            try:
                if keeps:
                    frame.persist(StorageLevel.MEMORY_AND_DISK)
                rows = frame.count()
            except BaseException:
                # Half of a result is not kept.
                _unpersist(frame)
                raise
        if keeps:
            only = "" if token.lasting else task.request
            self._store.keep(token.text, Kept(frame, names, rows, task.seen_by(step), only))
        else:
            self._store.count(token.text, rows)
        self._tell(step, "done", rows=rows, seconds=_since(began))

    def _write(self, task: Task, step: Step) -> None:
        """Execute an output, then forget what was made of the data it has replaced."""
        began = time.monotonic()
        self._tell(step, "running")
        for each in step.inputs:
            task.names(self._program.step(each))
        with task.progress(step):
            task.execute(step)
        task.looked(self._engine.look(list(task.seen), self._connection, task.request))
        rows = self._store.rows(task.tokens[step.inputs[0]].text) if step.inputs else None
        more = {} if rows is None else {"rows": rows}
        self._tell(step, "done", **more, seconds=_since(began))

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
                self._tell(step, "failed")
            elif now in ("waiting", "running"):
                self._tell(step, state)

    def _fail(self, step: Step, error: StepFailed) -> None:
        found = error.failure
        more = {"line": found.line, "sql": found.sql_message}
        told = {name: value for name, value in more.items() if value is not None}
        self._tell(step, "failed", message=found.text, **told)


def _since(began: float) -> float:
    return round(time.monotonic() - began, 3)


def _unpersist(frame: Any) -> None:
    import contextlib

    # Java may be gone, and what it had kept with it.
    with contextlib.suppress(Exception):
        frame.unpersist()
