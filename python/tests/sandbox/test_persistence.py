"""What the sandbox keeps between starts, and what it does with what it cannot read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glueflow.sandbox import clients, control
from glueflow.sandbox.home import keys as owner
from glueflow.sandbox.server import Sandbox

from .conftest import RUNNER, wait

# moto's state is global, and the shared sandbox of the other tests holds it: use processes.
SERVE = """
import json, sys, threading
from glueflow.sandbox.server import Sandbox
over = threading.Event()
sandbox = Sandbox(home=sys.argv[1], port=0, runner=json.loads(sys.argv[2]), on_shutdown=over.set)
sandbox.start()
over.wait()
sandbox.stop()
"""


class Server:
    """A sandbox in a process of its own, on ``home``."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(home), json.dumps(RUNNER)]
        )
        deadline = time.monotonic() + 30
        while (found := control.find(home)) is None:
            assert self.process.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
        self.status = found

    def client(self, service: str, region: str = "us-east-1", **keys: str) -> Any:
        return clients.client(service, self.status["url"], region, keys or owner(self.home))

    def stop(self) -> None:
        control.shut_down(self.home, self.status)
        assert self.process.wait(30) == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)


@pytest.fixture
def serve(tmp_path: Path) -> Any:
    """Start servers on this test's folder, one after the other."""
    made: list[Server] = []

    def start() -> Server:
        made.append(Server(tmp_path / "home"))
        return made[-1]

    yield start
    for server in made:
        if server.process.poll() is None:
            server.kill()


def saved(home: Path, service: str, since: float) -> None:
    path = home / "state" / f"{service}.pickle"
    deadline = time.monotonic() + 10
    while not path.exists() or path.stat().st_mtime < since:
        assert time.monotonic() < deadline, f"{service} was not saved"
        time.sleep(0.05)
    time.sleep(0.5)


def fill(server: Server) -> None:
    s3, glue, iam = (server.client(name) for name in ("s3", "glue", "iam"))
    s3.create_bucket(Bucket="keep")
    s3.put_bucket_versioning(Bucket="keep", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket="keep", Key="ä/é 🛫.txt", Body=b"first", Metadata={"who": "me"})
    s3.put_object(Bucket="keep", Key="ä/é 🛫.txt", Body=b"second", Metadata={"who": "me"})
    s3.put_object(Bucket="keep", Key="empty", Body=b"")
    upload = s3.create_multipart_upload(Bucket="keep", Key="parts")["UploadId"]
    part = s3.upload_part(
        Bucket="keep", Key="parts", UploadId=upload, PartNumber=1, Body=b"x" * 6_000_000
    )
    s3.complete_multipart_upload(
        Bucket="keep",
        Key="parts",
        UploadId=upload,
        MultipartUpload={"Parts": [{"ETag": part["ETag"], "PartNumber": 1}]},
    )
    glue.create_database(DatabaseInput={"Name": "d"}, Tags={"t": "1"})
    glue.create_table(
        DatabaseName="d", TableInput={"Name": "t", "PartitionKeys": [{"Name": "m", "Type": "int"}]}
    )
    glue.update_table(
        DatabaseName="d", TableInput={"Name": "t", "PartitionKeys": [{"Name": "m", "Type": "int"}]}
    )
    glue.create_partition(DatabaseName="d", TableName="t", PartitionInput={"Values": ["1"]})
    glue.create_connection(
        ConnectionInput={"Name": "c", "ConnectionType": "JDBC", "ConnectionProperties": {}}
    )
    server.client("glue", "eu-west-1").create_database(DatabaseInput={"Name": "west"})
    iam.create_role(
        RoleName="role", AssumeRolePolicyDocument="{}", Tags=[{"Key": "a", "Value": "b"}]
    )
    logs = server.client("logs")
    logs.create_log_group(logGroupName="/mine")
    other = server.client("sts").assume_role(
        RoleArn="arn:aws:iam::111122223333:role/x", RoleSessionName="other"
    )["Credentials"]
    server.client("glue", **_keys(other)).create_database(DatabaseInput={"Name": "far"})
    (server.home / "other.json").write_text(json.dumps(_keys(other)))


def _keys(found: dict[str, Any]) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": found["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": found["SecretAccessKey"],
        "AWS_SESSION_TOKEN": found["SessionToken"],
    }


