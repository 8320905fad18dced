"""The Glue calls about job runs and bookmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult

from glueflow.sandbox import bookmarks, context
from glueflow.sandbox.errors import GlueError, invalid_input, not_found
from glueflow.sandbox.jobs import Job, check_capacity, describe
from glueflow.sandbox.paging import page
from glueflow.sandbox.runs import ENDED, JobRun, active, new_run

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_ARGUMENT_BYTES = 260 * 1024


class RunCalls:
    """StartJobRun, GetJobRun(s), BatchStopJobRun, Get/ResetJobBookmark."""

    glue_backend: Any
    parameters: dict[str, Any]
    current_account: str
    region: str
    job: Callable[[Any], Job]

    def start_job_run(self) -> ActionResult:
        """StartJobRun: runs the script; waits its turn when queuing is on and the job is busy."""
        request = dict(self.parameters)
        job = self.job(request["JobName"])
        previous = request.get("JobRunId")
        if previous is not None:
            earlier = self._run(job, previous)
            request.setdefault("Arguments", earlier.arguments)
        settings = describe(job.settings)
        check_capacity(settings["Command"]["Name"], settings["GlueVersion"], request)
        run = new_run(job, self.current_account, self.region, request)
        size = sum(len(str(k)) + len(str(v)) for k, v in run.arguments.items())
        if size > MAX_ARGUMENT_BYTES:
            raise invalid_input("The arguments of a job run must not exceed 260 KB.")
        queue = bool(run.options.get("JobRunQueuingEnabled"))
        busy = active(job) >= job.max_concurrent_runs
        if busy and not queue:
            raise GlueError(
                "ConcurrentRunsExceededException", f"Concurrent runs exceeded for {job.name}"
            )
        context.current().runs.start(job, run, waiting=busy)
        return ActionResult({"JobRunId": run.id})

    def get_job_run(self) -> ActionResult:
        """GetJobRun."""
        job = self.job(self.parameters["JobName"])
        return ActionResult({"JobRun": self._run(job, self.parameters["RunId"]).as_dict()})

    def get_job_runs(self) -> ActionResult:
        """GetJobRuns: newest first, in pages."""
        job = self.job(self.parameters["JobName"])
        # Runs are kept oldest first; counting down from the end gives an ascending paging key.
        numbered = list(enumerate(job.runs.values()))[::-1]
        chosen, token = page(numbered, lambda item: -item[0], self.parameters)
        return ActionResult({"JobRuns": [run.as_dict() for _, run in chosen], "NextToken": token})

    def batch_stop_job_run(self) -> ActionResult:
        """BatchStopJobRun: a problem with one run is an entry in Errors, not an exception."""
        name = self.parameters["JobName"]
        job = self.glue_backend.jobs.get(name)
        done: list[dict[str, Any]] = []
        errors: list[dict[str, Any]] = []
        for run_id in self.parameters["JobRunIds"]:
            run = job.runs.get(run_id) if job is not None else None
            if run is None:
                code, text = "EntityNotFoundException", f"Job run {run_id} not found."
            elif run.state in ENDED or run.state == "STOPPING":
                code = "JobRunInTerminalStateException"
                text = f"Job run {run_id} is in state {run.state}."
            else:
                context.current().runs.stop(run)
                done.append({"JobName": name, "JobRunId": run_id})
                continue
            detail = {"ErrorCode": code, "ErrorMessage": text}
            errors.append({"JobName": name, "JobRunId": run_id, "ErrorDetail": detail})
        return ActionResult({"SuccessfulSubmissions": done, "Errors": errors})

    def get_job_bookmark(self) -> ActionResult:
        """GetJobBookmark, from the file the local Glue runtime keeps."""
        name = self.parameters["JobName"]
        entry = bookmarks.read(context.current().runs.bookmarks, name)
        if entry is None:
            raise not_found(f"Continuation for job {name} not found")
        return ActionResult({"JobBookmarkEntry": entry})

    def reset_job_bookmark(self) -> ActionResult:
        """ResetJobBookmark: the next run reads everything again, or what came after RunId."""
        name = self.parameters["JobName"]
        folder = context.current().runs.bookmarks
        entry = bookmarks.reset(folder, name, self.parameters.get("RunId"))
        if entry is None:
            raise not_found(f"Continuation for job {name} not found")
        return ActionResult({"JobBookmarkEntry": entry})

    def _run(self, job: Job, run_id: Any) -> JobRun:
        run = job.runs.get(run_id)
        if run is None:
            raise not_found(f"Job run {run_id} not found.")
        return run
