"""`glueflow run --engine duckdb`, as a person runs it, against the sandbox."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

from glueflow.engine import partitions, session
from glueflow.engine.run import Failed, Job, run
from glueflow.local import aws

from .conftest import ROOT
from .pipeline import Case, Step, table

SECRET = "a-secret-that-nobody-sees"


def pipeline(**output: Any) -> Case:
    """Return a pipeline that keeps late orders."""
    return Case(
        "duckdb run",
        {
            "orders": table("orders"),
            "late": Step(
                "filter-rows",
                {"mode": "expression", "expression": "month >= ${since} AND quantity <> 5"},
                ["orders"],
            ),
            "out": Step(
                "s3-output",
                {"path": "s3://fixtures/duckdb/late/", "format": "parquet", **output},
                ["late"],
                "Late orders",
            ),
        },
        "",
        parameters={"since": {"type": "integer", "default": 2}},
        result="s3://fixtures/duckdb/late/",
    )


def glueflow(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    node = shutil.which("node")
    assert node, "node is not on the path"
    return subprocess.run(
        [node, str(ROOT / "packages" / "server" / "bin" / "glueflow.js"), *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "GLUEFLOW_PYTHON": sys.executable, "PYTHONPATH": str(ROOT / "python")},
        check=False,
    )


def keys() -> list[str]:
    """Return the objects of the output."""
    pages = boto3.client("s3").list_objects_v2(Bucket="fixtures", Prefix="duckdb/late/")
    return [each["Key"] for each in pages.get("Contents", [])]


def test_run_appends_and_overwrites(
    catalog: str,
    reader: ModuleType,
    tmp_path: Path,
) -> None:
    file = tmp_path / "late.glueflow"
    file.write_text(json.dumps(pipeline(mode="append").document()), encoding="utf-8")
    for runs in (1, 2):
        done = glueflow("run", str(file), "--engine", "duckdb")
        assert done.returncode == 0, done.stderr
        assert "Late orders: s3://fixtures/duckdb/late/\nSUCCEEDED in" in done.stdout
        assert len(keys()) == runs
    file.write_text(json.dumps(pipeline(mode="overwrite").document()), encoding="utf-8")
    done = glueflow("run", str(file), "--engine", "duckdb", "--param", "since=7")
    assert done.returncode == 0, done.stderr
    assert len(keys()) == 1
    (found,) = reader.read_files("s3://fixtures/duckdb/late/", "")
    assert set(found["month"].to_pylist()) == {12}
    # In month 7 the quantity is null, which is not one that differs from 5.
    assert None not in found["quantity"].to_pylist()


def test_partitions_replace_their_own_files_only(
    catalog: str,
    tmp_path: Path,
) -> None:
    file = tmp_path / "late.glueflow"
    output = {"partitionKeys": ["month"], "path": "s3://fixtures/duckdb/late/parts/"}
    document = pipeline(mode="partitions", **output).document()
    file.write_text(json.dumps(document), encoding="utf-8")
    assert glueflow("run", str(file), "--engine", "duckdb").returncode == 0
    before = {key for key in keys() if "/parts/" in key}
    done = glueflow("run", str(file), "--engine", "duckdb", "--param", "since=12")
    assert done.returncode == 0, done.stderr
    after = {key for key in keys() if "/parts/" in key}
    assert len(after) == len(before)
    assert {key for key in before - after if "month=12" not in key} == set()


def test_folders_that_are_no_partitions_stop_a_run(catalog: str) -> None:
    s3, glue = boto3.client("s3"), boto3.client("glue")
    place = "s3://fixtures/tables/orders/"
    table = partitions.Table("a", "Orders", None, "fixtures", "orders", place, ["month"])
    assert partitions.difference(table) is None
    key = "tables/orders/month=99/data.parquet"
    s3.put_object(Bucket="fixtures", Key=key, Body=b"x")
    try:
        found = partitions.difference(table)
        assert found and "no partition of orders for s3://fixtures/tables/orders/month=99/" in found
        with pytest.raises(Failed, match=r"^node Orders: the catalog has no partition"):
            run(Job("SELECT 1;", tables=[table]))
    finally:
        s3.delete_object(Bucket="fixtures", Key=key)
    entry = {"StorageDescriptor": {"Columns": [], "Location": "s3://fixtures/elsewhere/"}}
    where = {"DatabaseName": "fixtures", "TableName": "orders"}
    glue.create_partition(**where, PartitionInput={"Values": ["99"], **entry})
    try:
        found = partitions.difference(table)
        assert found and "lies at s3://fixtures/elsewhere/, not below" in found
    finally:
        glue.delete_partition(**where, PartitionValues=["99"])


def test_a_step_that_only_spark_does_is_named(catalog: str, tmp_path: Path) -> None:
    case = pipeline(mode="append")
    case.steps["late"].config["expression"] = "name RLIKE '^c'"
    file = tmp_path / "late.glueflow"
    file.write_text(json.dumps(case.document()), encoding="utf-8")
    done = glueflow("run", str(file), "--engine", "duckdb")
    assert done.returncode == 1
    assert "the function rlike: regular expressions are Java" in done.stderr


def test_a_failure_names_the_node_and_no_key(
    catalog: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    job = Job(
        "SET TimeZone = 'UTC';\n\n-- [a] A\nSELECT *\nFROM read_parquet('s3://nowhere/x.parquet');\n",
        nodes=[(3, 5, "a", "Orders")],
    )
    with pytest.raises(Failed) as failed:
        run(job)
    assert str(failed.value).startswith("node Orders: ")
    assert (failed.value.node_id, failed.value.line) == ("a", 3)
    assert SECRET not in str(failed.value)


def test_without_credentials_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(aws, "present_keys", lambda: None)
    with pytest.raises(session.CredentialsMissing, match="aws sso login"):
        run(Job("SELECT * FROM read_parquet('s3://nowhere/x.parquet');"))


def test_a_query_can_not_fetch_an_extension(catalog: str) -> None:
    connection = session.connect()
    with pytest.raises(Exception, match="spatial"):
        connection.execute("SELECT ST_Point(1, 2)").fetchall()
    assert connection.execute(
        "SELECT count(*) FROM duckdb_secrets() WHERE secret_string LIKE '%redacted%'"
    ).fetchone() == (1,)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM duckdb_variables()",
        "SELECT current_setting('s3_access_key_id'), current_setting('s3_secret_access_key'), "
        "current_setting('s3_session_token')",
    ],
)
def test_no_query_of_a_run_reads_a_key(monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    keys = {name: f"{SECRET}-{name}" for name in aws.ENVIRONMENT_KEYS}
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    connection = session.connect()
    session.sign_in(connection, "s3://again")
    shown = str(connection.execute(sql).fetchall())
    assert [name for name in keys if keys[name] in shown] == ["AWS_ACCESS_KEY_ID"] * (
        "duckdb_secrets" in sql
    )
