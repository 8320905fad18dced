"""The command line of the second engine.

    python -m glueflow.engine run JOB [--json] [--with-parent [FOLDER]]
    python -m glueflow.engine check JOB [--json] [--log FILE] [--with-parent [FOLDER]]

JOB is a JSON file. Of `run`: `sql`, `outputs` (`nodeId`, `title`, `path`, `mode` of each statement
that writes, in order) and `nodes` (`first` and `last` line, `nodeId`, `title`). Of `check`, which
runs a pipeline by Spark and by DuckDB and compares: what `check.Check` holds.

Exit codes: 0 done, 1 a statement failed or the engines differ, 2 wrong usage, 3 AWS
credentials missing or expired, 130 stopped by a signal or with the process that started it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from glueflow.engine import session
from glueflow.engine.check import Check, check
from glueflow.engine.run import Job, Notify, timed
from glueflow.local import events, signals


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m glueflow.engine", description="Run SQL of a pipeline in DuckDB."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run a job's statements")
    comparing = commands.add_parser(
        "check", help="run a pipeline by Spark and by DuckDB, and compare"
    )
    for command in (run, comparing):
        command.add_argument("job", help="a JSON file with what is run")
        command.add_argument("--json", action="store_true", help="print events as JSON lines")
        command.add_argument(
            "--with-parent",
            nargs="?",
            const="",
            metavar="FOLDER",
            help="end when standard input closes, and remove FOLDER then",
        )
    comparing.add_argument("--log", help="file for stack traces and warnings of Spark")
    chosen = parser.parse_args(arguments)
    try:
        given = json.loads(Path(chosen.job).read_text(encoding="utf-8"))
        job = Job.of(given) if chosen.command == "run" else Check.of(given)
    except (OSError, ValueError, KeyError, TypeError):
        print(f"{chosen.job} is no job that can be read.", file=sys.stderr)
        return 2
    signals.interrupt_on_terminate()
    from glueflow.local.parent import watched

    with watched(chosen.with_parent):
        try:
            notify = _listener(chosen.json)
            return timed(job, notify) if isinstance(job, Job) else _check(job, notify, chosen.log)
        except KeyboardInterrupt:
            signals.received()
            print("Stopped.", file=sys.stderr)
            return 130


def _listener(as_json: bool) -> Notify:
    write = events.writer(as_json)

    def notify(event: dict[str, Any]) -> None:
        write(event)
        if event["event"] == "failed" and not as_json:
            print(event["message"], file=sys.stderr)

    return notify


def _check(job: Check, notify: Notify, log: str | None) -> int:
    from glueflow.local import extras, logs, scratch
    from glueflow.local import session as spark

    # What the script and Python's own modules put into temporary files goes with the run.
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch.root())
    code = 130
    try:
        result = check(job, notify, log)
        code = 0 if result.ok else 3 if result.credentials else 1
    except (logs.LogUnwritable, extras.Unavailable, session.EngineUnavailable) as error:
        print(error, file=sys.stderr)
        code = 2
    except session.CredentialsMissing as error:
        print(error, file=sys.stderr)
        code = 3
    finally:
        if "pyspark" in sys.modules:
            spark.end_java(0.0)
    return code


if __name__ == "__main__":
    sys.exit(main())
