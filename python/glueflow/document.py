"""Pipeline files in Python: read and written as packages/components-manager/src/document does.

Only the Jupyter server needs this, for documents that several people edit at once.
"""

from __future__ import annotations

import json
import math
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

VERSION = 1
#: Deeper than this the compiler reads no JSON.
MAX_DEPTH = 200

_OPENING = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def empty_document() -> dict[str, Any]:
    """Return a pipeline without nodes."""
    return {
        "glueflow": float(VERSION),
        "nodes": {},
        "edges": {},
        "parameters": {},
        "connections": {},
        "job": {},
        "layout": {"nodes": {}},
        "annotations": {},
    }


def parse_document(text: str) -> dict[str, Any] | None:
    """Read a pipeline file's text; None when it is no readable pipeline of a known version.

    Older versions are brought up to date, and sections that may be left out are added. Numbers are
    floats, as in JavaScript.
    """
    stored = _parse_json(text.removeprefix("\ufeff"))
    if not isinstance(stored, dict):
        return None
    version = stored.get("glueflow")
    if not isinstance(version, float) or not version.is_integer() or not 0 <= version <= VERSION:
        return None
    if version < 1:
        stored = _to_version_1(stored)
    if not _validator().is_valid(stored):
        return None
    return _complete(stored)


def serialize_document(document: dict[str, Any]) -> str:
    """Write a document in the canonical form: keys sorted by UTF-16 units, indented by two."""
    return f"{_write(document, chr(10))}\n"


def _write(value: Any, newline: str) -> str:
    inner = f"{newline}  "
    if isinstance(value, dict):
        items = [f"{_write_text(key)}: {_write(value[key], inner)}" for key in sort_keys(value)]
        return f"{{{inner}{f',{inner}'.join(items)}{newline}}}" if items else "{}"
    if isinstance(value, list | tuple):
        items = [_write(item, inner) for item in value]
        return f"[{inner}{f',{inner}'.join(items)}{newline}]" if items else "[]"
    if isinstance(value, str):
        return _write_text(value)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return write_number(float(value))


def sort_keys(keys: Any) -> list[str]:
    """Sort names as JavaScript does: by UTF-16 units."""
    return sorted(keys, key=lambda key: key.encode("utf-16-be", "surrogatepass"))


def _write_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def write_number(value: float) -> str:
    """Write a number as JavaScript prints it (ECMA-262, Number::toString); minus zero is ``-0``."""
    if math.isnan(value) or math.isinf(value):
        return "null"
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    sign = "-" if value < 0 else ""
    # The shortest digits that read back the same, as `0.<digits> * 10^point`.
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    point -= len(digits) - len(digits.lstrip("0"))
    digits = digits.strip("0")
    count = len(digits)
    if count <= point <= 21:
        return f"{sign}{digits}{'0' * (point - count)}"
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if count > 1 else ""
    return f"{sign}{digits[0]}{rest}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def _parse_json(text: str) -> Any:
    """Read JSON as JavaScript does; None when it is none, or holds what can't be kept."""
    depth = 0
    for found in _OPENING.finditer(text):
        if found[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return None
        elif found[0] in "]}":
            depth -= 1
    try:
        value = json.loads(
            text, parse_int=_number, parse_float=_number, parse_constant=_no_constant
        )
        # A half of a surrogate pair can't be kept in a shared document.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except ValueError:
        return None
    return value


def _number(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"The number {text} is too large.")
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON.")


@cache
def _validator() -> Draft202012Validator:
    path = Path(__file__).with_name("glueflow-1.schema.json")
    return Draft202012Validator(json.loads(path.read_text("utf-8")))


def _complete(stored: dict[str, Any]) -> dict[str, Any]:
    document = {**empty_document(), **stored}
    document["layout"] = {"nodes": {}, **document["layout"]}
    document["nodes"] = {
        key: {"version": 1.0, "title": key, "config": {}, **node}
        for key, node in document["nodes"].items()
    }
    return document


def _to_version_1(document: dict[str, Any]) -> dict[str, Any]:
    """Version 0 to 1, as document/migrations/v1.ts does it: arrays in the shape of a drawing."""
    rest = {key: document[key] for key in document if key not in ("nodes", "edges", "layout")}
    places: dict[str, Any] = {}
    result: dict[str, Any] = {**rest, "glueflow": 1.0}
    for section, kind, convert in (
        ("nodes", "node", lambda item: _node_of_version_0(item, places)),
        ("edges", "edge", _edge_of_version_0),
    ):
        items = document.get(section)
        if isinstance(items, list):
            result[section] = _by_id(items, kind, convert)
        elif section in document:
            result[section] = items
    layout = document.get("layout")
    kept = layout if isinstance(layout, dict) else {}
    own = kept.get("nodes")
    result["layout"] = {**kept, "nodes": {**places, **(own if isinstance(own, dict) else {})}}
    return result


def _by_id(items: list[Any], kind: str, convert: Any) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for index, item in enumerate(items):
        name, value = convert(item) if isinstance(item, dict) else (None, item)
        key = f"{kind}-{index + 1}" if name is None else name
        copy = 2
        while key in result:
            key = f"{kind if name is None else name}-{copy}"
            copy += 1
        result[key] = value
    return result


def _node_of_version_0(
    item: dict[str, Any], places: dict[str, Any]
) -> tuple[str | None, dict[str, Any]]:
    known = ("id", "type", "data", "position")
    name = item["id"] if isinstance(item.get("id"), str) else None
    data = item.get("data")
    config = dict(data) if isinstance(data, dict) else {}
    label = config.pop("label", None)
    version = config.pop("version", None)
    if name is not None and isinstance(item.get("position"), dict):
        places[name] = item["position"]
    return name, {
        **{key: item[key] for key in item if key not in known},
        **({"component": item["type"]} if "type" in item else {}),
        "version": 1.0 if version is None else version,
        "title": label if label is not None else (name or ""),
        "config": config,
    }


def _edge_of_version_0(item: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    known = ("id", "source", "sourceHandle", "target", "targetHandle")

    def end(node: str, port: str, usual: str) -> dict[str, Any]:
        found, handle = item.get(node), item.get(port)
        return {
            "node": "" if found is None else found,
            "port": usual if handle is None else handle,
        }

    return (item["id"] if isinstance(item.get("id"), str) else None), {
        **{key: item[key] for key in item if key not in known},
        "from": end("source", "sourceHandle", "out"),
        "to": end("target", "targetHandle", "in"),
    }
