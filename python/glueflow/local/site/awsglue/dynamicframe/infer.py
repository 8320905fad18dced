"""Types of Python values: what a record made by a Python function is, once in a frame.

A Shape collects what values of one field look like; shapes of all records merge into one, which
then becomes a Spark type. Runs in Spark's Python workers as well.
"""

from __future__ import annotations

import datetime
import decimal
import struct as binary
from typing import Any

from pyspark.sql import types as T

from .choice import NO_CHOICES, Choices, above, below, make_choice_type
from .node import Kind
from .paths import ARRAY
from .types import glue_name

# The order of a choice's types, whatever the order of the records.
_ORDER = (
    "boolean",
    "integer",
    "double",
    "decimal",
    "date",
    "timestamp",
    "string",
    "binary",
    "struct",
    "array",
)
_INT = 2**31
_LONG = 2**63
_HUGE = T.DecimalType(38, 0)


class Shape:
    """What values of a field look like: plain types with their range, struct fields, elements.

    With `split`, whole numbers of both sizes, int and long, make a choice; without, they are long.
    """

    __slots__ = (
        "element", "fields", "high", "kinds", "low", "scale", "single", "small", "split", "whole",
    )  # fmt: skip

    def __init__(self, split: bool = False) -> None:
        self.split = split
        self.small = False
        self.kinds: dict[str, None] = {}
        self.low = self.high = 0
        self.whole = self.scale = 0
        self.single = True
        self.fields: dict[str, Shape] = {}
        self.element: Shape | None = None

    def add(self, value: Any) -> None:
        """Take a value into account. Raises TypeError for one a DynamicFrame can't hold."""
        if value is None:
            return
        kind = _kind(value)
        self.kinds[kind] = None
        if kind == "integer":
            self.low, self.high = min(self.low, value), max(self.high, value)
            self.small = self.small or _is_int(value)
        elif kind == "double":
            self.single = self.single and _is_single(value)
        elif kind == "decimal":
            self._digits(value)
        elif kind == "struct":
            for name, item in value.items():
                self.fields.setdefault(str(name), Shape(self.split)).add(item)
        elif kind == "array":
            self.element = self.element or Shape(self.split)
            for item in value:
                self.element.add(item)

    def _digits(self, value: decimal.Decimal) -> None:
        _, digits, exponent = value.as_tuple()
        if not isinstance(exponent, int):
            raise TypeError(f"A DynamicFrame can't hold the decimal {value}.")
        self.scale = max(self.scale, -exponent)
        self.whole = max(self.whole, len(digits) + exponent)

    def merge(self, other: Shape) -> Shape:
        """Take another shape into account."""
        self.kinds.update(other.kinds)
        self.low, self.high = min(self.low, other.low), max(self.high, other.high)
        self.whole, self.scale = max(self.whole, other.whole), max(self.scale, other.scale)
        self.single = self.single and other.single
        self.small = self.small or other.small
        for name, shape in other.fields.items():
            self.fields[name] = self.fields[name].merge(shape) if name in self.fields else shape
        if other.element is not None:
            self.element = self.element.merge(other.element) if self.element else other.element
        return self

    def kind(self, hint: Kind | None = None) -> Kind:
        """Settle on a type; values that fit the hinted one (that of the input) keep it."""
        hints = _hints(hint)
        if not self.kinds:
            return hint if hint is not None else (T.NullType(), NO_CHOICES)
        parts = [self._part(name, hints) for name in sorted(self.kinds, key=_ORDER.index)]
        if self.split and self.small:
            parts = [
                part
                for each in parts
                for part in ([(T.IntegerType(), NO_CHOICES), each] if _is_wide(each[0]) else [each])
            ]
        if len(parts) == 1:
            return parts[0]
        dtype = make_choice_type([dtype for dtype, _ in parts])
        marks = frozenset(m for t, inner in parts for m in above(inner, glue_name(t)))
        return dtype, marks | {()}

    def _part(self, name: str, hints: dict[str, Kind]) -> Kind:
        if name == "struct":
            return self._struct(hints)
        if name == "array":
            hint = hints.get("array")
            inner = None
            if hint is not None:
                assert isinstance(hint[0], T.ArrayType)
                inner = (hint[0].elementType, below(hint[1], ARRAY))
            element, marks = (self.element or Shape()).kind(inner)
            return T.ArrayType(element), above(marks, ARRAY)
        for dtype, _ in hints.values():
            if self._fits(name, dtype):
                return dtype, NO_CHOICES
        return self._plain(name), NO_CHOICES

    def _struct(self, hints: dict[str, Kind]) -> Kind:
        mapped = hints.get("map")
        if mapped is not None and isinstance(mapped[0], T.MapType):
            value = mapped[0].valueType
            if all(
                s.kind((value, NO_CHOICES)) == (value, NO_CHOICES) for s in self.fields.values()
            ):
                return mapped
        known = hints.get("struct")
        hint: dict[str, Kind] = {}
        if known is not None and isinstance(known[0], T.StructType):
            hint = {f.name: (f.dataType, below(known[1], f.name)) for f in known[0].fields}
        order = [*(name for name in hint if name in self.fields), *self.fields]
        parts = {name: self.fields[name].kind(hint.get(name)) for name in dict.fromkeys(order)}
        dtype = T.StructType([T.StructField(name, part) for name, (part, _) in parts.items()])
        return dtype, frozenset(m for n, (_, inner) in parts.items() for m in above(inner, n))

    def _fits(self, name: str, dtype: T.DataType) -> bool:
        if name == "integer":
            bits = {"byte": 7, "short": 15, "int": 31, "long": 63}
            limit = bits.get(glue_name(dtype))
            return limit is not None and -(2**limit) <= self.low and self.high < 2**limit
        if name == "double":
            return isinstance(dtype, T.DoubleType) or (
                isinstance(dtype, T.FloatType) and self.single
            )
        if name == "decimal":
            return (
                isinstance(dtype, T.DecimalType)
                and self.scale <= dtype.scale
                and self.whole <= dtype.precision - dtype.scale
            )
        if name == "timestamp":
            return isinstance(dtype, (T.TimestampType, T.TimestampNTZType))
        return False

    def _plain(self, name: str) -> T.DataType:
        if name == "integer":
            if _is_int(self.low) and _is_int(self.high):
                return T.IntegerType()
            return T.LongType() if self.low >= -_LONG and self.high < _LONG else _HUGE
        if name == "decimal":
            whole = max(self.whole, 0)
            return T.DecimalType(min(38, max(1, whole + self.scale)), min(38, self.scale))
        return {
            "double": T.DoubleType(),
            "string": T.StringType(),
            "boolean": T.BooleanType(),
            "binary": T.BinaryType(),
            "date": T.DateType(),
            "timestamp": T.TimestampType(),
        }[name]


