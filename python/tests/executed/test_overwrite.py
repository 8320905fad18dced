"""A run that replaces data may end between any two of its steps: old rows or new ones are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import boto3
import botocore.client
import pyarrow as pa
import pytest

from glueflow.local.runner import run_script

from .conftest import ask_compiler, put_parquet, storage
from .pipeline import Case, Step

Rows = list[tuple[Any, ...]]
HOME = "s3://fixtures/safe/"
OLD = pa.table({"id": [1, 2, 3], "month": [1, 2, 3]})
NEW = pa.table({"id": [10, 20], "month": [1, 2]})
# Reads of AWS, which change nothing.
READS = ("Get", "List", "Head", "Describe")


class Ended(RuntimeError):
    """The run is dead: nothing it does reaches AWS any more."""


@contextmanager
def ends_at(step: int) -> Iterator[Callable[[], int]]:
    """End whatever runs meanwhile at its n-th call that changes something; yields the count."""
    real = botocore.client.BaseClient._make_api_call
    count = 0

    def call(self: Any, operation: str, arguments: Any) -> Any:
        nonlocal count
        if count > step:
            raise Ended(operation)
        if not operation.startswith(READS):
            count += 1
            if count > step:
                raise Ended(operation)
        return real(self, operation, arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.client.BaseClient, "_make_api_call", call)
        yield lambda: count


def pipeline(component: str, **config: Any) -> str:
    """Return the script that writes NEW's rows."""
    steps = {
        "new": Step("glue-catalog-input", {"database": "safe", "table": "new"}),
        "out": Step(component, {"format": "parquet", **config}, ["new"]),
    }
    document = Case("safe", steps, "", result="-").document()
    found = ask_compiler({"safe": {"document": document}})["safe"]
    assert not [p for p in found["problems"] if p["severity"] == "error"], found["problems"]
    script: str = found["script"]
    return script


def run(script: str) -> Any:
    return run_script(script, ["--JOB_NAME", "safe"])


def empty(folder: str) -> None:
    bucket, _, prefix = folder.removeprefix("s3://").partition("/")
    s3 = boto3.client("s3")
    for item in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", []):
        s3.delete_object(Bucket=bucket, Key=item["Key"])


def names(folder: str) -> list[str]:
    bucket, _, prefix = folder.removeprefix("s3://").partition("/")
    found = boto3.client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])
    return [item["Key"].removeprefix(prefix) for item in found]


def put_parts(folder: str, rows: pa.Table) -> None:
    for row in rows.to_pylist():
        put_parquet(f"{folder}month={row['month']}/old.parquet", pa.table({"id": [row["id"]]}))


def make(name: str, rows: pa.Table, keys: list[str], folder: str) -> None:
    """Make a table anew, with these rows."""
    glue = boto3.client("glue")
    empty(folder)
    if name in [each["Name"] for each in glue.get_tables(DatabaseName="safe")["TableList"]]:
        glue.delete_table(DatabaseName="safe", Name=name)
    data = rows.drop_columns(keys) if keys else rows
    glue.create_table(
        DatabaseName="safe",
        TableInput={
            "Name": name,
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "parquet", "useGlueParquetWriter": "true"},
            "PartitionKeys": [{"Name": key, "Type": "bigint"} for key in keys],
            "StorageDescriptor": storage(data, folder),
        },
    )
    if not keys:
        put_parquet(f"{folder}old.parquet", rows)
        return
    put_parts(folder, rows)
    for row in rows.to_pylist():
        glue.create_partition(
            DatabaseName="safe",
            TableName=name,
            PartitionInput={
                "Values": [str(row["month"])],
                "StorageDescriptor": storage(data, f"{folder}month={row['month']}/"),
            },
        )


@pytest.fixture(scope="module", autouse=True)
def database(catalog: str) -> None:
    boto3.client("glue").create_database(DatabaseInput={"Name": "safe"})
    make("new", NEW, [], f"{HOME}new/")


def partitions(name: str) -> dict[str, str]:
    found = boto3.client("glue").get_partitions(DatabaseName="safe", TableName=name)["Partitions"]
    return {each["Values"][0]: each["StorageDescriptor"]["Location"] for each in found}


def rows_of(reader: ModuleType, name: str) -> Rows:
    table = reader.read_table("safe", name)
    at = [table.columns.index(column) for column in ("id", "month")]
    return sorted((int(row[at[0]]), int(row[at[1]])) for row in table.values)


