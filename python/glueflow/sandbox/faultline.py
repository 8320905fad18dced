"""``glueflow sandbox faults``: set, list and clear the faults of the running sandbox."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from glueflow.sandbox import control, faults
from glueflow.sandbox.errors import SandboxError

_HELP = {
    "throttle": "refuse so many calls of 1 as throttled, such as 'glue:*=0.3'",
    "latency": "delay calls by so many milliseconds, such as 'glue:Get*=50'",
    "deny": "refuse an action as not allowed, such as glue:UpdateTable",
    "drop-before": "drop the connection before the call has an effect",
    "drop-after": "drop the connection after the call has had its effect",
}


def add(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the command to those of ``glueflow sandbox``."""
    parser = commands.add_parser(
        "faults",
        parents=[common],
        help="make calls fail or wait; without options, list what is set",
        description="Make calls of AWS fail or wait, until the sandbox stops. Options replace the "
        "faults set before. An action is service:Action with * and ?; for S3, IAM and STS "
        "service:METHOD.",
    )
    for kind in faults.KINDS:
        parser.add_argument(
            f"--{kind}",
            action="append",
            default=[],
            metavar="ACTION" if kind == "deny" else "ACTION=N",
            help=_HELP[kind],
        )
    parser.add_argument("--clear", action="store_true", help="make no faults any more")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="the same calls again")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, folder: Path) -> int:
    if control.find(folder) is None:
        raise SandboxError(
            f"No sandbox runs (data in {folder}). Start it with: glueflow sandbox start"
        )
    rules = [
        _rule(kind, text)
        for kind in faults.KINDS
        for text in getattr(arguments, kind.replace("-", "_"))
    ]
    if arguments.clear and rules:
        raise SandboxError("--clear goes with no other fault.")
    found = control.faults(folder, rules if rules or arguments.clear else None, arguments.seed)
    if arguments.json:
        print(json.dumps(found, indent=2, sort_keys=True), flush=True)
        return 0
    for item in found["faults"]:
        amount = (
            f"{item['milliseconds']:g} ms" if item["milliseconds"] else f"rate {item['rate']:g}"
        )
        print(f"{item['kind']}  {item['action']}  {amount}  struck {item['struck']} times")
    if not found["faults"]:
        print("The sandbox makes no faults.")
    return 0


def _rule(kind: str, text: str) -> dict[str, Any]:
    action, _, number = text.partition("=")
    found: dict[str, Any] = {"kind": kind, "action": action}
    if kind == "latency" and not number:
        raise SandboxError(f"--latency {text!r} needs milliseconds, such as {text}=50")
    if number:
        try:
            found["milliseconds" if kind == "latency" else "rate"] = float(number)
        except ValueError:
            raise SandboxError(f"--{kind} {text!r}: {number!r} is no number") from None
    return found
