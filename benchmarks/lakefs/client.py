"""The same work by PyPI `lakefs`, as commands on standard input.

Each line is JSON: `{"operation", "count", "parallel"}`; each is answered by one line,
`{"seconds", "processor"}`: both of an operation, in seconds.

Usage: client.py ENDPOINT KEY SECRET REPOSITORY
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import lakefs
from lakefs.client import Client

DATA = "a" * 1024


def operations(branch: lakefs.Branch, listed: lakefs.Branch) -> dict[str, Callable[[], object]]:
    """Return what can be measured, by name."""
    numbers = count()

    def write(pre_sign: bool) -> object:
        path = f"py/{next(numbers) % 500}"
        return branch.object(path).upload(DATA, pre_sign=pre_sign)

    def read(pre_sign: bool) -> object:
        return branch.object("read").reader("rb", pre_sign=pre_sign).read()

    def transaction() -> None:
        with branch.transact(commit_message="bench") as tx:
            tx.object(f"tx/py/{next(numbers)}").upload(DATA, pre_sign=False)

    return {
        "write": lambda: write(False),
        "read": lambda: read(False),
        "write, signed": lambda: write(True),
        "read, signed": lambda: read(True),
        "list": lambda: sum(1 for _ in listed.objects(prefix="list/")),
        "transaction": transaction,
    }


def main() -> None:
    """Answer commands until there are no more."""
    host, key, secret, repository = sys.argv[1:]
    client = Client(host=host, username=key, password=secret)
    known = operations(
        lakefs.Repository(repository, client=client).branch("main"),
        lakefs.Repository(f"{repository}-list", client=client).branch("main"),
    )
    for line in sys.stdin:
        command = json.loads(line)
        work, times = known[command["operation"]], command["count"]
        start, used = time.perf_counter(), time.process_time()
        if command["parallel"] == 1:
            for _ in range(times):
                work()
        else:
            with ThreadPoolExecutor(command["parallel"]) as threads:
                list(threads.map(lambda _, work=work: work(), range(times)))
        seconds = (time.perf_counter() - start) / times
        processor = (time.process_time() - used) / times
        print(json.dumps({"seconds": seconds, "processor": processor}), flush=True)


if __name__ == "__main__":
    main()
