"""Stands in for ``python -m glueflow.local``: same command line and events, no Spark.

``run SCRIPT --json --log FILE -- ARGUMENTS``; the script is plain Python run in this process.
"""

import json
import os
import runpy
import sys
import traceback


def emit(event: str, **fields: object) -> None:
    print(json.dumps({"event": event, **fields}), flush=True)


def main() -> int:
    assert sys.argv[1] == "run" and sys.argv[3] == "--json" and sys.argv[4] == "--log"
    script, log = sys.argv[2], sys.argv[5]
    assert sys.argv[6] == "--"
    emit("state", state="running", pid=os.getpid())
    sys.argv = [script, *sys.argv[7:]]
    try:
        runpy.run_path(script, run_name="__main__")
    except Exception as error:
        with open(log, "w", encoding="utf-8") as stream:
            stream.write(traceback.format_exc())
        line = traceback.extract_tb(error.__traceback__)[-1].lineno
        emit("failed", node="Broken step", nodeId="n1", line=line, message=str(error), log=log)
        return 1
    emit("done", rows=0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
