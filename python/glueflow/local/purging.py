"""Deleting the files of a table or path, as purge_table and purge_s3_path do.

Source: the GlueContext page of the Glue developer guide (options retentionPeriod,
partitionPredicate, excludeStorageClasses, manifestFilePath).
"""

from __future__ import annotations

import csv
import io
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glueflow.local import aws, catalog, partitions, scratch, storage
from glueflow.local.catalog import CatalogError, Partition, Table

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DEFAULT_RETENTION_HOURS = 168.0
_OPTIONS = ("retentionPeriod", "partitionPredicate", "excludeStorageClasses", "manifestFilePath")


def purge_table(
    spark: SparkSession, table: Table, options: Mapping[str, Any], catalog_id: str | None = None
) -> None:
    """Delete a table's files older than the retention period (hours; 168 unless given).

    A partition left without files is deleted from the catalog too.

    Raises:
        CatalogError: an unknown option, or a predicate that can't be resolved.
    """
    _check(options)
    predicate = str(options.get("partitionPredicate") or "")
    if not table.partition_keys:
        if predicate:
            raise CatalogError(
                f"purge_table: {table.title} has no partition keys for partitionPredicate."
            )
        _purge([table.location], options)
        return
    chosen = catalog.get_partitions(table, "", catalog_id)
    if predicate:
        chosen = partitions.matching(spark, table, chosen, predicate)
    kept = _purge([partition.location for partition in chosen], options)
    _drop(table, [p for p in chosen if p.location not in kept], catalog_id)


def purge_path(path: str, options: Mapping[str, Any]) -> None:
    """Delete the files under a path older than the retention period (hours; 168 unless given).

    Raises:
        CatalogError: an unknown option.
    """
    _check(options)
    if options.get("partitionPredicate"):
        raise CatalogError("purge_s3_path takes no partitionPredicate; purge_table does.")
    _purge([path], options)


def _check(options: Mapping[str, Any]) -> None:
    for name in options:
        if name not in _OPTIONS:
            raise CatalogError(f"purge has no option {name!r}. It has: {', '.join(_OPTIONS)}.")


def _purge(paths: list[str], options: Mapping[str, Any]) -> set[str]:
    """Delete old files under paths; return those paths that still have data."""
    hours = float(options.get("retentionPeriod", DEFAULT_RETENTION_HOURS))
    classes = list(options.get("excludeStorageClasses") or [])
    limit = (time.time() - hours * 3600) * 1000 if hours > 0 else float("inf")
    doomed: list[str] = []
    kept: set[str] = set()
    for path in paths:
        folder = path if not storage.is_s3(path) or path.endswith("/") else path + "/"
        for file in storage.list_files(folder, everything=True):
            if file.modified <= limit and file.storage_class not in classes:
                doomed.append(file.path)
            else:
                kept.add(path)
    storage.remove(doomed)
    manifest = options.get("manifestFilePath")
    if manifest:
        _manifest(str(manifest), doomed)
    return kept


def _manifest(folder: str, deleted: list[str]) -> None:
    with tempfile.TemporaryDirectory(dir=scratch.root()) as work:
        pairs = []
        for name, rows in (("Success.csv", deleted), ("Failed.csv", [])):
            text = io.StringIO()
            csv.writer(text).writerows([row] for row in rows)
            file = Path(work) / name
            file.write_text(text.getvalue(), encoding="utf-8")
            pairs.append((file, storage.join(folder, name)))
        storage.publish(pairs)


def _drop(table: Table, gone: list[Partition], catalog_id: str | None) -> None:
    scope = {"CatalogId": catalog_id} if catalog_id else {}
    for start in range(0, len(gone), 25):
        aws.client("glue").batch_delete_partition(
            DatabaseName=table.database,
            TableName=table.name,
            PartitionsToDelete=[{"Values": list(p.values)} for p in gone[start : start + 25]],
            **scope,
        )
