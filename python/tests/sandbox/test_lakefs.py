"""The stand-in for lakeFS, by plain HTTP and by boto3; the SDK's own tests drive the rest."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest

from glueflow.sandbox.lakefs import trees
from glueflow.sandbox.lakefs.problems import MergeConflict
from glueflow.sandbox.lakefs.service import LakeFS
from glueflow.sandbox.lakefs.trees import Entry
from glueflow.sandbox.server import Sandbox
from glueflow.sandbox.signing import Key

from .signer import ChunkedClient

KEYS = {"AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST", "AWS_SECRET_ACCESS_KEY": "secret"}


class Http:
    """Calls of one stand-in."""

    def __init__(self, url: str, keys: dict[str, str]) -> None:
        self._url = url
        pair = f"{keys['AWS_ACCESS_KEY_ID']}:{keys['AWS_SECRET_ACCESS_KEY']}"
        self._basic = f"Basic {base64.b64encode(pair.encode()).decode()}"

    def call(
        self, method: str, path: str, body: Any = None, status: int | None = None, **headers: str
    ) -> Any:
        """Make a call; with a status, one that is refused with it."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body else None
        request = urllib.request.Request(f"{self._url}/api/v1{path}", data, method=method)
        request.add_header("Authorization", headers.pop("auth", self._basic))
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=20) as reply:
                assert status is None
                text = reply.read()
        except urllib.error.HTTPError as error:
            assert error.code == status, error.read()
            text = error.read()
        return json.loads(text) if text[:1] in (b"{", b"[") else text


