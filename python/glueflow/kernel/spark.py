"""The kernel's Spark session: started once, watched, started again when its Java process died."""

from __future__ import annotations

import contextlib
import contextvars
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glueflow.kernel.work import Message, Work, checkpoint
from glueflow.local import aws, causes, session

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

POLL_SECONDS = 0.25
# Keys from profiles and roles change before they expire; asking for them takes a while.
CONFIGURE_SECONDS = 60
GONE = (
    "Spark's Java process has ended, most likely for want of memory (GLUEFLOW_SPARK_MEMORY sets "
    "how much it has). It is started again with the next request."
)


def identity(connection: str | None) -> str:
    """Stand for whose data the present environment reaches, without telling any of it."""
    seen = [connection or "", *(os.environ.get(name, "") for name in aws.FOLLOWED)]
    return hashlib.sha256("\0".join(seen).encode("utf-8", "replace")).hexdigest()


class Spark:
    """Starts and watches the session.

    Args:
        notify: takes `session` messages, for all clients; from any thread.
        lost: called when what was made with an earlier session is gone.
    """

    def __init__(
        self, notify: Callable[[Message], None], lost: Callable[[], None], log: Path
    ) -> None:
        self._notify = notify
        self._lost = lost
        self._log = log
        self._held: SparkSession | None = None
        self._configured: tuple[str, dict[str, str], float] | None = None
        self._beginning: threading.Thread | None = None
        self.message: Message = {"type": "session", "state": "cold"}

    def begin(self) -> None:
        """Start the session in a thread of its own, unless it was started before."""
        if self.message["state"] != "cold" or self._beginning is not None:
            return

        def start() -> None:
            # The next request that needs it tries again, and says what is wrong.
            with contextlib.suppress(Exception):
                self._start("", {}, None)

        context = contextvars.copy_context()
        self._beginning = threading.Thread(
            target=context.run, args=(start,), name="glueflow-spark", daemon=True
        )
        self._beginning.start()

    def _begun(self, check: Callable[[], None]) -> None:
        """Wait for the start that goes on in a thread of its own."""
        if self._beginning is None:
            return
        while self._beginning.is_alive():
            check()
            self._beginning.join(POLL_SECONDS)
        self._beginning = None
        held: Any = self._held
        if held is not None:
            # Java knows the active session by thread.
            held._jvm.SparkSession.setActiveSession(held._jsparkSession)

    def ensure(
        self,
        who: str,
        buckets: Mapping[str, str] | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> SparkSession:
        """Return the session, set up for the present environment; start it if need be.

        Args:
            who: what `identity` says of the environment.
            buckets: settings for single buckets, see `session.configure_s3`.
            check: called while waiting; may raise to give up.

        Raises:
            glueflow.local.jars.JarsUnavailable: there is no Java.
        """
        wanted = dict(buckets or {})
        self._begun(check)
        alive = session.running()
        if alive is None or alive is not self._held:
            return self._start(who, wanted, alive)
        held = self._configured
        if (
            held is None
            or held[:2] != (who, wanted)
            or time.monotonic() - held[2] > CONFIGURE_SECONDS
        ):
            session.configure_s3(alive, wanted)
            self._configured = (who, wanted, time.monotonic())
        return alive

    def configured(self, who: str, buckets: Mapping[str, str]) -> None:
        """Take note of what a script's head has set for buckets."""
        self._configured = (who, dict(buckets), time.monotonic())

    def _start(self, who: str, buckets: dict[str, str], alive: SparkSession | None) -> SparkSession:
        if self._held is not None:
            self._held = None
            self._lost()
        began = time.monotonic()
        self._report(state="starting")
        try:
            held = session.get_session(log=self._log, buckets=buckets)
            if alive is None:
                # The first plan of a Java process takes a second that no preview has to wait for.
                held.range(1).collect()
        except BaseException as error:
            self._report(state="failed", message=causes.cause(error))
            raise
        self._held = held
        self._configured = (who, buckets, time.monotonic())
        _check_before_commands(held)
        self._watch(held)
        seconds = round(time.monotonic() - began, 3)
        self._report(state="ready", version=held.version, seconds=seconds)
        return held

    def _report(self, **message: Any) -> None:
        self.message = {"type": "session", **message}
        self._notify(self.message)

    def _watch(self, held: SparkSession) -> None:
        context: Any = held.sparkContext
        process = getattr(context._gateway, "proc", None)
        if process is None:
            return

        def wait() -> None:
            process.wait()
            if self._held is held:
                self._report(state="failed", message=GONE)

        threading.Thread(target=wait, name="glueflow-java", daemon=True).start()

    def cancel(self, groups: list[str]) -> None:
        """Cancel the Spark jobs of these groups; from any thread."""
        held = self._held
        # What can't be cancelled because Java has gone has ended.
        with contextlib.suppress(Exception):
            if held is not None:
                for group in groups:
                    held.sparkContext.cancelJobGroup(group)


def _check_before_commands(held: SparkSession) -> None:
    """Let a script that only ever speaks to Java be stopped: before a command is sent."""
    context: Any = held.sparkContext
    client = context._gateway._gateway_client
    if getattr(client.send_command, "checks", False):
        return
    send = client.send_command

    def send_command(*args: Any, **kwargs: Any) -> Any:
        checkpoint()
        return send(*args, **kwargs)

    send_command.checks = True  # type: ignore[attr-defined]
    client.send_command = send_command


class Progress:
    """Tells how far Spark is with a node, until the `with` block ends.

    `shown` says whether anything was reported.
    """

    def __init__(self, spark: SparkSession, work: Work, group: str, node_id: str) -> None:
        self._spark = spark
        self._work = work
        self._group = group
        self._node = node_id
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="glueflow-progress", daemon=True)
        self.shown = False

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        seen: set[int] | None = None
        last: tuple[int, int] | None = None
        tracker: Any = None
        while not self._ended.wait(POLL_SECONDS):
            try:
                tracker = tracker or self._spark.sparkContext.statusTracker()
                jobs = set(tracker.getJobIdsForGroup(self._group))
                if seen is None:
                    # Those of the nodes before; a job of this one that is over is no loss.
                    seen = {job for job in jobs if not _running(tracker, job)}
                counts = list(_stages(tracker, jobs - seen))
            except Exception:
                # Spark is going down; the work's own error says why.
                return
            now = sum(done for done, _ in counts), sum(total for _, total in counts)
            if now != last and now[1]:
                last = now
                self.shown = True
                self._work.send(
                    {
                        "type": "node",
                        "nodeId": self._node,
                        "state": "running",
                        "tasksDone": now[0],
                        "tasksTotal": now[1],
                    }
                )


def _running(tracker: Any, job: int) -> bool:
    info = tracker.getJobInfo(job)
    return info is not None and info.status == "RUNNING"


def _stages(tracker: Any, jobs: set[int]) -> Iterator[tuple[int, int]]:
    """Yield (tasks done, tasks) of the stages of jobs; a stage shared by jobs counts once."""
    ids = {
        int(stage)
        for job in jobs
        for info in [tracker.getJobInfo(job)]
        if info is not None
        for stage in info.stageIds
    }
    for stage in sorted(ids):
        found = tracker.getStageInfo(stage)
        if found is not None:
            yield int(found.numCompletedTasks), int(found.numTasks)
