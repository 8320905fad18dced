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
from glueflow.local import signals


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
    watched = None
    if chosen.with_parent is not None:
        from glueflow.local.parent import Parent

        watched = Parent(Path(chosen.with_parent) if chosen.with_parent else None)
    try:
        return _run(job, chosen.json)
    except KeyboardInterrupt:
        signals.received()
        print("Stopped.", file=sys.stderr)
        return 130
    finally:
        if watched is not None:
            watched.end()


def _run(job: Job, as_json: bool) -> int:
    out = sys.stdout

    def notify(event: dict[str, Any]) -> None:
        if as_json:
            out.write(json.dumps(event, ensure_ascii=False) + "\n")
            out.flush()
        elif event["event"] == "output":
            out.write(event["text"])
        elif event["event"] == "failed":
            print(event["message"], file=sys.stderr)

    if hasattr(out, "reconfigure"):
        out.reconfigure(encoding="utf-8", errors="backslashreplace")
    return timed(job, notify)


if __name__ == "__main__":
    sys.exit(main())
