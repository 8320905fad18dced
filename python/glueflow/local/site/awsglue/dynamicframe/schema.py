"""Spark types to Glue types and back, and the tree that printSchema prints."""

from __future__ import annotations

from collections.abc import Iterator

from pyspark.sql import types as T

from .. import gluetypes as G
from .choice import NO_CHOICES, Choices, above, below
from .paths import ARRAY
from .types import glue_name

_ATOMS: list[tuple[type[T.DataType], type[G.DataType]]] = [
    (T.ByteType, G.ByteType),
    (T.ShortType, G.ShortType),
    (T.IntegerType, G.IntegerType),
    (T.LongType, G.LongType),
    (T.FloatType, G.FloatType),
    (T.DoubleType, G.DoubleType),
    (T.StringType, G.StringType),
    (T.BooleanType, G.BooleanType),
    (T.BinaryType, G.BinaryType),
    (T.DateType, G.DateType),
    (T.TimestampType, G.TimestampType),
    (T.TimestampNTZType, G.TimestampNTZType),
    (T.NullType, G.NullType),
]


def from_spark(dtype: T.DataType, choices: Choices = NO_CHOICES) -> G.DataType:
    """Give the Glue type of a Spark type, with the marked structs as choices."""
    if isinstance(dtype, T.StructType):
        if () in choices:
            inner = choices - {()}
            return G.ChoiceType(from_spark(f.dataType, below(inner, f.name)) for f in dtype.fields)
        return G.StructType(
            G.Field(f.name, from_spark(f.dataType, below(choices, f.name))) for f in dtype.fields
        )
    if isinstance(dtype, T.ArrayType):
        return G.ArrayType(from_spark(dtype.elementType, below(choices, ARRAY)))
    if isinstance(dtype, T.MapType):
        return G.MapType(from_spark(dtype.valueType))
    if isinstance(dtype, T.DecimalType):
        return G.DecimalType(dtype.precision, dtype.scale)
    for kind, made in _ATOMS:
        if isinstance(dtype, kind):
            return made()
    glue_name(dtype)
    raise TypeError(f"No Glue type for {dtype.simpleString()}.")


def to_spark(dtype: G.DataType) -> tuple[T.DataType, Choices]:
    """Give the Spark type that holds values of a Glue type, and the choice marks inside it."""
    if isinstance(dtype, G.StructType):
        return _struct([(f.name, f.dataType) for f in dtype])
    if isinstance(dtype, G.ChoiceType):
        alternatives = list(dtype.choices.values())
        if len(alternatives) == 1:
            return to_spark(alternatives[0])
        made, marks = _struct([(glue_name(to_spark(a)[0]), a) for a in alternatives])
        return made, marks | {()}
    if isinstance(dtype, G.ArrayType):
        element, marks = to_spark(dtype.elementType)
        return T.ArrayType(element), above(marks, ARRAY)
    if isinstance(dtype, G.MapType):
        value, marks = to_spark(dtype.valueType)
        if marks:
            raise TypeError(f"Choices inside maps are not supported here: {dtype}.")
        return T.MapType(T.StringType(), value), NO_CHOICES
    if isinstance(dtype, G.DecimalType):
        return T.DecimalType(dtype.precision, dtype.scale), NO_CHOICES
    if isinstance(dtype, G.EnumType):
        return T.StringType(), NO_CHOICES
    for spark_type, glue_type in _ATOMS:
        if type(dtype) is glue_type:
            return spark_type(), NO_CHOICES
    raise TypeError(f"No Spark type for the Glue type {dtype}.")


def _struct(fields: list[tuple[str, G.DataType]]) -> tuple[T.DataType, Choices]:
    made = [(name, to_spark(dtype)) for name, dtype in fields]
    marks = frozenset(mark for name, (_, inner) in made for mark in above(inner, name))
    return T.StructType([T.StructField(name, dtype) for name, (dtype, _) in made]), marks


def schema_tree(schema: G.StructType) -> str:
    """Write a schema as printSchema shows it: no nullability, choices as `choice`."""
    return "\n".join(["root", *_fields(schema, 0)])


def _fields(struct: G.StructType, depth: int) -> Iterator[str]:
    for field in struct:
        yield from _line(f"{field.name}: {_label(field.dataType)}", depth)
        yield from _inside(field.dataType, depth + 1)


def _line(text: str, depth: int) -> Iterator[str]:
    yield "|    " * depth + "|-- " + text


def _label(dtype: G.DataType) -> str:
    if isinstance(dtype, G.DecimalType):
        return f"decimal({dtype.precision},{dtype.scale})"
    return dtype.typeName()


def _inside(dtype: G.DataType, depth: int) -> Iterator[str]:
    if isinstance(dtype, G.StructType):
        yield from _fields(dtype, depth)
    elif isinstance(dtype, G.ArrayType):
        yield from _line(f"element: {_label(dtype.elementType)}", depth)
        yield from _inside(dtype.elementType, depth + 1)
    elif isinstance(dtype, G.MapType):
        yield from _line("keyType: string", depth)
        yield from _line(f"valueType: {_label(dtype.valueType)}", depth)
        yield from _inside(dtype.valueType, depth + 1)
    elif isinstance(dtype, G.ChoiceType):
        for alternative in dtype.choices.values():
            yield from _line(_label(alternative), depth)
            yield from _inside(alternative, depth + 1)