def check(server: Server) -> None:
    s3, glue, iam = (server.client(name) for name in ("s3", "glue", "iam"))
    found = s3.get_object(Bucket="keep", Key="ä/é 🛫.txt")
    assert found["Body"].read() == b"second"
    assert found["Metadata"] == {"who": "me"}
    versions = s3.list_object_versions(Bucket="keep", Prefix="ä")["Versions"]
    bodies = [
        s3.get_object(Bucket="keep", Key=v["Key"], VersionId=v["VersionId"])["Body"].read()
        for v in versions
    ]
    assert sorted(bodies) == [b"first", b"second"]
    assert s3.get_object(Bucket="keep", Key="empty")["Body"].read() == b""
    assert len(s3.get_object(Bucket="keep", Key="parts")["Body"].read()) == 6_000_000
    assert glue.get_table(DatabaseName="d", Name="t")["Table"]["VersionId"] == "1"
    assert len(glue.get_table_versions(DatabaseName="d", TableName="t")["TableVersions"]) == 2
    parts = glue.get_partitions(DatabaseName="d", TableName="t", Expression="m = 1")["Partitions"]
    assert [p["Values"] for p in parts] == [["1"]]
    arn = "arn:aws:glue:us-east-1:123456789012:database/d"
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {"t": "1"}
    assert glue.get_connection(Name="c")["Connection"]["ConnectionType"] == "JDBC"
    west = server.client("glue", "eu-west-1").get_databases()["DatabaseList"]
    assert [d["Name"] for d in west] == ["west"]
    assert iam.get_role(RoleName="role")["Role"]["Tags"] == [{"Key": "a", "Value": "b"}]
    groups = server.client("logs").describe_log_groups()["logGroups"]
    assert [g["logGroupName"] for g in groups] == ["/mine"]
    keys = json.loads((server.home / "other.json").read_text())
    assert server.client("sts", **keys).get_caller_identity()["Account"] == "111122223333"
    far = server.client("glue", **keys).get_databases()["DatabaseList"]
    assert [d["Name"] for d in far] == ["far"]


def test_everything_is_there_after_a_stop_and_a_kill(serve: Callable[[], Server]) -> None:
    first = serve()
    fill(first)
    check(first)
    first.stop()
    assert not (first.home / "sandbox.json").exists()
    second = serve()
    check(second)
    since = time.time()
    second.client("s3").put_object(Bucket="keep", Key="late", Body=b"late")
    second.client("glue").create_database(DatabaseInput={"Name": "late"})
    saved(second.home, "s3", since)
    saved(second.home, "glue", since)
    second.kill()
    assert control.find(second.home) is None  # The state file it left is recognised as stale.
    third = serve()
    check(third)
    assert third.client("s3").get_object(Bucket="keep", Key="late")["Body"].read() == b"late"
    assert third.client("glue").get_database(Name="late")
    third.client("s3").delete_object(Bucket="keep", Key="late")
    third.client("glue").create_connection(
        ConnectionInput={"Name": "c2", "ConnectionType": "JDBC", "ConnectionProperties": {}},
        Tags={"x": "y"},
    )
    arn = "arn:aws:glue:us-east-1:123456789012:connection/c2"
    assert third.client("glue").get_tags(ResourceArn=arn)["Tags"] == {"x": "y"}
    third.stop()


