"""DynamoDB's JSON: attributes wrapped in structs that name their type (`{"S": "text"}`).

Source: DynamicFrame.unnest_ddb_json and simplify_ddb_json,
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import functions as F
from pyspark.sql import types as T

from .node import Fields, Node, choice, null, struct
from .types import glue_name

_TAGS = frozenset({"S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"})


def unnest(fields: Fields) -> Fields:
    """Take the attributes out of their wrappers, as columns of their own.

    Columns such as `Item` or `NewImage`, a struct of attributes, give one column per attribute,
    named after it alone. Maps inside become columns `map.key`. Lists of structs stay as they are.
    """
    return _spread(fields, _unnest_map)


def simplify(fields: Fields) -> Fields:
    """Take the attributes out of their wrappers; maps stay structs, lists of one type simplify.

    Lists that hold maps, or more than one type, stay as they are.
    """
    return _spread(fields, _simplify_map)


Open = Callable[[str, Node, Node], Fields]


def _spread(fields: Fields, open_map: Open) -> Fields:
    done: Fields = []
    for name, node in fields:
        if _is_wrapped(node):
            done += _attribute(name, node, open_map)
        elif node.is_struct and any(_is_wrapped(part) for _, part in node.fields()):
            for inner, part in node.fields():
                done += _attribute(inner, part, open_map) if _is_wrapped(part) else [(inner, part)]
        else:
            done.append((name, node))
    names = [name for name, _ in done]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(
                f"DynamoDB JSON: the attribute {name} stands in more than one column. Select one "
                "of them first."
            )
    return done


def _is_wrapped(node: Node) -> bool:
    if not node.is_struct:
        return False
    assert isinstance(node.dtype, T.StructType)
    return bool(node.dtype.names) and set(node.dtype.names) <= _TAGS


def _attribute(name: str, node: Node, open_map: Open) -> Fields:
    parts = dict(node.fields())
    parts.pop("NULL", None)
    inside = parts.pop("M", None)
    if inside is not None and not parts:
        return open_map(name, node, inside)
    if inside is not None:
        opened = open_map(name, node, inside)
        if len(opened) != 1:
            raise ValueError(
                f"DynamoDB JSON: {name} is a map in some records and a plain value in others. "
                "Use simplify_ddb_json."
            )
        parts["M"] = opened[0][1]
    values = [_list(part) if tag == "L" else part for tag, part in parts.items()]
    return [(name, _one_of(values))]


def _one_of(values: list[Node]) -> Node:
    """Join the values of an attribute; those of one type into one column, others as a choice."""
    if not values:
        return null(T.NullType())
    byname: dict[str, list[Node]] = {}
    for value in values:
        byname.setdefault(glue_name(value.dtype), []).append(value)
    merged = [
        (kind, same[0] if len(same) == 1 else _coalesce(same)) for kind, same in byname.items()
    ]
    return merged[0][1] if len(merged) == 1 else choice(merged)


def _coalesce(same: list[Node]) -> Node:
    if any(value.dtype != same[0].dtype for value in same):
        raise TypeError(
            "DynamoDB JSON: an attribute is a list in some records and a set of another type in "
            "others; a DynamicFrame can't hold both in one column here."
        )
    return Node(F.coalesce(*[value.column for value in same]), same[0].dtype)


def _list(node: Node) -> Node:
    if not node.is_array:
        return node
    assert isinstance(node.dtype, T.ArrayType)
    element = Node(node.column, node.dtype.elementType)
    if not _is_wrapped(element):
        return node
    assert isinstance(node.dtype.elementType, T.StructType)
    tags = node.dtype.elementType.names
    if len(tags) != 1 or tags[0] in ("M", "L", "NULL"):
        return node
    return node.elements(lambda item: item.fields()[0][1])


def _unnest_map(name: str, _: Node, inside: Node) -> Fields:
    done: Fields = []
    for inner, part in inside.fields():
        key = f"{name}.{inner}"
        done += _attribute(key, part, _unnest_map) if _is_wrapped(part) else [(key, part)]
    return done


def _simplify_map(name: str, _: Node, inside: Node) -> Fields:
    parts: Fields = []
    for inner, part in inside.fields():
        parts += _attribute(inner, part, _simplify_map) if _is_wrapped(part) else [(inner, part)]
    return [(name, struct(parts, inside))]
