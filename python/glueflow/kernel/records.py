"""What was reported of a run, for clients that come later: a page that was loaded again, say."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

MOST_CHARACTERS = 200_000

Message = dict[str, Any]


class Record:
    """The messages of a run: the last ones of each node, and what was printed.

    Args:
        request: the client's request.
    """

    def __init__(self, request: Mapping[str, Any]) -> None:
        self._request = request
        self._reported: OrderedDict[object, tuple[float, Message]] = OrderedDict()
        self._characters = 0
        self._cut = False
        self._began = time.monotonic()

    def take(self, message: Message) -> None:
        """Remember a message."""
        kind = message["type"]
        key = (kind, message["nodeId"]) if kind in ("node", "warnings") else kind
        if kind == "output":
            key = object()
            self._characters += len(message["text"])
        # At the end, so that the order is the one in which things happened.
        self._reported.pop(key, None)
        self._reported[key] = (time.monotonic(), message)
        if self._characters > MOST_CHARACTERS:
            self._trim()

    def _trim(self) -> None:
        outputs = [key for key, (_, each) in self._reported.items() if each["type"] == "output"]
        for key in outputs[:-1]:
            if self._characters <= MOST_CHARACTERS:
                return
            self._characters -= len(self._reported.pop(key)[1]["text"])
            self._cut = True

    def reported(self) -> Message:
        """Return the `run` message (see docs/kernel.md)."""
        now = time.monotonic()
        program = self._request.get("program")
        given = program if isinstance(program, dict) else {}
        up_to = self._request.get("upTo")
        return {
            "type": "run",
            **({"upTo": up_to} if isinstance(up_to, str) else {}),
            "ago": round(now - self._began, 3),
            "arguments": given.get("arguments", {}),
            "steps": _steps(given.get("steps")),
            "messages": [
                {**message, "ago": round(now - then, 3)}
                for then, message in self._reported.values()
            ],
            **({"cut": True} if self._cut else {}),
        }


def _steps(given: Any) -> list[dict[str, Any]]:
    """Return what tells a client which nodes they were, of steps nobody may have checked yet."""
    return [
        {name: step.get(name) for name in ("nodeId", "kind", "key")}
        for step in (given if isinstance(given, list) else [])
        if isinstance(step, dict)
    ]