def start(home: Path) -> LakeFS:
    def lookup(name: str) -> Key | None:
        known = name == KEYS["AWS_ACCESS_KEY_ID"]
        return Key(KEYS["AWS_SECRET_ACCESS_KEY"]) if known else None

    return LakeFS(home, 0, KEYS, lambda: None, lookup)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LakeFS]:
    running = start(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def http(server: LakeFS) -> Http:
    client = Http(server.url, KEYS)
    client.call("POST", "/repositories", {"name": "repo", "storage_namespace": "s3://b/repo"})
    return client


MAIN = "/repositories/repo/branches/main"
READ = "/repositories/repo/refs/main"


def test_it_says_that_it_is_a_stand_in(http: Http) -> None:
    assert "standin" in http.call("GET", "/config")["version_config"]["version"]


def test_only_its_own_key_and_no_web_page(http: Http) -> None:
    wrong = base64.b64encode(b"AKIATESTTESTTESTTEST:other").decode()
    for auth in (f"Basic {wrong}", "Bearer a.b.c", "Basic !", ""):
        http.call("GET", "/repositories", status=401, auth=auth)
    http.call("GET", "/repositories", status=403, Origin="https://example.com")
    http.call("GET", "/repositories", status=403, Host="example.com")
    body = {"access_key_id": KEYS["AWS_ACCESS_KEY_ID"], "secret_access_key": "secret"}
    token = http.call("POST", "/auth/login", body, auth="")["token"]
    assert http.call("GET", "/repositories", auth=f"Bearer {token}")["results"]
    http.call("GET", "/repositories", status=401, auth=f"Bearer {token}x")


def test_a_restart_keeps_everything(tmp_path: Path) -> None:
    first = start(tmp_path)
    http = Http(first.url, KEYS)
    http.call("POST", "/repositories", {"name": "repo", "storage_namespace": "s3://b/repo"})
    http.call("POST", f"{MAIN}/objects?path=a", b"committed")
    made = http.call("POST", f"{MAIN}/commits", {"message": "one"})
    http.call("POST", f"{MAIN}/objects?path=b", b"staged")
    address = http.call("GET", f"{READ}/objects/stat?path=a&presign=true")["physical_address"]
    first.stop()
    second = start(tmp_path)
    try:
        http = Http(second.url, KEYS)
        assert http.call("GET", f"{READ}/objects?path=a") == b"committed"
        assert http.call("GET", MAIN)["commit_id"] == made["id"]
        changes = http.call("GET", f"{MAIN}/diff")["results"]
        assert [(each["path"], each["type"]) for each in changes] == [("b", "added")]
        path = address.split("/", 3)[3]
        with urllib.request.urlopen(f"{second.url}/{path}", timeout=20) as reply:
            assert reply.read() == b"committed"
    finally:
        second.stop()


def test_a_signed_address_is_good_for_what_it_was_signed_for(server: LakeFS, http: Http) -> None:
    http.call("POST", f"{MAIN}/objects?path=a", b"data")
    address = http.call("GET", f"{READ}/objects/stat?path=a&presign=true")["physical_address"]
    for changed in (address.replace("/get/", "/put/"), address[:-1], address + "0"):
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(changed, timeout=20)
    staging = f"{MAIN}/staging/backing?path=a&presign=true"
    body = {"staging": http.call("GET", staging), "checksum": "x", "size_bytes": 1}
    # Given out for a, linked as b; and linked before anything was sent.
    http.call("PUT", f"{MAIN}/staging/backing?path=b", body, status=400)
    http.call("PUT", f"{MAIN}/staging/backing?path=a", body, status=410)


def test_no_name_reaches_other_files(server: LakeFS, http: Http) -> None:
    address = "s3://b/repo/data/../../../lakefs.db"
    body = {"staging": {"physical_address": address}, "checksum": "x", "size_bytes": 1}
    http.call("PUT", f"{MAIN}/staging/backing?path=a", body, status=400)


def test_delete_takes_a_thousand_at_once(http: Http) -> None:
    paths = [str(number) for number in range(1001)]
    refused = http.call("POST", f"{MAIN}/objects/delete", {"paths": paths}, status=400)
    assert "1000" in refused["message"]
    assert http.call("POST", f"{MAIN}/objects/delete", {"paths": paths[:1000]}) == {"errors": []}


def test_imports_come_from_the_sandbox(sandbox: Sandbox, s3: Any, name: str) -> None:
    bucket = name.replace("_", "-")
    s3.create_bucket(Bucket=bucket)
    for key in ("in/a.csv", "in/deep/b.csv", "other"):
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    keys = {name: value for name, value in sandbox.env.items() if name.startswith("AWS_")}
    http = Http(sandbox.lakefs.url, keys)
    http.call("POST", "/repositories", {"name": "repo", "storage_namespace": f"s3://{bucket}/l"})
    paths = [
        {"type": "common_prefix", "path": f"s3://{bucket}/in/", "destination": "got/"},
        {"type": "object", "path": f"s3://{bucket}/other", "destination": "one"},
    ]
    started = http.call("POST", f"{MAIN}/import", {"paths": paths, "commit": {"message": "in"}})
    for _ in range(200):
        status = http.call("GET", f"{MAIN}/import?id={started['id']}")
        if status["completed"] or "error" in status:
            break
    assert status["ingested_objects"] == 3
    assert status["commit"]["message"] == "in"
    assert http.call("GET", f"{READ}/objects?path=got/deep/b.csv") == b"in/deep/b.csv"
    assert http.call("GET", f"{READ}/objects?path=one", Range="bytes=1-2") == b"th"
    http.call("DELETE", f"{MAIN}/import?id={started['id']}", status=409)


def test_the_gateway_speaks_s3(sandbox: Sandbox) -> None:
    from glueflow.sandbox import clients

    keys = {name: value for name, value in sandbox.env.items() if name.startswith("AWS_")}
    http = Http(sandbox.lakefs.url, keys)
    body = {"name": "gateway", "storage_namespace": "s3://gateway/x"}
    http.call("POST", "/repositories", body)
    s3 = clients.client("s3", sandbox.lakefs.url, "us-east-1", keys)
    assert "gateway" in [each["Name"] for each in s3.list_buckets()["Buckets"]]
    for key in ("main/a.csv", "main/deep/b c.csv", "main/deep/d"):
        s3.put_object(Bucket="gateway", Key=key, Body=key.encode(), Metadata={"foo": "bar"})
    found = s3.list_objects_v2(Bucket="gateway", Prefix="main/", Delimiter="/")
    assert [each["Key"] for each in found["Contents"]] == ["main/a.csv"]
    assert [each["Prefix"] for each in found["CommonPrefixes"]] == ["main/deep/"]
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket="gateway", Prefix="main/", PaginationConfig={"PageSize": 1}
    )
    assert [each["Key"] for page in pages for each in page.get("Contents", [])] == [
        "main/a.csv",
        "main/deep/b c.csv",
        "main/deep/d",
    ]
    got = s3.get_object(Bucket="gateway", Key="main/deep/b c.csv", Range="bytes=5-8")
    assert got["Body"].read() == b"deep"
    assert s3.head_object(Bucket="gateway", Key="main/a.csv")["Metadata"] == {"foo": "bar"}
    s3.copy_object(Bucket="gateway", Key="main/copy", CopySource="gateway/main/a.csv")
    upload = s3.create_multipart_upload(Bucket="gateway", Key="main/parts", ContentType="text/x")
    parts = [
        {
            "PartNumber": number,
            "ETag": s3.upload_part(
                Bucket="gateway",
                Key="main/parts",
                UploadId=upload["UploadId"],
                PartNumber=number,
                Body=str(number).encode(),
            )["ETag"],
        }
        for number in (1, 2)
    ]
    s3.complete_multipart_upload(
        Bucket="gateway",
        Key="main/parts",
        UploadId=upload["UploadId"],
        MultipartUpload={"Parts": parts},
    )
    whole = s3.get_object(Bucket="gateway", Key="main/parts")
    assert (whole["Body"].read(), whole["ContentType"]) == (b"12", "text/x")
    s3.delete_object(Bucket="gateway", Key="main/copy")
    s3.delete_objects(Bucket="gateway", Delete={"Objects": [{"Key": "main/deep/d"}]})
    http.call("POST", "/repositories/gateway/branches/main/commits", {"message": "by S3"})
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchKey"):
        s3.get_object(Bucket="gateway", Key="main/copy")
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchBucket"):
        s3.list_objects_v2(Bucket="nowhere", Prefix="main/")
    other = {**keys, "AWS_SECRET_ACCESS_KEY": "wrong"}
    stranger = clients.client("s3", sandbox.lakefs.url, "us-east-1", other)
    with pytest.raises(stranger.exceptions.ClientError, match="SignatureDoesNotMatch"):
        stranger.list_buckets()


