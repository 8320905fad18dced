"""Ending a run by a signal: a KeyboardInterrupt that is not lost."""

from __future__ import annotations

import signal
import threading
from types import FrameType

AGAIN_SECONDS = 0.02
# What py4j calls while a Java object's stand-in is collected.
_COLLECTING = ("<lambda>", "_garbage_collect_object", "garbage_collect_object")


def interrupt_on_terminate() -> None:
    """Make SIGTERM raise KeyboardInterrupt in the main thread.

    Python drops an exception that is raised while an object is collected, and Java's stand-ins are
    at any moment; the interrupt then comes a little later.
    """
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if not _collects(frame) or not hasattr(signal, "pthread_kill"):
        signal.default_int_handler(number, frame)
    main = threading.main_thread().ident
    later = threading.Timer(AGAIN_SECONDS, lambda: signal.pthread_kill(main or 0, number))
    later.daemon = True
    later.start()


def _collects(frame: FrameType | None) -> bool:
    while frame is not None:
        module = frame.f_globals.get("__name__", "").partition(".")[0]
        if module == "py4j" and frame.f_code.co_name in _COLLECTING:
            return True
        frame = frame.f_back
    return False
