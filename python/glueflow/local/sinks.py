"""Writes: Spark writes to a folder on this machine, then all files are published, then the catalog.

Staging makes a failed write leave nothing behind, spares S3 the renames of Spark's commit
protocol, and tells which partitions were written without another look at the data.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from glueflow.local import catalog, formats, reading, scratch, serdes, storage
from glueflow.local.catalog import CatalogError, Table
from glueflow.local.formats import FormatError, truth
from glueflow.local.types import catalog_type

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

LOG = logging.getLogger("glueflow.job")
CATALOG_FORMATS = ("json", "csv", "avro", "parquet", "glueparquet")


@dataclass
class Target:
    """Where and how one write goes."""

    call: str
    path: str
    kind: str
    format_options: dict[str, Any] = field(default_factory=dict)
    partition_keys: list[str] = field(default_factory=list)
    compression: Any = None
    update_catalog: bool = False
    update_behavior: str = "UPDATE_IN_DATABASE"
    database: str = ""
    table: str = ""
    catalog_id: str | None = None

    def check(self) -> None:
        """Check what can be checked before any data is looked at.

        Raises:
            FormatError, CatalogError: an option has a value that AWS refuses or ignores.
        """
        if not self.path:
            raise FormatError(f"{self.call}: no path to write to.")
        if self.update_behavior not in ("UPDATE_IN_DATABASE", "LOG"):
            raise CatalogError(
                f"{self.call}: updateBehavior is UPDATE_IN_DATABASE or LOG, not "
                f"{self.update_behavior!r}."
            )
        if not self.update_catalog:
            return
        if not self.database or not self.table:
            raise CatalogError(
                f"{self.call}: enableUpdateCatalog needs the table to update: call "
                "setCatalogInfo(catalogDatabase=…, catalogTableName=…) before the write."
            )
        if self.kind not in CATALOG_FORMATS:
            raise CatalogError(
                f"{self.call}: enableUpdateCatalog takes the formats json, csv, avro and parquet, "
                f"not {self.kind}."
            )
        if self.kind == "parquet" and not truth(
            self.format_options.get("useGlueParquetWriter", False)
        ):
            raise CatalogError(
                f"{self.call}: enableUpdateCatalog with parquet needs the Glue Parquet writer: "
                'setFormat("parquet", useGlueParquetWriter=True), or for an existing table its '
                "property useGlueParquetWriter=true."
            )

    @property
    def glue_parquet(self) -> bool:
        """Whether Glue's own Parquet writer writes, which has no schema without rows."""
        return self.kind == "glueparquet" or (
            self.kind == "parquet" and truth(self.format_options.get("useGlueParquetWriter", False))
        )

    @property
    def stored(self) -> str:
        """The format of the files: glueparquet is Parquet."""
        return "parquet" if self.kind == "glueparquet" else self.kind


def write(frame: DataFrame, target: Target) -> None:
    """Write a frame, and update the catalog if the target says so. Appends, as Glue does.

    Raises:
        CatalogError, FormatError: something AWS refuses; nothing has been written then.
    """
    target.check()
    names = {name.lower(): name for name in frame.columns}
    missing = [key for key in target.partition_keys if key.lower() not in names]
    if missing and frame.columns:
        raise FormatError(
            f"{target.call}: the partition key {missing[0]!r} is not among the columns "
            f"{', '.join(frame.columns)}."
        )
    table = _plan(frame, target) if target.update_catalog else None
    if not frame.columns:
        LOG.warning("%s: the frame has no columns; nothing was written.", target.call)
        _write_nothing(frame, target, table)
        return
    reading.check_jars(target.stored, [target.path])
    keys = [names[key.lower()] for key in target.partition_keys]
    staging = scratch.make("write")
    try:
        staged, folders = _stage(frame, target, keys, staging / "out")
        if not staged and target.glue_parquet:
            _write_nothing(frame, target, table)
            return
        storage.publish(staged)
        if target.update_catalog:
            try:
                _update(frame, target, table, folders)
            except BaseException:
                storage.remove([final for _, final in staged])
                raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _write_nothing(frame: DataFrame, target: Target, table: Table | None) -> None:
    """Do to the catalog what AWS's Parquet writer does when there are no rows.

    A table that is there is not updated; one that is not is made without columns.
    https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-parquet-home.html
    """
    if not target.update_catalog or not target.glue_parquet or table is not None:
        return
    LOG.warning(
        "%s: there are no rows, and AWS Glue's Parquet writer then makes the table %s.%s without "
        "columns. Skip the write when the frame is empty.",
        target.call, target.database, target.table,
    )  # fmt: skip
    _create(catalog.Change(target.catalog_id), frame, target, [])


