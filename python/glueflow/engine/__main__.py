"""The command line of the second engine.

    python -m glueflow.engine run JOB [--json] [--with-parent [FOLDER]]

JOB is a JSON file: `sql`, `outputs` (`nodeId`, `title`, `path`, `mode` of each statement that
writes, in order) and `nodes` (`first` and `last` line, `nodeId`, `title`).

Exit codes: 0 done, 1 a statement failed, 2 wrong usage, 3 AWS credentials missing or expired, 130
stopped by a signal or with the process that started it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from glueflow.engine.run import Job, timed
from glueflow.local import events, signals


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m glueflow.engine", description="Run SQL of a pipeline in DuckDB."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run a job's statements")
    run.add_argument("job", help="a JSON file with the SQL and what it writes")
    run.add_argument("--json", action="store_true", help="print events as JSON lines")
    run.add_argument(
        "--with-parent",
        nargs="?",
        const="",
        metavar="FOLDER",
        help="end when standard input closes, and remove FOLDER then",
    )
    chosen = parser.parse_args(arguments)
    try:
        job = Job.of(json.loads(Path(chosen.job).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        print(f"{chosen.job} is no job that can be read.", file=sys.stderr)
        return 2
    signals.interrupt_on_terminate()
    from glueflow.local.parent import watched

    with watched(chosen.with_parent):
        try:
            return _run(job, chosen.json)
        except KeyboardInterrupt:
            signals.received()
            print("Stopped.", file=sys.stderr)
            return 130


def _run(job: Job, as_json: bool) -> int:
    write = events.writer(as_json)

    def notify(event: dict[str, Any]) -> None:
        write(event)
        if event["event"] == "failed" and not as_json:
            print(event["message"], file=sys.stderr)

    return timed(job, notify)


if __name__ == "__main__":
    sys.exit(main())
