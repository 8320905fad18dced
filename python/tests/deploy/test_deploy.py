"""The deployment script against the sandbox: create, update, skip, dry run, run."""

from __future__ import annotations

from typing import Any

from glueflow.sandbox.server import Sandbox
from tests.deploy.conftest import BUCKET, Export, settings


def test_creates_then_updates(export: Export, glue: Any) -> None:
    first = export.deploy()
    assert (first.status, first.errors) == (0, "")
    assert "uploaded to s3://deployments/glueflow/test_creates_then_updates/" in first.output
    assert "created test_creates_then_updates" in first.output
    second = export.deploy()
    assert second.status == 0
    assert "nothing uploaded" in second.output
    assert "updated test_creates_then_updates (no setting changed)" in second.output
    job = glue.get_job(JobName="test_creates_then_updates")["Job"]
    assert job["Role"] == "GlueRole"
    assert job["GlueVersion"] == "5.1"
    assert job["DefaultArguments"]["--TempDir"].endswith("/test_creates_then_updates/temp/")
    assert job["Timeout"] == 480


def test_run_and_wait(export: Export) -> None:
    done = export.deploy("--run", "--wait")
    assert (done.status, done.errors) == (0, "")
    assert "SUCCEEDED" in done.output


def test_no_changes(export: Export) -> None:
    dry = export.deploy("--dry-run")
    assert dry.status == 0
    assert "would be uploaded" in dry.output
    assert "would be created" in dry.output
    assert "+ Command ScriptLocation: 's3://deployments/" in dry.output
    export.deploy()
    dry = export.deploy("--dry-run")
    assert "no changes" in dry.output
