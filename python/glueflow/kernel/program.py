"""The program a client sends: a generated script, cut into the blocks of its nodes."""

from __future__ import annotations

import hashlib
import linecache
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from glueflow.kernel.protocol import KINDS
from glueflow.local.nodes import Block, Script

OUT = "out"
"""The output of a step that has only one."""
_FILES = re.compile(r"input_file_|_metadata\b")


class ProgramError(ValueError):
    """A program that can't be understood; the message names everything wrong with it."""


@dataclass(frozen=True)
class TableSource:
    """A table of the Data Catalog that a step reads."""

    database: str
    table: str
    catalog_id: str | None = None


@dataclass(frozen=True)
class PathSource:
    """Paths (S3 or local; files, folders or patterns) that a step reads."""

    paths: tuple[str, ...]


Source = TableSource | PathSource


@dataclass(frozen=True)
class Frame:
    """One output of a node."""

    node_id: str
    port: str = OUT


@dataclass(frozen=True)
class Step:
    """One node: the lines of its blocks, the variables of its DataFrames and what it reads.

    `variables` are by output port; a write has none.
    `key` stands for the node's plan: with equal keys results are equal unless the data in `reads`
    changed. A `volatile` step's result may differ every time, so it is never reused.
    """

    node_id: str
    title: str
    kind: str
    variables: dict[str, str]
    lines: tuple[tuple[int, int], ...]
    inputs: tuple[Frame, ...]
    key: str
    reads: tuple[Source, ...] = ()
    volatile: bool = False

    def output(self, port: str | None) -> Frame:
        """Return an output by its port, or the first.

        Raises:
            ProgramError: the step has no such output.
        """
        first = next(iter(self.variables), OUT)
        if port is not None and port not in self.variables:
            raise ProgramError(f"The node {self.node_id!r} has no output {port!r}.")
        return Frame(self.node_id, first if port is None else port)


@dataclass(frozen=True)
class Program:
    """A script, the job's arguments, and the steps in an order they can be done in."""

    script: str
    arguments: dict[str, str]
    steps: tuple[Step, ...]
    file: str = field(init=False)
    marked: Script = field(init=False, repr=False)
    _lines: list[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.script.encode("utf-8", "replace")).hexdigest()[:12]
        blocks = [
            Block(step.node_id, step.title, first, last)
            for step in self.steps
            for first, last in step.lines
        ]
        object.__setattr__(self, "file", f"<glueflow script {digest}>")
        object.__setattr__(self, "marked", Script(self.script, blocks))
        object.__setattr__(self, "_lines", self.script.splitlines(keepends=True))

    def step(self, node_id: str) -> Step:
        """Return a node's step.

        Raises:
            ProgramError: the program has no such node.
        """
        for step in self.steps:
            if step.node_id == node_id:
                return step
        raise ProgramError(f"The program has no node {node_id!r}.")

    def needed(self, node_id: str) -> list[Step]:
        """Return a node's step and those of all nodes before it, inputs before users."""
        wanted = {node_id}
        found: list[Step] = []
        self.step(node_id)
        for step in reversed(self.steps):
            if step.node_id in wanted:
                wanted.update(each.node_id for each in step.inputs)
                found.append(step)
        return found[::-1]

    def block(self, step: Step) -> Block:
        """Return the first block of a step, for messages."""
        first, last = step.lines[0]
        return Block(step.node_id, step.title, first, last)

    def text(self, step: Step) -> str:
        """Return the lines of a step's blocks."""
        return "".join(line for first, last in step.lines for line in self._lines[first - 1 : last])

    @property
    def head(self) -> str:
        """The lines before the first block."""
        first = min((step.lines[0][0] for step in self.steps), default=len(self._lines) + 1)
        return "".join(self._lines[: first - 1])

    def codes(self, step: Step | None) -> list[CodeType]:
        """Compile a step's blocks, or the head, with the line numbers of the script.

        Raises:
            SyntaxError: as Python words it.
        """
        if step is None:
            return [compile(self.head, self.file, "exec")]
        return [
            compile("\n" * (first - 1) + "".join(self._lines[first - 1 : last]), self.file, "exec")
            for first, last in step.lines
        ]

    def remember_lines(self) -> None:
        """Let tracebacks in the log show the script's lines."""
        linecache.cache[self.file] = (len(self.script), None, self._lines, self.file)

    @property
    def asks_for_files(self) -> bool:
        """Whether something in the script asks Spark which file a row is from.

        Spark can't tell of rows that it has kept.
        """
        return _FILES.search(self.script) is not None

    @property
    def argv(self) -> list[str]:
        """The job's arguments as a command line; bookmarks are off, since nothing is committed."""
        given = {"--JOB_NAME": "glueflow", **self.arguments}
        given["--job-bookmark-option"] = "job-bookmark-disable"
        return [part for pair in given.items() for part in pair]