def _hints(hint: Kind | None) -> dict[str, Kind]:
    if hint is None:
        return {}
    dtype, marks = hint
    if () in marks and isinstance(dtype, T.StructType):
        inner = marks - {()}
        return {f.name: (f.dataType, below(inner, f.name)) for f in dtype.fields}
    return {glue_name(dtype): hint}


_KINDS: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "double",
    str: "string",
    decimal.Decimal: "decimal",
    bytes: "binary",
    bytearray: "binary",
    datetime.datetime: "timestamp",
    datetime.date: "date",
    dict: "struct",
    list: "array",
    tuple: "array",
}


def _kind(value: Any) -> str:
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    for known, kind in _KINDS.items():
        if isinstance(value, known):
            return kind
    raise TypeError(
        f"A DynamicFrame can't hold a Python {type(value).__name__} ({value!r}). Return text, "
        "numbers, booleans, bytes, dates, lists and dicts."
    )


def _is_int(value: int) -> bool:
    return -_INT <= value < _INT


def _is_wide(dtype: T.DataType) -> bool:
    return isinstance(dtype, T.LongType) or dtype == _HUGE


def _is_single(value: float) -> bool:
    try:
        return value != value or bool(binary.unpack("f", binary.pack("f", value))[0] == value)
    except OverflowError:
        return False


# How to write a value: the mirror of records.Reader.
Writer = tuple[Any, ...] | None


def writer(dtype: T.DataType, choices: Choices) -> Writer:
    """Plan how Python values become values of a Spark type, choices as their struct."""
    if isinstance(dtype, T.StructType):
        inner = choices - {()}
        parts = [(f.name, writer(f.dataType, below(inner, f.name))) for f in dtype.fields]
        return ("choice" if () in choices else "struct", parts)
    if isinstance(dtype, T.ArrayType):
        return ("array", writer(dtype.elementType, below(choices, ARRAY)))
    if isinstance(dtype, T.MapType):
        return ("map", writer(dtype.valueType, NO_CHOICES))
    if isinstance(dtype, T.DecimalType):
        return ("decimal",)
    return None


_ALTERNATIVES = {
    "integer": ("byte", "short", "int", "long", "decimal"),
    "double": ("float", "double"),
    "timestamp": ("timestamp", "timestamp_ntz"),
    "struct": ("struct", "map"),
}


def write(value: Any, plan: Writer) -> Any:
    """Make a Python value one that Spark takes for the planned type."""
    if value is None or plan is None:
        return value
    kind = plan[0]
    if kind == "struct":
        return tuple(write(value.get(name), part) for name, part in plan[1])
    if kind == "choice":
        names = _ALTERNATIVES.get(_kind(value), (_kind(value),))
        if names[0] == "byte" and not _is_int(value):
            names = names[3:]
        chosen = next(name for name, _ in plan[1] if name in names)
        return tuple(write(value, part) if name == chosen else None for name, part in plan[1])
    if kind == "array":
        return [write(item, plan[1]) for item in value]
    if kind == "map":
        return {key: write(item, plan[1]) for key, item in value.items()}
    return decimal.Decimal(value)
