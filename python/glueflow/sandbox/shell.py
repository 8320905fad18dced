"""Runs a plain Python script as Python would, with arguments that no command line shows.

Every user of a machine may read command lines, and a job's arguments may hold what they should not.
Standard library only: it is run by path.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
import types

ARGUMENTS = "GLUEFLOW_ARGUMENTS"
"""The environment variable of the arguments, a JSON list; taken out before the script runs."""


def main() -> int:
    """Run the script named by the command line; return the exit status."""
    script = sys.argv[1]
    sys.argv = [script, *json.loads(os.environ.pop(ARGUMENTS))]
    sys.path[0] = os.path.dirname(script)
    module = types.ModuleType("__main__")
    module.__dict__["__file__"] = script
    sys.modules["__main__"] = module
    try:
        with open(script, "rb") as stream:
            code = compile(stream.read(), script, "exec")
        exec(code, module.__dict__)
    except Exception as error:
        trace = error.__traceback__
        # The frame above the script's is ours.
        traceback.print_exception(type(error), error, trace.tb_next if trace else None)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