def parse_program(data: Any) -> Program:
    """Check a message's program and make a Program of it.

    Raises:
        ProgramError: everything that is wrong with it, at once.
    """
    problems: list[str] = []
    if not isinstance(data, dict):
        raise ProgramError("The request has no program.")
    script = data.get("script")
    if not isinstance(script, str):
        problems.append("script is no text")
        script = ""
    arguments = data.get("arguments", {})
    if not _texts(arguments):
        problems.append("arguments must be texts by name")
        arguments = {}
    raw = data.get("steps")
    if not isinstance(raw, list):
        problems.append("steps is no list")
        raw = []
    length = len(script.splitlines())
    steps: list[Step] = []
    for index, item in enumerate(raw):
        before = {step.node_id: step for step in steps}
        found = _step(item, f"steps[{index}]", length, before, problems)
        if found is not None:
            steps.append(found)
    if problems:
        raise ProgramError(f"The program can't be run: {'; '.join(problems)}.")
    return Program(script, dict(arguments), tuple(steps))


def _texts(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(key, str) and isinstance(each, str) for key, each in value.items()
    )


def _step(
    item: Any, where: str, length: int, before: dict[str, Step], problems: list[str]
) -> Step | None:
    if not isinstance(item, dict):
        problems.append(f"{where} is no object")
        return None
    count = len(problems)
    node, title, key = (item.get(name) for name in ("nodeId", "title", "key"))
    if not isinstance(node, str) or not isinstance(key, str):
        problems.append(f"{where} needs nodeId and key")
    elif node in before:
        problems.append(f"{where} repeats the node {node!r}")
    kind = item.get("kind")
    variables = {} if kind == "write" else _variables(item.get("variables"))
    if kind not in KINDS:
        problems.append(f"{where}.kind is one of {', '.join(KINDS)}")
    elif variables is None:
        problems.append(f"{where}.variables has no name for an output")
    inputs = _inputs(item.get("inputs", []), before)
    if inputs is None:
        problems.append(f"{where}.inputs names an output that is not before it")
    elif kind == "write" and not inputs:
        problems.append(f"{where} writes without an input")
    lines = _ranges(item.get("lines"), length)
    if lines is None:
        problems.append(f"{where}.lines is no list of [first, last] within the script")
    reads = [_source(each) for each in item.get("reads") or []]
    if None in reads:
        problems.append(f"{where}.reads has something that is neither table nor paths")
    if len(problems) > count or lines is None or inputs is None or variables is None:
        return None
    return Step(
        str(node),
        title if isinstance(title, str) and title else str(node),
        str(kind),
        variables,
        lines,
        inputs,
        str(key),
        tuple(each for each in reads if each is not None),
        item.get("volatile") is True,
    )


def _variables(value: Any) -> dict[str, str] | None:
    known = _texts(value) and value and all(each.isidentifier() for each in value.values())
    return dict(value) if known else None


def _inputs(value: Any, before: dict[str, Step]) -> tuple[Frame, ...] | None:
    if not isinstance(value, list):
        return None
    found: list[Frame] = []
    for each in value:
        node, port = (each.get("nodeId"), each.get("port")) if isinstance(each, dict) else ("", "")
        if not (isinstance(node, str) and isinstance(port, str) and node in before):
            return None
        if port not in before[node].variables:
            return None
        found.append(Frame(node, port))
    return tuple(found)


def _ranges(value: Any, length: int) -> tuple[tuple[int, int], ...] | None:
    if not isinstance(value, list) or not value:
        return None
    found: list[tuple[int, int]] = []
    for pair in value:
        if not isinstance(pair, (list, tuple)) or len(pair) != 2:
            return None
        first, last = pair
        if not (isinstance(first, int) and isinstance(last, int) and 1 <= first <= last <= length):
            return None
        found.append((first, last))
    return tuple(sorted(found))


def _source(value: Any) -> Source | None:
    if not isinstance(value, dict):
        return None
    database, table, catalog = (value.get(name) for name in ("database", "table", "catalogId"))
    if isinstance(database, str) and isinstance(table, str):
        return TableSource(database, table, catalog if isinstance(catalog, str) else None)
    paths = value.get("paths")
    if isinstance(paths, list) and all(isinstance(path, str) for path in paths):
        return PathSource(tuple(paths))
    return None


def sources_of(steps: Iterable[Step]) -> list[Source]:
    """Return what steps read, each source once."""
    return list(dict.fromkeys(source for step in steps for source in step.reads))
