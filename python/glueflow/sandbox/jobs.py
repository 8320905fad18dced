"""Glue jobs: CreateJob, UpdateJob, GetJob(s), ListJobs, BatchGetJobs, DeleteJob.

Source: https://docs.aws.amazon.com/glue/latest/webapi/API_Job.html and API_JobUpdate.html
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult

from glueflow.sandbox import workers
from glueflow.sandbox.errors import GlueError, already_exists, invalid_input, not_found
from glueflow.sandbox.paging import page

if TYPE_CHECKING:
    from glueflow.sandbox.runs import JobRun

COMMANDS = ("glueetl", "gluestreaming", "pythonshell", "glueray")
MAX_TIMEOUT_MINUTES = 10080


def now() -> datetime:
    """The current time, to the millisecond, as Glue reports it."""
    moment = datetime.now(timezone.utc)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=None)


class Job:
    """A job definition: what was asked for (``settings``), and its runs by id, oldest first."""

    def __init__(self, name: str, arn: str, settings: dict[str, Any]) -> None:
        self.name = name
        self.arn = arn
        self.settings = settings
        self.created_on = now()
        self.last_modified_on = self.created_on
        self.runs: dict[str, JobRun] = {}

    @property
    def id(self) -> str:
        """The id Glue passes to the script as ``--JOB_ID``."""
        return "j_" + hashlib.sha256(self.arn.encode()).hexdigest()

    def get_name(self) -> str:
        """The name; moto's tag filters call this."""
        return self.name

    @property
    def max_concurrent_runs(self) -> int:
        """How many runs may be active at once; Glue's default is 1."""
        value = (self.settings.get("ExecutionProperty") or {}).get("MaxConcurrentRuns")
        return 1 if value is None else int(value)

    def as_dict(self) -> dict[str, Any]:
        """The ``Job`` structure of GetJob: the settings, with Glue's defaults filled in."""
        return {
            **describe(self.settings),
            "Name": self.name,
            "CreatedOn": self.created_on,
            "LastModifiedOn": self.last_modified_on,
        }


def describe(settings: dict[str, Any]) -> dict[str, Any]:
    """Job settings with the defaults Glue reports for what was not set."""
    command = dict(settings["Command"])
    version = settings.get("GlueVersion") or workers.DEFAULT_GLUE_VERSION
    command.setdefault("PythonVersion", "3")
    result: dict[str, Any] = {
        "JobMode": "SCRIPT",
        "JobRunQueuingEnabled": False,
        "ExecutionProperty": {"MaxConcurrentRuns": 1},
        "MaxRetries": 0,
        "DefaultArguments": {},
        **settings,
        "Command": command,
        "GlueVersion": version,
    }
    result.setdefault("Timeout", workers.default_timeout(version))
    if command["Name"] == "glueetl":
        result.setdefault("ExecutionClass", "STANDARD")
    result.update(capacity(command["Name"], version, settings))
    return result


def capacity(command: str, version: str, settings: dict[str, Any]) -> dict[str, Any]:
    """WorkerType, NumberOfWorkers, MaxCapacity and AllocatedCapacity as Glue reports them."""
    if command == "pythonshell":
        size = float(settings.get("MaxCapacity") or 0.0625)
        return {"MaxCapacity": size, "AllocatedCapacity": int(size)}
    asked = settings.get("MaxCapacity") or settings.get("AllocatedCapacity")
    if asked:
        return {"MaxCapacity": float(asked), "AllocatedCapacity": int(asked)}
    kind = settings.get("WorkerType")
    count = settings.get("NumberOfWorkers")
    if kind is None and count is None and not workers.at_least(version, "2.0"):
        return {"MaxCapacity": 10.0, "AllocatedCapacity": 10}
    kind = kind or workers.DEFAULT_WORKER_TYPE
    count = workers.DEFAULT_WORKERS if count is None else count
    size = workers.DPU.get(kind, 1.0) * count
    return {
        "WorkerType": kind,
        "NumberOfWorkers": count,
        "MaxCapacity": size,
        "AllocatedCapacity": int(size),
    }


