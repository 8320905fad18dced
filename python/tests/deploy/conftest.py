"""A sandbox, exports rendered by the compiler's own code, the deployment script as a process."""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from glueflow.sandbox.server import Sandbox

from .fake import Fake

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
RUNNER = [sys.executable, str(HERE.parent / "sandbox" / "fakerun.py")]
BUCKET = "deployments"


def render(requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Scripts, specifications and problems of job settings, by the compiler's code."""
    filled = [
        {"options": {"scriptName": "job.py"}, "scriptLocation": "s3://b/k.py", **request}
        for request in requests
    ]
    return json.loads(_render(json.dumps(filled)))  # type: ignore[no-any-return]


@lru_cache
def _render(requests: str) -> str:
    done = subprocess.run(
        ["node", str(HERE / "render.mjs")],
        input=requests,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Outcome:
    """How a deployment ended."""

    status: int
    output: str
    errors: str


class Export:
    """A folder with a job script and its deployment script, run as a person would."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.name = "job"
        self.folder = folder
        self.env = dict(env)
        self.write("print('hello')\n")

    def write(self, script: str) -> None:
        """Replace the job script."""
        (self.folder / "job.py").write_text(script, encoding="utf-8")

    def render(self, settings: dict[str, Any], **request: Any) -> None:
        """Write the deployment script for other settings."""
        [result] = render([{"settings": {"name": self.name, **settings}, **request}])
        (self.folder / "deploy_job.py").write_text(result["script"], encoding="utf-8")

    def command(self, *options: str) -> list[str]:
        """The command line."""
        return [sys.executable, str(self.folder / "deploy_job.py"), *options]

    def deploy(self, *options: str, **env: str | None) -> Outcome:
        """Run the deployment script; None takes a variable out of the environment."""
        changed = {**self.env, **env}
        done = subprocess.run(
            self.command(*options),
            capture_output=True,
            text=True,
            encoding="utf-8",
            env={key: value for key, value in changed.items() if value is not None},
            cwd=self.folder,
            timeout=60,
        )
        return self._outcome(done.returncode, done.stdout, done.stderr)

    def call(self, *options: str, **env: str | None) -> Outcome:
        """The same within this process: much faster, for the many ways to end early."""
        changed = {key: value for key, value in {**self.env, **env}.items() if value is not None}
        output, errors = io.StringIO(), io.StringIO()
        with (
            mock.patch.dict(os.environ, changed, clear=True),
            contextlib.redirect_stdout(output),
            contextlib.redirect_stderr(errors),
        ):
            program = runpy.run_path(str(self.folder / "deploy_job.py"))
            try:
                status = program["main"](list(options))
            except SystemExit as ended:
                status = ended.code
        return self._outcome(int(status), output.getvalue(), errors.getvalue())

    def _outcome(self, status: int, output: str, errors: str) -> Outcome:
        for text in (output, errors):
            assert "Traceback" not in text, text
            assert self.env["AWS_SECRET_ACCESS_KEY"] not in text
        return Outcome(status, output, errors)


def settings(**changes: Any) -> dict[str, Any]:
    """Settings of a job that AWS would take."""
    return {"role": "GlueRole", "bucket": BUCKET, "region": "us-east-1", **changes}


def environment(home: Path, values: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without any AWS setting, and with ``values``."""
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith(("AWS_", "BOTO"))}
    return {
        **kept,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "AWS_EC2_METADATA_DISABLED": "true",
        "PYTHONIOENCODING": "utf-8",
        **values,
    }


@pytest.fixture(scope="package")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox in which a minute of a job's timeout lasts one second."""
    home = tmp_path_factory.mktemp("sandbox")
    with Sandbox(home=home, port=0, runner=RUNNER, minute=1.0) as running:
        running.client("s3").create_bucket(Bucket=BUCKET)
        yield running


@pytest.fixture
def glue(sandbox: Sandbox) -> Any:
    """A Glue client of the sandbox."""
    return sandbox.client("glue")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def export(
    sandbox: Sandbox, tmp_path: Path, home: Path, request: pytest.FixtureRequest
) -> Iterator[Export]:
    """An export of a job of this test's own name, pointed at the sandbox."""
    result = Export(tmp_path, environment(home, sandbox.env))
    result.name = request.node.name.partition("[")[0]
    result.render(settings())
    yield result
    sandbox.client("glue").delete_job(JobName=result.name)


@pytest.fixture
def fake() -> Iterator[Fake]:
    """AWS as a test wants it: replies are given by the name of the call."""
    with Fake() as running:
        yield running


@pytest.fixture
def faked(fake: Fake, tmp_path: Path, home: Path) -> Export:
    """An export pointed at the fake."""
    keys = {"AWS_ACCESS_KEY_ID": "AKIAFAKEFAKEFAKEFAKE", "AWS_SECRET_ACCESS_KEY": "fake-secret"}
    result = Export(tmp_path, environment(home, {**keys, "AWS_ENDPOINT_URL": fake.url}))
    result.render(settings())
    return result
