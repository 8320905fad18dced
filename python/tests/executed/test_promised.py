"""The columns and types that validation promises are those that arrive, in both kinds of read.

Sources: AWS Glue, ResolveChoice ("cast: a value that can't be cast is null"),
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-samples-medicaid.html, and
Spark 3.5, "JSON Files".
"""

from __future__ import annotations

import io
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glueflow.local.catalog import storage_descriptor
from glueflow.local.runner import run_script

from .conftest import compile_all
from .pipeline import Case, Step

BUCKET = "fixtures"


def parquet(kind: pa.DataType, *values: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"id": pa.array(list(values), kind)}), sink)
    return sink.getvalue()


NUMBERS = [("id", "bigint"), ("v", "double")]
PROMISED = [(1, 5.0), (3_000_000_000, 2.5), (4, None)]
NESTED = [("s", "struct<a:bigint,b:double>"), ("xs", "array<double>"), ("gone", "string")]

# Name, format, columns, files, SerDe parameters, rows.
CASES: list[tuple[str, str, list[tuple[str, str]], dict[str, str | bytes], dict[str, str], Any]] = [
    (
        "json", "json", NUMBERS,
        {"a.json": '{"id":1,"v":5}\n{"id":3000000000,"v":2.5}\n{"id":4,"v":"n/a"}\n'},
        {}, PROMISED,
    ),
    (
        "whole", "json", NUMBERS, {"a.json": '{"v":5,"id":1}\n{"v":6,"id":2}\n'},
        {}, [(1, 5.0), (2, 6.0)],
    ),
    (
        "csv", "csv", NUMBERS, {"a.csv": "1,5\n3000000000,2.5\n4,n/a\n"},
        {"field.delim": ","}, PROMISED,
    ),
    (
        "nested", "json", NESTED,
        {"a.json": '{"s":{"b":2,"a":1},"xs":[1,2.5]}\n{"s":{"a":7},"xs":null}\n'},
        {}, [({"a": 1, "b": 2.0}, [1.0, 2.5], None), ({"a": 7, "b": None}, None, None)],
    ),
]  # fmt: skip


def table(name: str, kind: str, columns: Any, files: Any, serde: dict[str, str]) -> None:
    for key, body in files.items():
        data = body.encode() if isinstance(body, str) else body
        boto3.client("s3").put_object(Bucket=BUCKET, Key=f"promised/{name}/{key}", Body=data)
    place = f"s3://{BUCKET}/promised/{name}/"
    boto3.client("glue").create_table(
        DatabaseName="fixtures",
        TableInput={
            "Name": f"promised_{name}",
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": kind},
            "StorageDescriptor": storage_descriptor(columns, place, kind, serde),
        },
    )


def delivered(name: str, config: dict[str, Any]) -> tuple[list[tuple[str, str]], pa.Table]:
    """Read a table and write it as Parquet; gives the promised columns and what arrived."""
    slug = f"{name}-{'-'.join(map(str, config.values()))}".lower()
    target = f"s3://{BUCKET}/promised-out/{slug}/"
    source = {"database": "fixtures", "table": f"promised_{name}", **config}
    this = Case(
        slug,
        {
            "in": Step("glue-catalog-input", source),
            "out": Step("s3-output", {"path": target, "mode": "append"}, ["in"]),
        },
        "",
        result=target,
    )
    found = compile_all({slug: {"document": this.document()}})[slug]
    assert not [p for p in found["problems"] if p["severity"] == "error"], found["problems"]
    bookmark = ["--job-bookmark-option", "job-bookmark-enable"] if config.get("bookmark") else []
    outcome = run_script(found["script"], ["--JOB_NAME", slug, *bookmark])
    assert outcome.ok, f"{outcome.message}\n{found['script']}"
    s3 = boto3.client("s3")
    prefix = f"promised-out/{slug}/"
    keys = [
        item["Key"]
        for item in s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix)["Contents"]
        if item["Key"].endswith(".parquet")
    ]
    parts = [
        pq.read_table(io.BytesIO(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()))
        for key in keys
    ]
    return [tuple(column) for column in found["schemas"]["in"]], pa.concat_tables(parts)


READS = [{"readMode": "dataFrame"}, {"bookmark": True}]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_read_delivers_what_was_promised(catalog: str, case: Any) -> None:
    name, kind, columns, files, serde, rows = case
    table(name, kind, columns, files, serde)
    for config in READS:
        promised, found = delivered(name, config)
        assert promised == columns
        wanted = [column for column, _ in columns]
        assert found.column_names == wanted, config
        arrived = [tuple(row[column] for column in wanted) for row in found.to_pylist()]
        assert sorted(arrived, key=str) == sorted(rows, key=str), config
        simple = {"bigint": pa.int64(), "double": pa.float64(), "string": pa.string()}
        for column, text in columns:
            if text in simple:
                assert found.schema.field(column).type == simple[text], (config, column)


def test_parquet_of_other_types_is_resolved_or_explained(catalog: str) -> None:
    files = {
        "a.parquet": parquet(pa.int32(), 1),
        "b.parquet": parquet(pa.int64(), 3_000_000_000),
    }
    table("ints", "parquet", [("id", "bigint")], files, {})
    _, found = delivered("ints", {"inconsistentTypes": True})
    assert found.schema.field("id").type == pa.int64()
    assert sorted(found["id"].to_pylist()) == [1, 3_000_000_000]
    with pytest.raises(AssertionError, match=r"node In: The file .* as INT32.*Inconsistent types"):
        delivered("ints", {"readMode": "dataFrame"})
