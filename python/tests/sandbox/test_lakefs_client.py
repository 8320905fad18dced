"""The stand-in for lakeFS, driven by lakeFS's own Python client (PyPI ``lakefs``).

What that one expects of a server was not written by us: an outside check of the stand-in.
With ``LAKEFS_ENDPOINT`` and the other variables of the SDK tests it drives a server of your own.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
import uuid
from datetime import timedelta
from typing import Any

import lakefs
import pytest
from lakefs.client import Client
from lakefs.exceptions import (
    BadRequestException,
    ConflictException,
    NotAuthorizedException,
    NotFoundException,
    ObjectExistsException,
    ObjectNotFoundException,
    ServerException,
    TransactionException,
)

REAL = os.environ.get("LAKEFS_ENDPOINT")
NAMESPACE = os.environ.get("LAKEFS_STORAGE_NAMESPACE", "s3://lakefs").rstrip("/")


@pytest.fixture(scope="module")
def host(request: pytest.FixtureRequest) -> str:
    """The server's address. A sandbox is started for the stand-in only."""
    return REAL or str(request.getfixturevalue("sandbox").lakefs.url)


@pytest.fixture(scope="module")
def client(request: pytest.FixtureRequest, host: str) -> Client:
    if REAL:
        key, secret = os.environ["LAKEFS_ACCESS_KEY_ID"], os.environ["LAKEFS_SECRET_ACCESS_KEY"]
    else:
        env = request.getfixturevalue("sandbox").env
        key = env["LAKECTL_CREDENTIALS_ACCESS_KEY_ID"]
        secret = env["LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY"]
    return Client(host=host, username=key, password=secret)


@pytest.fixture
def repo(client: Client) -> lakefs.Repository:
    """A repository of its own for each test."""
    id_ = f"client-{uuid.uuid4()}"
    return lakefs.Repository(id_, client=client).create(f"{NAMESPACE}/{id_}")


@pytest.fixture
def main(repo: lakefs.Repository) -> lakefs.Branch:
    return repo.branch("main")


def paths(listing: Any) -> list[str]:
    return [each.path for each in listing]


def changes(listing: Any) -> list[tuple[str, str]]:
    return [(each.type, each.path) for each in listing]


def test_it_knows_the_server(client: Client) -> None:
    assert REAL or "standin" in client.version
    assert REAL or client.storage_config.pre_sign_support
    assert client.storage_config.import_support


def test_wrong_keys(host: str) -> None:
    stranger = Client(host=host, username="AKIA", password="wrong")
    with pytest.raises(NotAuthorizedException):
        list(lakefs.repositories(client=stranger))


def test_repositories(client: Client, repo: lakefs.Repository) -> None:
    assert repo.properties.default_branch == "main"
    assert repo.properties.storage_namespace == f"{NAMESPACE}/{repo.id}"
    assert repo.metadata == {}
    found = lakefs.repositories(client=client, prefix=repo.id)
    assert [each.id for each in found] == [repo.id]
    with pytest.raises(ConflictException):
        lakefs.Repository(repo.id, client=client).create(f"{NAMESPACE}/{repo.id}-2")
    again = lakefs.Repository(repo.id, client=client).create(f"{NAMESPACE}/x", exist_ok=True)
    assert again.properties.storage_namespace == f"{NAMESPACE}/{repo.id}"
    repo.delete()
    with pytest.raises(NotFoundException):
        repo.delete()


def test_branches_and_tags(repo: lakefs.Repository, main: lakefs.Branch) -> None:
    made = [repo.branch(f"b{number}").create("main") for number in range(5)]
    repo.branch("hidden").create("main", hidden=True)
    assert [each.id for each in repo.branches(prefix="b")] == ["b0", "b1", "b2", "b3", "b4"]
    assert [each.id for each in repo.branches(max_amount=2, after="b1")] == ["b2", "b3"]
    assert "hidden" not in [each.id for each in repo.branches()]
    with pytest.raises(ConflictException):
        made[0].create("main")
    made[0].create("main", exist_ok=True)
    with pytest.raises(NotFoundException):
        repo.branch("orphan").create("nowhere")
    made[0].delete()
    assert "b0" not in [each.id for each in repo.branches()]
    tag = repo.tag("v1").create(main)
    assert [each.id for each in repo.tags()] == ["v1"]
    assert tag.get_commit().id == main.get_commit().id
    with pytest.raises(ConflictException):
        repo.tag("v1").create(main)
    tag.delete()
    with pytest.raises(NotFoundException):
        tag.delete()


