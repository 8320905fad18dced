"""The server itself: who may talk to it, how it refuses, and that it leaves moto as it was."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest
from botocore.exceptions import ClientError

from glueflow.sandbox import backends, clients, home, server
from glueflow.sandbox.errors import SandboxError
from glueflow.sandbox.server import Sandbox

from .conftest import refusal


def ask(
    sandbox: Sandbox, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, str, str]:
    """One request by hand, unsigned: status, content type and body."""
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers=names)
    reply = connection.getresponse()
    text = reply.read().decode()
    connection.close()
    return reply.status, reply.getheader("Content-Type") or "", text


def ask_signed(
    sandbox: Sandbox, service: str, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, str, str]:
    """The same with a signature by the sandbox's keys."""
    from botocore.auth import S3SigV4Auth, SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = AWSRequest(method, sandbox.url + path, headers=names, data=body)
    env = sandbox.env
    keys = Credentials(env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"])
    signer: Any = S3SigV4Auth if service == "s3" else SigV4Auth
    signer(keys, service, "us-east-1").add_auth(request)
    signed = {name.replace("-", "_"): value for name, value in request.headers.items()}
    return ask(sandbox, method, path, body, **signed)


def test_web_pages_are_not_served(sandbox: Sandbox) -> None:
    status, _, text = ask(sandbox, "GET", "/", Origin="https://example.org")
    assert status == 403 and "Origin" in text
    status, _, text = ask(sandbox, "GET", "/", Host="rebound.example.org")
    assert status == 403 and "rebound.example.org" in text
    local = f"localhost:{sandbox.port}"
    assert ask_signed(sandbox, "s3", "GET", "/", Host=local)[0] == 200
    assert ask(sandbox, "POST", "/moto-api/reset")[0] == 404


def test_no_reply_invites_web_pages(sandbox: Sandbox) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    connection.request("GET", "/")
    names = [name.lower() for name, _ in connection.getresponse().getheaders()]
    connection.close()
    assert not [name for name in names if name.startswith("access-control")]


def test_admin_needs_the_token(sandbox: Sandbox) -> None:
    for method, path in (("GET", "status"), ("POST", "save"), ("POST", "shutdown")):
        assert ask(sandbox, method, f"/glueflow/{path}")[0] == 401
        wrong = "Bearer " + "x" * 43
        assert ask(sandbox, method, f"/glueflow/{path}", Authorization=wrong)[0] == 401
    state = home.read_state(sandbox.home)
    assert state is not None
    right = f"Bearer {state['token']}"
    status, _, text = ask(sandbox, "GET", "/glueflow/status", Authorization=right)
    assert (status, json.loads(text)["url"]) == (200, sandbox.url)
    assert state["token"] not in text
    assert ask(sandbox, "POST", "/glueflow/save", Authorization=right)[0] == 200
    assert ask(sandbox, "GET", "/glueflow/shutdown", Authorization=right)[0] == 404


@pytest.mark.parametrize(
    ("service", "call", "arguments", "name"),
    [
        (
            "glue",
            "get_plan",
            {"Mapping": [], "Source": {"DatabaseName": "d", "TableName": "t"}},
            "glue:GetPlan",
        ),
        (
            "glue",
            "start_data_quality_ruleset_evaluation_run",
            {
                "DataSource": {"GlueTable": {"DatabaseName": "d", "TableName": "t"}},
                "Role": "r",
                "RulesetNames": ["x"],
            },
            "glue:StartDataQualityRulesetEvaluationRun",
        ),
        ("logs", "list_anomalies", {}, "logs:ListAnomalies"),
        (
            "iam",
            "simulate_custom_policy",
            {"PolicyInputList": ["{}"], "ActionNames": ["a:b"]},
            "iam:",
        ),
    ],
)
def test_what_is_not_there_is_refused_in_awss_shape_and_not_retried(
    sandbox: Sandbox, service: str, call: str, arguments: dict[str, Any], name: str
) -> None:
    client = sandbox.client(service)
    with pytest.raises(ClientError) as caught:
        getattr(client, call)(**arguments)
    response = caught.value.response
    assert response["ResponseMetadata"]["RetryAttempts"] == 0
    assert "<html" not in response["Error"]["Message"].lower()
    assert name in response["Error"]["Message"]
    assert response["Error"]["Code"] == "UnknownOperationException"


def test_s3_refuses_in_xml(sandbox: Sandbox) -> None:
    status, kind, text = ask_signed(sandbox, "s3", "PATCH", "/scripts/x")
    assert (status, kind) == (501, "application/xml")
    assert text.startswith("<Error><Code>NotImplemented</Code>")


def test_an_operation_glue_does_not_have(sandbox: Sandbox) -> None:
    status, kind, text = ask_signed(
        sandbox,
        "glue",
        "POST",
        "/",
        "{}",
        X_Amz_Target="AWSGlue.MakeCoffee",
        Content_Type="application/x-amz-json-1.1",
    )
    assert (status, kind) == (400, "application/json")
    assert json.loads(text)["__type"] == "UnknownOperationException"
    status, _, text = ask_signed(
        sandbox,
        "glue",
        "POST",
        "/",
        "no json",
        X_Amz_Target="AWSGlue.GetJobs",
        Content_Type="application/x-amz-json-1.1",
    )
    assert (status, json.loads(text)["__type"]) == (400, "SerializationException")


def test_a_required_member_is_missing(sandbox: Sandbox) -> None:
    status, _, text = ask_signed(
        sandbox,
        "glue",
        "POST",
        "/",
        "{}",
        X_Amz_Target="AWSGlue.GetTable",
        Content_Type="application/x-amz-json-1.1",
    )
    answer = json.loads(text)
    assert (status, answer["__type"]) == (400, "ValidationException")
    assert answer["message"].startswith(
        "2 validation errors detected: Value null at 'databaseName'"
    )


def test_accounts_and_regions_are_apart(sandbox: Sandbox, name: str) -> None:
    from glueflow.sandbox import clients

    sandbox.client("glue").create_database(DatabaseInput={"Name": name})
    west = clients.client("glue", sandbox.url, "eu-west-1", sandbox.env)
    assert refusal(west.get_database, Name=name)[0] == "EntityNotFoundException"
    keys = sandbox.client("sts").assume_role(
        RoleArn="arn:aws:iam::444455556666:role/x", RoleSessionName="other"
    )["Credentials"]
    other = clients.client(
        "glue",
        sandbox.url,
        "us-east-1",
        {
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_SESSION_TOKEN": keys["SessionToken"],
        },
    )
    assert refusal(other.get_database, Name=name)[0] == "EntityNotFoundException"


def test_the_usual_port_or_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(server, "DEFAULT_PORT", port)
        assert server._choose_port(None) == 0
        with pytest.raises(SandboxError, match="--port"):
            server._choose_port(port)
    assert server._choose_port(None) == port


def test_another_moto_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "SUPPORTED_MOTO", (4, 9))
    with pytest.raises(SandboxError, match=r"needs moto 4\.9, but 5\.2"):
        backends.moto_version()


