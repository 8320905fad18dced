"""Columns with their type and choice marks, and the few ways transforms take them apart.

All of it builds Spark column expressions: nothing runs and no row goes through Python.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .choice import NO_CHOICES, Choices, above, below
from .paths import ARRAY, Path, quote
from .types import glue_name


@dataclass(frozen=True)
class Node:
    """A column expression, its Spark type, and the choice marks inside it.

    The empty path among the marks says that the column itself is a choice.
    """

    column: Column
    dtype: T.DataType
    choices: Choices = NO_CHOICES

    @property
    def is_choice(self) -> bool:
        """Whether the column itself is a choice."""
        return () in self.choices

    @property
    def is_struct(self) -> bool:
        """Whether the column is a real struct, not the struct a choice is kept in."""
        return isinstance(self.dtype, T.StructType) and not self.is_choice

    @property
    def is_array(self) -> bool:
        """Whether the column is an array."""
        return isinstance(self.dtype, T.ArrayType)

    def fields(self) -> Fields:
        """Give the fields of a struct (or the alternatives of a choice), by name."""
        assert isinstance(self.dtype, T.StructType)
        return [
            (f.name, Node(self.column.getField(f.name), f.dataType, below(self.choices, f.name)))
            for f in self.dtype.fields
        ]

    def get(self, path: Path) -> Node:
        """Follow the names of a path into structs. Arrays can't be entered this way."""
        node = self
        for step in path:
            node = dict(node.fields())[step]
        return node

    def elements(self, change: Callable[[Node], Node]) -> Node:
        """Change every element of an array."""
        assert isinstance(self.dtype, T.ArrayType)
        element = self.dtype.elementType
        inner = below(self.choices, ARRAY)
        seen: list[Node] = []

        def one(column: Column) -> Column:
            seen.append(change(Node(column, element, inner)))
            return seen[-1].column

        column = F.transform(self.column, one)
        return Node(column, T.ArrayType(seen[-1].dtype), above(seen[-1].choices, ARRAY))

    def cast(self, dtype: T.DataType) -> Node:
        """Cast to another type, as Spark does without ANSI mode: what does not fit is null."""
        if dtype == self.dtype and not self.choices:
            return self
        return Node(self.column.cast(dtype), dtype)


Fields = list[tuple[str, Node]]


def null(dtype: T.DataType, choices: Choices = NO_CHOICES) -> Node:
    """A column of nothing but nulls."""
    return Node(F.lit(None).cast(dtype), dtype, choices)


def struct(fields: Fields, parent: Node | None = None) -> Node:
    """Put fields into a struct; null where the struct they came from is null."""
    column = F.struct(*[node.column.alias(name) for name, node in fields])
    if parent is not None:
        column = F.when(parent.column.isNotNull(), column)
    dtype = T.StructType([T.StructField(name, node.dtype) for name, node in fields])
    marks = frozenset(mark for name, node in fields for mark in above(node.choices, name))
    return Node(column, dtype, marks)


def choice(fields: Fields) -> Node:
    """Put alternatives into a choice; null where all of them are null."""
    present = fields[0][1].column.isNotNull()
    for _, node in fields[1:]:
        present = present | node.column.isNotNull()
    inner = struct(fields)
    return Node(F.when(present, inner.column), inner.dtype, inner.choices | {()})


def top_level(schema: T.StructType, choices: Choices) -> Fields:
    """Give a frame's columns as nodes."""
    return [
        (f.name, Node(F.col(quote(f.name)), f.dataType, below(choices, f.name)))
        for f in schema.fields
    ]


Kind = tuple[T.DataType, Choices]


def merge_kinds(one: Kind, two: Kind) -> Kind:
    """Find the type that holds the values of both types.

    Structs merge field by field, arrays by element, decimals widen; what is left of different
    types becomes a choice. Raises TypeError for maps with different types inside.
    """
    (first, marks), (second, more) = one, two
    if first == second and marks == more:
        return one
    if isinstance(first, T.NullType) and not marks:
        return two
    if isinstance(second, T.NullType) and not more:
        return one
    if () in marks or () in more or glue_name(first) != glue_name(second):
        return _merge_choices(one, two)
    if isinstance(first, T.StructType) and isinstance(second, T.StructType):
        return _merge_structs(_parts(one), _parts(two))
    if isinstance(first, T.ArrayType) and isinstance(second, T.ArrayType):
        dtype, inner = merge_kinds(
            (first.elementType, below(marks, ARRAY)), (second.elementType, below(more, ARRAY))
        )
        return T.ArrayType(dtype), above(inner, ARRAY)
    if isinstance(first, T.DecimalType) and isinstance(second, T.DecimalType):
        scale = max(first.scale, second.scale)
        whole = max(first.precision - first.scale, second.precision - second.scale)
        return T.DecimalType(min(38, whole + scale), scale), NO_CHOICES
    if isinstance(first, T.MapType) and isinstance(second, T.MapType):
        if first.simpleString() != second.simpleString():
            raise TypeError(
                f"Can't bring {first.simpleString()} and {second.simpleString()} together: maps "
                "must have equal types. Cast one of them first."
            )
        return first, NO_CHOICES
    return one


def _parts(kind: Kind) -> dict[str, Kind]:
    dtype, marks = kind
    assert isinstance(dtype, T.StructType)
    return {f.name: (f.dataType, below(marks, f.name)) for f in dtype.fields}


def _merge_structs(one: dict[str, Kind], two: dict[str, Kind]) -> Kind:
    merged = dict(one)
    for name, kind in two.items():
        merged[name] = merge_kinds(merged[name], kind) if name in merged else kind
    dtype = T.StructType([T.StructField(name, part) for name, (part, _) in merged.items()])
    marks = frozenset(m for name, (_, inner) in merged.items() for m in above(inner, name))
    return dtype, marks


def _merge_choices(one: Kind, two: Kind) -> Kind:
    dtype, marks = _merge_structs(_alternatives(one), _alternatives(two))
    return dtype, marks | {()}


def _alternatives(kind: Kind) -> dict[str, Kind]:
    dtype, marks = kind
    if () in marks:
        return _parts((dtype, marks - {()}))
    return {glue_name(dtype): kind}


def coerce(node: Node, kind: Kind) -> Node:
    """Bring a column to a type that `merge_kinds` found for it."""
    dtype, marks = kind
    if node.dtype == dtype and node.choices == marks:
        return node
    if isinstance(node.dtype, T.NullType) and not node.choices:
        return null(dtype, marks)
    if () in marks:
        have = dict(node.fields()) if node.is_choice else {glue_name(node.dtype): node}
        return choice(_align(have, _parts((dtype, marks - {()}))))
    if node.is_struct:
        aligned = _align(dict(node.fields()), _parts(kind))
        return struct(aligned, node)
    if node.is_array:
        assert isinstance(dtype, T.ArrayType)
        element = (dtype.elementType, below(marks, ARRAY))
        return node.elements(lambda item: coerce(item, element))
    return node.cast(dtype)


def _align(have: dict[str, Node], wanted: dict[str, Kind]) -> Fields:
    return [
        (name, coerce(have[name], kind) if name in have else null(*kind))
        for name, kind in wanted.items()
    ]
