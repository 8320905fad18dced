"""Who is served: the owner's keys and what the sandbox issues, and nobody else."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import quote

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from glueflow.sandbox import clients, home, signing
from glueflow.sandbox.errors import SandboxError
from glueflow.sandbox.payload import Refused
from glueflow.sandbox.server import Sandbox

from .conftest import refusal

ANY: dict[str, tuple[str, dict[str, Any]]] = {
    "s3": ("list_objects_v2", {"Bucket": "scripts"}),
    "glue": ("get_databases", {}),
    "sts": ("get_caller_identity", {}),
    "iam": ("list_users", {}),
    "logs": ("describe_log_groups", {}),
}
UNKNOWN = {"s3": "InvalidAccessKeyId", "sts": "InvalidClientTokenId", "iam": "InvalidClientTokenId"}
FORGED = {"s3": "SignatureDoesNotMatch", "sts": "SignatureDoesNotMatch",
          "iam": "SignatureDoesNotMatch"}  # fmt: skip


def as_keys(found: dict[str, str]) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": found["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": found["SecretAccessKey"],
        **({"AWS_SESSION_TOKEN": found["SessionToken"]} if "SessionToken" in found else {}),
    }


def ask(sandbox: Sandbox, service: str, keys: dict[str, str]) -> str:
    """Make a call of the service with these keys; the error's code, or "" when it is served."""
    call, arguments = ANY[service]
    client = clients.client(service, sandbox.url, "us-east-1", keys)
    try:
        getattr(client, call)(**arguments)
    except ClientError as error:
        assert error.response["ResponseMetadata"]["RetryAttempts"] == 0
        return str(error.response["Error"]["Code"])
    return ""


@pytest.mark.parametrize("service", list(ANY))
def test_keys(sandbox: Sandbox, service: str) -> None:
    own = sandbox.env
    assert ask(sandbox, service, own) == ""
    other = {"AWS_ACCESS_KEY_ID": "AKIAGLUEFLOWSANDBOX0", "AWS_SECRET_ACCESS_KEY": "x"}
    assert ask(sandbox, service, other) == UNKNOWN.get(service, "UnrecognizedClientException")
    forged = {**own, "AWS_SECRET_ACCESS_KEY": "x" * 40}
    assert ask(sandbox, service, forged) == FORGED.get(service, "InvalidSignatureException")


def test_unsigned(sandbox: Sandbox) -> None:
    def anonymous(service: str) -> Any:
        return boto3.client(
            service, endpoint_url=sandbox.url, region_name="us-east-1",
            config=Config(signature_version=UNSIGNED, proxies={}, s3={"addressing_style": "path"}),
        )  # fmt: skip

    sandbox.client("s3").put_object(Bucket="scripts", Key="mine", Body=b"1", ACL="public-read")
    s3 = anonymous("s3")
    assert refusal(s3.get_object, Bucket="scripts", Key="mine")[0] == "AccessDenied"
    assert refusal(s3.put_object, Bucket="scripts", Key="job.py", Body=b"")[0] == "AccessDenied"
    assert refusal(s3.head_object, Bucket="scripts", Key="mine")[0] == "403"
    glue, sts = anonymous("glue"), anonymous("sts")
    assert refusal(glue.get_databases)[0] == "MissingAuthenticationTokenException"
    assert refusal(sts.get_caller_identity)[0] == "MissingAuthenticationToken"
    assert refusal(
        sts.assume_role_with_web_identity,
        RoleArn="arn:aws:iam::123456789012:role/r", RoleSessionName="own", WebIdentityToken="t" * 9,
    )[0] == "MissingAuthenticationToken"  # fmt: skip


def test_issued_keys(sandbox: Sandbox) -> None:
    found = sandbox.client("sts").assume_role(
        RoleArn="arn:aws:iam::444455556666:role/x", RoleSessionName="own"
    )["Credentials"]
    keys = as_keys(found)
    for service in ("glue", "sts", "logs"):
        assert ask(sandbox, service, keys) == ""
    for token in ("", keys["AWS_SESSION_TOKEN"][:-1]):
        bad = {**keys, "AWS_SESSION_TOKEN": token}
        assert ask(sandbox, "glue", bad) == "UnrecognizedClientException"
    iam = sandbox.client("iam")
    iam.create_user(UserName="ann")
    made = iam.create_access_key(UserName="ann")["AccessKey"]
    assert ask(sandbox, "glue", as_keys(made)) == ""
    iam.update_access_key(UserName="ann", AccessKeyId=made["AccessKeyId"], Status="Inactive")
    assert ask(sandbox, "glue", as_keys(made)) == "UnrecognizedClientException"


