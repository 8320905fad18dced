"""Glue versions, worker types and what they cost in DPUs.

Sources: https://docs.aws.amazon.com/glue/latest/dg/worker-types.html and
https://docs.aws.amazon.com/glue/latest/dg/release-notes.html
"""

from __future__ import annotations

GLUE_VERSIONS = ("0.9", "1.0", "2.0", "3.0", "4.0", "5.0", "5.1", "6.0")
DEFAULT_GLUE_VERSION = "5.1"
DEFAULT_WORKER_TYPE = "G.1X"
DEFAULT_WORKERS = 10

DPU = {
    "Standard": 1.0,
    "G.025X": 0.25,
    "G.1X": 1.0,
    "G.2X": 2.0,
    "G.4X": 4.0,
    "G.8X": 8.0,
    "G.12X": 12.0,
    "G.16X": 16.0,
    "R.1X": 1.0,
    "R.2X": 2.0,
    "R.4X": 4.0,
    "R.8X": 8.0,
    "Z.2X": 2.0,
}
"""DPUs (memory-optimised DPUs for R and Z types) of one worker."""


def at_least(version: str, wanted: str) -> bool:
    """Whether Glue ``version`` is ``wanted`` or later; ``auto`` is the latest."""
    if version == "auto":
        return True
    return _key(version) >= _key(wanted)


def default_timeout(version: str) -> int:
    """Minutes a job may run when it does not say: 480 from Glue 5.0 on, 2880 before."""
    return 480 if at_least(version, "5.0") else 2880


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
