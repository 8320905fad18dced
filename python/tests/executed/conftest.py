"""One catalog with the fixture tables, one Spark session, every pipeline compiled in one go."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from glueflow.sandbox import home
from glueflow.sandbox.lakefs import seeding
from glueflow.sandbox.server import Sandbox

from .tables import CODES, FILES, TABLES

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent


def result_reader() -> ModuleType:
    """Load scripts/result.py, which reads and compares tables."""
    spec = importlib.util.spec_from_file_location("result", ROOT / "scripts" / "result.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["result"] = module
    spec.loader.exec_module(module)
    return module


def hive_type(kind: pa.DataType) -> str:
    """Spell an Arrow type as the catalog does."""
    simple = {
        pa.int32(): "int",
        pa.int64(): "bigint",
        pa.float64(): "double",
        pa.string(): "string",
        pa.bool_(): "boolean",
        pa.date32(): "date",
    }
    if kind in simple:
        return simple[kind]
    if pa.types.is_timestamp(kind):
        return "timestamp"
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    if pa.types.is_list(kind):
        return f"array<{hive_type(kind.value_type)}>"
    assert pa.types.is_struct(kind)
    inner = ",".join(f"{item.name}:{hive_type(item.type)}" for item in kind)
    return f"struct<{inner}>"


def put_parquet(path: str, table: pa.Table) -> None:
    """Write one Parquet object."""
    bucket, _, key = path.removeprefix("s3://").partition("/")
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=buffer.getvalue())


def storage(table: pa.Table, location: str) -> dict[str, Any]:
    """Describe Parquet files for the catalog."""
    package = "org.apache.hadoop.hive.ql.io.parquet"
    return {
        "Columns": [{"Name": item.name, "Type": hive_type(item.type)} for item in table.schema],
        "Location": location,
        "InputFormat": f"{package}.MapredParquetInputFormat",
        "OutputFormat": f"{package}.MapredParquetOutputFormat",
        "SerdeInfo": {"SerializationLibrary": f"{package}.serde.ParquetHiveSerDe"},
    }


def create_tables() -> None:
    """Put the fixture tables into the catalog."""
    glue = boto3.client("glue")
    glue.create_database(DatabaseInput={"Name": "fixtures"})
    glue.create_database(DatabaseInput={"Name": "results"})
    for name, (table, keys) in TABLES.items():
        location = f"s3://fixtures/tables/{name}/"
        data = table.drop_columns(keys) if keys else table
        glue.create_table(
            DatabaseName="fixtures",
            TableInput={
                "Name": name,
                "TableType": "EXTERNAL_TABLE",
                "Parameters": {"classification": "parquet"},
                "PartitionKeys": [
                    {"Name": key, "Type": hive_type(table.schema.field(key).type)} for key in keys
                ],
                "StorageDescriptor": storage(data, location),
            },
        )
        if not keys:
            put_parquet(f"{location}data.parquet", table)
            continue
        (key,) = keys
        for value in pc.unique(table[key]).to_pylist():
            part = table.filter(pc.equal(table[key], value)).drop_columns(keys)
            place = f"{location}{key}={value}/"
            put_parquet(f"{place}data.parquet", part)
            glue.create_partition(
                DatabaseName="fixtures",
                TableName=name,
                PartitionInput={"Values": [str(value)], "StorageDescriptor": storage(data, place)},
            )


def put_repository(sandbox: Sandbox) -> None:
    """Put people and CSV files into a lakeFS repository of their own."""
    s3 = boto3.client("s3")
    for key in ("csv/a.csv", "csv/deep/b.csv"):
        s3.put_object(Bucket="fixtures", Key=f"repository/{key}", Body=FILES[key])
    put_parquet("s3://fixtures/repository/people/data.parquet", TABLES["people"][0])
    seeding.seed(
        sandbox.lakefs.url, home.keys(sandbox.home), "s3://fixtures/repository/", "fixtures-lake"
    )


@pytest.fixture(scope="session")
def reader() -> ModuleType:
    """The module that reads and compares results."""
    return result_reader()


@pytest.fixture(scope="package")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A sandbox that holds the fixture tables; the environment points at it. Yields its URL."""
    place = tmp_path_factory.mktemp("executed")
    with Sandbox(home=place / "sandbox") as sandbox, pytest.MonkeyPatch.context() as patch:
        for name, value in sandbox.env.items():
            patch.setenv(name, value)
        patch.setenv("GLUEFLOW_BOOKMARK_DIR", str(place / "bookmarks"))
        patch.delenv("AWS_PROFILE", raising=False)
        boto3.client("s3").create_bucket(Bucket="fixtures")
        create_tables()
        for key, body in FILES.items():
            boto3.client("s3").put_object(Bucket="fixtures", Key=f"files/{key}", Body=body)
        put_repository(sandbox)
        yield sandbox.url


@pytest.fixture(scope="session")
def duck() -> duckdb.DuckDBPyConnection:
    """DuckDB over the same tables."""
    connection = duckdb.connect()
    for name, (table, _) in TABLES.items():
        connection.register(name, table)
    connection.register("codes", CODES)
    return connection


def compile_all(pipelines: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Compile `{name: {document, optimize}}` in one Node process."""
    found: dict[str, dict[str, Any]] = ask_compiler(pipelines)
    return found


def ask_compiler(request: Any) -> Any:
    """Send a request to compile.mjs, return its answer."""
    node = shutil.which("node")
    assert node, "node is not on the path"
    done = subprocess.run(
        [node, str(HERE / "compile.mjs")],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        timeout=120,
        env=dict(os.environ),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
