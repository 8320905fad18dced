"""A connection that assumes a role: the script reaches another account's bucket under it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from botocore.exceptions import ClientError

from glueflow.local.runner import RunResult, run_script

from .conftest import ask_compiler, compile_all, storage
from .pipeline import Case, Step

ARN = "arn:aws:iam::210987654321:role/partner"
BUCKET = "partner-data"
TABLE = pa.table({"code": pa.array([1, 2, 3], pa.int32()), "name": ["a", "b", "ü"]})
BASE = {"kind": "assume-role", "roleArn": ARN, "source": {"kind": "default"}}
CONNECTIONS = {
    "role": {**BASE, "sessionName": "nightly"},
    "external": {**BASE, "externalId": "glueflow-7"},
    "profile": {"kind": "profile", "profile": "dev"},
}


def client_of_role(service: str) -> Any:
    """A client under the role, as somebody of the other account would have it."""
    keys = boto3.client("sts").assume_role(RoleArn=ARN, RoleSessionName="test")["Credentials"]
    return boto3.client(
        service,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


@pytest.fixture(scope="module")
def partner(catalog: str) -> Iterator[Any]:
    """The other account's bucket with a file in it, closed to everybody else."""
    s3 = client_of_role("s3")
    s3.create_bucket(Bucket=BUCKET)
    body = io.BytesIO()
    pq.write_table(TABLE, body)
    for name in ("one", "two", "three"):
        s3.put_object(Bucket=BUCKET, Key=f"codes/{name}.parquet", Body=body.getvalue())
    boto3.client("glue").create_table(
        DatabaseName="fixtures",
        TableInput={
            "Name": "partner_codes",
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "parquet"},
            "StorageDescriptor": storage(TABLE, f"s3://{BUCKET}/codes/"),
        },
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS", "false")
        with pytest.raises(ClientError, match="AccessDenied"):
            boto3.client("s3").list_objects_v2(Bucket=BUCKET)
        yield s3


def case(name: str, source: Step, connection: str | None) -> Case:
    """Read, and write what was read, all under one connection."""
    target = f"s3://{BUCKET}/out/{name}/"
    under = {"connection": connection} if connection else {}
    return Case(
        name,
        {
            "codes": Step(source.component, {**source.config, **under}),
            "out": Step("s3-output", {"path": target, "mode": "overwrite", **under}, ["codes"]),
        },
        "",
        result=target,
        parameters={"place": {"type": "string"}} if "${place}" in str(source.config) else {},
    )


def run(this: Case, *arguments: str) -> tuple[RunResult, str]:
    """Compile and run; the script comes back too."""
    request = {this.name: {"document": this.document(), "connections": CONNECTIONS}}
    found = compile_all(request)[this.name]
    assert not [p for p in found["problems"] if p["severity"] == "error"], found["problems"]
    return run_script(found["script"], ["--JOB_NAME", this.slug, *arguments]), found["script"]


FILES = Step("s3-input", {"paths": [f"s3://{BUCKET}/codes/"]})
PARAMETER = Step("s3-input", {"paths": ["s3://${place}/codes/"]})
CATALOG = Step("glue-catalog-input", {"database": "fixtures", "table": "partner_codes"})


@pytest.mark.parametrize("connection", ["role", "external"])
@pytest.mark.parametrize(
    ("name", "source", "arguments"),
    [
        ("files", FILES, ()),
        ("parameter", PARAMETER, ("--place", BUCKET)),
        ("table", CATALOG, ()),
    ],
)
def test_reads_and_writes_under_the_role(
    partner: Any, connection: str, name: str, source: Step, arguments: tuple[str, ...]
) -> None:
    this = case(f"{name}-{connection}", source, connection)
    outcome, script = run(this, *arguments)
    assert outcome.ok, f"{outcome.message}\n{script}"
    assert ARN in script
    assert this.result
    prefix = this.result.removeprefix(f"s3://{BUCKET}/")
    rows = 0
    for item in partner.list_objects_v2(Bucket=BUCKET, Prefix=prefix)["Contents"]:
        if item["Key"].endswith(".parquet"):
            body = partner.get_object(Bucket=BUCKET, Key=item["Key"])["Body"].read()
            rows += pq.read_table(io.BytesIO(body)).num_rows
    assert rows == 3 * TABLE.num_rows


def test_a_location_nobody_reported_is_looked_up_in_the_script(partner: Any) -> None:
    this = case("looked-up", CATALOG, "role")
    request = {"document": this.document(), "connections": CONNECTIONS, "offline": True}
    found = ask_compiler({this.name: request})[this.name]
    assert "table_location(" in found["script"]
    outcome = run_script(found["script"], ["--JOB_NAME", this.slug])
    assert outcome.ok, f"{outcome.message}\n{found['script']}"


@pytest.mark.parametrize("connection", ["profile", None])
def test_other_connections_stay_out_of_the_script(partner: Any, connection: str | None) -> None:
    # Run after those above on the same Spark: their roles must have ended with them.
    outcome, script = run(case("own", FILES, connection))
    assert "role" not in script
    assert "dev" not in script
    assert not outcome.ok
    assert "node Codes" in outcome.message
