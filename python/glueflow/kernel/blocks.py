"""Executes the head and the blocks of programs, each block in a namespace of its own."""

from __future__ import annotations

import ast
import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glueflow.kernel import environment, output
from glueflow.kernel.kept import Names
from glueflow.kernel.program import Program, Step
from glueflow.kernel.work import Work
from glueflow.local import extras, failures, session, warm
from glueflow.local.logs import LogStream

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MOST_HEADS = 8
_NOTHING = object()


@dataclass
class Head:
    """What a script's head has left: its session, its names, and its settings for buckets."""

    session: SparkSession
    names: dict[str, Any]
    extra: list[str]
    buckets: dict[str, str]
    views: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The temporary views of blocks: node and text of the one that made each."""


def head_key(program: Program, who: str) -> str:
    """Stand for a head with its arguments in an environment."""
    text = json.dumps([program.head, program.argv, who])
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


class Blocks:
    """Executes code of programs.

    Args:
        folder: for files that programs bring.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._modules = environment.Modules()
        self._heads: OrderedDict[str, Head] = OrderedDict()

    def known(self, key: str) -> Head | None:
        """Return what a head has left, if it was executed before."""
        if key in self._heads:
            self._heads.move_to_end(key)
        return self._heads.get(key)

    def lost(self) -> None:
        """Forget all heads: their sessions are gone."""
        self._heads.clear()

    def head(self, key: str, program: Program, base: SparkSession, work: Work) -> Head:
        """Execute a head in a Spark session of its own.

        Raises:
            Exception: what the head raises.
        """
        brought = extras.fetch(program.argv, self._folder / key[:12])
        names: dict[str, Any] = {"__name__": "__main__", "__file__": program.file}
        head = Head(warm.fresh(base, program.argv), names, brought.paths, {})
        extras.load(head.session, brought)
        self._execute(None, program, head, base, names, work)
        head.buckets = session.bucket_settings(base)
        self._heads[key] = head
        while len(self._heads) > MOST_HEADS:
            self._heads.popitem(last=False)
        return head

    def block(
        self,
        step: Step,
        program: Program,
        head: Head,
        base: SparkSession,
        before: Sequence[tuple[Step, Names]],
        work: Work,
    ) -> Names:
        """Execute a step's blocks and return what they leave.

        Args:
            before: what the steps before it have left.

        Raises:
            Exception: what the block raises.
            TypeError: a variable of the step holds no DataFrame then.
        """
        names = dict(head.names)
        for _, left in before:
            names.update(left.values)
        for each, left in before:
            for port, variable in each.variables.items():
                names[variable] = left.frames[port]
        there = dict(names)
        _drop_left_views(head, program)
        text = program.text(step)
        head.views.update(dict.fromkeys(temporary_views(text), (step.node_id, text)))
        self._execute(step, program, head, base, names, work)
        _check(step, names)
        left_here = {k: v for k, v in names.items() if there.get(k, _NOTHING) is not v}
        frames = {port: names[variable] for port, variable in step.variables.items()}
        return Names(left_here, frames)

    def _execute(
        self,
        step: Step | None,
        program: Program,
        head: Head,
        base: SparkSession,
        names: dict[str, Any],
        work: Work,
    ) -> None:
        codes = program.codes(step)
        program.remember_lines()
        node: Mapping[str, Any] = {"nodeId": step.node_id} if step else {}
        out = output.Lines(lambda text: work.send({"type": "output", **node, "text": text}))
        with ExitStack() as stack:
            stack.enter_context(self._modules.visible(head.extra))
            stack.enter_context(environment.arguments(program.argv, program.file))
            stack.enter_context(warm.as_current(base, head.session))
            stack.enter_context(output.catch(out, LogStream()))
            stack.callback(out.finish)

            def run() -> None:
                for code in codes:
                    exec(code, names)

            work.interruptible(run)


def temporary_views(text: str) -> set[str]:
    """Return the names that a block gives to temporary views, where it gives them as literals."""
    if "TempView" not in text:
        return set()
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return set()
    return {
        call.args[0].value.removeprefix("`").removesuffix("`").replace("``", "`")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("createOrReplaceTempView", "createTempView")
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def _drop_left_views(head: Head, program: Program) -> None:
    """Drop the views of blocks that the program no longer has: in the job they are not there."""
    if not head.views:
        return
    present = {(step.node_id, program.text(step)) for step in program.steps}
    for view, made_by in list(head.views.items()):
        if made_by not in present:
            head.session.catalog.dropTempView(view)
            del head.views[view]


def _check(step: Step, names: dict[str, Any]) -> None:
    from pyspark.sql import DataFrame

    for variable in step.variables.values():
        if variable not in names:
            raise NameError(f"the block sets no variable {variable}")
        value = names[variable]
        if not isinstance(value, DataFrame):
            raise TypeError(f"the result is {_article(type(value).__name__)}, not a DataFrame")


def _article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


class StepFailed(Exception):
    """A step of a program failed; `failure` says how, `step` is the one to name."""

    def __init__(self, failure: failures.Failure, node_id: str | None) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.node_id = node_id
