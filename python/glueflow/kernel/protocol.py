"""What editor and kernel send each other, as the contract states it.

`protocol.json` is written by `scripts/docs-kernel.mjs` from `packages/contract/src/kernel.ts`, and
a static check holds it current. The tests hold every message that the kernel sends against it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

STATED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "protocol.json").read_text(encoding="utf-8")
)
_REQUESTS: dict[str, Any] = STATED["requests"]

VERSION: int = STATED["protocol"]
MOST_ROWS_AT_ONCE: int = _REQUESTS["preview"]["properties"]["limit"]["maximum"]
ANSWERED = tuple(name for name, each in _REQUESTS.items() if "id" in each["required"])
"""The types of requests that a `finished` of their own answers."""
KINDS: tuple[str, ...] = tuple(
    STATED["program"]["properties"]["steps"]["items"]["properties"]["kind"]["enum"]
)
"""The kinds of steps."""
ROWS_MIME: str = STATED["mime"]["rows"]
COUNT_MIME: str = STATED["mime"]["count"]