def test_runs_cut_off_by_a_kill_fail_and_do_not_go_on(serve: Callable[[], Server]) -> None:
    first = serve()
    s3, glue, logs = (first.client(name) for name in ("s3", "glue", "logs"))
    s3.create_bucket(Bucket="scripts")
    script = b"import os, time\nprint('pid', os.getpid(), flush=True)\ntime.sleep(600)\n"
    s3.put_object(Bucket="scripts", Key="s.py", Body=script)
    since = time.time()
    glue.create_job(
        Name="j",
        Role="R",
        JobRunQueuingEnabled=True,
        Command={"Name": "glueetl", "ScriptLocation": "s3://scripts/s.py"},
    )
    run = glue.start_job_run(JobName="j")["JobRunId"]
    wait(glue, "j", run, "RUNNING")
    waiting = glue.start_job_run(JobName="j")["JobRunId"]
    pid = 0
    deadline = time.monotonic() + 20
    while not pid:
        assert time.monotonic() < deadline
        time.sleep(0.2)
        groups = logs.describe_log_groups()["logGroups"]
        if groups:
            events = logs.get_log_events(logGroupName="/aws-glue/jobs/output", logStreamName=run)[
                "events"
            ]
            pid = next(
                (int(e["message"].split()[1]) for e in events if e["message"].startswith("pid")), 0
            )
    s3.put_object(Bucket="scripts", Key="s.py", Body=b"print('short')")
    saved(first.home, "glue", since)
    saved(first.home, "s3", since)
    first.kill()
    deadline = time.monotonic() + 10
    while _alive(pid):
        assert time.monotonic() < deadline, "the run outlived its sandbox"
        time.sleep(0.05)
    second = serve()
    found = second.client("glue").get_job_run(JobName="j", RunId=run)["JobRun"]
    assert found["JobRunState"] == "FAILED"
    assert found["ErrorMessage"] == "The sandbox stopped while this job run was running."
    assert any("cut off" in text for text in second.status["messages"])
    ended = wait(second.client("glue"), "j", waiting)
    assert ended["JobRunState"] == "SUCCEEDED"
    second.stop()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def test_a_graceful_stop_ends_runs(serve: Callable[[], Server]) -> None:
    server = serve()
    s3, glue = server.client("s3"), server.client("glue")
    s3.create_bucket(Bucket="scripts")
    s3.put_object(Bucket="scripts", Key="s.py", Body=b"import time; time.sleep(600)")
    glue.create_job(
        Name="j",
        Role="R",
        MaxRetries=2,
        Command={"Name": "glueetl", "ScriptLocation": "s3://scripts/s.py"},
    )
    run = glue.start_job_run(JobName="j")["JobRunId"]
    wait(glue, "j", run, "RUNNING")
    server.stop()
    again = serve()
    runs = again.client("glue").get_job_runs(JobName="j")["JobRuns"]
    assert [(r["Id"], r["JobRunState"]) for r in runs] == [(run, "FAILED")]


def test_broken_snapshots_are_set_aside(serve: Callable[[], Server]) -> None:
    first = serve()
    fill(first)
    first.stop()
    state = first.home / "state"
    (state / "glue.pickle").write_bytes(b"rubbish")
    whole = (state / "s3.pickle").read_bytes()
    (state / "s3.pickle").write_bytes(whole[: len(whole) // 2])
    second = serve()
    texts = "\n".join(second.status["messages"])
    assert "saved state of glue could not be read" in texts
    assert "saved state of s3 could not be read" in texts
    assert second.client("glue").get_databases()["DatabaseList"] == []
    assert second.client("s3").list_buckets()["Buckets"] == []
    assert second.client("iam").get_role(RoleName="role")
    aside = sorted(path.name.split("-")[0] for path in state.glob("*.broken-*"))
    assert aside == ["glue.broken", "objects.broken", "s3.broken"]
    contents = [p.read_bytes() for p in state.glob("objects.broken-*/*/*")]
    assert b"second" in contents
    second.client("s3").create_bucket(Bucket="anew")
    second.stop()


def test_lost_content_is_reported_not_fatal(serve: Callable[[], Server]) -> None:
    first = serve()
    first.client("s3").create_bucket(Bucket="keep")
    for key in ("lost", "kept"):
        first.client("s3").put_object(Bucket="keep", Key=key, Body=key.encode())
    first.stop()
    for path in (first.home / "objects").glob("*/*"):
        if path.read_bytes() == b"lost":
            path.unlink()
    second = serve()
    assert "s3://keep/lost" in "\n".join(second.status["messages"])
    listed = second.client("s3").list_objects_v2(Bucket="keep")["Contents"]
    assert [item["Key"] for item in listed] == ["kept"]


def test_contents_no_one_names_are_removed(serve: Callable[[], Server]) -> None:
    first = serve()
    s3 = first.client("s3")
    s3.create_bucket(Bucket="keep")
    for text in (b"one", b"two", b"three"):
        s3.put_object(Bucket="keep", Key="k", Body=text)
    first.stop()
    second = serve()
    contents = [path.read_bytes() for path in (second.home / "objects").glob("*/*")]
    assert contents == [b"three"]


def test_one_sandbox_per_folder(sandbox: Sandbox) -> None:
    command = [sys.executable, "-c", SERVE, str(sandbox.home), "[]"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert f"Another sandbox uses {sandbox.home}" in done.stderr


def test_the_secret_for_jobs_is_made_anew_and_others_are_kept(serve: Callable[[], Server]) -> None:
    def held(server: Server, name: str) -> str:
        return str(server.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])

    server = serve()
    key = owner(server.home)["AWS_SECRET_ACCESS_KEY"]
    server.client("secretsmanager").create_secret(Name="mine", SecretString="kept")
    server.stop()
    assert key.encode() not in (server.home / "state" / "secretsmanager.pickle").read_bytes()
    server = serve()
    assert json.loads(held(server, "glueflow/lakefs"))["secret_access_key"] == key
    assert held(server, "mine") == "kept"
