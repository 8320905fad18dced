"""Selecting, dropping and renaming fields by path."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from pyspark.sql import types as T

from .choice import Choices
from .node import Fields, Node, struct, top_level
from .paths import ARRAY, Path, format_path, parse_path, resolve_path

log = logging.getLogger("awsglue")


def read_paths(paths: str | Iterable[str]) -> list[Path]:
    """Read a list of paths; one string stands for a list of one, as AWS's examples have it."""
    return [parse_path(path) for path in ([paths] if isinstance(paths, str) else paths)]


def select(schema: T.StructType, choices: Choices, paths: list[Path], call: str) -> Fields:
    """Keep the named top-level columns, in the order named. Unknown ones are logged and left out.

    Raises ValueError for a nested path: AWS selects top-level columns only.
    """
    columns = dict(top_level(schema, choices))
    chosen: dict[str, Node] = {}
    for path in paths:
        if len(path) > 1:
            raise ValueError(
                f"{call}: {format_path(path)} is nested. AWS Glue selects top-level columns only; "
                f"use apply_mapping for nested ones, or quote a name that has dots: "
                f"`{'.'.join(path)}`."
            )
        if path[0] in columns:
            chosen[path[0]] = columns[path[0]]
        else:
            log.warning("%s: no field %s in the frame.", call, format_path(path))
    return list(chosen.items())


def known_paths(schema: T.StructType, choices: Choices, paths: list[Path], call: str) -> list[Path]:
    """Give the paths that are in the schema, arrays spelled out; the others are logged."""
    known: list[Path] = []
    for path in paths:
        found = resolve_path(schema, path, choices, enter_arrays=True)
        if found is None:
            log.warning("%s: no field %s in the frame.", call, format_path(path))
        else:
            known.append(found[0])
    return known


def drop(fields: Fields, paths: list[Path]) -> Fields:
    """Remove fields at any depth, inside arrays too. A struct left with no field goes as well."""
    return _cut(fields, paths, keep=False)


def keep(fields: Fields, paths: list[Path]) -> Fields:
    """Keep only the fields named, at any depth, inside arrays too."""
    return _cut(fields, paths, keep=True)


def _cut(fields: Fields, paths: list[Path], keep: bool) -> Fields:
    left: Fields = []
    for name, node in fields:
        inner = [path[1:] for path in paths if path[0] == name]
        if () in inner:
            if keep:
                left.append((name, node))
        elif not inner:
            if not keep:
                left.append((name, node))
        else:
            rest = _cut_node(node, inner, keep)
            if rest is not None:
                left.append((name, rest))
    return left


def _cut_node(node: Node, paths: list[Path], keep: bool) -> Node | None:
    if () in paths:
        return node if keep else None
    if paths[0][0] == ARRAY:
        inner = [path[1:] for path in paths]
        gone = False

        def one(element: Node) -> Node:
            nonlocal gone
            rest = _cut_node(element, inner, keep)
            gone = rest is None
            return element if rest is None else rest

        changed = node.elements(one)
        return None if gone else changed
    fields = _cut(node.fields(), paths, keep)
    return struct(fields, node) if fields else None


def rename(schema: T.StructType, choices: Choices, old: Path, new: Path) -> Fields:
    """Rename a field; the new name is a full path, so it may move the field as well.

    Unknown fields leave the frame as it is (logged). Raises ValueError when the new name is taken
    or the field would leave or enter an array.
    """
    fields = top_level(schema, choices)
    found = resolve_path(schema, old, choices, enter_arrays=True)
    if found is None:
        log.warning("rename_field: no field %s in the frame.", format_path(old))
        return fields
    spelled = found[0]
    names = [step for step in spelled if step != ARRAY]
    target = [step for step in new if step != ARRAY]
    if target == names:
        return fields
    taken = resolve_path(schema, tuple(target), choices, enter_arrays=True)
    if taken is not None:
        raise ValueError(f"rename_field: there is a field {format_path(new)} already.")
    if target[:-1] == names[:-1]:
        return _rename_in(fields, spelled, target[-1])
    if ARRAY in spelled:
        raise ValueError(
            f"rename_field: {format_path(old)} is inside an array; it can be renamed there but "
            f"not moved to {format_path(new)}."
        )
    moved = dict(fields)[spelled[0]].get(spelled[1:])
    return _insert(drop(fields, [spelled]), tuple(target), moved, new)


def _rename_in(fields: Fields, path: Path, name: str) -> Fields:
    renamed: Fields = []
    for own, node in fields:
        if own != path[0]:
            renamed.append((own, node))
        elif len(path) == 1:
            renamed.append((name, node))
        else:
            renamed.append((own, _rename_node(node, path[1:], name)))
    return renamed


def _rename_node(node: Node, path: Path, name: str) -> Node:
    if path[0] == ARRAY:
        return node.elements(lambda element: _rename_node(element, path[1:], name))
    return struct(_rename_in(node.fields(), path, name), node)


def _insert(fields: Fields, path: Path, value: Node, new: Path) -> Fields:
    if len(path) == 1:
        return [*fields, (path[0], value)]
    parents = dict(fields)
    parent = parents.get(path[0])
    if parent is None:
        inner = struct(_insert([], path[1:], value, new))
    elif parent.is_struct:
        # Where the parent was null the moved value needs one to live in: no null check here.
        inner = struct(_insert(parent.fields(), path[1:], value, new))
    else:
        raise ValueError(f"rename_field: a part of {format_path(new)} is not a struct.")
    parents[path[0]] = inner
    return list(parents.items())
