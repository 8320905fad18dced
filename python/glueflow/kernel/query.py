"""The query of a request: the rows of an output as SQL of DuckDB, as the compiler printed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from glueflow.engine.partitions import Table
from glueflow.kernel.program import ProgramError

Shape = dict[str, Any]
"""A type as the compiler's tree has it: `kind`, and what it is made of."""


@dataclass(frozen=True)
class Column:
    """A column: its type as Spark writes it, and as a tree."""

    name: str
    type: str
    shape: Shape


@dataclass(frozen=True)
class Query:
    """Statements that stand before, a query, its columns, and what it reads."""

    before: tuple[str, ...]
    rows: str
    columns: tuple[Column, ...]
    places: tuple[str, ...]
    tables: tuple[Table, ...]


def parse_query(data: Any) -> Query | None:
    """Make a Query of a message's member; None where there is none.

    Raises:
        ProgramError: it can't be understood.
    """
    if data is None:
        return None
    try:
        found = Query(
            tuple(map(_text, data["before"])),
            _text(data["rows"]),
            tuple(
                Column(_text(each["name"]), _text(each["type"]), _shape(each["shape"]))
                for each in data["columns"]
            ),
            tuple(map(_text, data["places"])),
            tuple(_table(each) for each in data["tables"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ProgramError("The query of the request can't be understood.") from error
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _shape(value: Any) -> Shape:
    _text(value["kind"])
    for name in ("element", "key", "value"):
        if name in value:
            _shape(value[name])
    for each in value.get("fields", ()):
        _text(each["name"])
        _shape(each["type"])
    return dict(value)


def _table(value: Any) -> Table:
    catalog = value.get("catalogId")
    return Table(
        _text(value["nodeId"]),
        _text(value["title"]),
        None if catalog is None else _text(catalog),
        _text(value["database"]),
        _text(value["table"]),
        _text(value["location"]),
        [_text(each) for each in value["keys"]],
    )
