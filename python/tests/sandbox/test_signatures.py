"""A signature covers the body, the moment and S3's own headers, as AWS documents it.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList,
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html,
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
"""

from __future__ import annotations

import hashlib
import zlib
from base64 import b64encode
from typing import Any

import pytest

from glueflow.sandbox.server import Sandbox

from .signer import ChunkedClient, Client, sha256

MINUTES = 60.0
DAYS = 24 * 60 * MINUTES


def stored(s3: Any, key: str) -> bytes | None:
    try:
        return bytes(s3.get_object(Bucket="scripts", Key=key)["Body"].read())
    except s3.exceptions.NoSuchKey:
        return None


def test_a_body_is_what_was_signed(sandbox: Sandbox, s3: Any, name: str) -> None:
    path = f"/scripts/{name}"
    client = Client(sandbox)
    assert client.send("PUT", path, body=b"good")[0] == 200
    other = client.send("PUT", path, body=b"evil", digest=sha256(b"good"))
    assert other == (400, "XAmzContentSHA256Mismatch")
    assert client.send("PUT", path, body=b"any", digest="UNSIGNED-PAYLOAD")[0] == 200
    assert client.send("PUT", path, body=b"x", digest="abc") == (400, "InvalidArgument")
    assert client.send("PUT", path, body=b"x", digest="") == (400, "InvalidRequest")
    assert stored(s3, name) == b"any"


def test_other_services_digest_the_body_themselves(sandbox: Sandbox) -> None:
    glue = Client(sandbox, "glue")
    headers = {"x-amz-target": "AWSGlue.GetDatabases", "content-type": "application/x-amz-json-1.1"}
    assert glue.send("POST", "/", body=b"{}", headers=headers)[0] == 200
    lied = glue.send("POST", "/", body=b'{"a": 1}', digest=sha256(b"{}"), headers=headers)
    assert lied == (400, "InvalidSignatureException")


@pytest.mark.parametrize(
    ("ahead", "s3", "glue"),
    [
        (-14 * MINUTES, 200, 200),
        (14 * MINUTES, 200, 200),
        (-16 * MINUTES, (403, "RequestTimeTooSkewed"), (400, "InvalidSignatureException")),
        (16 * MINUTES, (403, "RequestTimeTooSkewed"), (400, "InvalidSignatureException")),
        (-3 * DAYS, (403, "RequestTimeTooSkewed"), (400, "InvalidSignatureException")),
    ],
)
def test_signatures_are_of_now(sandbox: Sandbox, ahead: float, s3: Any, glue: Any) -> None:
    found = Client(sandbox, ahead=ahead).send("GET", "/")
    assert (found[0] if s3 == 200 else found) == s3
    headers = {"x-amz-target": "AWSGlue.GetDatabases", "content-type": "application/x-amz-json-1.1"}
    client = Client(sandbox, "glue", ahead=ahead)
    found = client.send("POST", "/", body=b"{}", headers=headers)
    assert (found[0] if glue == 200 else found) == glue


def test_presigned_urls_last_as_long_as_they_say(sandbox: Sandbox, s3: Any, name: str) -> None:
    s3.put_object(Bucket="scripts", Key=name, Body=b"x")
    path = f"/scripts/{name}"
    assert Client(sandbox, ahead=-2 * DAYS).presigned(path, "604800") == (200, "x")
    assert Client(sandbox, ahead=-61.0).presigned(path, "60") == (403, "AccessDenied")
    assert Client(sandbox, ahead=16 * MINUTES).presigned(path, "60")[0] == 403
    refused = (400, "AuthorizationQueryParametersError")
    for lifetime in ("604801", "-1", "", "soon"):
        assert Client(sandbox).presigned(path, lifetime) == refused


def test_headers_of_s3_are_signed(sandbox: Sandbox, name: str) -> None:
    client = Client(sandbox, unsigned=["x-amz-meta-who"])
    assert client.send("PUT", f"/scripts/{name}", body=b"x") == (403, "AccessDenied")


def test_the_scope_has_the_date_of_the_request(sandbox: Sandbox) -> None:
    class Late(Client):
        @property
        def scope(self) -> str:
            return f"20200101/us-east-1/{self.service}/aws4_request"

    assert Late(sandbox).send("GET", "/") == (400, "AuthorizationHeaderMalformed")


STREAM = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
BODY = b"Some Data, " * 2000


def test_signed_chunks(sandbox: Sandbox, s3: Any, name: str) -> None:
    client = ChunkedClient(sandbox)
    path = f"/scripts/{name}"
    headers = {
        "content-encoding": "aws-chunked",
        "x-amz-decoded-content-length": str(len(BODY)),
    }
    assert client.send("PUT", path, body=BODY, digest=STREAM, headers=headers)[0] == 200
    assert stored(s3, name) == BODY
    longer = {**headers, "x-amz-decoded-content-length": str(len(BODY) + 1)}
    found = client.send("PUT", path, body=BODY, digest=STREAM, headers=longer)
    assert found == (400, "IncompleteBody")
    client.break_chunk = True
    found = client.send("PUT", path, body=BODY, digest=STREAM, headers=headers)
    assert found == (403, "SignatureDoesNotMatch")
    assert stored(s3, name) == BODY


def checksum(name: str, data: bytes) -> str:
    digests = {
        "crc32": zlib.crc32(data).to_bytes(4, "big"),
        "sha1": hashlib.sha1(data).digest(),
        "sha256": hashlib.sha256(data).digest(),
    }
    return b64encode(digests[name]).decode()


@pytest.mark.parametrize("kind", ["crc32", "sha1", "sha256"])
def test_trailers(sandbox: Sandbox, s3: Any, name: str, kind: str) -> None:
    client = ChunkedClient(sandbox)
    trailer = f"x-amz-checksum-{kind}"
    headers = {
        "content-encoding": "aws-chunked",
        "x-amz-decoded-content-length": str(len(BODY)),
        "x-amz-trailer": trailer,
    }

    def put() -> tuple[int, str]:
        digest = f"{STREAM}-TRAILER"
        return client.send("PUT", f"/scripts/{name}", body=BODY, digest=digest, headers=headers)

    client.trailer = (trailer, checksum(kind, BODY))
    assert put()[0] == 200
    assert stored(s3, name) == BODY
    client.trailer = (trailer, checksum(kind, b"other"))
    assert put() == (400, "BadDigest")


def test_boto3_sends_chunks_with_a_checksum(sandbox: Sandbox, s3: Any, name: str) -> None:
    s3.put_object(Bucket="scripts", Key=name, Body=BODY, ChecksumAlgorithm="CRC32")
    assert stored(s3, name) == BODY
