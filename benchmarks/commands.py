"""Processor time of the command line's start, beside a bare Node in the same run.

Prints one line of JSON: for each Node (the console script's own, the one given) rows of
`{command, seconds, ratio}`. `seconds` is the median of user and system time on one core, `ratio`
the median ratio to `node -e 0` of the same round. The commands take turns, after a first round that
fills caches and does not count.

Usage: commands.py NODE [ROUNDS]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from glueflow import cli

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "flights.glueflow"
PROGRAM = ROOT / "packages" / "server" / "bin" / "glueflow.js"
SCRIPT = "import sys; from glueflow.cli import main; sys.exit(main())"
VERSION = ("--version",)
VALIDATE = ("validate", "--offline", str(EXAMPLE))


def processor_seconds(command: list[str]) -> float:
    """Return the user and system time of a command and what it waited for; it must succeed."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{said}")
    return usage.ru_utime + usage.ru_stime


def measure(commands: dict[str, list[str]], rounds: int) -> list[dict[str, object]]:
    """Return a row for each command; the first one is what the others are compared with."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            seconds = processor_seconds(command)
            if turn > 0:
                taken[name].append(seconds)
    base = next(iter(taken.values()))
    return [
        {
            "command": name,
            "seconds": median(values),
            "ratio": median(value / bare for value, bare in zip(values, base, strict=True)),
        }
        for name, values in taken.items()
    ]


def main() -> None:
    node = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 11
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    own = cli.find_node()
    starts = {own: [sys.executable, "-c", SCRIPT], node: [node, str(PROGRAM)]}
    rows = {
        path: measure(
            {
                "node -e 0": [path, "-e", "0"],
                "glueflow --version": [*start, *VERSION],
                "glueflow validate --offline": [*start, *VALIDATE],
            },
            rounds,
        )
        for path, start in starts.items()
    }
    runs = [
        {"node": node_version(path), "start": "node" if path == node else "python", "rows": r}
        for path, r in rows.items()
    ]
    print(json.dumps(runs))


def node_version(node: str) -> str:
    """Return what a Node says its version is."""
    return subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
