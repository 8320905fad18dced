"""Runs a Glue script in this process on the warm Spark session, and says which node failed.

Events (dicts, see `Event`), in the order they come:

    {"event": "state", "state": "STARTING" | "RUNNING" | "SUCCEEDED" | "FAILED"}
    {"event": "progress", "tasksDone": n, "tasksTotal": n, "stage": text, "nodeId": text | null}
    {"event": "output", "text": text}                        what the script prints
    {"event": "warning", "nodeId": text | null, "node": text | null, "message": text}
                                                             beside its line of output
    {"event": "failed", "nodeId": text | null, "node": text | null, "line": n | null,
     "message": text, "log": path | null}
    {"event": "log", "log": path, "problem": text}           the log is not complete
    {"event": "done", "seconds": n}                          always last
"""

from __future__ import annotations

import contextlib
import io
import linecache
import os
import sys
import tempfile
import threading
import time
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glueflow.local import (
    causes,
    clock,
    extras,
    failures,
    logs,
    scratch,
    session,
    signals,
    warm,
)
from glueflow.local.logs import LOG, LogStream
from glueflow.local.nodes import Block, Script

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Event = dict[str, Any]
Listener = Callable[[Event], None]
Afterwards = Callable[[dict[str, Any], "SparkSession", Callable[[str], None]], None]
POLL_SECONDS = 0.4


@dataclass(frozen=True)
class RunResult:
    """How a run ended.

    `message` is "node <title>: <cause>" (without the first part outside a node), `log` the file
    with all of it, `log_problem` why that is not complete. `credentials` says that missing or
    expired AWS credentials were the cause.
    """

    ok: bool
    seconds: float
    output: str
    message: str = ""
    node_id: str | None = None
    node: str | None = None
    line: int | None = None
    log: str | None = None
    credentials: bool = False
    log_problem: str | None = None


def run_script(
    path_or_source: str | os.PathLike[str],
    argv: Sequence[str] = (),
    *,
    on_event: Listener | None = None,
    reuse_session: bool = True,
    log: str | os.PathLike[str] | None = None,
    then: Afterwards | None = None,
) -> RunResult:
    """Run a Glue script as AWS would: as `__main__`, with these arguments in `sys.argv`.

    The script gets a session of its own on this process's Spark (temporary views, settings and
    functions end with the run), and `SparkContext()` in it gives the running context.

    Args:
        path_or_source: a file, or the script's text (anything with a line break in it).
        argv: the job's arguments, such as `["--JOB_NAME", "flights"]`.
        on_event: called with each event; from a thread of its own for progress.
        reuse_session: keep Spark running for the next call.
        log: where the full stack trace and the script's stderr go (appended).
        then: called when the script has ended, in its session, with its names, the session, and a
            function that says which node the work is for from now on; an error of it is one of the
            run, and of that node.

    Raises:
        FileNotFoundError: there is no such file.
        glueflow.local.logs.LogUnwritable: the log can't be written; nothing has run.
        glueflow.local.extras.Unavailable: a package or jar of the arguments can't be had here;
            nothing has run.
    """
    extras.check(argv)
    run = _Run(path_or_source, list(argv), on_event or (lambda event: None), log, then)
    try:
        return run.execute()
    finally:
        if not reuse_session:
            session.stop()


class _Lines(io.TextIOBase):
    """A text stream that hands on whole lines as output events."""

    def __init__(self, emit: Listener) -> None:
        self._emit = emit
        self._held = ""
        self._all: list[str] = []
        self._lock = threading.Lock()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        with self._lock:
            self._all.append(text)
            whole, newline, self._held = (self._held + text).rpartition("\n")
            if newline:
                self._emit({"event": "output", "text": whole + newline})
        return len(text)

    def finish(self) -> str:
        with self._lock:
            if self._held:
                self._emit({"event": "output", "text": self._held})
                self._held = ""
            return "".join(self._all)


