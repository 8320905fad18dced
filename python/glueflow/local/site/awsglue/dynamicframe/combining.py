"""Bringing two frames together: join, union, merge."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .choice import Choices
from .node import Fields, Node, coerce, merge_kinds, null, top_level
from .paths import format_path, parse_path, resolve_path
from .types import glue_name, matches

State = tuple[DataFrame, Choices]


def _numbered(state: State, prefix: str) -> tuple[DataFrame, Fields]:
    """Give the columns names that can't clash with those of another frame."""
    df, choices = state
    names = [f"{prefix}{i}" for i in range(len(df.columns))]
    renamed = df.toDF(*names)
    nodes = [
        (old, Node(F.col(new), node.dtype, node.choices))
        for (old, node), new in zip(top_level(df.schema, choices), names, strict=True)
    ]
    return renamed, nodes


def _keys(
    state: State, fields: Fields, paths: str | Sequence[str], call: str, side: str
) -> list[tuple[str, Node]]:
    keys: list[tuple[str, Node]] = []
    for text in [paths] if isinstance(paths, str) else paths:
        found = resolve_path(state[0].schema, parse_path(text), state[1])
        if found is None:
            raise ValueError(
                f"{call}: no field {text} in the {side} frame. It has: "
                f"{', '.join(format_path((name,)) for name in state[0].columns)}."
            )
        node = dict(fields)[found[0][0]].get(found[0][1:])
        if node.is_choice:
            raise ValueError(
                f"{call}: {text} of the {side} frame is a choice. resolveChoice first."
            )
        keys.append((text, node))
    return keys


def _condition(one: list[tuple[str, Node]], two: list[tuple[str, Node]], call: str) -> Column:
    if len(one) != len(two) or not one:
        raise ValueError(
            f"{call}: both frames need the same number of keys, at least one; got "
            f"{[text for text, _ in one]} and {[text for text, _ in two]}."
        )
    condition: Column | None = None
    for (name, left), (other, right) in zip(one, two, strict=True):
        if not matches(left.dtype, glue_name(right.dtype)) and not matches(
            right.dtype, glue_name(left.dtype)
        ):
            raise TypeError(
                f"{call}: {name} is {glue_name(left.dtype)} and {other} is "
                f"{glue_name(right.dtype)}. Keys must have one type: cast one with apply_mapping."
            )
        equal = left.column == right.column
        condition = equal if condition is None else condition & equal
    assert condition is not None
    return condition


def join(one: State, two: State, keys1: str | Sequence[str], keys2: str | Sequence[str]) -> State:
    """Inner equi-join. A column of the second frame whose name is taken gets "." in front.

    Null keys match nothing. Names that differ in case only count as taken, because Spark could
    not tell them apart.
    """
    left, left_fields = _numbered(one, "l")
    right, right_fields = _numbered(two, "r")
    condition = _condition(
        _keys(one, left_fields, keys1, "join", "first"),
        _keys(two, right_fields, keys2, "join", "second"),
        "join",
    )
    fields = list(left_fields)
    taken = {name.lower() for name, _ in fields}
    for name, node in right_fields:
        while name.lower() in taken:
            name = "." + name
        taken.add(name.lower())
        fields.append((name, node))
    joined = left.join(right, condition, "inner")
    df = joined.select(*[node.column.alias(name) for name, node in fields])
    return df, frozenset((name, *mark) for name, node in fields for mark in node.choices)


def union(one: State, two: State) -> State:
    """All records of both frames, by column name; duplicates stay.

    A column that only one has is null for the other; one of different types becomes a choice.
    """
    (first, marks), (second, more) = one, two
    dtype, merged = merge_kinds((first.schema, marks), (second.schema, more))
    assert isinstance(dtype, T.StructType)

    def shaped(df: DataFrame, choices: Choices) -> DataFrame:
        have = dict(top_level(df.schema, choices))
        columns = []
        for name, wanted in top_level(dtype, merged):
            node = have.get(name) or null(T.NullType())
            columns.append(coerce(node, (wanted.dtype, wanted.choices)).column.alias(name))
        return df.select(*columns)

    return shaped(first, marks).union(shaped(second, more)), merged


def merge(source: State, stage: State, primary_keys: Sequence[str]) -> State:
    """The staged records, and those of the source whose keys are not staged.

    Duplicates stay. Source records with a null key are kept: null equals nothing.
    """
    left, left_fields = _numbered(source, "l")
    right, right_fields = _numbered(stage, "r")
    condition = _condition(
        _keys(source, left_fields, primary_keys, "mergeDynamicFrame", "source"),
        _keys(stage, right_fields, primary_keys, "mergeDynamicFrame", "stage"),
        "mergeDynamicFrame",
    )
    kept = left.join(right, condition, "left_anti").toDF(*source[0].columns)
    return union((kept, source[1]), stage)