def pairs(*tables: pa.Table) -> Rows:
    return sorted((r["id"], r["month"]) for table in tables for r in table.to_pylist())


def each_step(script: str, prepare: Callable[[], None]) -> Iterator[int]:
    """Run a script again and again, each run ended one step later; the last one ends by itself."""
    step = 0
    while True:
        prepare()
        with ends_at(step) as count:
            outcome = run(script)
        done = count() <= step
        assert outcome.ok is done, outcome.message
        yield -1 if done else step
        if done:
            return
        step += 1


def test_a_table_without_partitions(reader: ModuleType) -> None:
    folder = f"{HOME}whole/"
    script = pipeline(
        "glue-catalog-output",
        database="safe",
        table="whole",
        path=folder,
        mode="overwrite",
        files=1,
    )
    seen = []
    for step in each_step(script, lambda: make("whole", OLD, [], folder)):
        rows = rows_of(reader, "whole")
        assert rows in (pairs(OLD), pairs(NEW)), step
        seen.append(rows == pairs(NEW))
    # Old rows until the switch, new ones from there on, which is one moment.
    assert seen == sorted(seen)
    assert seen[0] is False and seen[-1] is True
    location = boto3.client("glue").get_table(DatabaseName="safe", Name="whole")["Table"]
    assert location["StorageDescriptor"]["Location"] == folder
    assert len(names(folder)) == 1


def test_the_run_after_an_interrupted_one_clears_what_that_left(reader: ModuleType) -> None:
    folder = f"{HOME}again/"
    script = pipeline(
        "glue-catalog-output",
        database="safe",
        table="again",
        path=folder,
        mode="overwrite",
        files=1,
    )
    make("again", OLD, [], folder)
    with ends_at(3):
        assert not run(script).ok
    assert [name for name in names(folder) if name.startswith("_glueflow/")]
    assert run(script).ok
    assert rows_of(reader, "again") == pairs(NEW)
    assert len(names(folder)) == 1


def test_a_table_with_partitions(reader: ModuleType) -> None:
    folder = f"{HOME}months/"
    script = pipeline(
        "glue-catalog-output",
        database="safe",
        table="months",
        path=folder,
        mode="overwrite",
        partitionKeys=["month"],
    )
    for step in each_step(script, lambda: make("months", OLD, ["month"], folder)):
        by_month = {month: number for number, month in rows_of(reader, "months")}
        # Old rows or new ones in each; the partition that gets none has its old row or is gone.
        assert by_month[1] in (1, 10), step
        assert by_month[2] in (2, 20), step
        assert by_month.get(3, 3) == 3, step
    assert rows_of(reader, "months") == pairs(NEW)
    assert partitions("months") == {"1": f"{folder}month=1/", "2": f"{folder}month=2/"}
    assert {name.split("/")[0] for name in names(folder)} == {"month=1", "month=2"}


def test_only_the_partitions_written(reader: ModuleType) -> None:
    folder = f"{HOME}some/"
    script = pipeline(
        "glue-catalog-output",
        database="safe",
        table="some",
        path=folder,
        mode="partitions",
        partitionKeys=["month"],
    )
    for step in each_step(script, lambda: make("some", OLD, ["month"], folder)):
        by_month = {month: number for number, month in rows_of(reader, "some")}
        assert by_month[1] in (1, 10), step
        assert by_month[2] in (2, 20), step
        assert by_month[3] == 3, step
    assert rows_of(reader, "some") == pairs(NEW, OLD.slice(2))
    assert sorted(partitions("some")) == ["1", "2", "3"]
    assert "month=3/old.parquet" in names(folder)


def test_a_new_table_and_one_without_a_path(reader: ModuleType) -> None:
    folder = f"{HOME}fresh/"
    config: dict[str, Any] = {"database": "safe", "table": "fresh", "partitionKeys": ["month"]}
    put_parquet(f"{folder}stray.parquet", OLD)
    script = pipeline("glue-catalog-output", **config, path=folder, mode="overwrite")
    assert run(script).ok
    assert rows_of(reader, "fresh") == pairs(NEW)
    assert "stray.parquet" not in names(folder)
    for mode in ("overwrite", "partitions"):
        assert run(pipeline("glue-catalog-output", **config, mode=mode)).ok
        assert rows_of(reader, "fresh") == pairs(NEW)
    # What is appended later is seen beside it.
    assert run(pipeline("glue-catalog-output", **config, path=folder, mode="append")).ok
    assert rows_of(reader, "fresh") == pairs(NEW, NEW)