AFTER = """
import sys
import boto3
from glueflow.sandbox.server import Sandbox
for home in sys.argv[1:3]:
    with Sandbox(home=home) as sandbox:
        assert sandbox.client("s3").list_buckets()["Buckets"] == []
        sandbox.client("s3").create_bucket(Bucket="only-here")
        sandbox.client("glue").create_database(DatabaseInput={"Name": "only_here"})
with Sandbox(home=sys.argv[1]) as sandbox:
    assert len(sandbox.client("s3").list_buckets()["Buckets"]) == 1
    assert sandbox.client("glue").get_database(Name="only_here")
from moto import mock_aws
with mock_aws():
    glue = boto3.client("glue", region_name="us-east-1", aws_access_key_id="x",
                        aws_secret_access_key="y")
    assert glue.get_databases()["DatabaseList"] == []
    command = {"Name": "glueetl", "ScriptLocation": "s3://b/x"}
    for _ in range(2):
        glue.create_job(Name="j", Role="r", Command=command)
    s3 = boto3.client("s3", region_name="us-east-1", aws_access_key_id="x",
                      aws_secret_access_key="y")
    s3.create_bucket(Bucket="only-here")
    s3.put_object(Bucket="only-here", Key="k", Body=b"v")
    assert s3.get_object(Bucket="only-here", Key="k")["Body"].read() == b"v"
print("as it was")
"""


def test_one_after_the_other_and_moto_as_it_was(tmp_path: Path) -> None:
    folders = [str(tmp_path / "one"), str(tmp_path / "two")]
    # Another suite's endpoint, left in this process's environment, would be asked instead of moto.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [sys.executable, "-c", AFTER, *folders],
        capture_output=True,
        text=True,
        timeout=90,
        env=clean,
    )
    assert done.stdout == "as it was\n", done.stderr


def test_many_writers_while_it_saves(sandbox: Sandbox, name: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    bucket = name.replace("_", "-")
    s3 = sandbox.client("s3")
    s3.create_bucket(Bucket=bucket)
    over = time.monotonic() + 3

    def write(worker: int) -> int:
        mine, count = sandbox.client("s3"), 0
        while count == 0 or time.monotonic() < over:
            mine.put_object(Bucket=bucket, Key=f"{worker}/{count}", Body=b"x" * 10)
            count += 1
        return count

    with ThreadPoolExecutor(4) as pool:
        written = pool.map(write, range(4))
        for _ in range(20):
            sandbox.save()
    total = sum(written)
    listed = [
        item
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        for item in page.get("Contents", [])
    ]
    assert len(listed) == total > 0


@pytest.mark.parametrize("service", ["glue", "s3", "sts"])
def test_a_region_that_aws_has_not(sandbox: Sandbox, service: str) -> None:
    client = clients.client(service, sandbox.url, "eu-mars-1", sandbox._keys)
    call = {"glue": "get_databases", "s3": "list_buckets", "sts": "get_caller_identity"}[service]
    try:
        getattr(client, call)()
    except botocore.exceptions.ClientError as error:
        assert "KeyError" not in str(error)
        assert "There is no AWS region eu-mars-1." in str(error)
    else:
        # What has no regions answers in any.
        assert service in ("s3", "sts")
