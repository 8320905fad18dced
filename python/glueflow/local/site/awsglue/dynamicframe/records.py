"""Rows as Python records, for the functions people pass to filter and map.

Runs in Spark's Python workers as well: everything here pickles.
"""

from __future__ import annotations

import base64
import datetime
import decimal
import json
import traceback
from collections.abc import Callable
from typing import Any

from pyspark.sql import types as T

from ..gluetypes import DynamicRecord
from .choice import Choices, below
from .paths import ARRAY

# How to read a value: None for a plain one, else a tuple that starts with the kind.
Reader = tuple[Any, ...] | None

# Errors of a filter function that mean "no", not "broken record".
NO = (KeyError, ValueError, TypeError)


def reader(dtype: T.DataType, choices: Choices) -> Reader:
    """Plan how values of a type become Python values, with choices as the bare value."""
    if isinstance(dtype, T.StructType):
        inner = choices - {()}
        parts = [(f.name, reader(f.dataType, below(inner, f.name))) for f in dtype.fields]
        return ("choice" if () in choices else "struct", parts)
    if isinstance(dtype, T.ArrayType):
        return ("array", reader(dtype.elementType, below(choices, ARRAY)))
    if isinstance(dtype, T.MapType):
        return ("map", reader(dtype.valueType, frozenset()))
    if isinstance(dtype, T.BinaryType):
        return ("binary",)
    return None


def read(value: Any, plan: Reader) -> Any:
    """Make a Spark value (Row, list, dict …) the value a record holds."""
    if value is None or plan is None:
        return value
    kind = plan[0]
    if kind == "struct":
        record = DynamicRecord()
        for (name, part), item in zip(plan[1], value, strict=True):
            record[name] = read(item, part)
        return record
    if kind == "choice":
        for (_, part), item in zip(plan[1], value, strict=True):
            if item is not None:
                return read(item, part)
        return None
    if kind == "array":
        return [read(item, plan[1]) for item in value]
    if kind == "map":
        return DynamicRecord((key, read(item, plan[1])) for key, item in value.items())
    return bytes(value)


def trace() -> list[str]:
    """Give the lines of the current exception's stack trace."""
    return traceback.format_exc().splitlines()


def judge(f: Callable[[Any], Any], plan: Reader) -> Callable[[Any], tuple[Any, ...]]:
    """Wrap a filter function: gives (keep, error message, stack trace) for a row.

    KeyError, ValueError and TypeError count as "no"; any other exception marks the row.
    """

    def run(row: Any) -> tuple[Any, ...]:
        try:
            return bool(f(read(row, plan))), None, None
        except NO:
            return False, None, None
        except Exception as error:
            return False, str(error) or type(error).__name__, trace()

    return run


def to_json(record: Any) -> str:
    """Write a record as one line of JSON, as show() prints it."""
    return json.dumps(record, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return str(value)
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    return str(value)
