"""Which node of a pipeline a script line belongs to, read from the script's own comments."""

from __future__ import annotations

import re
from dataclasses import dataclass

_GENERATED = re.compile(r"^\s*# \[(?P<id>[^\]]+)\] (?P<title>.*)$")
_STUDIO = re.compile(r"^\s*# Script generated for node (?P<title>.+)$")
# Glue Studio names the variable of a node after it, with the time it was made.
_NAME = re.compile(r"^\s*([A-Za-z_]\w*_node\w+)\s*=")
_END = re.compile(r"^\s*job\.commit\(")


@dataclass(frozen=True)
class Block:
    """The lines of one node: from its comment to the next one (1-based, last line included)."""

    id: str
    title: str
    first: int
    last: int


class Script:
    """A script's text and its blocks: those given, else those its comments mark."""

    def __init__(self, source: str, blocks: list[Block] | None = None) -> None:
        self.lines = source.splitlines()
        self.blocks = list(self._blocks()) if blocks is None else blocks

    def _blocks(self) -> list[Block]:
        found: list[Block] = []
        current: tuple[str, str, int] | None = None
        for number, line in enumerate([*self.lines, "job.commit()"], start=1):
            marked = self._mark(number, line)
            if current is not None and (marked is not None or _END.match(line)):
                found.append(Block(*current, number - 1))
                current = None
            current = marked or current
        return found

    def _mark(self, number: int, line: str) -> tuple[str, str, int] | None:
        match = _GENERATED.match(line)
        if match:
            return match["id"], match["title"].strip(), number
        match = _STUDIO.match(line)
        if match is None:
            return None
        title = match["title"].strip()
        for line in self.lines[number:]:
            if _STUDIO.match(line):
                break
            name = _NAME.match(line)
            if name:
                return name.group(1), title, number
        return title, title, number

    def block(self, line: int | None) -> Block | None:
        """Return the block a line is in."""
        for block in self.blocks:
            if line is not None and block.first <= line <= block.last:
                return block
        return None

    def line_of(self, fragment: str) -> int | None:
        """Return the line of the only block that holds a text, such as a SQL expression."""
        text = fragment.strip()
        if len(text) < 3:
            return None
        hits = [
            number
            for number, line in enumerate(self.lines, start=1)
            if text in line and self.block(number)
        ]
        blocks = {self.block(number) for number in hits}
        return hits[0] if len(blocks) == 1 else None
