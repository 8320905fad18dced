"""Rows of a DataFrame as JSON: exact, whatever the type.

    null, boolean, string        as they are (texts over LONGEST characters are cut, with "…")
    integers, floating point     numbers; text beyond ±2^53 and for NaN and infinities
    decimal                      text
    date, timestamp, interval    text: 2013-01-31, 2013-01-31T05:15:00.25 (session's zone: UTC), …
    binary                       text: "base64:" and the bytes
    array, struct, map           list, object, list of [key, value]

Dates, timestamps and intervals become text inside Spark, because Python has neither all of their
values nor a time zone of its own choosing.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame
    from pyspark.sql import types as T

LONGEST = 10_000
LARGEST = 2**53
_AS_TEXT = (
    "date",
    "timestamp",
    "timestamp_ntz",
    "interval",
)

Cell = Callable[[Any], Any]


def columns_of(frame: DataFrame) -> list[dict[str, Any]]:
    """Return name, type (as Spark writes it) and nullability of each column."""
    return [
        {"name": f.name, "type": f.dataType.simpleString(), "nullable": bool(f.nullable)}
        for f in frame.schema.fields
    ]


def readable(frame: DataFrame) -> DataFrame:
    """Return a frame of as many columns whose values Python can hold, in the same order."""
    from pyspark.sql import functions as F

    fields = frame.schema.fields
    names = [field.name for field in fields]
    textual = [field for field in fields if _needs_text(field.dataType)]
    if not textual:
        return frame
    if len({name.lower() for name in names}) == len(names):
        # Only what changes: each column that Java is given costs a preview several calls.
        texts = {field.name: _text(F.col(_quoted(field.name)), field.dataType) for field in textual}
        if len(texts) == 1:
            return frame.withColumn(*texts.popitem())
        return frame.withColumns(texts)
    # By position: columns may share a name, or have dots and quotes in it.
    plain = frame.toDF(*[f"c{index}" for index in range(len(names))])
    return plain.select(
        *[
            _text(F.col(f"c{index}"), field.dataType).alias(f"c{index}")
            for index, field in enumerate(fields)
        ]
    )


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def converter(schema: T.StructType) -> Callable[[Any], list[Any]]:
    """Return what makes JSON cells of a row of `readable(frame)`, given the schema of `frame`."""
    cells = [_cell(field.dataType) for field in schema.fields]
    if all(cell is None for cell in cells):
        return list
    return lambda row: [
        value if cell is None or value is None else cell(value)
        for cell, value in zip(cells, row, strict=True)
    ]


def _is_text(kind: T.DataType) -> bool:
    return kind.typeName().startswith(_AS_TEXT) or "interval" in kind.simpleString()


def _needs_text(kind: T.DataType) -> bool:
    from pyspark.sql import types as T

    if isinstance(kind, T.ArrayType):
        return _needs_text(kind.elementType)
    if isinstance(kind, T.MapType):
        # As a Python dict, a map with keys that are lists or objects could not be read.
        return True
    if isinstance(kind, T.StructType):
        return any(_needs_text(field.dataType) for field in kind.fields)
    return _is_text(kind)


def _text(column: Column, kind: T.DataType) -> Column:
    """Turn into text inside a column what Python can't hold; maps into arrays of entries."""
    from pyspark.sql import functions as F
    from pyspark.sql import types as T

    if not _needs_text(kind):
        return column
    if isinstance(kind, T.ArrayType):
        element = kind.elementType
        return F.transform(column, lambda each: _text(each, element))
    if isinstance(kind, T.MapType):
        key, value = kind.keyType, kind.valueType
        entries = F.map_entries(column)
        return F.transform(
            entries,
            lambda each: F.struct(
                _text(each.getField("key"), key).alias("key"),
                _text(each.getField("value"), value).alias("value"),
            ),
        )
    if isinstance(kind, T.StructType):
        # Quoted, because a field's name may have a dot in it.
        parts = [
            _text(column.getField(field.name), field.dataType).alias(f"f{index}")
            for index, field in enumerate(kind.fields)
        ]
        return F.when(column.isNotNull(), F.struct(*parts))
    return column.cast("string")


def _cell(kind: T.DataType) -> Cell | None:
    """Return what makes JSON of a value that is not None; None if it is JSON already."""
    from pyspark.sql import types as T

    if isinstance(kind, (T.BooleanType, T.ByteType, T.ShortType, T.IntegerType, T.NullType)):
        return None
    if isinstance(kind, T.LongType):
        return long
    if isinstance(kind, (T.FloatType, T.DoubleType)):
        return double
    if isinstance(kind, T.StringType):
        return string
    if isinstance(kind, T.BinaryType):
        return binary
    if isinstance(kind, T.DecimalType):
        # Java may hand over 1E-7 as 100E-9.
        scale = kind.scale
        return lambda value: f"{value:.{scale}f}"
    if kind.typeName().startswith("timestamp"):
        return lambda value: value.replace(" ", "T", 1)
    if isinstance(kind, T.ArrayType):
        element = _cell(kind.elementType)
        return lambda value: [one(element, each) for each in value]
    if isinstance(kind, T.MapType):
        key, item = _cell(kind.keyType), _cell(kind.valueType)
        return lambda value: [[one(key, pair[0]), one(item, pair[1])] for pair in value]
    if isinstance(kind, T.StructType):
        fields = [(field.name, _cell(field.dataType)) for field in kind.fields]
        return lambda value: {
            name: one(cell, each) for (name, cell), each in zip(fields, value, strict=True)
        }
    return lambda value: string(str(value))


def one(cell: Cell | None, value: Any) -> Any:
    """Return the cell of a value that may be None."""
    return value if cell is None or value is None else cell(value)


def long(value: int) -> int | str:
    """Return a whole number as it is where a double holds it exactly, else as text."""
    return value if -LARGEST <= value <= LARGEST else str(value)


def double(value: float) -> float | str:
    """Return a floating-point number as it is, or the name of what is no number."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def string(value: str) -> str:
    """Return a text, cut where it is too long."""
    return value if len(value) <= LONGEST else value[:LONGEST] + "…"


def binary(value: bytes) -> str:
    """Return bytes as text."""
    # Four characters stand for three bytes.
    most = LONGEST // 4 * 3
    text = base64.b64encode(value[:most]).decode()
    return f"base64:{text}" if len(value) <= most else f"base64:{text}…"
