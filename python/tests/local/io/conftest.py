"""Tables for the tests of reading and writing."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glueflow.local.catalog import storage_descriptor
from glueflow.local.runner import RunResult, run_script

MakeTable = Callable[..., str]

HEAD = """
import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME", "database", "bucket"])
sc = SparkContext()
glue_context = GlueContext(sc)
spark = glue_context.spark_session
job = Job(glue_context)
job.init(args["JOB_NAME"], args)
"""


@pytest.fixture
def put(s3: Any, bucket: str) -> Callable[[str, str | bytes], str]:
    """Put an object into the test's bucket; returns its s3:// path."""

    def store(key: str, body: str | bytes) -> str:
        data = body.encode() if isinstance(body, str) else body
        s3.put_object(Bucket=bucket, Key=key, Body=data)
        return f"s3://{bucket}/{key}"

    return store


@pytest.fixture
def make_table(glue: Any, database: str, bucket: str) -> MakeTable:
    """Create a catalog table at s3://bucket/<name>/; returns its location."""

    def make(
        name: str,
        kind: str,
        columns: list[tuple[str, str]],
        keys: list[tuple[str, str]] | None = None,
        partitions: dict[tuple[str, ...], str] | None = None,
        parameters: dict[str, str] | None = None,
        serde: dict[str, str] | None = None,
    ) -> str:
        location = f"s3://{bucket}/{name}/"
        descriptor = storage_descriptor(columns, location, kind, serde or {})
        glue.create_table(
            DatabaseName=database,
            TableInput={
                "Name": name,
                "TableType": "EXTERNAL_TABLE",
                "Parameters": {"classification": kind, **(parameters or {})},
                "PartitionKeys": [{"Name": k, "Type": t} for k, t in keys or []],
                "StorageDescriptor": descriptor,
            },
        )
        for values, place in (partitions or {}).items():
            glue.create_partition(
                DatabaseName=database,
                TableName=name,
                PartitionInput={
                    "Values": list(values),
                    "StorageDescriptor": {**descriptor, "Location": place},
                },
            )
        return location

    return make


def parquet_bytes(rows: list[dict[str, Any]], schema: pa.Schema | None = None) -> bytes:
    """Return a Parquet file of these rows."""
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema), sink)
    return sink.getvalue()


@pytest.fixture
def flights(make_table: MakeTable, put: Callable[[str, bytes], str], bucket: str) -> str:
    """A Parquet table `flights` partitioned by month: three months of three rows each."""
    schema = pa.schema([("carrier", pa.string()), ("distance", pa.int64())])
    places = {}
    for month in (1, 2, 3):
        rows = [
            {"carrier": c, "distance": month * 100 + n} for n, c in enumerate(("AA", "UA", "é"))
        ]
        put(f"flights/month={month}/part-0.parquet", parquet_bytes(rows, schema))
        places[(str(month),)] = f"s3://{bucket}/flights/month={month}/"
    return make_table(
        "flights",
        "parquet",
        [("carrier", "string"), ("distance", "bigint")],
        [("month", "int")],
        places,
    )


@pytest.fixture
def run(spark: Any, database: str, bucket: str) -> Callable[..., RunResult]:
    """Run the body of a job, after the usual imports and job.init; argv and events as given."""

    def go(body: str, argv: list[str] | None = None, **more: Any) -> RunResult:
        given = ["--JOB_NAME", "flights job", "--database", database, "--bucket", bucket]
        return run_script(HEAD + textwrap.dedent(body), [*given, *(argv or [])], **more)

    return go
