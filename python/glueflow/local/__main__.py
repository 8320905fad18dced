"""The command line of the local runtime.

    python -m glueflow.local run SCRIPT [--json] [--log FILE] -- --JOB_NAME flights …
    python -m glueflow.local prepare

Exit codes: 0 done, 1 the script failed, 2 wrong usage, a log that can't be written, or a package
or jar of the arguments that can't be had here, 3 AWS credentials missing or expired, 130 stopped by
a signal or with the process that started it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from glueflow.local import signals


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    script_arguments: list[str] = []
    if "--" in given:
        at = given.index("--")
        given, script_arguments = given[:at], given[at + 1 :]
    parser = argparse.ArgumentParser(
        prog="python -m glueflow.local", description="Run AWS Glue scripts on this machine."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run a script; its arguments follow --")
    run.add_argument("script", help="a Glue job script")
    run.add_argument("--json", action="store_true", help="print events as JSON lines")
    run.add_argument("--log", help="file for stack traces and warnings (default: a temporary one)")
    run.add_argument(
        "--arguments-from",
        metavar="NAME",
        help="environment variable that holds the script's arguments as a JSON list of texts: "
        "every user of a machine may read command lines",
    )
    run.add_argument(
        "--with-parent",
        nargs="?",
        const="",
        metavar="FOLDER",
        help="end when standard input closes, and remove FOLDER then",
    )
    commands.add_parser("prepare", help="fetch the jars Spark needs for S3 and Avro")
    chosen = parser.parse_args(given)
    if chosen.command == "prepare":
        return _prepare()
    if not Path(chosen.script).is_file():
        print(f"There is no script {chosen.script}.", file=sys.stderr)
        return 2
    if chosen.arguments_from is not None:
        hidden = _hidden_arguments(chosen.arguments_from)
        if hidden is None:
            print(f"{chosen.arguments_from} is no JSON list of texts.", file=sys.stderr)
            return 2
        script_arguments = [*hidden, *script_arguments]
    # A stopped run cleans up after itself: staged files, and the Java process with its work.
    signals.interrupt_on_terminate()
    from glueflow.local.parent import watched

    with watched(chosen.with_parent):
        return _run(chosen.script, script_arguments, chosen.json, chosen.log)


def _hidden_arguments(name: str) -> list[str] | None:
    # Taken out, so that no process the run starts has them.
    try:
        found = json.loads(os.environ.pop(name, ""))
    except ValueError:
        return None
    texts = isinstance(found, list) and all(isinstance(item, str) for item in found)
    return found if texts else None


def _prepare() -> int:
    from glueflow.local import jars

    try:
        found = jars.prepare() + jars.prepare(jars.AVRO)
    except jars.JarsUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Spark's jars for S3 and Avro are ready: {len(found)} files in {jars.cache_dir()}")
    return 0


def _run(script: str, arguments: list[str], as_json: bool, log: str | None) -> int:
    code = 130
    try:
        code = _run_script(script, arguments, as_json, log)
    except KeyboardInterrupt:
        signals.received()
        print("Stopped.", file=sys.stderr)
    if "pyspark" in sys.modules:
        from glueflow.local import session

        # With all written there is nothing to wait for; a stopped run may still take files back.
        session.end_java(0.0 if code == 0 else session.ABORT_SECONDS)
    return code


def _run_script(script: str, arguments: list[str], as_json: bool, log: str | None) -> int:
    from glueflow.local import events, extras, logs, scratch
    from glueflow.local.runner import run_script

    if log is None:
        handle, log = tempfile.mkstemp(prefix="glueflow-", suffix=".log", dir=scratch.kept())
        os.close(handle)
    # What the script and Python's own modules put into temporary files goes with the run.
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch.root())
    try:
        result = run_script(script, arguments, on_event=events.writer(as_json), log=log)
    except (logs.LogUnwritable, extras.Unavailable) as error:
        print(error, file=sys.stderr)
        return 2
    if result.log_problem and not as_json:
        print(f"The log {result.log} is not complete: {result.log_problem}.", file=sys.stderr)
    if result.ok:
        return 0
    if not as_json:
        where = f" (line {result.line})" if result.line else ""
        print(f"{result.message}{where}\nFull log: {result.log}", file=sys.stderr)
    return 3 if result.credentials else 1


if __name__ == "__main__":
    sys.exit(main())