_ROLE_ARN = re.compile(r"arn:(aws[a-z-]*):iam::([0-9]{12}):role/.+")


def check_role(settings: dict[str, Any], account: str) -> None:
    """A role is passed within one account (and partition) only.

    Source: IAM user guide, id_roles_use_passrole.

    Raises GlueError ``AccessDeniedException``.
    """
    owner = _ROLE_ARN.fullmatch(settings.get("Role") or "")
    if owner is not None and owner.groups() != ("aws", account):
        raise GlueError("AccessDeniedException", "Cross-account pass role is not allowed.")


def check(settings: dict[str, Any]) -> None:
    """Glue's own rules about job settings, beyond the shapes of the model.

    Raises GlueError ``InvalidInputException``.
    """
    if not settings.get("Role"):
        raise invalid_input("Role must be set.")
    command = settings.get("Command") or {}
    name = command.get("Name")
    if name not in COMMANDS:
        raise invalid_input(f"Command name {name!r} is not valid; use one of {', '.join(COMMANDS)}")
    if not str(command.get("ScriptLocation") or "").startswith("s3://"):
        raise invalid_input("Command.ScriptLocation must be an Amazon S3 path (s3://…).")
    version = settings.get("GlueVersion") or workers.DEFAULT_GLUE_VERSION
    if version != "auto" and version not in workers.GLUE_VERSIONS:
        raise invalid_input(f"Glue version {version} is not supported.")
    retries = settings.get("MaxRetries") or 0
    if not 0 <= retries <= 10:
        raise invalid_input("MaxRetries must be between 0 and 10.")
    check_capacity(name, version, settings)
    if settings.get("JobRunQueuingEnabled"):
        if retries:
            raise invalid_input("Job run queuing cannot be used together with MaxRetries.")
        if settings.get("ExecutionClass") == "FLEX":
            raise invalid_input("Job run queuing is not supported for the FLEX execution class.")
    if settings.get("MaintenanceWindow") and name != "gluestreaming":
        raise invalid_input("MaintenanceWindow is supported for gluestreaming jobs only.")
    concurrent = (settings.get("ExecutionProperty") or {}).get("MaxConcurrentRuns")
    if concurrent is not None and concurrent < 1:
        raise invalid_input("MaxConcurrentRuns must be at least 1.")


def check_capacity(command: str, version: str, settings: dict[str, Any]) -> None:
    """The rules about workers, capacity, execution class and timeout, of a job or of one run."""
    if settings.get("AllocatedCapacity") and settings.get("MaxCapacity"):
        raise invalid_input("Please set only Allocated Capacity or Max Capacity")
    kind, count = settings.get("WorkerType"), settings.get("NumberOfWorkers")
    asked = settings.get("MaxCapacity") or settings.get("AllocatedCapacity")
    if asked and (kind is not None or count is not None):
        raise invalid_input(
            "Please do not set Max Capacity if using Worker Type and Number of Workers."
        )
    if asked and command != "pythonshell" and workers.at_least(version, "2.0"):
        raise invalid_input(
            f"Max Capacity is not supported for Glue version {version}: "
            "please set Worker Type and Number of Workers."
        )
    if command == "pythonshell" and settings.get("MaxCapacity") not in (None, 0.0625, 1, 1.0):
        raise invalid_input("MaxCapacity of a Python shell job must be 0.0625 or 1.")
    if (kind is None) != (count is None):
        raise invalid_input("Please set both Worker Type and Number of Workers.")
    if count is not None and count < 1:
        raise invalid_input("Number of Workers must be at least 1.")
    if kind == "G.025X" and command != "gluestreaming":
        raise invalid_input("Worker type G.025X is supported for gluestreaming jobs only.")
    if (kind == "Z.2X") != (command == "glueray") and kind is not None:
        raise invalid_input("Worker type Z.2X is for glueray jobs, and they need it.")
    flex = settings.get("ExecutionClass") == "FLEX"
    if flex and (command != "glueetl" or not workers.at_least(version, "3.0")):
        raise invalid_input(
            "The FLEX execution class is supported for glueetl jobs on Glue version 3.0 and later."
        )
    timeout = settings.get("Timeout")
    if timeout is not None and timeout > MAX_TIMEOUT_MINUTES and command != "gluestreaming":
        raise invalid_input(f"Timeout must not exceed {MAX_TIMEOUT_MINUTES} minutes.")


