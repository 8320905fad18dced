"""The command line, the seeded data, and job runs on the real local runtime."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glueflow.sandbox import clients, control, seed
from glueflow.sandbox.home import keys

from .conftest import wait

PACKAGE = Path(__file__).resolve().parents[2]
KEYS: dict[str, dict[str, str]] = {}


def known(home: Path, url: str) -> str:
    """Note the keys of the sandbox of a home; returns its address."""
    KEYS[url] = keys(home / "sandbox")
    return url


def run(home: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m glueflow.sandbox`` on ``home``."""
    environment = {
        **os.environ,
        "GLUEFLOW_HOME": str(home),
        "PYTHONPATH": str(PACKAGE),
        # Three runs are side by side: one core and little memory each.
        "GLUEFLOW_SPARK_MASTER": "local[1]",
        "GLUEFLOW_SPARK_MEMORY": "600m",
        "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        **env,
    }
    return subprocess.run(
        [sys.executable, "-m", "glueflow.sandbox", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        cwd=home,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A seeded sandbox, started from the command line."""
    folder = tmp_path_factory.mktemp("cli")
    done = run(folder, "start", "--port", "0")
    assert done.returncode == 0, done.stderr
    for name in seed.COLUMNS:
        assert f"nycflights.{name}" in done.stdout
    yield folder
    assert run(folder, "stop").returncode == 0


@pytest.fixture(scope="module")
def url(home: Path) -> str:
    found = control.find(home / "sandbox")
    assert found is not None
    return known(home, str(found["url"]))


def client(url: str, service: str) -> Any:
    """A client with the keys of whichever of this process's sandboxes listens at ``url``."""
    return clients.client(service, url, "us-east-1", KEYS[url])


def test_start_again_says_so(home: Path, url: str) -> None:
    done = run(home, "start")
    assert done.returncode == 0
    assert f"already runs at {url}" in done.stdout
    fresh = run(home, "start", "--fresh")
    assert fresh.returncode == 1
    assert "stop it" in fresh.stderr


def test_status(home: Path, url: str) -> None:
    found = json.loads(run(home, "status", "--json").stdout)
    assert (found["running"], found["url"], found["activeRuns"]) == (True, url, 0)
    assert "token" not in found
    assert url in run(home, "status").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_secrets_are_for_the_owner_alone(home: Path) -> None:
    assert (home / "sandbox").stat().st_mode & 0o777 == 0o700
    for name in ("sandbox.json", "keys.json"):
        assert (home / "sandbox" / name).stat().st_mode & 0o777 == 0o600


def test_env(home: Path, url: str) -> None:
    values = json.loads(run(home, "env", "--json").stdout)
    assert values["AWS_ENDPOINT_URL"] == url
    assert set(values) == {
        "AWS_ENDPOINT_URL",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "LAKECTL_SERVER_ENDPOINT_URL",
        "LAKECTL_CREDENTIALS_ACCESS_KEY_ID",
        "LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY",
    }
    status = json.loads(run(home, "status", "--json").stdout)
    assert values["LAKECTL_SERVER_ENDPOINT_URL"] == status["lakefsUrl"]
    assert values["AWS_ACCESS_KEY_ID"] == KEYS[url]["AWS_ACCESS_KEY_ID"]
    assert values["AWS_SECRET_ACCESS_KEY"] == KEYS[url]["AWS_SECRET_ACCESS_KEY"]
    bash = run(home, "env", "--shell", "bash").stdout
    script = f"{bash}\nprintf '%s' \"$AWS_ENDPOINT_URL\""
    shell = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=10)
    assert shell.stdout == url
    assert f"set -gx AWS_ENDPOINT_URL {url}" in run(home, "env", "--shell", "fish").stdout
    assert f"$env:AWS_ENDPOINT_URL = '{url}'" in run(home, "env", "--shell", "powershell").stdout
    assert f'set "AWS_ENDPOINT_URL={url}"' in run(home, "env", "--shell", "cmd").stdout


def test_wrong_usage(home: Path) -> None:
    assert run(home, "start", "--port", "x").returncode == 2
    assert run(home, "nonsense").returncode == 2
    assert run(home).returncode == 2


def test_nothing_runs(tmp_path: Path) -> None:
    assert run(tmp_path, "status").returncode == 1
    assert json.loads(run(tmp_path, "status", "--json").stdout)["running"] is False
    for command in ("env", "seed"):
        done = run(tmp_path, command)
        assert done.returncode == 1
        assert "glueflow sandbox start" in done.stderr
    assert run(tmp_path, "stop").returncode == 0


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(tmp_path, "start", "--no-seed", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_stale_state_and_fresh(tmp_path: Path) -> None:
    folder = tmp_path / "sandbox"
    folder.mkdir()
    # Another process listens where a sandbox that is gone once did.
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        stale = {
            "pid": 1,
            "port": other.getsockname()[1],
            "token": "t",
            "url": f"http://127.0.0.1:{other.getsockname()[1]}",
        }
        (folder / "sandbox.json").write_text(json.dumps(stale))
        started = run(tmp_path, "start", "--no-seed", "--port", "0", "--json")
    assert started.returncode == 0, started.stderr
    url = known(tmp_path, json.loads(started.stdout)["url"])
    client(url, "s3").create_bucket(Bucket="mine")
    assert not client(url, "glue").get_databases()["DatabaseList"]
    assert run(tmp_path, "stop").returncode == 0
    again = run(tmp_path, "start", "--no-seed", "--port", "0", "--json")
    url = known(tmp_path, json.loads(again.stdout)["url"])
    assert [b["Name"] for b in client(url, "s3").list_buckets()["Buckets"]] == ["mine"]
    assert run(tmp_path, "stop").returncode == 0
    again = run(tmp_path, "start", "--no-seed", "--port", "0", "--json", "--fresh")
    url = known(tmp_path, json.loads(again.stdout)["url"])
    assert client(url, "s3").list_buckets()["Buckets"] == []
    assert run(tmp_path, "stop").returncode == 0


def test_two_starts_at_once(tmp_path: Path) -> None:
    environment = {**os.environ, "GLUEFLOW_HOME": str(tmp_path), "PYTHONPATH": str(PACKAGE)}
    command = [sys.executable, "-m", "glueflow.sandbox", "start", "--no-seed", "--json"]
    both = [
        subprocess.Popen([*command, "--port", "0"], env=environment, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    urls = {json.loads(process.communicate(timeout=60)[0])["url"] for process in both}
    assert len(urls) == 1
    assert run(tmp_path, "stop").returncode == 0


def test_foreground(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "GLUEFLOW_HOME": str(tmp_path),
        "PYTHONPATH": str(PACKAGE),
        "AWS_PROFILE": "not-there",
    }
    command = [sys.executable, "-m", "glueflow.sandbox", "start", "--foreground", "--no-seed"]
    process = subprocess.Popen([*command, "--port", "0"], env=environment, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 30
    while control.find(tmp_path / "sandbox") is None:
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    process.terminate()
    assert process.wait(30) == 0
    assert control.find(tmp_path / "sandbox") is None


def read(url: str, prefix: str) -> dict[str, bytes]:
    s3 = client(url, "s3")
    listed = s3.list_objects_v2(Bucket=seed.BUCKET, Prefix=prefix)["Contents"]
    return {
        item["Key"]: s3.get_object(Bucket=seed.BUCKET, Key=item["Key"])["Body"].read()
        for item in listed
    }


def test_flights(url: str, tmp_path: Path) -> None:
    import duckdb

    glue = client(url, "glue")
    table = glue.get_table(DatabaseName="nycflights", Name="flights")["Table"]
    assert table["PartitionKeys"] == [{"Name": "month", "Type": "int"}]
    assert table["Parameters"]["classification"] == "parquet"
    for key, body in read(url, "nycflights/flights/").items():
        path = tmp_path / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    files = f"{tmp_path}/nycflights/flights/*/*.parquet"
    source = f"read_parquet('{files}', hive_partitioning=true)"
    rows = duckdb.sql(
        "select count(*), count(dep_time), sum(distance), min(time_hour)::timestamptz::varchar, "
        f"count(distinct month), sum(arr_delay) from {source}"
    ).fetchone()
    assert rows is not None
    assert rows[0] == 336_776
    assert rows[1] == 336_776 - 8_255
    assert rows[4] == 12
    assert rows[5] == 2_257_174
    types = {name: kind for name, kind, *_ in duckdb.sql(f"describe from {source}").fetchall()}
    hive = {"int": "INTEGER", "string": "VARCHAR", "timestamp": "TIMESTAMP WITH TIME ZONE"}
    for column in table["StorageDescriptor"]["Columns"]:
        assert types[column["Name"]] == hive[column["Type"]], column
    partitions = glue.get_partitions(DatabaseName="nycflights", TableName="flights")["Partitions"]
    assert sorted(int(p["Values"][0]) for p in partitions) == list(range(1, 13))
    january = glue.get_partitions(
        DatabaseName="nycflights", TableName="flights", Expression="month = 1"
    )["Partitions"]
    assert [p["Parameters"]["recordCount"] for p in january] == ["27004"]
    assert january[0]["StorageDescriptor"]["Location"].endswith("/flights/month=1/")


def test_the_other_tables(url: str) -> None:
    from pyarrow import csv, parquet

    glue = client(url, "glue")
    tables = {t["Name"]: t for t in glue.get_tables(DatabaseName="nycflights")["TableList"]}
    assert set(tables) == set(seed.COLUMNS)
    (weather,) = read(url, "nycflights/weather/").values()
    assert parquet.read_table(io.BytesIO(weather)).num_rows == 26_115
    for name, rows in (("airlines", 16), ("airports", 1_458)):
        (body,) = read(url, f"nycflights/{name}/").values()
        found = csv.read_csv(io.BytesIO(body))
        assert found.num_rows == rows
        columns = [c["Name"] for c in tables[name]["StorageDescriptor"]["Columns"]]
        assert found.column_names == columns
        assert tables[name]["Parameters"]["skip.header.line.count"] == "1"
        assert b'"' not in body and b"\\" not in body
    (planes,) = read(url, "nycflights/planes/").values()
    lines = [json.loads(line) for line in planes.splitlines()]
    assert len(lines) == 3_322
    columns = [c["Name"] for c in tables["planes"]["StorageDescriptor"]["Columns"]]
    assert all(list(line) == columns for line in lines)
    role = client(url, "iam").get_role(RoleName=seed.ROLE)["Role"]
    assert "glue.amazonaws.com" in json.dumps(role["AssumeRolePolicyDocument"])


def test_seeding_again_restores_what_it_owns_and_nothing_else(home: Path, url: str) -> None:
    glue, s3 = client(url, "glue"), client(url, "s3")
    glue.delete_table(DatabaseName="nycflights", Name="planes")
    s3.put_object(Bucket=seed.BUCKET, Key="mine.txt", Body=b"mine")
    s3.put_object(Bucket=seed.BUCKET, Key="nycflights/planes/extra.json", Body=b"{}")
    done = run(home, "seed", "--json")
    assert json.loads(done.stdout)["rows"]["flights"] == 336_776
    assert glue.get_table(DatabaseName="nycflights", Name="planes")
    assert list(read(url, "nycflights/planes/")) == ["nycflights/planes/planes.json"]
    assert s3.get_object(Bucket=seed.BUCKET, Key="mine.txt")["Body"].read() == b"mine"


SCRIPT = """
import sys
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "wanted"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

airlines = glueContext.create_dynamic_frame.from_catalog(
    database="nycflights", table_name="airlines", transformation_ctx="airlines"
).toDF()
print("rows", airlines.count(), args["wanted"], flush=True)
if args["wanted"] == "fail":
    airlines.select("no_such_column").show()
if args["wanted"] == "sleep":
    import time
    time.sleep(600)
job.commit()
"""


@pytest.fixture(scope="module")
def runs(url: str) -> dict[str, str]:
    """Three runs of one job on real Spark, side by side to save time: ids by what is wanted."""
    glue = client(url, "glue")
    client(url, "s3").put_object(Bucket=seed.BUCKET, Key="job.py", Body=SCRIPT.encode())
    glue.create_job(
        Name="real",
        Role=seed.ROLE,
        GlueVersion="5.0",
        Timeout=10,
        ExecutionProperty={"MaxConcurrentRuns": 3},
        Command={"Name": "glueetl", "ScriptLocation": f"s3://{seed.BUCKET}/job.py"},
        DefaultArguments={"--job-bookmark-option": "job-bookmark-enable"},
    )
    return {
        wanted: glue.start_job_run(JobName="real", Arguments={"--wanted": wanted})["JobRunId"]
        for wanted in ("ok", "fail", "sleep")
    }


def output(url: str, run_id: str, kind: str = "output") -> str:
    events = client(url, "logs").get_log_events(
        logGroupName=f"/aws-glue/jobs/{kind}", logStreamName=run_id
    )["events"]
    return "\n".join(event["message"] for event in events)


def test_spark_run_succeeds_and_keeps_its_bookmark(url: str, runs: dict[str, str]) -> None:
    glue = client(url, "glue")
    run_id = runs["ok"]
    found = wait(glue, "real", run_id, seconds=120)
    assert found["JobRunState"] == "SUCCEEDED", found
    assert "rows 16 ok" in output(url, run_id)
    entry = glue.get_job_bookmark(JobName="real")["JobBookmarkEntry"]
    assert entry["RunId"] == run_id
    assert "airlines" in json.loads(entry["JobBookmark"])
    glue.reset_job_bookmark(JobName="real")


def test_spark_run_fails_with_cause_and_line(url: str, runs: dict[str, str]) -> None:
    glue = client(url, "glue")
    run_id = runs["fail"]
    found = wait(glue, "real", run_id, seconds=120)
    assert found["JobRunState"] == "FAILED"
    assert "no_such_column" in found["ErrorMessage"]
    assert "line 18" in found["ErrorMessage"]
    assert "Traceback" not in found["ErrorMessage"]
    assert "no_such_column" in output(url, run_id, "error")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc")
def test_spark_run_is_stopped_with_its_java_process(url: str, runs: dict[str, str]) -> None:
    glue = client(url, "glue")
    run_id = runs["sleep"]
    deadline = time.monotonic() + 120
    wait(glue, "real", run_id, "RUNNING", seconds=60)
    while "rows 16 sleep" not in output(url, run_id):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert _processes(run_id)
    glue.batch_stop_job_run(JobName="real", JobRunIds=[run_id])
    assert wait(glue, "real", run_id)["JobRunState"] == "STOPPED"
    assert _processes(run_id) == []


def _processes(run_id: str) -> list[int]:
    """The processes of a run on Linux: those that stand in its folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if run_id in os.readlink(path):
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found
