"""Gets a job run ready: its role's credentials, its script from S3, its command line."""

from __future__ import annotations

import contextlib
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glueflow.sandbox import backends, clients, shell, workers
from glueflow.sandbox.process import environment

if TYPE_CHECKING:
    from glueflow.sandbox.jobs import Job
    from glueflow.sandbox.runs import JobRun

TAIL_BYTES = 200_000
SCRATCH = "tmp"
"""The folder of a run's temporary files, in the run's own; it is gone when the run is over."""
S3_REGION = "spark.hadoop.fs.s3a.endpoint.region"
NOT_USED = {
    "glueetl": ("--extra-files",),
    "pythonshell": ("--additional-python-modules", "--extra-jars", "--extra-files"),
}
"""Arguments that bring something to a job of a kind and not to its run here."""


class LaunchError(Exception):
    """The run cannot start; the text is its ErrorMessage."""


@dataclass
class Plan:
    """What to run: command line, environment, the runtime's log file, notes for the run's log."""

    command: list[str]
    env: dict[str, str]
    log: Path
    notes: list[str]


@contextlib.contextmanager
def credentials(run: JobRun) -> Iterator[dict[str, str]]:
    """Session credentials of the run's role, taken back when the run is over.

    The script then is who it would be on AWS: GetCallerIdentity names the assumed role.
    """
    arn = run.role
    if not arn.startswith("arn:"):
        arn = f"arn:aws:iam::{run.account}:role/{arn}"
    with backends.LOCK:
        role = backends.sts(run.account).assume_role(
            region_name=run.region,
            role_session_name="GlueJobRunnerSession",
            role_arn=arn,
            policy=None,
            duration=3600,
            external_id=None,
        )
    try:
        yield {
            "AWS_ACCESS_KEY_ID": role.access_key_id,
            "AWS_SECRET_ACCESS_KEY": role.secret_access_key,
            "AWS_SESSION_TOKEN": role.session_token,
        }
    finally:
        with backends.LOCK, contextlib.suppress(ValueError):
            backends.sts(role.account_id).assumed_roles.remove(role)
            backends.iam(role.account_id).access_keys.pop(role.access_key_id, None)


def prepare(
    job: Job,
    run: JobRun,
    folder: Path,
    url: str,
    keys: Mapping[str, str],
    runner: Sequence[str],
    bookmarks: Path,
) -> Plan:
    """Fetch the script and what it imports into ``folder`` and make the command line.

    Raises LaunchError when the script is not there or the job is of a kind not run here.
    """
    kind = run.command["Name"]
    if kind not in ("glueetl", "pythonshell"):
        raise LaunchError(f"The sandbox does not run {kind} jobs, only glueetl and pythonshell.")
    client = clients.client("s3", url, run.region, keys)
    location = run.arguments.get("--scriptLocation") or run.command["ScriptLocation"]
    script = folder / "script.py"
    script.write_bytes(_fetch(client, location))
    extra: list[str] = []
    for index, item in enumerate(_list(run.arguments.get("--extra-py-files"))):
        name = item.rstrip("/").rsplit("/", 1)[-1]
        place = folder / "modules" / str(index)
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(_fetch(client, item))
        extra.append(str(place if name.endswith(".py") else place / name))
    notes = [
        f"The sandbox does not install what {name} names; the run uses this machine's packages."
        for name in NOT_USED[kind]
        if run.arguments.get(name)
    ]
    if kind == "glueetl" and _lacks_region(job, run, script.read_bytes()):
        notes.append(
            "Neither job nor script sets the region of S3: from AWS Glue 5.1 on Spark's S3 client "
            "then takes us-east-2, and requests from a VPC elsewhere time out. Add to --conf: "
            f"{S3_REGION}={run.region}"
        )
    arguments = ["--JOB_NAME", job.name, "--JOB_ID", job.id, "--JOB_RUN_ID", run.id]
    for name, value in run.arguments.items():
        arguments += [name, value]
    log = folder / "driver.log"
    if kind == "pythonshell":
        command = [sys.executable, shell.__file__, str(script)]
    else:
        command = [*runner, "run", str(script), "--json", "--log", str(log)]
        command += ["--arguments-from", shell.ARGUMENTS]
    env = environment(url, run.region, keys, bookmarks, extra)
    env[shell.ARGUMENTS] = json.dumps(arguments)
    scratch = folder / SCRATCH
    scratch.mkdir(exist_ok=True)
    env["GLUEFLOW_SCRATCH"] = env["TMPDIR"] = str(scratch)
    return Plan(command, env, log, notes)


def _lacks_region(job: Job, run: JobRun, script: bytes) -> bool:
    """Whether AWS would guess the region of S3.

    Source: AWS Glue developer guide, migrating-version-51.
    """
    version = job.settings.get("GlueVersion") or workers.DEFAULT_GLUE_VERSION
    said = run.arguments.get("--conf", "").encode("utf-8", "replace") + script
    return workers.at_least(version, "5.1") and b"fs.s3a.endpoint.region" not in said


def printed(event: dict[str, Any]) -> str:
    """What the script printed, if ``event`` says so; the other events are no part of its log."""
    return str(event.get("text") or "") if event["event"] == "output" else ""


def failure_message(event: dict[str, Any], code: int | None) -> str:
    """The ErrorMessage of a failed run: the node and cause with the script's line, if known."""
    message = str(event.get("message") or "").strip()
    if not message:
        return f"Command failed with exit code {code}"
    node = event.get("node")
    if node and not message.startswith("node "):
        message = f"node {node}: {message}"
    line = event.get("line")
    if line and f"line {line}" not in message:
        message = f"{message} (script line {line})"
    return message


def tail(path: Path) -> str:
    """The end of the runtime's log, where a stack trace is."""
    with contextlib.suppress(OSError), open(path, "rb") as stream:
        stream.seek(0, 2)
        stream.seek(max(0, stream.tell() - TAIL_BYTES))
        return stream.read().decode("utf-8", "replace")
    return ""


def _list(value: str | None) -> list[str]:
    return [item.strip() for item in (value or "").split(",") if item.strip()]


def _fetch(client: Any, location: str) -> bytes:
    from botocore.exceptions import ClientError

    match = re.fullmatch(r"s3[an]?://([^/]+)/(.+)", location)
    if match is None:
        raise LaunchError(f"LAUNCH ERROR | {location} is not an Amazon S3 path (s3://bucket/key).")
    bucket, key = match.groups()
    try:
        return client.get_object(Bucket=bucket, Key=key)["Body"].read()  # type: ignore[no-any-return]
    except ClientError as error:
        detail = error.response["Error"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        raise LaunchError(
            f"LAUNCH ERROR | Error downloading from S3 for bucket: {bucket}, key: {key}. "
            f"{detail.get('Message', '')} (Service: Amazon S3; Status Code: {status}; "
            f"Error Code: {detail.get('Code', '')})"
        ) from error