def test_files_without_a_table(reader: ModuleType) -> None:
    folder = f"{HOME}files/"
    script = pipeline("s3-output", path=folder, mode="overwrite", files=1)

    def prepare() -> None:
        empty(folder)
        put_parquet(f"{folder}old.parquet", OLD)

    for step in each_step(script, prepare):
        tables = reader.read_files(folder, "")
        rows = pairs(*[table.select(["id", "month"]) for table in tables])
        # The old rows are there until the new ones are; for the moment between, both.
        assert rows in (pairs(OLD), pairs(OLD, NEW), pairs(NEW)), step
    assert rows == pairs(NEW)
    assert all(not name.startswith("_glueflow/") for name in names(folder))


def test_only_the_partitions_written_of_files() -> None:
    folder = f"{HOME}parts/"
    empty(folder)
    put_parts(folder, OLD)
    script = pipeline("s3-output", path=folder, mode="partitions", partitionKeys=["month"])
    assert run(script).ok
    found = names(folder)
    assert "month=3/old.parquet" in found
    assert "month=1/old.parquet" not in found
    assert "month=2/old.parquet" not in found
    assert {name.split("/")[0] for name in found if "=" in name} == {
        "month=1",
        "month=2",
        "month=3",
    }


def put_table(rows: pa.Table) -> None:
    """Make the table that is written anew."""
    make("new", rows, [], f"{HOME}new/")


def test_partition_values_that_folders_spell_otherwise(reader: ModuleType) -> None:
    days = ["a b", "a/b", "a=b", "50%", "é", None]
    put_table(pa.table({"id": list(range(6)), "day": days}))
    config: dict[str, Any] = {"database": "safe", "table": "days", "path": f"{HOME}days/"}
    script = pipeline("glue-catalog-output", **config, mode="overwrite", partitionKeys=["day"])
    try:
        for _ in range(2):
            assert run(script).ok
            found = boto3.client("glue").get_partitions(DatabaseName="safe", TableName="days")
            values = [each["Values"][0] for each in found["Partitions"]]
            hive = "__HIVE_DEFAULT_PARTITION__"
            assert sorted(values) == sorted(day or hive for day in days)
            assert len(reader.read_table("safe", "days").values) == 6
    finally:
        put_table(NEW)


def test_no_rows_and_other_columns(reader: ModuleType) -> None:
    folder = f"{HOME}changed/"
    config: dict[str, Any] = {"database": "safe", "table": "changed", "path": folder}
    make("changed", OLD, [], folder)
    put_table(pa.table({"month": [7], "more": ["x"]}))
    try:
        assert run(pipeline("glue-catalog-output", **config, mode="overwrite")).ok
        rows = reader.read_table("safe", "changed")
        # Columns that are gone leave the catalog.
        assert (rows.columns, [tuple(row) for row in rows.values]) == (
            ["month", "more"],
            [(7, "x")],
        )
        put_table(NEW.slice(0, 0))
        assert run(pipeline("glue-catalog-output", **config, mode="overwrite")).ok
        assert reader.read_table("safe", "changed").values == []
        columns = boto3.client("glue").get_table(DatabaseName="safe", Name="changed")["Table"]
        names_of = [each["Name"] for each in columns["StorageDescriptor"]["Columns"]]
        assert names_of == ["id", "month"]
    finally:
        put_table(NEW)


def test_a_partition_elsewhere_keeps_its_files(reader: ModuleType) -> None:
    folder, other = f"{HOME}apart/", f"{HOME}elsewhere/"
    make("apart", OLD, ["month"], folder)
    put_parquet(f"{other}mine.parquet", pa.table({"id": [5]}))
    glue = boto3.client("glue")
    part = {"Values": ["1"], "StorageDescriptor": storage(pa.table({"id": [5]}), other)}
    glue.update_partition(
        DatabaseName="safe", TableName="apart", PartitionValueList=["1"], PartitionInput=part
    )
    script = pipeline(
        "glue-catalog-output",
        **{"database": "safe", "table": "apart", "path": folder, "mode": "partitions"},
        partitionKeys=["month"],
    )
    assert run(script).ok
    assert rows_of(reader, "apart") == pairs(NEW, OLD.slice(2))
    assert partitions("apart")["1"] == f"{folder}month=1/"
    assert names(other) == ["mine.parquet"]
