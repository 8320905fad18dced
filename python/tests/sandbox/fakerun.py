"""Stands in for ``python -m glueflow.local``: same command line and events, no Spark.

``run SCRIPT --json --log FILE --arguments-from NAME``; the script is plain Python, run in this
process.
"""

import io
import json
import os
import runpy
import sys
import traceback

OUT = sys.stdout


def emit(event: str, **fields: object) -> None:
    OUT.write(json.dumps({"event": event, **fields}) + "\n")
    OUT.flush()


class Printed(io.TextIOBase):
    """Hands on what the script prints as events, as the runtime does."""

    held = ""

    def write(self, text: str) -> int:
        whole, newline, self.held = (self.held + text).rpartition("\n")
        if newline:
            emit("output", text=whole + newline)
        return len(text)


def main() -> int:
    assert sys.argv[1] == "run" and sys.argv[3] == "--json" and sys.argv[4] == "--log"
    script, log = sys.argv[2], sys.argv[5]
    assert sys.argv[6] == "--arguments-from" and len(sys.argv) == 8
    emit("state", state="RUNNING")
    sys.argv = [script, *json.loads(os.environ.pop(sys.argv[7]))]
    sys.stdout = Printed()
    try:
        runpy.run_path(script, run_name="__main__")
    except Exception as error:
        with open(log, "w", encoding="utf-8") as stream:
            stream.write(traceback.format_exc())
        line = traceback.extract_tb(error.__traceback__)[-1].lineno
        emit("failed", node="Broken step", nodeId="n1", line=line, message=str(error), log=log)
        return 1
    emit("done", seconds=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
