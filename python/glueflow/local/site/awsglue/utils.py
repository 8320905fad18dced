"""getResolvedOptions and its relatives.

Source: the page on getResolvedOptions of the Glue developer guide. Behaviour is that of Glue 5.x;
6.0 refuses abbreviated names.
"""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

BOOKMARK_CHOICES = ("job-bookmark-enable", "job-bookmark-pause", "job-bookmark-disable")
LEGACY = {
    "continuation-enabled": "job-bookmark-enable",
    "continuation-readonly": "job-bookmark-pause",
    "continuation-ignore": "job-bookmark-disable",
}
_TEMPORARY = ("RedshiftTempDir", "TempDir")
_ALWAYS = ("JOB_ID", "JOB_RUN_ID", "SECURITY_CONFIGURATION")
_RESERVED = (
    "continuation-option", "job-bookmark-option", "job-bookmark-from", "job-bookmark-to",
    "encryption-type", "enable-data-lineage",
)  # fmt: skip


_global_args: dict[str, str] = {}
"""The job's temporary folders as the last getResolvedOptions found them, for transforms."""


class GlueArgumentError(Exception):
    """An argument is missing or has a value that is not allowed."""


class GlueArgumentParser(argparse.ArgumentParser):
    """An ArgumentParser that raises where argparse ends the process."""

    def error(self, message: str) -> NoReturn:
        """Raise GlueArgumentError."""
        raise GlueArgumentError(message)


def getResolvedOptions(
    args: list[str], options: list[str], allow_abbrev: bool = True
) -> dict[str, Any]:
    """Read the arguments of a job.

    Args:
        args: `sys.argv`; its first entry is skipped, arguments not asked for are ignored.
        options: the names wanted, without dashes; each must be given (TempDir apart).
        allow_abbrev: whether `--JOB_N` stands for `--JOB_NAME`, as it does up to Glue 5.1.

    Returns:
        The values by name (a dash in a name becomes an underscore), `job_bookmark_option`,
        `job_bookmark_from`, `job_bookmark_to`, JOB_ID, JOB_RUN_ID and SECURITY_CONFIGURATION too.

    Raises:
        GlueArgumentError: one is missing, or its value is not allowed.
        RuntimeError: a reserved name was asked for, or bookmark range and option disagree.
    """
    for name in options:
        if name in _RESERVED or name.replace("_", "-") in _RESERVED:
            raise RuntimeError(f"Using reserved arguments --{name}")
    parser = GlueArgumentParser(allow_abbrev=allow_abbrev, add_help=False)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--continuation-option", choices=tuple(LEGACY))
    group.add_argument("--job-bookmark-option", choices=BOOKMARK_CHOICES)
    parser.add_argument("--job-bookmark-from")
    parser.add_argument("--job-bookmark-to")
    parser.add_argument("--encryption-type", choices=("sse-s3",))
    parser.add_argument("--enable-data-lineage", choices=("true", "false"))
    for name in _ALWAYS:
        parser.add_argument(f"--{name}")
    for name in _TEMPORARY:
        parser.add_argument(f"--{name}", default=argparse.SUPPRESS)
    for name in options:
        if name not in _TEMPORARY:
            parser.add_argument(f"--{name}", required=True)
    parsed, _ = parser.parse_known_args(args[1:])
    found = vars(parsed)
    legacy = found.pop("continuation_option", None)
    if legacy:
        found["job_bookmark_option"] = LEGACY[legacy]
    if not found.get("job_bookmark_option"):
        found["job_bookmark_option"] = "job-bookmark-disable"
    _check_range(found)
    for name, other in (_TEMPORARY, _TEMPORARY[::-1]):
        if name in found and other not in found:
            found[other] = found[name]
    _global_args.clear()
    _global_args.update({name: found[name] for name in _TEMPORARY if name in found})
    if found.get("enable_data_lineage") is None:
        found.pop("enable_data_lineage", None)
    return found


def _check_range(found: dict[str, Any]) -> None:
    first, last = found.get("job_bookmark_from"), found.get("job_bookmark_to")
    paused = found["job_bookmark_option"] == "job-bookmark-pause"
    if (first is None) != (last is None):
        missing = "to" if last is None else "from"
        raise RuntimeError(
            f"Missing argument --job-bookmark-{missing}: a bookmark range needs both."
        )
    if first is not None and not paused:
        raise RuntimeError(
            "--job-bookmark-from and --job-bookmark-to need "
            "--job-bookmark-option job-bookmark-pause."
        )


def callsite() -> str:
    """Return an empty text: call sites are found by the runner, not by each call."""
    return ""
