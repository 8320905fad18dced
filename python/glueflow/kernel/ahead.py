"""Keeps the rows of small sources once a preview has needed them, while nothing else is to do.

What is edited next comes after them in most cases: its preview then reads from memory instead of
from S3. Runs do not need it: they keep the result of every node.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glueflow.kernel.fingerprints import Fingerprint
from glueflow.kernel.kept import Ahead, Names, Store, most_bytes
from glueflow.kernel.program import Program, Source, Step
from glueflow.kernel.work import Work

if TYPE_CHECKING:
    from glueflow.kernel.engine import Engine, Task

MOST_BYTES = 32 * 2**20
"""Bytes of files, in a source that is kept; the rows take several times as much in memory."""


@dataclass(frozen=True)
class KeepRequest:
    """A preview that was given, and the sources among its steps that are worth keeping."""

    program: Program
    steps: Sequence[Step]
    sources: Sequence[Step]
    seen: Mapping[Source, Fingerprint]
    connection: str | None


def keep_request(task: Task, store: Store, connection: str | None) -> KeepRequest | None:
    """Return what is worth keeping for other previews: sources that are small, in a known state.

    Args:
        task: that of the preview that was given, whose last step was shown.
    """
    if task.program.asks_for_files:
        return None
    most = min(MOST_BYTES, most_bytes())
    sources = [
        step
        for step in task.steps[:-1]
        if step.kind == "read"
        and step.reads
        and task.tokens[step.node_id].lasting
        and not store.holds(task.tokens[step.node_id].text)
        and sum(task.seen[each].bytes for each in step.reads) <= most
    ]
    if not sources:
        return None
    return KeepRequest(task.program, task.steps, sources, task.seen, connection)


def keep(engine: Engine, work: Work, keep_request: KeepRequest) -> None:
    """Keep the rows of a request's sources that are not kept yet.

    As a local checkpoint: unlike a persisted result, Spark does not take it for what others in
    this kernel read from the same place.

    Raises:
        Exception: whatever reading raises; what was kept before stays.
    """
    task = engine.task(
        work, keep_request.program, keep_request.steps, keep_request.seen, keep_request.connection
    )
    for step in keep_request.sources:
        work.check()
        token = task.tokens[step.node_id].text
        # A request that came first may have kept it.
        if not engine.store.holds(token):
            names = task.names(step)
            frames = {
                port: work.interruptible(frame.localCheckpoint)
                for port, frame in names.frames.items()
            }
            engine.store.keep_ahead(token, Ahead(Names(names.values, frames), task.seen_by(step)))