class JobCalls:
    """The Glue calls about job definitions. Mixed into the response class of moto's Glue."""

    glue_backend: Any
    parameters: dict[str, Any]
    current_account: str
    region: str
    is_tags_match: Any

    def job(self, name: Any) -> Job:
        """The job called ``name``. Raises ``EntityNotFoundException``."""
        found = self.glue_backend.jobs.get(name)
        if found is None:
            raise not_found(f"Job {name} not found.")
        return found  # type: ignore[no-any-return]

    def create_job(self) -> ActionResult:
        """CreateJob; a second job of the same name is refused."""
        request = dict(self.parameters)
        name, tags = request.pop("Name"), request.pop("Tags", None)
        if name in self.glue_backend.jobs:
            raise already_exists("Job")
        check(request)
        check_role(request, self.current_account)
        arn = f"arn:aws:glue:{self.region}:{self.current_account}:job/{name}"
        self.glue_backend.jobs[name] = Job(name, arn, request)
        self.glue_backend.tag_resource(arn, tags)
        return ActionResult({"Name": name})

    def update_job(self) -> ActionResult:
        """UpdateJob: what JobUpdate does not say goes back to its default; GlueVersion stays."""
        job = self.job(self.parameters["JobName"])
        settings = dict(self.parameters["JobUpdate"])
        if "GlueVersion" in job.settings:
            settings.setdefault("GlueVersion", job.settings["GlueVersion"])
        check(settings)
        check_role(settings, self.current_account)
        job.settings = settings
        job.last_modified_on = now()
        return ActionResult({"JobName": job.name})

    def get_job(self) -> ActionResult:
        """GetJob."""
        return ActionResult({"Job": self.job(self.parameters["JobName"]).as_dict()})

    def get_jobs(self) -> ActionResult:
        """GetJobs, by name, in pages."""
        jobs, token = page(self._jobs(), lambda job: job.name, self.parameters)
        return ActionResult({"Jobs": [job.as_dict() for job in jobs], "NextToken": token})

    def list_jobs(self) -> ActionResult:
        """ListJobs, in pages; with Tags, only jobs that have every one of them."""
        wanted = self.parameters.get("Tags") or {}
        jobs = [job for job in self._jobs() if wanted.items() <= self._tags(job).items()]
        chosen, token = page(jobs, lambda job: job.name, self.parameters)
        return ActionResult({"JobNames": [job.name for job in chosen], "NextToken": token})

    def batch_get_jobs(self) -> ActionResult:
        """BatchGetJobs."""
        names = self.parameters["JobNames"]
        jobs = self.glue_backend.jobs
        return ActionResult(
            {
                "Jobs": [jobs[name].as_dict() for name in names if name in jobs],
                "JobsNotFound": [name for name in names if name not in jobs],
            }
        )

    def delete_job(self) -> ActionResult:
        """DeleteJob; no error when there is none, as AWS documents."""
        name = self.parameters["JobName"]
        job = self.glue_backend.jobs.pop(name, None)
        if job is not None:
            self.glue_backend.tagger.delete_all_tags_for_resource(job.arn)
        return ActionResult({"JobName": name})

    def _jobs(self) -> list[Job]:
        return [job for _, job in sorted(self.glue_backend.jobs.items())]

    def _tags(self, job: Job) -> dict[str, str]:
        return self.glue_backend.get_tags(job.arn)  # type: ignore[no-any-return]