@pytest.mark.parametrize("pre_sign", [True, False])
def test_objects(client: Client, main: lakefs.Branch, pre_sign: bool) -> None:
    if pre_sign and not client.storage_config.pre_sign_support:
        pytest.skip("the server signs no addresses")
    made = main.object("a/b c&d.txt").upload(
        "data of it",
        pre_sign=pre_sign,
        content_type="text/x-own",
        metadata={"foo": "bar"},
    )
    stat = made.stat()
    assert (stat.size_bytes, stat.content_type) == (10, "text/x-own")
    assert stat.metadata == {"foo": "bar"}
    with made.reader("r", pre_sign=pre_sign) as reader:
        assert reader.read(4) == "data"
        reader.seek(-2, 2)
        assert reader.read() == "it"
        reader.seek(0)
        assert reader.read() == "data of it"
        reader.seek(100)
        assert reader.read(1) == ""
    lines = b"one\ntwo\n" + "drü".encode()
    main.object("lines").upload(lines, pre_sign=pre_sign)
    with main.object("lines").reader("r", pre_sign=pre_sign) as reader:
        assert list(reader) == ["one\n", "two\n", "drü"]
    with pytest.raises(ObjectExistsException):
        main.object("lines").upload("x", mode="x", pre_sign=pre_sign)
    main.object("new").upload(b"", mode="xb", pre_sign=pre_sign)
    assert main.object("new").stat().size_bytes == 0
    with main.object("written").writer("w", pre_sign=pre_sign) as writer:
        json.dump({"a": [1, 2]}, writer)
    with main.object("written").reader("r", pre_sign=pre_sign) as reader:
        assert json.load(reader) == {"a": [1, 2]}
    copy = main.object("lines").copy("main", "copied")
    assert copy.reader("rb", pre_sign=pre_sign).read() == lines
    assert not main.object("nowhere").exists()
    with pytest.raises(ObjectNotFoundException):
        main.object("nowhere").reader("r", pre_sign=pre_sign).read()
    main.object("copied").delete()
    assert not main.object("copied").exists()


def test_listings(main: lakefs.Branch) -> None:
    for path in ("a", "b/1", "b/2", "c/1", "d"):
        main.object(path).upload(path)
    assert paths(main.objects()) == ["a", "b/1", "b/2", "c/1", "d"]
    assert paths(main.objects(prefix="b/")) == ["b/1", "b/2"]
    assert paths(main.objects(after="b/1", max_amount=2)) == ["b/2", "c/1"]
    found = list(main.objects(delimiter="/"))
    assert paths(found) == ["a", "b/", "c/", "d"]
    assert isinstance(found[1], lakefs.models.CommonPrefix)
    main.delete_objects(["a", main.object("b/1"), "not there"])
    assert paths(main.objects()) == ["b/2", "c/1", "d"]
    with pytest.raises(BadRequestException):
        main.delete_objects([str(number) for number in range(1001)])


def test_commits_diffs_and_resets(main: lakefs.Branch) -> None:
    with pytest.raises(BadRequestException):
        main.commit("nothing")
    main.object("a").upload("one")
    first = main.commit("one", metadata={"run": "7"})
    assert first.get_commit().metadata == {"run": "7"}
    assert [each.message for each in main.log(max_amount=1)] == ["one"]
    main.object("a").upload("two")
    main.object("b/1").upload("x")
    main.object("c").upload("x")
    assert changes(main.uncommitted()) == [("changed", "a"), ("added", "b/1"), ("added", "c")]
    assert changes(main.uncommitted(delimiter="/", prefix="b")) == [("prefix_changed", "b/")]
    main.reset_changes("object", "c")
    main.reset_changes("common_prefix", "b/")
    assert changes(main.uncommitted()) == [("changed", "a")]
    second = main.commit("two")
    found = first.diff(second, type="two_dot")
    assert changes(found) == [("changed", "a")]
    main.object("a").upload("three")
    main.reset_changes()
    assert main.object("a").reader("r").read() == "two"
    main.revert("main")
    assert main.object("a").reader("r").read() == "one"
    main.cherry_pick(second)
    assert main.object("a").reader("r").read() == "two"
    assert main.get_commit().message == "two"


