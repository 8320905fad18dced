"""The command line of the local runtime.

    python -m glueflow.local run SCRIPT [--json] [--log FILE] -- --JOB_NAME flights …
    python -m glueflow.local prepare

Exit codes: 0 done, 1 the script failed, 2 wrong usage, 3 AWS credentials missing or expired,
130 stopped by a signal.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

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
    commands.add_parser("prepare", help="fetch the jars Spark needs for S3 and Avro")
    chosen = parser.parse_args(given)
    if chosen.command == "prepare":
        return _prepare()
    if not Path(chosen.script).is_file():
        print(f"There is no script {chosen.script}.", file=sys.stderr)
        return 2
    return _run(chosen.script, script_arguments, chosen.json, chosen.log)


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
    from glueflow.local.runner import run_script

    if log is None:
        handle, log = tempfile.mkstemp(prefix="glueflow-", suffix=".log")
        os.close(handle)
    out = sys.stdout

    def tell(event: dict[str, Any]) -> None:
        if as_json:
            out.write(json.dumps(event, ensure_ascii=False) + "\n")
            out.flush()
        elif event["event"] == "output":
            out.write(event["text"])
            out.flush()

    if hasattr(out, "reconfigure"):
        out.reconfigure(encoding="utf-8", errors="backslashreplace")
    # A stopped run cleans up after itself: staged files, and the Java process with its work.
    signals.interrupt_on_terminate()
    try:
        result = run_script(script, arguments, on_event=tell, log=log)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    if result.ok:
        return 0
    if not as_json:
        where = f" (line {result.line})" if result.line else ""
        print(f"{result.message}{where}\nFull log: {result.log}", file=sys.stderr)
    return 3 if result.credentials else 1


if __name__ == "__main__":
    sys.exit(main())
