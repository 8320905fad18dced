"""Runs a command, and ends it and everything it started when whoever started us is gone.

The sandbox holds the other end of our standard input. If it is killed, that end closes, and a job
run must not go on unwatched. Standard library only: it is run by path, before anything else.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading


def kill_tree(pid: int, force: bool) -> None:
    """End process ``pid`` and its descendants: its process group on POSIX, taskkill on Windows.

    ``pid`` must lead its own process group. A process that is gone already is no error.
    """
    if sys.platform == "win32":
        options = ["/F"] if force else []
        subprocess.run(
            ["taskkill", "/T", *options, "/PID", str(pid)],
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL if force else signal.SIGTERM)


def _watch() -> None:
    while os.read(0, 4096):
        pass
    kill_tree(os.getpid(), force=True)


def main() -> int:
    """Run the command in ``sys.argv[1:]``; its exit status is ours."""
    # A handler, not SIG_IGN, which the child would inherit: on a polite stop we wait for it.
    signal.signal(signal.SIGTERM, lambda *_: None)
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_watch, daemon=True).start()
    code = child.wait()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    # os._exit: the watcher holds standard input's lock, which a normal exit would wait for.
    os._exit(main())
