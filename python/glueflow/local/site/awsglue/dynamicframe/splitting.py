"""Row conditions of split_rows and sampling options of spigot."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .choice import Choices
from .node import top_level
from .paths import ARRAY, parse_path, resolve_path

_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def condition(
    schema: T.StructType, choices: Choices, comparisons: Mapping[str, Mapping[str, Any]]
) -> Column:
    """Read `{"age": {">": 10, "<": 20}}` as a condition that is false, never null, for nulls.

    Raises ValueError for an unknown field or operator, or a choice column.
    """
    columns = dict(top_level(schema, choices))
    holds = F.lit(True)
    for text, tests in comparisons.items():
        found = resolve_path(schema, parse_path(text), choices)
        if found is None or ARRAY in found[0]:
            raise ValueError(f"split_rows: no field {text} in the frame.")
        node = columns[found[0][0]].get(found[0][1:])
        if node.is_choice:
            raise ValueError(f"split_rows: {text} is a choice. resolveChoice first.")
        for sign, value in tests.items():
            if sign not in _OPERATORS:
                raise ValueError(
                    f"split_rows: unknown comparison {sign!r} for {text}. "
                    f"Known: {', '.join(_OPERATORS)}."
                )
            holds = holds & _OPERATORS[sign](node.column, F.lit(value))
    return F.coalesce(holds, F.lit(False))


def sampling(options: Mapping[str, Any] | None) -> tuple[int, float]:
    """Read spigot's options: how many records at most, and the share of records to take.

    Raises ValueError for other options.
    """
    if options is not None and not isinstance(options, Mapping):
        raise ValueError(f"spigot: options must be a dict with topk and prob, got {options!r}.")
    given = dict(options or {})
    topk, prob = given.pop("topk", 100), given.pop("prob", 1)
    if given:
        raise ValueError(f"spigot: unknown options {sorted(given)}. Known: topk, prob.")
    return int(topk), float(prob)
