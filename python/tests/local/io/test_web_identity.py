"""A web identity of the environment reaches S3A: boto3 exchanges the token in a file for keys."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from glueflow.local import aws, causes

TOKEN = "eyJhbGciOiJSUzI1NiJ9.hush-hush.signature"
ROLE = "arn:aws:iam::123456789012:role/builds"
GIVEN = """<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAWEB</AccessKeyId>
<SecretAccessKey>web-secret</SecretAccessKey><SessionToken>web-session</SessionToken>
<Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>"""


class _Sts(HTTPServer):
    """Stands in for AWS STS and notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, list[str]]] = []
        super().__init__(("127.0.0.1", 0), _Reply)


class _Reply(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        assert isinstance(self.server, _Sts)
        self.server.asked.append(parse_qs(body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(GIVEN.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output free of requests."""


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[_Sts]:
    server = _Sts()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in aws.FOLLOWED:
        monkeypatch.delenv(name, raising=False)
    token = tmp_path / "token"
    token.write_text(TOKEN)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("AWS_ROLE_ARN", ROLE)
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(token))
    yield server
    server.shutdown()
    server.server_close()


def test_s3a_gets_the_keys_of_the_role_and_not_the_token(sts: _Sts) -> None:
    settings = aws.s3a_settings()
    assert settings[f"{aws.JAVA_PROPERTY}aws.accessKeyId"] == "ASIAWEB"
    assert settings[f"{aws.JAVA_PROPERTY}aws.sessionToken"] == "web-session"
    assert TOKEN not in str(settings)
    assert [asked["RoleArn"] for asked in sts.asked] == [[ROLE]]


def test_another_role_is_another_client(sts: _Sts, monkeypatch: pytest.MonkeyPatch) -> None:
    first = aws.client("s3")
    assert aws.client("s3") is first
    monkeypatch.setenv("AWS_ROLE_ARN", f"{ROLE}-2")
    assert aws.client("s3") is not first


def test_a_refused_token_is_about_credentials() -> None:
    from botocore.exceptions import ClientError

    error = ClientError(
        {"Error": {"Code": "InvalidIdentityToken", "Message": "no provider"}},
        "AssumeRoleWithWebIdentity",
    )
    assert causes.is_credentials(error)
