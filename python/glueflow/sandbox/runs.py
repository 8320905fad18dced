"""Glue job runs that really run: the records, and the threads that carry them out.

Source: https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html and
https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html
"""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from glueflow.sandbox import backends, launch, workers
from glueflow.sandbox.jobs import Job, capacity, describe, now
from glueflow.sandbox.logs import RunLog
from glueflow.sandbox.process import RunProcess, default_runner

log = logging.getLogger("glueflow.sandbox")

ENDED = frozenset({"SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"})
ACTIVE = frozenset({"STARTING", "RUNNING", "STOPPING"})
KEPT_FOLDERS = 200
"""Folders of runs (script and Spark's log) kept from one start to the next."""
LOST = "The sandbox stopped while this job run was running."


@dataclass
class JobRun:
    """One run of a job: what it was asked, where it stands, how it ended."""

    id: str
    job_name: str
    account: str
    region: str
    role: str
    command: dict[str, Any]
    arguments: dict[str, str]
    timeout: int
    glue_version: str
    capacity: dict[str, Any]
    max_retries: int
    attempt: int = 0
    previous_run_id: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    state: str = "STARTING"
    started_on: datetime = field(default_factory=now)
    last_modified_on: datetime = field(default_factory=now)
    executing_since: datetime | None = None
    completed_on: datetime | None = None
    error_message: str | None = None

    @property
    def execution_time(self) -> int:
        """Seconds it has consumed resources."""
        if self.executing_since is None:
            return 0
        end = self.completed_on or now()
        return max(0, round((end - self.executing_since).total_seconds()))

    @property
    def dpu_seconds(self) -> float | None:
        """DPU seconds; Glue reports them for FLEX and auto scaling runs that ended."""
        scaling = self.arguments.get("--enable-auto-scaling", "").lower() == "true"
        if self.completed_on is None or not (
            scaling or self.options.get("ExecutionClass") == "FLEX"
        ):
            return None
        size = workers.DPU.get(self.capacity.get("WorkerType", ""), 1.0)
        return self.execution_time * size * int(self.capacity.get("NumberOfWorkers", 1))

    def as_dict(self) -> dict[str, Any]:
        """The ``JobRun`` structure of GetJobRun."""
        result: dict[str, Any] = {
            **self.options,
            **self.capacity,
            "Id": self.id,
            "Attempt": self.attempt,
            "JobName": self.job_name,
            "StartedOn": self.started_on,
            "LastModifiedOn": self.last_modified_on,
            "JobRunState": self.state,
            "Arguments": self.arguments,
            "PredecessorRuns": [],
            "ExecutionTime": self.execution_time,
            "Timeout": self.timeout,
            "LogGroupName": "/aws-glue/jobs",
            "GlueVersion": self.glue_version,
            "PreviousRunId": self.previous_run_id,
            "CompletedOn": self.completed_on,
            "ErrorMessage": self.error_message,
            "DPUSeconds": self.dpu_seconds,
        }
        return {key: value for key, value in result.items() if value is not None}


def new_run(job: Job, account: str, region: str, request: dict[str, Any]) -> JobRun:
    """A run of ``job``; ``request`` is StartJobRun's, whose settings win over the job's.

    Arguments: the job's NonOverridableArguments win over the run's, which win over the defaults.
    """
    settings = describe(job.settings)
    version = settings["GlueVersion"]
    own = {k: request[k] for k in _CAPACITY if request.get(k) is not None}
    # Workers asked for one run replace the job's capacity as a whole, as Glue does.
    sizes = capacity(settings["Command"]["Name"], version, own or job.settings)
    arguments = {
        **(settings.get("DefaultArguments") or {}),
        **(request.get("Arguments") or {}),
        **(settings.get("NonOverridableArguments") or {}),
    }
    options = {
        key: request.get(key, settings.get(key))
        for key in _OPTIONS
        if request.get(key, settings.get(key)) is not None
    }
    return JobRun(
        id="jr_" + secrets.token_hex(32),
        job_name=job.name,
        account=account,
        region=region,
        role=settings["Role"],
        command=settings["Command"],
        arguments=arguments,
        timeout=request.get("Timeout") or settings["Timeout"],
        glue_version=version,
        capacity=sizes,
        max_retries=settings["MaxRetries"],
        previous_run_id=request.get("JobRunId"),
        options=options,
    )