def test_merges_and_conflicts(repo: lakefs.Repository, main: lakefs.Branch) -> None:
    main.object("a").upload("base")
    main.commit("base")
    other = repo.branch("other").create("main")
    other.object("b").upload("b")
    other.commit("b")
    assert changes(main.diff(other)) == [("added", "b")]
    merged = other.merge_into(main, message="merge it")
    assert main.get_commit().id == merged
    assert main.get_commit().message == "merge it"
    assert len(main.get_commit().parents) == 2
    other.object("a").upload("theirs")
    other.commit("theirs")
    main.object("a").upload("ours")
    main.commit("ours")
    assert changes(main.diff(other)) == [("conflict", "a")]
    with pytest.raises(ConflictException):
        other.merge_into(main)
    assert main.object("a").reader("r").read() == "ours"
    other.merge_into(main, strategy="source-wins")
    assert main.object("a").reader("r").read() == "theirs"
    main.object("dirt").upload("x")
    with pytest.raises((BadRequestException, ConflictException), match="dirty"):
        other.merge_into(main, allow_empty=True)


def test_transactions(repo: lakefs.Repository, main: lakefs.Branch) -> None:
    with main.transact(commit_message="work", commit_metadata={"a": "b"}, tag="v1") as tx:
        tx.object("in/a").upload("a")
        tx.object("in/b").upload("b")
        tx.delete_objects("in/b")
        assert paths(main.objects()) == []
    assert paths(main.objects()) == ["in/a"]
    assert [each.message for each in main.log(max_amount=2)][1] == "work"
    assert repo.tag("v1").get_commit().id == main.get_commit().id
    before = main.get_commit().id
    with pytest.raises(ValueError, match="of mine"), main.transact("fails") as tx:
        tx.object("never").upload("x")
        raise ValueError("of mine")
    with pytest.raises(TransactionException), main.transact("conflict") as tx:
        tx.object("in/a").upload("by it")
        main.object("in/a").upload("by another")
        main.commit("another")
    assert main.object("in/a").reader("r").read() == "by another"
    assert [each.id for each in main.log(max_amount=2)][1] == before
    assert [each.id for each in repo.branches()] == ["main"]


@pytest.mark.skipif(bool(REAL), reason="the objects are in the sandbox's S3")
def test_imports(main: lakefs.Branch, s3: Any, name: str) -> None:
    bucket = name.replace("_", "-")
    s3.create_bucket(Bucket=bucket)
    for key in ("in/a.csv", "in/deep/b.csv", "other"):
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    manager = main.import_data("import it", metadata={"from": "s3"})
    manager.prefix(f"s3://{bucket}/in/", destination="got/").object(f"s3://{bucket}/other", "one")
    status = manager.run(poll_interval=timedelta(milliseconds=10))
    assert (status.completed, status.ingested_objects) == (True, 3)
    assert status.commit.message == "import it"
    assert paths(main.objects()) == ["got/a.csv", "got/deep/b.csv", "one"]
    assert main.object("got/deep/b.csv").reader("rb").read() == b"in/deep/b.csv"


def test_signed_addresses(client: Client, main: lakefs.Branch) -> None:
    if not client.storage_config.pre_sign_support:
        pytest.skip("the server signs no addresses")
    main.object("a").upload("data")
    address = main.object("a").stat(pre_sign=True).physical_address
    with urllib.request.urlopen(address, timeout=20) as reply:
        assert reply.read() == b"data"
    assert not main.object("a").stat(pre_sign=False).physical_address.startswith("http")
    if not REAL:  # Stores in tests, moto's say, do not always look at signatures.
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(address[:-1], timeout=20)


def test_errors_have_a_status_and_a_reason(client: Client) -> None:
    with pytest.raises(ServerException) as caught:
        list(lakefs.Repository("nowhere", client=client).branches())
    assert caught.value.status_code == 404
    assert "not found" in str(caught.value.body)
