"""Rows of DuckDB as JSON: the cells that `cells.py` makes of Spark's rows, by the types of Spark.

Dates and timestamps become text inside DuckDB, because Python has not all of their values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from glueflow.kernel.cells import Cell, binary, double, long, one, string
from glueflow.kernel.query import Column, Shape

_AS_TEXT = ("date", "timestamp", "timestamp_ntz")


def name(text: str) -> str:
    """Return a name as SQL has it."""
    return '"' + text.replace('"', '""') + '"'


def select(columns: Sequence[Column], rows: str) -> str:
    """Return a query of the same rows whose values Python can hold, in the same order."""
    items = ", ".join(
        f"{_text(name(column.name), column.shape, 0)} AS c{index}"
        for index, column in enumerate(columns)
    )
    return f"SELECT {items} FROM (\n{rows}\n) AS shown"


def converter(columns: Sequence[Column]) -> Callable[[Sequence[Any]], list[Any]]:
    """Return what makes JSON cells of a row of `select`."""
    cells = [_cell(column.shape) for column in columns]
    return lambda row: [one(cell, value) for cell, value in zip(cells, row, strict=True)]


def _needs_text(shape: Shape) -> bool:
    kind = shape["kind"]
    if kind == "array":
        return _needs_text(shape["element"])
    if kind == "struct":
        return any(_needs_text(field["type"]) for field in shape["fields"])
    # As a Python dict, a map with keys that are lists or objects could not be read.
    return kind == "map" or kind in _AS_TEXT


def _text(value: str, shape: Shape, depth: int) -> str:
    """Return what turns into text what Python can't hold; maps into lists of entries."""
    if not _needs_text(shape):
        return value
    kind, item = shape["kind"], f"v{depth}"
    if kind == "array":
        inner = _text(item, shape["element"], depth + 1)
        return f"list_transform({value}, lambda {item}: {inner})"
    if kind == "map":
        key = _text(f"struct_extract({item}, 'key')", shape["key"], depth + 1)
        inner = _text(f"struct_extract({item}, 'value')", shape["value"], depth + 1)
        entry = f"{{'key': {key}, 'value': {inner}}}"
        return f"list_transform(map_entries({value}), lambda {item}: {entry})"
    if kind == "struct":
        parts = ", ".join(
            f"'f{index}': {_text(_field(value, field['name']), field['type'], depth + 1)}"
            for index, field in enumerate(shape["fields"])
        )
        return f"CASE WHEN {value} IS NOT NULL THEN {{{parts}}} END"
    return _shown_time(value)


def _field(value: str, field: str) -> str:
    literal = "'" + field.replace("'", "''") + "'"
    return f"struct_extract({value}, {literal})"


def _shown_time(value: str) -> str:
    """Return a date or time as Spark shows it: years of four digits, others with a sign."""
    year = f"year({value})"
    sign = f"CASE WHEN {year} < 0 THEN '-' WHEN {year} > 9999 THEN '+' ELSE '' END"
    # What DuckDB writes after the year, without the mark of a year before the first one.
    rest = f"regexp_extract(CAST({value} AS VARCHAR), '^[0-9]+(-.*?)( \\(BC\\))?$', 1)"
    return (
        f"CASE WHEN {year} BETWEEN 1 AND 9999 THEN CAST({value} AS VARCHAR) "
        f"ELSE {sign} || format('{{:04d}}', abs({year})) || {rest} END"
    )


def _cell(shape: Shape) -> Cell | None:
    """Return what makes JSON of a value that is not None; None if it is JSON already."""
    kind = shape["kind"]
    if kind == "bigint":
        return long
    if kind in ("float", "double"):
        return double
    if kind in ("string", "varchar", "date"):
        return string
    if kind == "binary":
        return binary
    if kind == "decimal":
        scale = shape["scale"]
        return lambda value: f"{value:.{scale}f}"
    if kind.startswith("timestamp"):
        return lambda value: value.replace(" ", "T", 1)
    if kind == "array":
        element = _cell(shape["element"])
        return lambda value: [one(element, each) for each in value]
    if kind == "map":
        key, item = _cell(shape["key"]), _cell(shape["value"])
        return lambda value: [[one(key, each["key"]), one(item, each["value"])] for each in value]
    if kind == "struct":
        fields = [(field["name"], _cell(field["type"])) for field in shape["fields"]]
        return lambda value: {
            title: one(cell, each)
            for (title, cell), each in zip(fields, value.values(), strict=True)
        }
    return None
