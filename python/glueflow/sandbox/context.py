"""What the response classes need of the sandbox they serve (moto makes a new one per request)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glueflow.sandbox.runs import RunManager


@dataclass
class Context:
    """The running sandbox's parts."""

    runs: RunManager


_current: Context | None = None


def current() -> Context:
    """The running sandbox's parts. Raises RuntimeError when none runs in this process."""
    if _current is None:
        raise RuntimeError("no sandbox runs in this process")
    return _current


def install(context: Context | None) -> None:
    """Make ``context`` the current one; None removes it."""
    global _current
    _current = context
