"""Pages of results with opaque continuation tokens, as Glue's Get* and List* calls have them."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from glueflow.sandbox.errors import invalid_input

T = TypeVar("T")


def page(
    items: Sequence[T],
    key: Callable[[T], Any],
    request: dict[str, Any],
    default: int = 100,
) -> tuple[list[T], str | None]:
    """One page of ``items``, which are sorted by ``key`` (a JSON value, ascending).

    The token remembers the last key handed out, so entities created or deleted between two pages
    neither repeat nor hide others, and a digest of the request, so a token cannot be used with
    another request. Returns the page and the token of the next one, if any.

    Raises GlueError ``InvalidInputException`` for a token that is broken or of another request.
    """
    digest = _digest(request)
    token = request.get("NextToken")
    start = 0
    if token:
        last = _decode(token, digest)
        start = next((i for i, item in enumerate(items) if _plain(key(item)) > last), len(items))
    size = request.get("MaxResults") or default
    chosen = list(items[start : start + size])
    if start + size >= len(items) or not chosen:
        return chosen, None
    return chosen, _encode(_plain(key(chosen[-1])), digest)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _digest(request: dict[str, Any]) -> str:
    rest = {k: v for k, v in request.items() if k not in ("NextToken", "MaxResults")}
    text = json.dumps(rest, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _encode(last: Any, digest: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([digest, last]).encode()).decode()


def _decode(token: str, digest: str) -> Any:
    try:
        found, last = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, TypeError) as error:
        raise invalid_input("The pagination token is not valid.") from error
    if found != digest:
        raise invalid_input("The pagination token belongs to another request.")
    return last
