"""Lance's own clients against the namespace on the Glue Data Catalog.

They are large (pylance 85 MB, DuckDB's extension 81 MB) and no requirement of this repository.
``GLUEFLOW_LANCE_PYTHON`` names a Python that has them; CONTRIBUTING.md says how to make one.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from glueflow.sandbox.server import Sandbox

ROOT = Path(__file__).resolve().parents[3]

CASES = ("errors", "shipped", "commits", "stale", "race", "duckdb")
PYTHON = os.environ.get("GLUEFLOW_LANCE_PYTHON")

pytestmark = pytest.mark.skipif(PYTHON is None, reason="GLUEFLOW_LANCE_PYTHON names no Python")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, str], str, str]]:
    """A sandbox with a namespace served on it: environment, address, token."""
    with Sandbox(home=tmp_path_factory.mktemp("sandbox"), port=0) as sandbox:
        env = {**os.environ, **sandbox.env, "AWS_EC2_METADATA_DISABLED": "true"}
        endpoint = env["AWS_ENDPOINT_URL"]
        s3 = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
        )
        s3.create_bucket(Bucket="lake")
        properties = {
            "endpoint": endpoint,
            "region": "us-east-1",
            "allow_http": "true",
            "virtual_hosted_style_request": "false",
        }
        command = ["node", str(ROOT / "packages/server/bin/glueflow.js"), "lance", "serve"]
        for name, value in properties.items():
            command += ["--property", f"storage.{name}={value}"]
        served = subprocess.Popen(
            [*command, "--attached"],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert served.stdout is not None and served.stdin is not None
        try:
            said = json.loads(served.stdout.readline())
            yield env, said["url"], said["token"]
        finally:
            served.stdin.close()
            served.wait()


@pytest.mark.parametrize("case", CASES)
def test_official_clients(case: str, place: tuple[dict[str, str], str, str]) -> None:
    env, url, token = place
    assert PYTHON is not None
    script = Path(__file__).with_name("clients.py")
    done = subprocess.run(
        [PYTHON, str(script), case, url, token], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-4000:]
