"""apply_mapping: select, rename, nest, unnest and cast columns.

Source: DynamicFrame.apply_mapping and the Scala applyMapping,
https://docs.aws.amazon.com/glue/latest/dg/glue-etl-scala-apis-glue-dynamicframe-class.html
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from pyspark.sql import functions as F
from pyspark.sql import types as T

from .choice import Choices
from .node import Fields, Node, null, struct, top_level
from .paths import ARRAY, Path, format_path, parse_path, resolve_path
from .types import BARE_DECIMAL, castable, glue_name, matches, parse_type

log = logging.getLogger("awsglue")

Wanted = T.DataType | str


@dataclass(frozen=True)
class Mapping:
    """One mapping. A type of None means: whatever the source has."""

    source: Path
    source_type: Wanted | None
    target: Path
    target_type: Wanted | None


def read_mappings(mappings: Iterable[object]) -> list[Mapping]:
    """Read mapping tuples.

    (source, source type, target, target type); of three: (source, target, target type); of two:
    (source, target). AWS documents tuples of four only.

    Raises TypeError for something other than tuples, ValueError for a tuple that is not understood
    or a target named twice.
    """
    read = [_read(item) for item in mappings]
    seen: set[Path] = set()
    for mapping in read:
        if mapping.target in seen:
            raise ValueError(f"apply_mapping: {format_path(mapping.target)} is a target twice.")
        seen.add(mapping.target)
    for mapping in read:
        for end in range(1, len(mapping.target)):
            if mapping.target[:end] in seen:
                raise ValueError(
                    f"apply_mapping: {format_path(mapping.target[:end])} is a target itself and "
                    f"the parent of {format_path(mapping.target)}."
                )
    return read


def _read(item: object) -> Mapping:
    if not isinstance(item, tuple):
        raise TypeError(f"apply_mapping: a mapping must be a tuple, got {item!r}")
    try:
        if len(item) == 4:
            source, source_type, target, target_type = item
            return Mapping(
                parse_path(source),
                parse_type(source_type),
                _target(target),
                parse_type(target_type),
            )
        if len(item) == 3:
            source, target, target_type = item
            return Mapping(parse_path(source), None, _target(target), parse_type(target_type))
        if len(item) == 2:
            return Mapping(parse_path(item[0]), None, _target(item[1]), None)
    except (ValueError, TypeError) as error:
        raise ValueError(f"apply_mapping: in {item!r}: {error}") from error
    raise ValueError(f"apply_mapping: a mapping has 2, 3 or 4 parts, got {len(item)}: {item!r}")


def _target(text: str) -> Path:
    path = parse_path(text)
    if ARRAY in path:
        raise ValueError("a target can't be inside an array")
    return path


def map_fields(
    schema: T.StructType, choices: Choices, mappings: list[Mapping], case_sensitive: bool
) -> Fields:
    """Build the columns that the mappings ask for, in the order of their targets.

    A source that is not there adds no column; a source of another type than the mapping says
    gives a column of nulls, as AWS does. Both are logged as warnings.
    """
    tree: dict[str, object] = {}
    columns = dict(top_level(schema, choices))
    for mapping in mappings:
        node = _source(schema, choices, columns, mapping, case_sensitive)
        if node is None:
            continue
        level = tree
        for step in mapping.target[:-1]:
            inner = level.setdefault(step, {})
            assert isinstance(inner, dict)
            level = inner
        level[mapping.target[-1]] = node
    return [(name, _grow(part)) for name, part in tree.items()]


def _grow(part: object) -> Node:
    if isinstance(part, Node):
        return part
    assert isinstance(part, dict)
    return struct([(name, _grow(inner)) for name, inner in part.items()])


def _source(
    schema: T.StructType,
    choices: Choices,
    columns: dict[str, Node],
    mapping: Mapping,
    case_sensitive: bool,
) -> Node | None:
    where = format_path(mapping.source)
    found = resolve_path(schema, mapping.source, choices, case_sensitive=case_sensitive)
    if found is None or ARRAY in mapping.source:
        if resolve_path(
            schema, mapping.source, choices, case_sensitive=case_sensitive, enter_arrays=True
        ):
            raise ValueError(
                f"apply_mapping: {where} is inside an array. AWS Glue can't map columns nested "
                "under arrays; use relationalize, or explode() on toDF()."
            )
        log.warning("apply_mapping: no field %s in the frame; no column is made for it.", where)
        return None
    node = columns[found[0][0]].get(found[0][1:])
    if mapping.source_type is not None:
        node = _of_type(node, mapping.source_type, where)
    return convert(node, mapping.target_type) if mapping.target_type is not None else node


def _of_type(node: Node, wanted: Wanted, where: str) -> Node:
    if node.is_choice:
        fitting = [part for _, part in node.fields() if matches(part.dtype, wanted)]
        if len(fitting) > 1 and isinstance(wanted, T.DataType):
            # A choice of int and long, mapped from long: values of both sizes pass.
            column = F.coalesce(*(part.cast(wanted).column for part in fitting))
            return Node(column, wanted)
        if fitting:
            return fitting[0]
    elif matches(node.dtype, wanted):
        return node
    name = wanted if isinstance(wanted, str) else glue_name(wanted)
    log.warning(
        "apply_mapping: %s is %s, the mapping says %s: the column will be null, as on AWS.",
        where,
        "a choice" if node.is_choice else glue_name(node.dtype),
        name,
    )
    return null(T.NullType())


def convert(node: Node, wanted: Wanted) -> Node:
    """Cast a column to a type; values that can't be cast become null.

    Naming only "struct", "array", "map" or "decimal" keeps what is of that kind as it is. Structs,
    arrays and maps become JSON text when cast to string.
    """
    kind = wanted if isinstance(wanted, str) else glue_name(wanted)
    own = "choice" if node.is_choice else glue_name(node.dtype)
    if wanted == "decimal":
        if own == "decimal":
            return node
        wanted = BARE_DECIMAL
    if isinstance(wanted, str):
        return node if own == kind else null(_empty(kind))
    if own == kind and kind in ("struct", "array", "map"):
        return node.cast(wanted)
    if own in ("struct", "array", "map"):
        if kind == "string":
            return Node(F.to_json(node.column), wanted)
        return null(wanted)
    if kind in ("struct", "array", "map") or not castable(own, kind):
        log.warning("Values of type %s can't be cast to %s: they become null.", own, kind)
        return null(wanted)
    return node.cast(wanted)


def _empty(kind: str) -> T.DataType:
    return T.NullType() if kind == "struct" else T.ArrayType(T.StringType())
