"""Ending a run by a signal: a KeyboardInterrupt that is not lost, and comes once."""

from __future__ import annotations

import _thread
import os
import signal
import threading
import time
from types import FrameType

AGAIN_SECONDS = 0.02
# A signal this soon after another is the same request: tools send SIGINT and SIGTERM at once.
SAME_SECONDS = 1.0
# Cleaning up takes a moment; who asks again later means now.
PATIENCE_SECONDS = 5.0
# What py4j calls while a Java object's stand-in is collected.
_COLLECTING = ("<lambda>", "_garbage_collect_object", "garbage_collect_object")
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")

_installed = False
_raised: float | None = None
_received = False


def interrupt_on_terminate() -> None:
    """Make SIGINT, SIGTERM and a closed terminal raise KeyboardInterrupt in the main thread, once.

    Python drops an exception that is raised while an object is collected, and Java's stand-ins are
    at any moment; the interrupt then comes a little later. While the run cleans up (`received`)
    further signals are ignored; after five seconds one more ends the process at once.
    """
    global _installed, _raised, _received
    _raised, _received = None, False
    for name in _NAMES:
        number = getattr(signal, name, None)
        # Whoever started us with nohup wants the run to outlive the terminal.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
            _installed = True


def reinstall() -> None:
    """Put our handlers back after Spark's start: PySpark sets one of its own for SIGINT."""
    if _installed and _raised is None and threading.current_thread() is threading.main_thread():
        interrupt_on_terminate()


def received() -> None:
    """Take note that the interrupt has arrived: from here on the run cleans up."""
    global _received
    _received = True


def interrupt_main() -> None:
    """Interrupt the main thread, from any thread, as SIGTERM would."""
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGTERM)
    else:
        _thread.interrupt_main()


def _interrupt(number: int, frame: FrameType | None) -> None:
    global _raised
    if _raised is not None:
        waited = time.monotonic() - _raised
        if waited < SAME_SECONDS or (_received and waited < PATIENCE_SECONDS):
            return
        if _received:
            os._exit(128 + number)
    if not _collects(frame) or not hasattr(signal, "pthread_kill"):
        _raised = time.monotonic()
        raise KeyboardInterrupt
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
