"""One sandbox for the tests that can share it, in this process, with a stand-in for Spark."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from glueflow.sandbox.server import Sandbox

RUNNER = [sys.executable, str(Path(__file__).with_name("fakerun.py"))]
ENDED = ("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR")


@pytest.fixture(scope="package")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox in which a minute of a job's timeout lasts one second."""
    home = tmp_path_factory.mktemp("sandbox")
    with Sandbox(home=home, port=0, runner=RUNNER, minute=1.0) as running:
        running.client("s3").create_bucket(Bucket="scripts")
        yield running


@pytest.fixture
def glue(sandbox: Sandbox) -> Any:
    """A Glue client of the shared sandbox."""
    return sandbox.client("glue")


@pytest.fixture
def s3(sandbox: Sandbox) -> Any:
    """An S3 client of the shared sandbox."""
    return sandbox.client("s3")


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A name no other test uses, in lower case."""
    text = "".join(c if c.isalnum() else "_" for c in request.node.name.lower())
    return text[:60]


@pytest.fixture
def make_job(glue: Any, s3: Any, name: str) -> Iterator[Callable[..., str]]:
    """Make a job of this test from its script's text."""
    made: list[str] = []

    def make(script: str, **settings: Any) -> str:
        job = f"{name}_{len(made)}"
        s3.put_object(Bucket="scripts", Key=f"{job}.py", Body=script.encode())
        command = {"Name": "glueetl", "ScriptLocation": f"s3://scripts/{job}.py"}
        glue.create_job(**{"Name": job, "Role": "Runner", "Command": command, **settings})
        made.append(job)
        return job

    yield make
    for job in made:
        glue.delete_job(JobName=job)


def wait(glue: Any, job: str, run: str, *states: str, seconds: float = 30.0) -> dict[str, Any]:
    """Wait until a run is in one of ``states`` (ended, by default); returns the run."""
    deadline = time.monotonic() + seconds
    while True:
        found: dict[str, Any] = glue.get_job_run(JobName=job, RunId=run)["JobRun"]
        if found["JobRunState"] in (states or ENDED):
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"still {found['JobRunState']} after {seconds} s")
        time.sleep(0.05)


def refusal(call: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    """The error code and message of a call that AWS would refuse."""
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]