def _stage(
    frame: DataFrame, target: Target, keys: list[str], out: Path
) -> tuple[list[tuple[Path, str]], list[str]]:
    """Write to a local folder; return (file, final path) pairs and the partition folders."""
    kind = target.stored
    writer: Any = frame.write.format(kind)
    if kind == "csv":
        for name, value in formats.csv_writer(target.format_options).items():
            writer = writer.option(name, value)
    chosen = target.format_options.get("compression") or target.compression
    codec = formats.codec(target.kind, chosen)
    if codec:
        writer = writer.option("compression", codec)
    if keys:
        writer = writer.partitionBy(*keys)
    writer.option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false").save(out.as_uri())
    stamp = int(time.time() * 1000)
    files = [
        path
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith((".", "_")) and path.stat().st_size
    ]
    if target.glue_parquet and len(files) == 1 and not keys and _rows(files[0]) == 0:
        # Glue's own Parquet writer can't write a file that holds a schema and no rows.
        files = []
    staged = []
    folders: dict[str, None] = {}
    for path in files:
        folder = path.parent.relative_to(out).as_posix()
        folder = "" if folder == "." else folder
        folders[folder] = None
        name = f"run-{stamp}-{path.name}"
        staged.append((path, storage.join(target.path, *filter(None, [folder, name]))))
    return staged, [folder for folder in folders if folder]


def _rows(file: Path) -> int:
    """Read the row count in a Parquet file's footer; -1 when that can't be known."""
    from pyspark.sql import SparkSession

    spark = SparkSession.getActiveSession()
    if spark is None or file.stat().st_size > 65536:
        return -1
    return int(spark.read.parquet(file.as_uri()).count())


def _columns(frame: DataFrame, target: Target) -> list[tuple[str, str]]:
    """Return the data columns as the catalog spells them: lower-case names, Hive types."""
    keys = {key.lower() for key in target.partition_keys}
    found: dict[str, str] = {}
    for item in frame.schema.fields:
        name = item.name.lower()
        if name in found:
            raise CatalogError(
                f"{target.call}: two columns are named {name} once in lower case, as the catalog "
                "keeps names. Rename one."
            )
        found[name] = catalog_type(item.dataType)
        if _array_in_struct(item.dataType):
            raise CatalogError(
                f"{target.call}: the column {item.name} holds an array inside a struct; AWS "
                "can't create or update the schema of such a table from a job. Flatten it, or "
                "create the table first and write without enableUpdateCatalog."
            )
    return [(name, kind) for name, kind in found.items() if name not in keys]


def _array_in_struct(kind: Any, inside: bool = False) -> bool:
    from pyspark.sql import types as T

    if isinstance(kind, T.ArrayType):
        return inside or _array_in_struct(kind.elementType, inside)
    if isinstance(kind, T.StructType):
        return any(_array_in_struct(f.dataType, True) for f in kind.fields)
    if isinstance(kind, T.MapType):
        return _array_in_struct(kind.valueType, inside)
    return False


def _plan(frame: DataFrame, target: Target) -> Table | None:
    """Check a write against the table it updates, before anything is written."""
    table = catalog.find_table(target.database, target.table, target.catalog_id)
    columns = _columns(frame, target)
    if table is None:
        return None
    keys = [key.lower() for key in target.partition_keys]
    theirs = [name.lower() for name, _ in table.partition_keys]
    if keys != theirs:
        raise CatalogError(
            f"{target.call}: partitionKeys {keys} must be those of the table {table.title}, in "
            f"the same order: {theirs}."
        )
    if not keys and _place(table.location) != _place(target.path):
        raise CatalogError(
            f"{target.call}: the path {target.path} is not the location of the table "
            f"{table.title}, {table.location}; its readers would not see the new rows."
        )
    known = {name.lower(): kind for name, kind in table.columns}
    new = [name for name, _ in columns if name not in known]
    changed = [name for name, kind in columns if known.get(name, kind).lower() != kind.lower()]
    if target.update_behavior == "LOG" or not (new or changed):
        return table
    if not keys:
        raise CatalogError(
            f"{target.call}: the columns {', '.join(new + changed)} differ from the table "
            f"{table.title}, and AWS does not update the schema of a table without partition keys."
        )
    if changed and target.stored == "parquet":
        name = changed[0]
        raise CatalogError(
            f"{target.call}: the column {name} is {dict(columns)[name]} in the frame and "
            f"{known[name]} in the table {table.title}; the Glue Parquet writer can add columns "
            "but not change a type. Cast it."
        )
    return table


