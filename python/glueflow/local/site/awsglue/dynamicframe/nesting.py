"""Flattening nested frames: unnest and relationalize.

Source: DynamicFrame.unnest and relationalize (Python and Scala pages), and the legislators sample,
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-samples-legislators.html
"""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .choice import Choices
from .node import Fields, Node, struct, top_level
from .paths import quote

State = tuple[DataFrame, Choices]

_KEY = "__glueflow_key__"


def flatten(fields: Fields, prefix: str = "") -> Fields:
    """Turn fields of structs into columns named `struct.field`. Arrays and choices stay."""
    flat: Fields = []
    for name, node in fields:
        if node.is_struct:
            flat += flatten(node.fields(), f"{prefix}{name}.")
        else:
            flat.append((prefix + name, node))
    return flat


def unnest(fields: Fields) -> Fields:
    """Flatten structs; those inside arrays, too, their fields named `array.val.field`."""
    return [(name, _unnest_array(name, node)) for name, node in flatten(fields)]


def _unnest_array(name: str, node: Node) -> Node:
    if not node.is_array:
        return node

    def one(element: Node) -> Node:
        inside = f"{name}.val"
        if element.is_struct:
            parts = flatten(element.fields(), f"{inside}.")
            return struct([(n, _unnest_array(n, part)) for n, part in parts], element)
        return _unnest_array(inside, element)

    assert isinstance(node.dtype, T.ArrayType)
    deep = isinstance(node.dtype.elementType, (T.StructType, T.ArrayType))
    return node.elements(one) if deep and not _choice_elements(node) else node


def _choice_elements(node: Node) -> bool:
    return any(len(mark) == 1 for mark in node.choices)


def relationalize(root: State, name: str) -> dict[str, State]:
    """Make flat tables of a nested frame: the root, and one table per array.

    The array column of the parent holds a key (a long; null for a null array). The array's table
    is named `<parent>_<column>` and has that key as `id`, the position from 0 as `index`, and the
    element as `<column>.val`, or its fields as `<column>.val.<field>`. Arrays in arrays likewise.

    Raises TypeError for a map column: flat tables have no place for one.
    """
    tables: dict[str, State] = {}
    _add_table(tables, name, root)
    return tables


def _add_table(tables: dict[str, State], name: str, table: State) -> None:
    df, choices = table
    flat = flatten(top_level(df.schema, choices))
    for column, node in flat:
        if isinstance(node.dtype, T.MapType):
            raise TypeError(
                f"relationalize: {column} of {name} is a map. Turn it into an array first: "
                "F.map_entries on toDF()."
            )
    arrays = [column for column, node in flat if node.is_array]
    if not arrays:
        tables[name] = _select(df, flat)
        return
    keyed = df.select(
        *[node.column.alias(column) for column, node in flat],
        (F.monotonically_increasing_id() + 1).alias(_KEY),
    )
    # The keys must come out the same for the root and for every array's table, however often
    # they are computed: cut the plan here and keep the rows.
    keyed = keyed.localCheckpoint(eager=False)
    marks = frozenset((column, *mark) for column, node in flat for mark in node.choices)
    columns = dict(top_level(keyed.drop(_KEY).schema, marks))
    rooted = [
        (column, _key(node) if column in arrays else node) for column, node in columns.items()
    ]
    tables[name] = _select(keyed, rooted)
    for column in arrays:
        _add_table(tables, f"{name}_{column}", _pivot(keyed, column, columns[column]))


def _key(node: Node) -> Node:
    return Node(F.when(node.column.isNotNull(), F.col(_KEY)), T.LongType())


def _pivot(keyed: DataFrame, column: str, node: Node) -> State:
    value = f"{column}.val"
    df = keyed.select(
        F.col(_KEY).alias("id"), F.posexplode(F.col(quote(column))).alias("index", value)
    )
    inner = frozenset((value, *mark[1:]) for mark in node.choices if mark)
    return df, inner


def _select(df: DataFrame, fields: Fields) -> State:
    marks = frozenset((name, *mark) for name, node in fields for mark in node.choices)
    return df.select(*[node.column.alias(name) for name, node in fields]), marks
