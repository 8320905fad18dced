"""Faults on request, as AWS's own client meets them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from glueflow.sandbox import cli, control
from glueflow.sandbox.errors import SandboxError
from glueflow.sandbox.server import Sandbox


@pytest.fixture
def once(sandbox: Sandbox) -> Iterator[Any]:
    """A Glue client that tries a call once; the sandbox makes no faults afterwards."""
    env = sandbox.env
    yield boto3.client(
        "glue",
        endpoint_url=sandbox.url,
        region_name=sandbox.region,
        aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"total_max_attempts": 1}),
    )
    control.faults(sandbox.home, [], 0)


def code(call: Any, **arguments: Any) -> str:
    try:
        call(**arguments)
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return ""


def test_throttling_at_a_rate_strikes_alike_for_a_seed(sandbox: Sandbox, once: Any) -> None:
    def run(seed: int) -> list[str]:
        rules = [{"kind": "throttle", "action": "glue:GetDatabases", "rate": 0.3}]
        control.faults(sandbox.home, rules, seed)
        return [code(once.get_databases) for _ in range(100)]

    first = run(7)
    assert set(first) == {"", "ThrottlingException"}
    assert 15 <= first.count("ThrottlingException") <= 45
    struck = control.faults(sandbox.home, None, 0)["faults"][0]["struck"]
    assert struck == first.count("ThrottlingException")
    assert run(7) == first
    assert run(8) != first
    assert code(once.get_tables, DatabaseName="none") == "EntityNotFoundException"


def test_a_denied_action(sandbox: Sandbox, once: Any, s3: Any, name: str) -> None:
    rules = [
        {"kind": "deny", "action": "glue:Create*"},
        {"kind": "deny", "action": "s3:PUT"},
    ]
    control.faults(sandbox.home, rules, 0)
    assert code(once.create_database, DatabaseInput={"Name": name}) == "AccessDeniedException"
    assert code(once.get_databases) == ""
    assert code(s3.create_bucket, Bucket="denied") == "AccessDenied"


def test_latency(sandbox: Sandbox, once: Any) -> None:
    import time

    once.get_databases()
    rules = [{"kind": "latency", "action": "glue:*", "milliseconds": 200}]
    control.faults(sandbox.home, rules, 0)
    start = time.monotonic()
    once.get_databases()
    assert time.monotonic() - start >= 0.2


@pytest.mark.parametrize(("kind", "happened"), [("drop-before", False), ("drop-after", True)])
def test_a_dropped_connection(
    sandbox: Sandbox, once: Any, glue: Any, name: str, kind: str, happened: bool
) -> None:
    base = f"{name}_{kind.replace('-', '_')}"[-100:]
    control.faults(sandbox.home, [{"kind": kind, "action": "glue:CreateDatabase"}], 0)
    with pytest.raises(ConnectionClosedError):
        once.create_database(DatabaseInput={"Name": base})
    control.faults(sandbox.home, [], 0)
    pages = glue.get_paginator("get_databases").paginate()
    names = [item["Name"] for page in pages for item in page["DatabaseList"]]
    assert (base.lower() in names) is happened


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "burn", "action": "glue:*"}, "kind must be one of"),
        ({"kind": "deny", "action": "glue"}, "action must be like"),
        ({"kind": "throttle", "action": "glue:*", "rate": 2}, "rate must be"),
        ({"kind": "throttle", "action": "glue:*", "rate": "x"}, "rate must be a number"),
        ({"kind": "latency", "action": "glue:*"}, "milliseconds must be above 0"),
        ({"kind": "deny", "action": "glue:*", "when": 1}, "A rule has no when"),
    ],
)
def test_a_rule_that_makes_no_sense(sandbox: Sandbox, given: dict[str, Any], message: str) -> None:
    with pytest.raises(SandboxError, match=message):
        control.faults(sandbox.home, [given], 0)


def test_the_command(
    sandbox: Sandbox, once: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        status = cli.main(["faults", "--home", str(sandbox.home), *arguments])
        output = capsys.readouterr()
        return status, output.out + output.err

    assert run() == (0, "The sandbox makes no faults.\n")
    status, text = run("--throttle", "glue:*=0.5", "--latency", "glue:Get*=1", "--deny", "s3:*")
    assert status == 0
    assert text.splitlines() == [
        "throttle  glue:*  rate 0.5  struck 0 times",
        "latency  glue:Get*  1 ms  struck 0 times",
        "deny  s3:*  rate 1  struck 0 times",
    ]
    assert len(json.loads(run("--json")[1])["faults"]) == 3
    assert run("--latency", "glue:*")[0] == 1
    assert run("--throttle", "glue:*=x")[0] == 1
    assert run("--throttle", "glue:*=7")[0] == 1
    assert run("--clear", "--deny", "glue:*")[0] == 1
    assert run("--clear") == (0, "The sandbox makes no faults.\n")
    assert cli.main(["faults", "--home", str(tmp_path)]) == 1
    assert "No sandbox runs" in capsys.readouterr().err