class _Run:
    def __init__(
        self,
        path_or_source: str | os.PathLike[str],
        argv: list[str],
        on_event: Listener,
        log: str | os.PathLike[str] | None,
        then: Afterwards | None = None,
    ) -> None:
        self._then = then
        self._default: Block | None = None
        if isinstance(path_or_source, str) and "\n" in path_or_source:
            self.source, self.file = path_or_source, "<glue script>"
        else:
            # Absolute, so that worker tracebacks and ours name the same file.
            self.file = str(Path(path_or_source).absolute())
            self.source = Path(self.file).read_text(encoding="utf-8")
        self.script = Script(self.source)
        self.argv = argv
        self._listener = on_event
        self._lock = threading.Lock()
        self.log = Path(log) if log is not None else None
        if self.log is not None:
            logs.begin(self.log, Path(self.file).name)
        self.thread = threading.get_ident()
        self.ended = threading.Event()

    def emit(self, event: Event) -> None:
        with self._lock:
            self._listener(event)

    def state(self, name: str) -> None:
        self.emit({"event": "state", "state": name})

    def execute(self) -> RunResult:
        began = time.monotonic()
        output = _Lines(self.emit)
        self.state("STARTING")
        error: BaseException | None = None
        with (
            logs.logging_to(self.log) as file,
            logs.warnings_to(self._warn),
            clock.utc(),
            tempfile.TemporaryDirectory(prefix="run-", dir=scratch.root()) as work,
        ):
            fresh = session.activate_awsglue()
            try:
                code = compile(self.source, self.file, "exec")
                spark = session.get_session(log=self.log)
                with warm.lend(spark, self.argv) as own, self._as_main(work, own) as module:
                    self.state("RUNNING")
                    watcher = threading.Thread(target=self._watch, args=(own,), daemon=True)
                    watcher.start()
                    try:
                        with (
                            contextlib.redirect_stdout(output),
                            contextlib.redirect_stderr(LogStream()),
                        ):
                            exec(code, module.__dict__)
                            if self._then is not None:
                                self._then(module.__dict__, own, self._at)
                    except BaseException as raised:
                        if isinstance(raised, KeyboardInterrupt):
                            signals.received()
                        # Distinguished while Java can still be asked for its stack.
                        error = None if failures.clean_exit(raised) else raised
                        result = self._failure(error) if error is not None else None
                        if isinstance(raised, KeyboardInterrupt):
                            raise
                    else:
                        result = None
                    finally:
                        self.ended.set()
                        watcher.join(timeout=5)
            except KeyboardInterrupt:
                signals.received()
                raise
            except BaseException as raised:
                error, result = raised, self._failure(raised)
            finally:
                if fresh:
                    session.deactivate_awsglue()
        seconds = round(time.monotonic() - began, 3)
        text = output.finish()
        problem = None
        if file is not None and file.problem is not None:
            problem = file.problem.strerror or str(file.problem)
            self.emit({"event": "log", "log": str(self.log), "problem": problem})
        if result is None:
            self.state("SUCCEEDED")
            self.emit({"event": "done", "seconds": seconds})
            log = str(self.log) if self.log else None
            return RunResult(True, seconds, text, log=log, log_problem=problem)
        self.emit(
            {
                "event": "failed",
                "nodeId": result["node_id"],
                "node": result["node"],
                "line": result["line"],
                "message": result["message"],
                "log": result["log"],
            }
        )
        self.state("FAILED")
        self.emit({"event": "done", "seconds": seconds})
        return RunResult(False, seconds, text, log_problem=problem, **result)

    @contextlib.contextmanager
    def _as_main(self, scratch: str, spark: SparkSession) -> Iterator[types.ModuleType]:
        """Make this script what a script run by itself would be: sys.argv, __main__, sys.path."""
        module = types.ModuleType("__main__")
        module.__dict__["__file__"] = self.file
        before = sys.argv, sys.modules["__main__"], list(sys.path)
        known = sys.modules.get("awsglue.utils")
        if known is not None:
            known._global_args.clear()  # The arguments of a run before this one are not ours.
        loaded = set(sys.modules)
        lines = [line + "\n" for line in self.source.splitlines()]
        linecache.cache[self.file] = (len(self.source), None, lines, self.file)
        brought = extras.fetch(self.argv, Path(scratch))
        extras.load(spark, brought)
        extra = brought.paths
        sys.argv = [self.file, *self.argv]
        sys.modules["__main__"] = module
        sys.path[:0] = extra
        if not self.file.startswith("<"):
            # Last: a script called csv.py must not be what `import csv` finds.
            sys.path.append(str(Path(self.file).parent))
        try:
            yield module
        finally:
            sys.argv, sys.modules["__main__"] = before[0], before[1]
            sys.path[:] = before[2]
            for name in set(sys.modules) - loaded:
                origin = getattr(sys.modules[name], "__file__", None) or ""
                if any(origin.startswith(path) for path in extra):
                    del sys.modules[name]

    def _failure(self, error: BaseException) -> dict[str, Any]:
        """Work out node, line and cause of an error, and put all of it in the log."""
        found = failures.describe(error, self.script, self.file, self._default)
        where = f" (line {found.line})" if found.line else ""
        text = causes.full_text(error)
        LOG.error("%s%s\n%s", found.message, where, text, extra={"reported": True})
        return {
            "message": found.message,
            "node_id": found.block.id if found.block else None,
            "node": found.block.title if found.block else None,
            "line": found.line,
            "log": str(self.log) if self.log else None,
            "credentials": found.credentials,
        }

    def _at(self, node_id: str) -> None:
        found = [block for block in self.script.blocks if block.id == node_id]
        self._default = found[0] if found else None

    def _warn(self, line: str, message: str) -> None:
        """Tell a warning, with the node whose block logs it."""
        own = threading.get_ident() == self.thread
        block = self._current_block() if own else None
        self.emit({"event": "output", "text": line})
        self.emit(
            {
                "event": "warning",
                "nodeId": block.id if block else None,
                "node": block.title if block else None,
                "message": message,
            }
        )

    def _current_node(self) -> str | None:
        block = self._current_block()
        return block.id if block else None

    def _current_block(self) -> Block | None:
        frame = sys._current_frames().get(self.thread)
        line = None
        while frame is not None:
            if frame.f_code.co_filename == self.file:
                line = frame.f_lineno
            frame = frame.f_back
        return self.script.block(line) or self._default

    def _watch(self, spark: SparkSession) -> None:
        """Tell the progress of Spark's running stages until the script ends."""
        tracker = spark.sparkContext.statusTracker()
        last: Event | None = None
        while not self.ended.wait(POLL_SECONDS):
            try:
                before = self._current_node()
                found: list[Any] = [tracker.getStageInfo(i) for i in tracker.getActiveStageIds()]
                # The script may have come to its end while Spark was asked.
                node = self._current_node() or before
            except Exception:
                # Spark is going down; the script's own error says why.
                return
            stages = [stage for stage in found if stage is not None]
            if not stages:
                continue
            event = {
                "event": "progress",
                "tasksDone": sum(stage.numCompletedTasks for stage in stages),
                "tasksTotal": sum(stage.numTasks for stage in stages),
                "stage": str(stages[0].name).partition(" at ")[0],
                "nodeId": node,
            }
            if event != last:
                last = event
                self.emit(event)
