"""Keeps the rows of small sources once a preview has needed them, while nothing else is to do.

What is edited next comes after them in most cases: its preview then reads from memory instead of
from S3. Runs do not need it: they keep the result of every node.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glueflow.kernel.fingerprints import Fingerprint
from glueflow.kernel.kept import Ahead, Names, most_bytes
from glueflow.kernel.program import Program, Source, Step, sources_of
from glueflow.kernel.work import Work

if TYPE_CHECKING:
    from glueflow.kernel.engine import Engine

MOST_BYTES = 32 * 2**20
"""Bytes of files, in a source that is kept; the rows take several times as much in memory."""


@dataclass(frozen=True)
class Wish:
    """Sources that are worth keeping, of a program, and the state of their data."""

    program: Program
    steps: tuple[Step, ...]
    seen: Mapping[Source, Fingerprint]
    connection: str | None


def wish(
    program: Program,
    steps: Sequence[Step],
    seen: Mapping[Source, Fingerprint],
    connection: str | None,
) -> Wish | None:
    """Return what is worth keeping for other previews: sources that are small, in a known state.

    Args:
        steps: those of the preview that was given, the shown one last.
        seen: the state of all that they read.
    """
    if program.asks_for_files:
        return None
    most = min(MOST_BYTES, most_bytes())
    sources = tuple(
        step
        for step in steps[:-1]
        if step.kind == "read"
        and step.reads
        and not step.volatile
        and all(seen[each].text is not None for each in step.reads)
        and sum(seen[each].bytes for each in step.reads) <= most
    )
    return Wish(program, sources, seen, connection) if sources else None


def keep(engine: Engine, work: Work, wish: Wish) -> None:
    """Keep the rows of a wish's sources that are not kept yet.

    As a local checkpoint: unlike a persisted result, Spark does not take it for what others in
    this kernel read from the same place.

    Raises:
        Exception: whatever reading raises; what was kept before stays.
    """
    needed = {each.node_id: each for s in wish.steps for each in wish.program.needed(s.node_id)}
    steps = [each for each in wish.program.steps if each.node_id in needed]
    seen = {source: wish.seen[source] for source in sources_of(steps)}
    task = engine.task(work, wish.program, steps, seen, wish.connection)
    for step in wish.steps:
        work.check()
        token = task.tokens[step.node_id]
        if not token.lasting or token.text in engine.store.kept or token.text in engine.store.ahead:
            continue
        names = task.names(step)
        kept = work.interruptible(names.frame.localCheckpoint)
        engine.store.keep_ahead(token.text, Ahead(Names(names.values, kept), task.seen_by(step)))
