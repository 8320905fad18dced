"""Partitions of the catalog against the folders below a table's location."""

from __future__ import annotations

from dataclasses import dataclass

from glueflow.engine import storage
from glueflow.local import aws
from glueflow.local.storage import hidden


@dataclass(frozen=True)
class Table:
    """A partitioned table that a script reads by its folders."""

    nodeId: str
    title: str
    catalogId: str | None
    database: str
    table: str
    location: str
    keys: list[str]


def difference(table: Table) -> str | None:
    """Return why the folders do not hold the partitions that the catalog has, or None.

    DuckDB finds partitions by folders, Spark and AWS Glue in the catalog.
    """
    root = table.location.rstrip("/") + "/"
    known = _of_catalog(table)
    there = {
        place.rsplit("/", 1)[0] + "/"
        for place in storage.files(root)
        if _is_data(place.removeprefix(root), len(table.keys))
    }
    elsewhere = sorted(known - _below(known, root))
    if elsewhere:
        return (
            f"a partition of {table.table} lies at {elsewhere[0]}, not below the table's location. "
            "Run the pipeline with Spark."
        )
    unknown = sorted(there - known)
    if unknown:
        return (
            f"the catalog has no partition of {table.table} for {unknown[0]}, which DuckDB would "
            "read. Add it, or run the pipeline with Spark."
        )
    return None


def _of_catalog(table: Table) -> set[str]:
    owner = {"CatalogId": table.catalogId} if table.catalogId else {}
    pages = (
        aws.client("glue")
        .get_paginator("get_partitions")
        .paginate(DatabaseName=table.database, TableName=table.table, **owner)
    )
    return {
        each["StorageDescriptor"]["Location"].rstrip("/") + "/"
        for page in pages
        for each in page["Partitions"]
    }


def _below(places: set[str], root: str) -> set[str]:
    return {place for place in places if place.startswith(root)}


def _is_data(path: str, depth: int) -> bool:
    return path.count("/") == depth and not path.endswith("/") and not hidden(path)
