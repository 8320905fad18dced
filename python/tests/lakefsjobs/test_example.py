"""The example `lakefs-transaction`, on this machine and as a job of the sandbox."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glueflow.sandbox.lakefs import seeding
from glueflow.sandbox.server import Sandbox

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples/lakefs-transaction.glueflow"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox with the example data."""
    with Sandbox(home=tmp_path_factory.mktemp("example")) as running:
        running.seed()
        yield running


def glueflow(sandbox: Sandbox, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the sandbox's environment."""
    node = shutil.which("node")
    assert node, "node is not on the path"
    command = ROOT / "packages/server/bin/glueflow.js"
    return subprocess.run(
        [node, str(command), *arguments],
        capture_output=True,
        text=True,
        timeout=400,
        env={**os.environ, **sandbox.env, "GLUEFLOW_PYTHON": sys.executable},
        check=False,
    )


def look(sandbox: Sandbox, path: str) -> dict[str, Any]:
    keys = {name: value for name, value in sandbox.env.items() if name.startswith("AWS_")}
    return seeding.call(sandbox.lakefs.url, keys, "GET", f"repositories/nycflights/{path}")


def log(sandbox: Sandbox) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = look(sandbox, "refs/main/commits?amount=100")["results"]
    return found


def branches(sandbox: Sandbox) -> list[str]:
    found = look(sandbox, "branches?amount=100&show_hidden=true")["results"]
    return sorted(each["id"] for each in found)


def assert_results(sandbox: Sandbox) -> None:
    """Compare what is on main with DuckDB's answers."""
    script = ROOT / "scripts/result.py"
    done = subprocess.run(
        [sys.executable, str(script), str(EXAMPLE), str(EXAMPLE.with_suffix(".sql"))],
        capture_output=True,
        text=True,
        timeout=200,
        env={**os.environ, **sandbox.env},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_runs_here(sandbox: Sandbox) -> None:
    done = glueflow(sandbox, "run", str(EXAMPLE))
    assert done.returncode == 0, done.stderr
    assert_results(sandbox)
    newest = log(sandbox)[0]
    assert newest["message"] == (
        "Flights 60 minutes late, by lakefs-transaction\nAirlines with flights 60 minutes late"
    )
    assert newest["metadata"]["glueflow_run"] == "local"
    assert branches(sandbox) == ["main"]


def test_its_job_merges_a_good_run_and_leaves_a_bad_one(sandbox: Sandbox) -> None:
    before = len(log(sandbox))
    done = glueflow(sandbox, "deploy", str(EXAMPLE), "--run", "--wait", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert_results(sandbox)
    commits = log(sandbox)
    run = json.loads(done.stdout)["run"]["id"]
    assert commits[0]["metadata"]["glueflow_run"] == run
    # The commit of the hidden branch and its merge.
    assert len(commits) == before + 2
    assert branches(sandbox) == ["main"]

    objects = look(sandbox, "refs/main/objects/ls?amount=1000")["results"]
    done = glueflow(
        sandbox, "jobs", "start", "lakefs-transaction", "--param", "least=1000", "--wait", "--json"
    )
    assert done.returncode == 4, done.stdout + done.stderr
    assert log(sandbox) == commits
    assert look(sandbox, "refs/main/objects/ls?amount=1000")["results"] == objects
    hidden, _ = branches(sandbox)[::-1]
    text = done.stdout + done.stderr
    assert "late flights of" in text
    assert f"glueflow lakefs tx show lakefs://nycflights/{hidden}" in text
    # It shows what there is to look at.
    shown = glueflow(sandbox, "lakefs", "tx", "show", f"lakefs://nycflights/{hidden}")
    assert "late/flights/" in shown.stdout


def test_a_run_on_a_branch_is_merged_or_leaves_it(sandbox: Sandbox) -> None:
    done = glueflow(sandbox, "run", str(EXAMPLE), "--on-branch", "trial")
    assert done.returncode == 0, done.stderr
    assert_results(sandbox)
    commits = log(sandbox)
    assert commits[0]["metadata"]["glueflow_branch"] == "trial"
    assert "trial" not in branches(sandbox)

    objects = look(sandbox, "refs/main/objects/ls?amount=1000")["results"]
    bad = ("run", str(EXAMPLE), "--param", "least=1000", "--on-branch", "failing")
    done = glueflow(sandbox, *bad)
    assert done.returncode == 4, done.stdout + done.stderr
    text = done.stdout + done.stderr
    assert "Branch main of repository nycflights is as it was" in text
    assert "glueflow lakefs tx show lakefs://nycflights/failing" in text
    assert "failing" in branches(sandbox)
    assert log(sandbox) == commits
    assert look(sandbox, "refs/main/objects/ls?amount=1000")["results"] == objects
    # What it left is never written over.
    done = glueflow(sandbox, *bad)
    assert done.returncode == 4, done.stdout + done.stderr
    assert "already exists" in done.stdout + done.stderr


def test_an_exported_job_writes_by_its_branch(sandbox: Sandbox, tmp_path: Path) -> None:
    done = glueflow(
        sandbox,
        *("export", str(EXAMPLE), "--out", str(tmp_path), "--on-branch", "nightly"),
        *("--job-name", "late-by-night"),
    )
    assert done.returncode == 0, done.stderr
    deployed = subprocess.run(
        [sys.executable, str(tmp_path / "deploy_late-by-night.py"), "--run", "--wait"],
        capture_output=True,
        text=True,
        timeout=400,
        env={**os.environ, **sandbox.env},
        check=False,
    )
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    assert_results(sandbox)
    newest = log(sandbox)[0]["metadata"]
    assert newest["glueflow_job"] == "late-by-night"
    assert newest["glueflow_branch"] == "nightly"
    assert "nightly" not in branches(sandbox)
