"""A full disk: changes that can't be kept are refused, and nothing that was stored is lost.

Not among the sandbox's other tests: a process has one sandbox at a time, and those share theirs.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from sandbox.conftest import RUNNER, refusal

from glueflow.sandbox import control, home, persistence
from glueflow.sandbox.cli import main
from glueflow.sandbox.objects import ObjectStore
from glueflow.sandbox.server import Sandbox

ONCE = {"max_attempts": 0}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(folder)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(command).returncode:
        pytest.skip("a small disk can't be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all room there is."""
    path = folder / "ballast"
    with open(path, "wb", buffering=0) as stream, contextlib.suppress(OSError):
        while stream.write(b"x" * 4096):
            pass
    return path


def client(url: str, service: str, keys: dict[str, str]) -> Any:
    """Make a client that asks once."""
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries=ONCE, s3={"addressing_style": "path"}),
    )


def test_a_full_disk(disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = disk / "home"
    start = ["start", "--home", str(folder), "--port", "0", "--no-seed", "--json"]
    assert main(start) == 0
    url = json.loads(capsys.readouterr().out)["url"]
    keys = home.keys(folder)
    s3, glue, iam = (client(url, name, keys) for name in ("s3", "glue", "iam"))
    s3.create_bucket(Bucket="keep")
    s3.put_object(Bucket="keep", Key="old", Body=b"old")
    glue.create_database(DatabaseInput={"Name": "old"})
    ballast = fill(disk)
    assert refusal(s3.put_object, Bucket="keep", Key="new", Body=b"n" * 9)[0] == "InternalError"
    code, text = refusal(glue.create_database, DatabaseInput={"Name": "new"})
    assert code == "InternalServiceException" and "No space left" in text
    assert refusal(iam.create_user, UserName="new")[0] == "InternalFailure"
    # Reading goes on, and the stop says that it has not stopped.
    assert s3.get_object(Bucket="keep", Key="old")["Body"].read() == b"old"
    assert main(["stop", "--home", str(folder)]) == 1
    assert "has not stopped: its state can't be saved" in capsys.readouterr().err
    assert control.find(folder) is not None
    ballast.unlink()
    deadline = time.monotonic() + 15
    while True:
        try:
            s3.put_object(Bucket="keep", Key="new", Body=b"new")
            break
        except s3.exceptions.ClientError:
            assert time.monotonic() < deadline, "it never goes on by itself"
            time.sleep(0.2)
    assert main(["stop", "--home", str(folder)]) == 0
    assert "its data stays" in capsys.readouterr().out
    with Sandbox(home=folder, runner=RUNNER) as again:
        for key in ("old", "new"):
            body = again.client("s3").get_object(Bucket="keep", Key=key)["Body"].read()
            assert body == key.encode()
        names = [d["Name"] for d in again.client("glue").get_databases()["DatabaseList"]]
        assert names == ["old"]


def test_an_object_larger_than_the_disk(disk: Path) -> None:
    with Sandbox(home=disk / "home", runner=RUNNER) as sandbox:
        s3 = client(sandbox.url, "s3", sandbox.env)
        s3.create_bucket(Bucket="keep")
        big = refusal(s3.put_object, Bucket="keep", Key="k", Body=b"x" * 20_000_000)
        assert big[0] == "InternalError"
        s3.put_object(Bucket="keep", Key="k", Body=b"small")
        assert len(list((sandbox.home / "objects").glob("*/*"))) == 1


def test_deleting_makes_room(disk: Path) -> None:
    with Sandbox(home=disk / "home", runner=RUNNER) as sandbox:
        s3 = client(sandbox.url, "s3", sandbox.env)
        s3.create_bucket(Bucket="keep")
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        s3.put_object(Bucket="keep", Key="k", Body=b"x" * (free - 1_300_000))
        sandbox.save()
        assert refusal(s3.put_object, Bucket="keep", Key="l", Body=b"x" * 900_000)[0]
        s3.delete_object(Bucket="keep", Key="k")


def test_a_failed_save_keeps_the_contents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Contents that the last good snapshot names stay, and those that none names are set aside."""
    sandbox = Sandbox(home=tmp_path / "home", runner=RUNNER).start()
    s3 = client(sandbox.url, "s3", sandbox.env)
    s3.create_bucket(Bucket="keep")
    s3.put_object(Bucket="keep", Key="k", Body=b"first")
    sandbox.save()

    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(persistence.os, "fsync", full)
    s3.put_object(Bucket="keep", Key="k", Body=b"second")
    with pytest.raises(OSError, match="No space left"):
        sandbox.save()
    assert refusal(s3.put_object, Bucket="keep", Key="x", Body=b"")[0] == "InternalError"
    assert refusal(s3.delete_object, Bucket="keep", Key="k")[0] == "InternalError"
    with pytest.raises(Exception, match=r"could not be saved in .*is lost"):
        sandbox.stop()
    assert not list((tmp_path / "home" / "state").glob("*.tmp"))
    monkeypatch.undo()
    with Sandbox(home=tmp_path / "home", runner=RUNNER) as again:
        body = again.client("s3").get_object(Bucket="keep", Key="k")["Body"].read()
        assert body == b"first"
        aside = [p.read_bytes() for p in again.home.glob("state/objects.unsaved-*/*")]
        assert aside == [b"second"]
        assert "set aside" in "\n".join(again.messages)


def test_half_a_content_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ObjectStore(tmp_path)

    def half(path: Path, data: bytes) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError, match="No space"):
        store.write(b"data")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