_CAPACITY = ("WorkerType", "NumberOfWorkers", "MaxCapacity", "AllocatedCapacity")
_OPTIONS = (
    "JobMode",
    "JobRunQueuingEnabled",
    "SecurityConfiguration",
    "NotificationProperty",
    "ExecutionClass",
    "MaintenanceWindow",
    "ExecutionRoleSessionPolicy",
)


class RunManager:
    """Starts, watches, stops and times out the processes of job runs.

    ``runner`` is the command that runs a script (see :func:`default_runner`); ``minute`` is how
    many seconds a minute of Timeout lasts, which tests shorten. ``changed`` is called after every
    change of a run's state.
    """

    def __init__(
        self,
        home: Path,
        url: Callable[[], str],
        changed: Callable[[str], None],
        runner: Sequence[str] | None = None,
        minute: float = 60.0,
    ) -> None:
        self.home = home
        self.bookmarks = home / "bookmarks"
        self.bookmarks.mkdir(parents=True, exist_ok=True)
        self._url = url
        self._changed = changed
        self._runner = list(runner) if runner is not None else default_runner()
        self._minute = minute
        self._stops: dict[str, threading.Event] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._closing = False
        self._prune()

    def start(self, job: Job, run: JobRun, waiting: bool) -> None:
        """Record ``run`` and carry it out, now or (``waiting``) when another run has ended."""
        job.runs[run.id] = run
        if waiting:
            run.state = "WAITING"
            run.options["StateDetail"] = "Max concurrent job runs per job exceeded"
            self._changed("glue")
        else:
            self._launch(job, run)

    def stop(self, run: JobRun) -> None:
        """Stop ``run``, which must not have ended: STOPPING, then STOPPED."""
        if run.state == "WAITING":
            self._end(run, "STOPPED", None)
            return
        self._set(run, "STOPPING")
        self._stops[run.id].set()

    def recover(self) -> int:
        """After a restart: fail the runs that were cut off, start those that waited.

        Returns how many runs were failed.
        """
        lost = 0
        for _account, _region, backend in backends.every_glue():
            for job in backend.jobs.values():
                for run in job.runs.values():
                    if run.state in ACTIVE:
                        stopped = run.state == "STOPPING"
                        self._end(run, "STOPPED" if stopped else "FAILED", LOST)
                        lost += 1
                self._next(job)
        return lost

    def running(self) -> int:
        """How many runs are active."""
        return len(self._threads)

    def close(self) -> None:
        """Stop every process; their runs become FAILED with a message."""
        with backends.LOCK:
            self._closing = True
            for event in self._stops.values():
                event.set()
            threads = list(self._threads.values())
        for thread in threads:
            thread.join(timeout=20.0)

    def _prune(self) -> None:
        for left in (self.home / "runs").glob(f"jr_*/{launch.SCRATCH}"):
            shutil.rmtree(left, ignore_errors=True)
        folders = sorted(
            (self.home / "runs").glob("jr_*"), key=lambda path: path.stat().st_mtime, reverse=True
        )
        for folder in folders[KEPT_FOLDERS:]:
            shutil.rmtree(folder, ignore_errors=True)

    def _launch(self, job: Job, run: JobRun) -> None:
        run.options.pop("StateDetail", None)
        run.state = "STARTING"
        run.started_on = run.last_modified_on = now()
        self._stops[run.id] = threading.Event()
        thread = threading.Thread(
            target=self._carry_out, args=(job, run), name=f"run-{run.id[:11]}", daemon=True
        )
        self._threads[run.id] = thread
        self._changed("glue")
        thread.start()

    def _carry_out(self, job: Job, run: JobRun) -> None:
        output = RunLog(run.account, run.region, run.id, self._changed)
        try:
            state, message = self._execute(job, run, output)
        except launch.LaunchError as error:
            state, message = "FAILED", str(error)
            output.write("error", message)
        except Exception as error:  # A bug of ours must end the run, not leave it RUNNING.
            log.exception("job run %s could not be carried out", run.id)
            state, message = "FAILED", f"The sandbox could not carry out this run: {error}"
        output.flush()
        with backends.LOCK:
            if self._stops[run.id].is_set() and state != "TIMEOUT":
                state, message = ("FAILED", LOST) if self._closing else ("STOPPED", None)
            self._end(run, state, message)
            del self._stops[run.id], self._threads[run.id]
            known = backends.glue(run.account, run.region).jobs.get(job.name) is job
            if known and not self._closing:
                if state == "FAILED":
                    self._retry(job, run)
                self._next(job)

    def _execute(self, job: Job, run: JobRun, output: RunLog) -> tuple[str, str | None]:
        folder = self.home / "runs" / run.id
        folder.mkdir(parents=True, exist_ok=True)
        with launch.credentials(run) as keys:
            plan = launch.prepare(job, run, folder, self._url(), keys, self._runner, self.bookmarks)
            for note in plan.notes:
                output.write("output", note)
            failure: dict[str, Any] = {}

            def on_event(event: dict[str, Any]) -> None:
                if event["event"] == "failed":
                    failure.update(event)
                for line in launch.printed(event).splitlines():
                    output.write("output", line)

            with backends.LOCK:
                if self._stops[run.id].is_set():
                    return "STOPPED", None
                run.executing_since = now()
                self._set(run, "RUNNING")
                output.open()
            process = RunProcess(plan.command, plan.env, folder, on_event, output.write)
            timed_out = self._watch(run, process, output)
            process.finish()
        shutil.rmtree(folder / launch.SCRATCH, ignore_errors=True)
        if timed_out:
            return "TIMEOUT", f"The job run exceeded its timeout of {run.timeout} minutes."
        code = process.poll()
        if code == 0 and not failure:
            return "SUCCEEDED", None
        if not self._stops[run.id].is_set():
            output.write("error", launch.tail(plan.log))
        return "FAILED", launch.failure_message(failure, code)

    def _watch(self, run: JobRun, process: RunProcess, output: RunLog) -> bool:
        stop = self._stops[run.id]
        deadline = time.monotonic() + run.timeout * self._minute
        while process.poll() is None:
            if stop.wait(0.1):
                process.kill()
                return False
            if time.monotonic() > deadline:
                process.kill()
                return True
            output.tick()
        return False

    def _retry(self, job: Job, run: JobRun) -> None:
        if run.attempt >= run.max_retries:
            return
        first = run.id.split("_attempt_")[0]
        again = JobRun(
            id=f"{first}_attempt_{run.attempt + 1}",
            job_name=run.job_name,
            account=run.account,
            region=run.region,
            role=run.role,
            command=run.command,
            arguments=run.arguments,
            timeout=run.timeout,
            glue_version=run.glue_version,
            capacity=run.capacity,
            max_retries=run.max_retries,
            attempt=run.attempt + 1,
            previous_run_id=run.id,
            options=dict(run.options),
        )
        job.runs[again.id] = again
        self._launch(job, again)

    def _next(self, job: Job) -> None:
        waiting = [run for run in job.runs.values() if run.state == "WAITING"]
        free = job.max_concurrent_runs - active(job)
        for run in waiting[: max(free, 0)]:
            self._launch(job, run)

    def _set(self, run: JobRun, state: str) -> None:
        run.state = state
        run.last_modified_on = now()
        self._changed("glue")

    def _end(self, run: JobRun, state: str, message: str | None) -> None:
        run.options.pop("StateDetail", None)
        run.completed_on = now()
        run.error_message = message
        self._set(run, state)


def active(job: Job) -> int:
    """How many runs of ``job`` count against MaxConcurrentRuns."""
    return sum(run.state in ACTIVE for run in job.runs.values())
