"""CSV with escapes, which AWS Glue's reader takes anywhere and Spark's only before a quote.

AWS Glue, "Using the CSV format", escaper: the character that follows is used as it is, except for
a small set of well-known escapes (`\\n`, `\\r`, `\\t` and `\\0`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_KNOWN = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


@dataclass(frozen=True)
class Dialect:
    """The characters of a CSV file; `quote` is empty where there are no quotes."""

    separator: str
    quote: str
    escaper: str
    multi_line: bool


def records(text: str, dialect: Dialect) -> Iterator[list[str]]:
    """Yield the values of each record of a file; empty lines are passed over, as Spark does."""
    values: list[str] = []
    value: list[str] = []
    quoted = False
    at, end = 0, len(text)
    while at < end:
        char = text[at]
        at += 1
        if char == dialect.escaper and at < end:
            value.append(_KNOWN.get(text[at], text[at]))
            at += 1
        elif quoted and char == dialect.quote:
            if at < end and text[at] == dialect.quote:
                value.append(char)
                at += 1
            else:
                quoted = False
        elif char in "\r\n" and (not quoted or not dialect.multi_line):
            if char == "\r" and at < end and text[at] == "\n":
                at += 1
            if values or value:
                yield [*values, "".join(value)]
            values, value, quoted = [], [], False
        elif quoted:
            value.append(char)
        elif char == dialect.separator:
            values.append("".join(value))
            value = []
        elif dialect.quote and char == dialect.quote and not value:
            quoted = True
        else:
            value.append(char)
    if values or value:
        yield [*values, "".join(value)]


class Rows:
    """Turns whole files into rows of so many texts; runs in Spark's Python workers."""

    def __init__(self, dialect: Dialect, width: int, header: bool, keys: list[str]) -> None:
        self._given = (dialect, width, header, keys)

    def __call__(self, files: Iterable[Any]) -> Iterator[tuple[str | None, ...]]:
        dialect, width, header, keys = self._given
        for file in files:
            tail = tuple(file[key] for key in keys)
            found = records(file["value"].lstrip("\ufeff"), dialect)
            if header:
                next(found, None)
            for values in found:
                missing = [None] * (width - len(values))
                yield (*values[:width], *missing, *tail)