def _place(path: str) -> str:
    scheme, mark, rest = path.rstrip("/").partition("://")
    return f"s3://{rest}" if mark and scheme in storage.S3_SCHEMES else path.rstrip("/")


def _update(frame: DataFrame, target: Target, table: Table | None, folders: list[str]) -> None:
    """Bring the catalog up to date with a finished write; undone when a step of it fails."""
    columns = _columns(frame, target)
    change = catalog.Change(target.catalog_id)
    database = table.database if table else target.database
    name = table.name if table else target.table.lower()
    try:
        if table is None:
            descriptor = _create(change, frame, target, columns)
        else:
            descriptor = table.storage
            known = {c.lower() for c, _ in table.columns}
            fresh = dict(columns)
            new = [c for c in fresh if c not in known]
            changed = [
                c for c, kind in table.columns if fresh.get(c.lower(), kind).lower() != kind.lower()
            ]
            gone = {c for c in known if c not in fresh} if target.partition_keys else set()
            if new or changed or (gone and target.update_behavior != "LOG"):
                if target.update_behavior == "LOG":
                    LOG.warning(
                        "%s: the frame's columns %s differ from the table %s; updateBehavior is "
                        "LOG, so no partition was added to the catalog.",
                        target.call, ", ".join(new + changed), table.title,
                    )  # fmt: skip
                    return
                # AWS overwrites the schema: columns that the frame lacks leave the table.
                # https://docs.aws.amazon.com/glue/latest/dg/update-from-job.html
                updated = catalog.table_input(table.raw)
                descriptor = {
                    **table.storage,
                    "Columns": [{"Name": c, "Type": kind} for c, kind in fresh.items()],
                }
                updated["StorageDescriptor"] = descriptor
                change.update_table(table, updated)
        inputs = [
            {
                "Values": [unquote(step.partition("=")[2]) for step in folder.split("/")],
                "StorageDescriptor": {
                    **descriptor,
                    "Location": storage.join(target.path, folder) + "/",
                },
            }
            for folder in folders
        ]
        change.add_partitions(database, name, inputs)
    except BaseException:
        change.undo()
        raise


def _create(
    change: catalog.Change, frame: DataFrame, target: Target, columns: list[tuple[str, str]]
) -> dict[str, Any]:
    types = {item.name.lower(): catalog_type(item.dataType) for item in frame.schema.fields}
    parameters = {"classification": target.kind, "EXTERNAL": "TRUE"}
    serde = {"serialization.format": "1"}
    if target.kind == "parquet":
        parameters["useGlueParquetWriter"] = "true"
    if target.kind == "csv":
        separator = str(target.format_options.get("separator", ","))
        serde["field.delim"] = separator
        parameters["delimiter"] = separator
        if formats.csv_writer(target.format_options)["header"]:
            parameters["skip.header.line.count"] = "1"
    location = target.path.rstrip("/") + "/"
    descriptor = catalog.storage_descriptor(columns, location, target.stored, serde)
    change.create_table(
        target.database.lower(),
        {
            "Name": target.table.lower(),
            "TableType": "EXTERNAL_TABLE",
            "Parameters": parameters,
            "PartitionKeys": [
                {"Name": key.lower(), "Type": types.get(key.lower(), "string")}
                for key in target.partition_keys
            ],
            "StorageDescriptor": descriptor,
        },
    )
    return descriptor


def table_target(
    call: str, table: Table, options: Mapping[str, Any], catalog_id: str | None
) -> Target:
    """Make the target of a write into an existing catalog table.

    Raises:
        CatalogError: the table is partitioned and the options do not say so in partitionKeys.
    """
    keys = list(options.get("partitionKeys") or [])
    theirs = [name for name, _ in table.partition_keys]
    if [k.lower() for k in keys] != [k.lower() for k in theirs]:
        raise CatalogError(
            f"{call}: the table {table.title} has the partition keys {theirs}; pass "
            f'additional_options={{"partitionKeys": {theirs}}}, in this order.'
        )
    kind = table.format()
    given: dict[str, Any] = {}
    if kind == "csv":
        wanted = serdes.csv_options(table)
        given = {"separator": wanted["sep"], "writeHeader": wanted["header"]}
    glue_writer = table.parameters.get("useGlueParquetWriter") or (
        table.parameters.get("classification") == "glueparquet"
    )
    if kind == "parquet" and truth(glue_writer or False):
        given["useGlueParquetWriter"] = True
    return Target(
        call,
        table.location,
        kind,
        given,
        keys,
        options.get("compression"),
        truth(options.get("enableUpdateCatalog", False)),
        str(options.get("updateBehavior") or "UPDATE_IN_DATABASE"),
        table.database,
        table.name,
        catalog_id,
    )
