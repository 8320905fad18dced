"""Choice columns: columns whose values have more than one type.

Glue keeps such a column as a `choice`. Here it is a struct with one field per type, named after
the type (`struct<long:bigint,string:string>`), at most one of them not null in a row, and its
path stands in the frame's `choices`. DynamicFrame.toDF() gives the struct, as AWS documents.

Readers build choice columns with `make_choice_column` and name them in the frame:

    column = make_choice_column({"long": raw.cast("long"), "string": raw_when_not_a_number})
    DynamicFrame(df.withColumn("price", column), glue_ctx, "frame", choices=["price"])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import TypeAlias

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .paths import ARRAY, Path, format_path, parse_path
from .types import glue_name

ChoicePath: TypeAlias = Path
Choices: TypeAlias = frozenset[ChoicePath]

NO_CHOICES: Choices = frozenset()


def make_choice_type(alternatives: Sequence[T.DataType]) -> T.StructType:
    """Give the struct that holds a choice between these types, one nullable field per type.

    Raises ValueError for fewer than two types, or two with the same Glue name (a choice can't
    hold two kinds of struct: merge those first).
    """
    names = [glue_name(dtype) for dtype in alternatives]
    if len(names) < 2:
        raise ValueError(f"A choice needs two or more types, got {names}.")
    if len(set(names)) != len(names):
        raise ValueError(f"A choice can't hold one type twice: {names}.")
    return T.StructType(
        [T.StructField(name, dtype) for name, dtype in zip(names, alternatives, strict=True)]
    )


def make_choice_column(alternatives: Mapping[str, Column]) -> Column:
    """Build a choice column from one column per type; each null where the value is not its type.

    The keys are Glue type names ("int", "long", "double", "string", "struct", "array" …). A row
    with no value in any of them is null.
    """
    if len(alternatives) < 2:
        raise ValueError(f"A choice needs two or more types, got {sorted(alternatives)}.")
    present = reduce(lambda a, b: a | b, (c.isNotNull() for c in alternatives.values()))
    return F.when(present, F.struct(*[c.alias(name) for name, c in alternatives.items()]))


def read_choices(marks: Iterable[str | ChoicePath] | None) -> Choices:
    """Read the marks of a frame's choice columns: Glue paths (`"a.list[].b"`) or step tuples."""
    return frozenset(
        parse_path(mark) if isinstance(mark, str) else tuple(mark) for mark in marks or ()
    )


def check_choices(schema: T.StructType, choices: Choices) -> None:
    """Check that every marked path is there and is a struct of types.

    Raises ValueError naming the path otherwise.
    """
    for path in choices:
        dtype: T.DataType | None = schema
        for step in path:
            dtype = _step(dtype, step)
        if not isinstance(dtype, T.StructType) or not all(
            f.name == glue_name(f.dataType) for f in dtype.fields
        ):
            raise ValueError(
                f"{format_path(path)} is marked as a choice, but it is "
                f"{'not in the frame' if dtype is None else dtype.simpleString()}. A choice is a "
                "struct with one field per type, named after the type."
            )


def _step(dtype: T.DataType | None, step: str) -> T.DataType | None:
    if step == ARRAY:
        return dtype.elementType if isinstance(dtype, T.ArrayType) else None
    if isinstance(dtype, T.StructType) and step in dtype.names:
        return dtype[step].dataType
    return None


def below(choices: Choices, step: str) -> Choices:
    """Give the marks inside one step, relative to it."""
    return frozenset(path[1:] for path in choices if path and path[0] == step)


def above(choices: Choices, step: str) -> Choices:
    """Put a step in front of every mark."""
    return frozenset((step, *path) for path in choices)
