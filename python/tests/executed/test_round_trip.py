"""What our outputs write, our inputs read back equal, in every format and both read modes."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import boto3
import pyarrow as pa
import pytest

from glueflow.local.runner import run_script

from .conftest import compile_all, put_parquet, storage
from .reading import BUCKET, Read, both, document, from_files, from_table, node, rows_of, run_reads

ROUND = pa.table(
    {
        "id": pa.array(range(13), pa.int32()),
        "t": [
            " pad ",
            'q"x',
            "a\rb",
            "a\nb",
            None,
            "",
            "a\\",
            '\\"',
            "a\r\nb",
            '"',
            "a,b",
            "x",
            "é",
        ],
        "v": pa.array([1.5, None] * 6 + [2.25], pa.float64()),
        "big": pa.array([10**12, None] * 6 + [3], pa.int64()),
    }
)
ROUND_TYPES = {"id": "int", "t": "string", "v": "double", "big": "bigint"}


def written(kind: str, place: str, table: bool) -> dict[str, Any]:
    """An output of one format."""
    path = {"path": f"s3://{BUCKET}/reading/{place}/", "format": kind, "files": 1}
    if not table:
        return node("s3-output", path)
    return node("glue-catalog-output", {**path, "database": "results", "table": place})


def round_trips() -> list[Read]:
    """Write the same rows in every format, return the reads that must give them again."""
    put_parquet(f"s3://{BUCKET}/reading/round/data.parquet", ROUND)
    boto3.client("glue").create_table(
        DatabaseName="fixtures",
        TableInput={
            "Name": "round",
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "parquet"},
            "StorageDescriptor": storage(ROUND, f"s3://{BUCKET}/reading/round/"),
        },
    )
    # Tables of CSV have no values over several lines: their SerDe knows none.
    single = "t is null or not (contains(t, '\\n') or contains(t, '\\r'))"
    steps = {
        "source": from_table("round"),
        "single": node("sql-query", {"query": f"select * from source where {single}"}),
        **{f"s3_{kind}": written(kind, f"s3_{kind}", False) for kind in ("csv", "json", "parquet")},
        **{
            f"t_{kind}": written(kind, f"t_{kind}", True)
            for kind in ("csv", "json", "parquet", "avro")
        },
    }
    edges = [("source", name) for name in steps if name not in ("source", "t_csv")]
    edges.append(("single", "t_csv"))
    found = compile_all({"write": {"document": document(steps, edges), "optimize": True}})["write"]
    errors = [each for each in found["problems"] if each["severity"] == "error"]
    assert not errors, errors
    outcome = run_script(found["script"], ["--JOB_NAME", "round"])
    assert outcome.ok, f"{outcome.message}\n{found['script']}"

    rows = list(zip(*ROUND.to_pydict().values(), strict=True))
    reads: list[Read] = []
    for kind, more in (("csv", {"multiLine": True}), ("json", {}), ("parquet", {})):
        pair = both(f"s3_{kind}", from_files(f"s3_{kind}", kind, ROUND_TYPES, **more), rows)
        if kind == "csv":
            # A DynamicFrame can't tell empty text from nothing.
            pair[1].rows = [tuple(None if v == "" else v for v in row) for row in rows]
        reads += pair
    for kind in ("csv", "json", "parquet", "avro"):
        step = from_table(f"t_{kind}")
        step["config"]["database"] = "results"
        one_line = [r for r in rows if r[1] is None or not {"\n", "\r"} & set(r[1])]
        reads += both(f"t_{kind}", step, one_line if kind == "csv" else rows)
    return reads


@pytest.fixture(scope="module")
def outcome(catalog: str) -> list[Read]:
    """All reads, run as one job."""
    reads = round_trips()
    result, script = run_reads(reads, "round")
    assert result.ok, f"{result.message}\n{script}"
    return reads


def test_rows(outcome: list[Read], reader: ModuleType) -> None:
    wrong = {}
    for read in outcome:
        got, expected = rows_of(reader, "round", read.name), sorted(read.rows, key=repr)
        if got != expected:
            pairs = zip(got, expected, strict=False)
            wrong[read.name] = (len(got), len(expected), [p for p in pairs if p[0] != p[1]][:4])
    assert not wrong
