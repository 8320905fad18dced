"""Resolving choice columns: resolveChoice, and the options of toDF.

Source: DynamicFrame.resolveChoice,
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import functions as F
from pyspark.sql import types as T

from .choice import Choices
from .mapping import convert
from .node import Fields, Node, null, struct, top_level
from .paths import ARRAY, Path, format_path, parse_path, resolve_path
from .types import BARE_DECIMAL, FAMILIES, glue_name, parse_type

log = logging.getLogger("awsglue")

Wanted = T.DataType | str


class ResolveOption:
    """How toDF treats one choice column: "Project", "Cast" (with a Spark type), "KeepAsStruct"."""

    def __init__(self, path: str, action: str, target: T.DataType | None = None) -> None:
        self.path = path
        self.action = action
        self.target = target


@dataclass(frozen=True)
class Action:
    """A resolution: "cast", "project", "make_cols" or "make_struct", with its type if any."""

    kind: str
    wanted: Wanted | None = None


def read_action(text: str) -> Action:
    """Read an action as resolveChoice takes it: `cast:int`, `project:string`, `make_cols` …

    Raises ValueError for one that is not known.
    """
    if not isinstance(text, str):
        raise TypeError(f"resolveChoice: an action must be a string, got {text!r}")
    kind, _, wanted = text.partition(":")
    kind = kind.strip().lower()
    if kind in ("cast", "project") and wanted:
        return Action(kind, parse_type(wanted))
    if kind in ("make_cols", "make_struct") and not wanted:
        return Action(kind)
    raise ValueError(
        f"resolveChoice: unknown action {text!r}. Known: cast:<type>, project:<type>, make_cols, "
        "make_struct (and match_catalog for choice=)."
    )


def resolve_specs(
    schema: T.StructType, choices: Choices, specs: Sequence[tuple[str, str]]
) -> Fields:
    """Resolve the named columns. Paths that are not in the frame are logged and left out."""
    actions: dict[Path, Action] = {}
    for path_text, action_text in specs:
        found = resolve_path(schema, parse_path(path_text), choices, enter_arrays=True)
        if found is None:
            log.warning("resolveChoice: no field %s in the frame.", path_text)
        else:
            actions[found[0]] = read_action(action_text)
    return _walk(top_level(schema, choices), (), lambda path, node: actions.get(path))


def resolve_all(schema: T.StructType, choices: Choices, action: Action) -> Fields:
    """Resolve every choice column the same way."""
    return _walk(
        top_level(schema, choices), (), lambda path, node: action if node.is_choice else None
    )


def resolve_to_types(schema: T.StructType, choices: Choices, types: Mapping[str, str]) -> Fields:
    """Cast every top-level choice column to the type named for it (in lower case).

    Choices with no type named, nested ones among them, stay choices (logged).
    """

    def find(path: Path, node: Node) -> Action | None:
        if not node.is_choice:
            return None
        wanted = types.get(path[0].lower()) if len(path) == 1 else None
        if wanted is None:
            log.warning("resolveChoice: match_catalog has no type for %s.", format_path(path))
            return None
        return Action("cast", parse_type(wanted))

    return _walk(top_level(schema, choices), (), find)


def resolve_options(
    schema: T.StructType, choices: Choices, options: Sequence[ResolveOption]
) -> Fields:
    """Resolve choice columns as the options of toDF say."""
    actions: dict[Path, Action] = {}
    for option in options:
        kind = option.action.lower()
        if kind in ("project", "cast"):
            if option.target is None:
                raise ValueError(
                    f"toDF: the action {option.action} for {option.path} needs a type."
                )
        elif kind != "keepasstruct":
            raise ValueError(
                f"toDF: unknown action {option.action!r} for {option.path}. "
                "Known: Project, Cast, KeepAsStruct."
            )
        found = resolve_path(schema, parse_path(option.path), choices, enter_arrays=True)
        if found is None:
            raise ValueError(f"toDF: no field {option.path} in the frame.")
        actions[found[0]] = Action("make_struct" if kind == "keepasstruct" else kind, option.target)
    return _walk(top_level(schema, choices), (), lambda path, node: actions.get(path))


Find = Callable[[Path, Node], Action | None]


def _walk(fields: Fields, at: Path, find: Find) -> Fields:
    """Resolve fields, their insides first, so that a field may turn into several."""
    done: Fields = []
    for name, node in fields:
        path = (*at, name)
        action = find(path, node)
        node = _inside(node, path, find)
        if action is not None and action.kind == "make_cols" and node.is_choice:
            done += [(f"{name}_{kind}", part) for kind, part in node.fields()]
        else:
            done.append((name, node if action is None else _apply(node, action, path)))
    return done


def _inside(node: Node, path: Path, find: Find) -> Node:
    if not _concerned(node, path, find):
        return node
    if isinstance(node.dtype, T.StructType):
        fields = _walk(node.fields(), path, find)
        inner = struct(fields, node)
        return Node(inner.column, inner.dtype, inner.choices | (node.choices & {()}))
    return node.elements(lambda element: _element(element, (*path, ARRAY), find))


def _element(node: Node, path: Path, find: Find) -> Node:
    action = find(path, node)
    node = _inside(node, path, find)
    if action is None:
        return node
    if action.kind == "make_cols" and node.is_choice:
        raise ValueError(
            f"resolveChoice: {format_path(path)} is an array element, make_cols has no name for "
            "its columns. Use make_struct, cast or project."
        )
    return _apply(node, action, path)


def _concerned(node: Node, path: Path, find: Find) -> bool:
    """Whether something inside the node is to be resolved; untouched structs stay as they are."""
    if isinstance(node.dtype, T.StructType):
        return any(
            find((*path, name), part) is not None or _concerned(part, (*path, name), find)
            for name, part in node.fields()
        )
    if isinstance(node.dtype, T.ArrayType):
        element = Node(F.lit(None), node.dtype.elementType, _inner(node))
        inside = (*path, ARRAY)
        return find(inside, element) is not None or _concerned(element, inside, find)
    return False


def _inner(node: Node) -> Choices:
    return frozenset(mark[1:] for mark in node.choices if mark and mark[0] == ARRAY)


def _apply(node: Node, action: Action, path: Path) -> Node:
    if action.kind == "make_cols":
        return node
    if action.kind == "make_struct":
        return keep_struct(node)
    assert action.wanted is not None
    return _project(node, action.wanted) if action.kind == "project" else _cast(node, action.wanted)


def keep_struct(node: Node) -> Node:
    """Turn a choice into an ordinary struct; the data stays as it is."""
    return Node(node.column, node.dtype, node.choices - {()})


def _cast(node: Node, wanted: Wanted) -> Node:
    if not node.is_choice:
        return convert(node, wanted)
    if wanted == "decimal":
        own = [part.dtype for _, part in node.fields() if isinstance(part.dtype, T.DecimalType)]
        wanted = own[0] if own else BARE_DECIMAL
    parts = [convert(part, wanted) for _, part in node.fields()]
    if isinstance(wanted, str):
        return next((p for p in parts if glue_name(p.dtype) == wanted), parts[0])
    return Node(F.coalesce(*[part.column for part in parts]), wanted)


def _project(node: Node, wanted: Wanted) -> Node:
    name = wanted if isinstance(wanted, str) else glue_name(wanted)
    alternatives = dict(node.fields()) if node.is_choice else {glue_name(node.dtype): node}
    if name in alternatives:
        found = alternatives[name]
        exact = not isinstance(wanted, str) and name not in FAMILIES
        return found.cast(wanted) if exact and not isinstance(wanted, str) else found
    return null(T.NullType() if isinstance(wanted, str) else wanted)


def catalog_types(
    database: str | None, table_name: str | None, catalog_id: str | None
) -> dict[str, str]:
    """Read a catalog table's column types, partition keys included, by name in lower case.

    Raises ValueError when database or table_name is missing.
    """
    if not database or not table_name:
        raise ValueError("resolveChoice: match_catalog needs database and table_name.")
    from glueflow.local import aws

    request = {"DatabaseName": database, "Name": table_name}
    if catalog_id:
        request["CatalogId"] = catalog_id
    client = aws.client("glue")
    table = client.get_table(**request)["Table"]
    columns = [
        *table.get("StorageDescriptor", {}).get("Columns", []),
        *table.get("PartitionKeys", []),
    ]
    return {column["Name"].lower(): column["Type"] for column in columns}