TEXT = "text/plain"
NAMES = [
    "plain",
    "with space",
    "a+b&c=d/e?f#g%20h",
    "ünï/漢字/🐦",
    "~-._()!'*",
    "a//b",
    "dots/../x",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_and_queries_are_signed_as_sent(sandbox: Sandbox, s3: Any, name: str) -> None:
    key = f"signed/{name}"
    s3.put_object(Bucket="scripts", Key=key, Body=b"body", Metadata={"a": "two  words"})
    assert s3.get_object(Bucket="scripts", Key=key)["Body"].read() == b"body"
    listed = s3.list_objects_v2(Bucket="scripts", Prefix=key, Delimiter="\t")["Contents"]
    assert [item["Key"] for item in listed] == [key]
    s3.put_object_tagging(
        Bucket="scripts", Key=key, Tagging={"TagSet": [{"Key": "a", "Value": "b"}]}
    )
    s3.delete_object(Bucket="scripts", Key=key)


def fetch(url: str, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
    try:
        headers = {"Content-Type": TEXT} if body is not None else {}
        request = urllib.request.Request(url, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.mark.parametrize("version", ["s3", "s3v4"])
@pytest.mark.parametrize("issued", [False, True])
def test_presigned(sandbox: Sandbox, version: str, issued: bool) -> None:
    keys = sandbox.env
    if issued:
        arn = "arn:aws:iam::123456789012:role/x"
        sts = sandbox.client("sts")
        keys = as_keys(sts.assume_role(RoleArn=arn, RoleSessionName="own")["Credentials"])

    def presign(call: str, expires: int = 60, secret: str | None = None, **more: Any) -> str:
        client = boto3.client(
            "s3", endpoint_url=sandbox.url, region_name="us-east-1",
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=secret or keys["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=keys.get("AWS_SESSION_TOKEN"),
            config=Config(signature_version=version, s3={"addressing_style": "path"}),
        )  # fmt: skip
        url: str = client.generate_presigned_url(
            call, {"Bucket": "scripts", "Key": "pre/ü 1", **more}, ExpiresIn=expires
        )
        return url

    put = presign("put_object", ContentType=TEXT)
    assert ("X-Amz-Signature" in put) == (version == "s3v4")
    assert fetch(put, "PUT", b"content")[0] == 200
    assert fetch(presign("get_object"))[1] == b"content"
    named = presign("get_object", ResponseContentType="text/x-mine")
    assert fetch(named)[0] == 200
    other = presign("get_object").replace(quote("ü 1"), "other")
    assert fetch(other)[0] == 403
    status, body = fetch(presign("get_object", secret="x" * 40))
    assert (status, b"SignatureDoesNotMatch" in body) == (403, True)
    soon = presign("get_object", expires=1)
    time.sleep(2.1)
    status, body = fetch(soon)
    assert (status, b"Request has expired" in body) == (403, True)


def test_each_home_has_keys_of_its_own(tmp_path: Path) -> None:
    one, two = (home.prepare(tmp_path / name) for name in ("one", "two"))
    first, second = home.keys(one), home.keys(two)
    assert first == home.keys(one)
    assert not set(first.values()) & set(second.values())
    home.clear(one)
    assert first == home.keys(one)
    (one / home.KEYS_FILE).write_text("{")
    with pytest.raises(SandboxError, match="cannot be read"):
        home.keys(one)


def test_the_secret_is_nowhere_else(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    secret = sandbox.env["AWS_SECRET_ACCESS_KEY"].encode()
    sandbox.client("glue").get_databases()
    ask(sandbox, "glue", {**sandbox.env, "AWS_SECRET_ACCESS_KEY": "wrong"})
    sandbox.save()
    places = [
        path.name
        for path in sandbox.home.rglob("*")
        if path.is_file() and secret in path.read_bytes()
    ]
    assert places == [home.KEYS_FILE]
    assert secret.decode() not in "".join(capfd.readouterr())
    assert secret.decode() not in repr(sandbox.status())


def test_broken_credentials_are_refused() -> None:
    def environ(**more: str) -> dict[str, Any]:
        return {"REQUEST_METHOD": "GET", "RAW_URI": "/", **more}

    for given in (
        environ(),
        environ(HTTP_AUTHORIZATION="Basic eDp5"),
        environ(HTTP_AUTHORIZATION="AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host"),
        environ(HTTP_AUTHORIZATION="AWS4-HMAC-SHA256 Credential=a/b,SignedHeaders=x,Signature=y"),
        environ(QUERY_STRING="X-Amz-Algorithm=AWS4-HMAC-SHA256"),
    ):
        with pytest.raises(Refused, match="missing"):
            signing.check(given, lambda key: signing.Key("s"))
