"""Faults that a running sandbox makes on request: throttling, latency, refusals, lost connections.

A rule names calls as ``service:Action`` with ``*`` and ``?``; where a service names no action in
its header (S3, IAM, STS) the HTTP method stands for it. Rules live as long as the process.
Sources: https://docs.aws.amazon.com/glue/latest/dg/CommonErrors.html and
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
"""

from __future__ import annotations

import fnmatch
import random
import threading
import time
from dataclasses import asdict, dataclass
from typing import Any

KINDS = ("throttle", "latency", "deny", "drop-before", "drop-after")

#: HTTP status, code and message of a refusal, by protocol.
REFUSALS: dict[str, dict[str, tuple[int, str, str]]] = {
    "throttle": {
        "json": (400, "ThrottlingException", "Rate exceeded"),
        "query": (400, "Throttling", "Rate exceeded"),
        "s3": (503, "SlowDown", "Please reduce your request rate."),
    },
    "deny": {
        "json": (400, "AccessDeniedException", "A fault of the sandbox denies this action."),
        "query": (403, "AccessDenied", "A fault of the sandbox denies this action."),
        "s3": (403, "AccessDenied", "A fault of the sandbox denies this action."),
    },
}


class Dropped(ConnectionError):
    """The connection is closed without a reply."""


@dataclass(frozen=True)
class Rule:
    """One fault: its kind, the calls it meets, how often, and for latency how long."""

    kind: str
    action: str
    rate: float = 1.0
    milliseconds: float = 0.0


def rule(given: Any) -> Rule:
    """Return a rule as JSON has it. Raises ValueError naming what is wrong."""
    if not isinstance(given, dict):
        raise ValueError("A rule must be an object.")
    kind, action = given.get("kind"), given.get("action")
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}.")
    if not isinstance(action, str) or ":" not in action:
        raise ValueError(f"action must be like glue:UpdateTable or glue:*, not {action!r}.")
    rate = _number(given, "rate", 1.0)
    if not 0 < rate <= 1:
        raise ValueError(f"rate must be above 0 and at most 1, not {rate}.")
    milliseconds = _number(given, "milliseconds", 0.0)
    if (kind == "latency") != (milliseconds > 0):
        raise ValueError("milliseconds must be above 0 for latency, and belong to nothing else.")
    unknown = sorted(set(given) - {"kind", "action", "rate", "milliseconds"})
    if unknown:
        raise ValueError(f"A rule has no {', '.join(unknown)}.")
    return Rule(kind, action, rate, milliseconds)


def _number(given: dict[str, Any], name: str, default: float) -> float:
    value = given.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} must be a number, not {value!r}.")
    return float(value)


class Faults:
    """The rules in force, and how often each has struck. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []
        self._struck: list[int] = []
        self._random = random.Random(0)

    def replace(self, rules: list[Rule], seed: int = 0) -> None:
        """Put these rules in place of those before; ``seed`` makes rates strike alike again."""
        with self._lock:
            self._rules = list(rules)
            self._struck = [0] * len(rules)
            self._random = random.Random(seed)

    def describe(self) -> dict[str, Any]:
        """The rules as JSON, each with how often it has struck."""
        with self._lock:
            pairs = zip(self._rules, self._struck, strict=True)
            return {"faults": [{**asdict(item), "struck": count} for item, count in pairs]}

    def strike(self, call: str) -> tuple[str | None, bool]:
        """Make the faults that a call meets: wait, or raise Dropped.

        Returns what refuses it (``throttle``, ``deny`` or None), and whether the connection is to
        be dropped once the call has had its effect.
        """
        kinds, delay = self._met(call)
        if delay:
            time.sleep(delay)
        if "drop-before" in kinds:
            raise Dropped
        refusal = next((kind for kind in ("deny", "throttle") if kind in kinds), None)
        return refusal, "drop-after" in kinds

    def _met(self, call: str) -> tuple[set[str], float]:
        kinds: set[str] = set()
        delay = 0.0
        with self._lock:
            for index, item in enumerate(self._rules):
                if not fnmatch.fnmatchcase(call, item.action):
                    continue
                if item.rate < 1 and self._random.random() >= item.rate:
                    continue
                self._struck[index] += 1
                kinds.add(item.kind)
                delay += item.milliseconds / 1000
        return kinds, delay