def test_the_gateway_takes_signed_chunks(sandbox: Sandbox) -> None:
    """Hadoop's S3A sends every object so, empty ones too."""
    http = Http(sandbox.lakefs.url, sandbox.env)
    body = {"name": "chunks", "storage_namespace": "local://chunks"}
    http.call("POST", "/repositories", body)
    place: Any = SimpleNamespace(port=urlsplit(sandbox.lakefs.url).port, env=sandbox.env)
    client = ChunkedClient(place)
    for content in (b"", b"some data, " * 2000):
        headers = {
            "content-encoding": "aws-chunked",
            "x-amz-decoded-content-length": str(len(content)),
        }
        digest = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        status, _ = client.send(
            "PUT", "/chunks/main/x", body=content, digest=digest, headers=headers
        )
        assert status == 200
        assert http.call("GET", "/repositories/chunks/refs/main/objects?path=x") == content


def tree(**objects: str) -> dict[str, Entry]:
    return {
        path: {
            "address": content,
            "size": 1,
            "checksum": content,
            "mtime": 0,
            "type": "",
            "meta": {},
        }
        for path, content in objects.items()
    }


def test_a_merge_takes_both_sides() -> None:
    base = tree(same="1", mine="1", theirs="1", gone="1", both="1")
    destination = tree(same="1", mine="2", theirs="1", gone="1", both="3", new="1")
    source = tree(same="1", mine="1", theirs="2", both="3", other="1")
    assert trees.merge(base, destination, source) == tree(
        same="1", mine="2", theirs="2", both="3", new="1", other="1"
    )


@pytest.mark.parametrize(
    ("destination", "source"),
    [("2", "3"), ("2", None), (None, "2")],
)
def test_a_merge_refuses_what_both_changed(destination: str | None, source: str | None) -> None:
    base = tree(a="1")
    left = tree(a=destination) if destination else {}
    right = tree(a=source) if source else {}
    with pytest.raises(MergeConflict):
        trees.merge(base, left, right)
    assert trees.merge(base, left, right, "dest-wins") == left
    assert trees.merge(base, left, right, "source-wins") == right
    assert [kind for _, kind, _ in trees.three_dot(base, left, right)] == ["conflict"]
