"""Checks a request against botocore's model of Glue, as AWS does before it looks at anything.

The AWS SDK for JavaScript checks nothing on the client and boto3 checks no patterns, so without
this a request AWS refuses would pass here. Messages follow AWS's wording ("1 validation error
detected: Value ... failed to satisfy constraint: ...").
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from glueflow.sandbox.errors import GlueError

# The model writes "any code point" with UTF-16 surrogate pairs, which Python spells differently.
_SURROGATES = "\\uD800\\uDC00-\\uDBFF\\uDFFF"
_ASTRAL = "\\U00010000-\\U0010FFFF"


@lru_cache(maxsize=1)
def _service() -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model("glue")


@lru_cache(maxsize=512)
def _pattern(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text.replace(_SURROGATES, _ASTRAL))
    except re.error:
        return None  # A Java-only construct (\p{L}); AWS alone checks it.


def operations() -> frozenset[str]:
    """The names of every call Glue has."""
    return frozenset(_service().operation_names)


def validate(operation: str, request: dict[str, Any]) -> None:
    """Check ``request`` against the input shape of ``operation``.

    Raises GlueError ``ValidationException`` listing every problem found.
    """
    shape = _service().operation_model(operation).input_shape
    if shape is None:
        return
    problems: list[str] = []
    _check(shape, request, "", problems)
    if problems:
        count = len(problems)
        noun = "error" if count == 1 else "errors"
        text = f"{count} validation {noun} detected: " + "; ".join(problems)
        raise GlueError("ValidationException", text)


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _fail(problems: list[str], value: Any, path: str, rule: str) -> None:
    shown = "null" if value is None else f"'{value}'"
    problems.append(f"Value {shown} at '{path}' failed to satisfy constraint: Member must {rule}")


def _check(shape: Any, value: Any, path: str, problems: list[str]) -> None:
    kind = shape.type_name
    if kind == "structure":
        _check_structure(shape, value, path, problems)
    elif kind == "list":
        if not isinstance(value, list):
            _fail(problems, value, path, "be a list")
            return
        _check_size(shape, len(value), value, path, problems)
        for index, item in enumerate(value, 1):
            _check(shape.member, item, f"{path}.{index}.member", problems)
    elif kind == "map":
        if not isinstance(value, dict):
            _fail(problems, value, path, "be a map")
            return
        _check_size(shape, len(value), value, path, problems)
        for key, item in value.items():
            _check(shape.key, key, f"{path}.{key}.key", problems)
            _check(shape.value, item, f"{path}.{key}", problems)
    elif kind == "string":
        _check_string(shape, value, path, problems)
    elif kind in ("integer", "long", "double", "float"):
        if isinstance(value, bool) or not isinstance(value, int | float):
            _fail(problems, value, path, f"be a {kind}")
            return
        low, high = shape.metadata.get("min"), shape.metadata.get("max")
        if low is not None and value < low:
            _fail(problems, value, path, f"have value greater than or equal to {low}")
        if high is not None and value > high:
            _fail(problems, value, path, f"have value less than or equal to {high}")
    elif kind == "boolean" and not isinstance(value, bool):
        _fail(problems, value, path, "be a boolean")


def _check_structure(shape: Any, value: Any, path: str, problems: list[str]) -> None:
    if not isinstance(value, dict):
        _fail(problems, value, path, "be a structure")
        return
    prefix = f"{path}." if path else ""
    for name in shape.required_members:
        if value.get(name) is None:
            _fail(problems, None, prefix + _lower(name), "not be null")
    for name, member in shape.members.items():
        item = value.get(name)
        if item is not None:
            _check(member, item, prefix + _lower(name), problems)


def _check_string(shape: Any, value: Any, path: str, problems: list[str]) -> None:
    if not isinstance(value, str):
        _fail(problems, value, path, "be a string")
        return
    _check_size(shape, len(value), value, path, problems)
    if shape.enum and value not in shape.enum:
        names = ", ".join(shape.enum)
        _fail(problems, value, path, f"satisfy enum value set: [{names}]")
    text = shape.metadata.get("pattern")
    pattern = _pattern(text) if text else None
    if pattern is not None and pattern.fullmatch(value) is None:
        _fail(problems, value, path, f"satisfy regular expression pattern: {text}")


def _check_size(shape: Any, size: int, value: Any, path: str, problems: list[str]) -> None:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and size < low:
        _fail(problems, value, path, f"have length greater than or equal to {low}")
    if high is not None and size > high:
        _fail(problems, value, path, f"have length less than or equal to {high}")
