"""The sandbox's stand-in for lakeFS alone; prints its environment as JSON, ends with its input."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from glueflow.sandbox.lakefs.service import LakeFS
from glueflow.sandbox.signing import Key

KEYS = {"AWS_ACCESS_KEY_ID": "AKIABENCHBENCHBENCH0", "AWS_SECRET_ACCESS_KEY": "bench"}


def main() -> None:
    """Serve until standard input ends."""

    def lookup(name: str) -> Key | None:
        return Key("bench") if name == KEYS["AWS_ACCESS_KEY_ID"] else None

    with tempfile.TemporaryDirectory() as home:
        server = LakeFS(Path(home), 0, KEYS, lambda: None, lookup)
        print(json.dumps(server.env), flush=True)
        sys.stdin.read()
        server.stop()


if __name__ == "__main__":
    main()
