"""What a table of the Data Catalog is: which kinds the readers can't read, with the way out.

The compiler refuses the same tables before a run (packages/components-core, common/tablekind.ts);
scripts from elsewhere meet these errors instead.
Sources: https://docs.aws.amazon.com/athena/latest/ug/glue-best-practices.html (classification) and
https://docs.aws.amazon.com/lake-formation/latest/dg/resource-links-glue-apis.html (links).
"""

from __future__ import annotations

from typing import Any

OPEN_FORMATS = {"iceberg": "Apache Iceberg", "delta": "Delta Lake", "hudi": "Apache Hudi"}
_NOT_HERE = (
    "Run this job on AWS with --datalake-formats {format}, or read a copy of the table in Parquet."
)


_OPEN_CLASSES = {
    "org.apache.iceberg.": "iceberg",
    "org.apache.hudi.": "hudi",
    "io.delta.": "delta",
}


def open_format(raw: dict[str, Any], parameters: dict[str, str]) -> str | None:
    """Return iceberg, delta, hudi or lance when parameters or classes of a table name one."""
    for name in ("table_type", "spark.sql.sources.provider", "classification"):
        value = parameters.get(name, "").lower()
        if value in (*OPEN_FORMATS, "lance"):
            return value
    storage = raw.get("StorageDescriptor") or {}
    library = (storage.get("SerdeInfo") or {}).get("SerializationLibrary") or ""
    classes = f"{library} {storage.get('InputFormat') or ''}"
    return next((kind for mark, kind in _OPEN_CLASSES.items() if mark in classes), None)


def link_target(raw: dict[str, Any]) -> dict[str, Any] | None:
    """Return the target of a resource link that was answered with its own properties.

    The service gives the target's properties to whoever has rights on it.
    """
    target: dict[str, Any] | None = raw.get("TargetTable")
    storage = raw.get("StorageDescriptor") or {}
    return None if storage.get("Location") or storage.get("Columns") else target


def refusal(raw: dict[str, Any], parameters: dict[str, str], title: str) -> str | None:
    """Return why the local readers can't read a table, naming its kind and the way out.

    Args:
        raw: the table as GetTable returns it.
        parameters: those of the table and of its storage descriptor.
        title: the table's full name.
    """
    kind = open_format(raw, parameters)
    if kind in OPEN_FORMATS:
        way = _NOT_HERE.format(format=kind)
        return (
            f"The table {title} is in the format {OPEN_FORMATS[kind]}, whose libraries local runs "
            f"do not have. {way}"
        )
    what = _foreign(raw, parameters, kind)
    return f"The table {title} {what}" if what else None


def _foreign(raw: dict[str, Any], parameters: dict[str, str], kind: str | None) -> str | None:
    storage = raw.get("StorageDescriptor") or {}
    target = link_target(raw)
    if target:
        account = f" in account {target['CatalogId']}" if target.get("CatalogId") else ""
        return (
            f"is a resource link to {target.get('DatabaseName')}.{target.get('Name')}{account}, "
            "which these credentials can't follow. Grant DESCRIBE and SELECT on the target in AWS "
            "Lake Formation, or name the target itself."
        )
    if raw.get("FederatedTable"):
        return (
            "is federated: its rows are in another system. Copy it to files in S3 and read those."
        )
    view = "VIEW" in (raw.get("TableType") or "").upper()
    if view or parameters.get("presto_view") == "true":
        return (
            "is a view: it has a query and no files. Read the tables of the query, and put the "
            "query into spark.sql."
        )
    if kind == "lance":
        return "is a Lance table, which AWS Glue can't read. Export it to Parquet and read that."
    stream = parameters.get("typeOfData", "").lower()
    if stream in ("kinesis", "kafka"):
        return f"is a stream ({stream}), which only a streaming job reads."
    handler = parameters.get("storage_handler")
    if handler:
        return f"is kept by another system (storage handler {handler})."
    if "SymlinkTextInputFormat" in (storage.get("InputFormat") or ""):
        return (
            "is a table of manifests (SymlinkTextInputFormat): its files name the files of the "
            "data. Register the data itself in the catalog."
        )
    return None


def no_classification(title: str) -> str:
    """Say what AWS Glue says of a table without a classification, and how to set one."""
    database, _, table = title.partition(".")
    return (
        f"No classification or connection in {title}: AWS Glue chooses the reader of a table's "
        "files by it. Set it, in Athena: "
        f"ALTER TABLE `{database}`.`{table}` SET TBLPROPERTIES ('classification'='csv'); with csv, "
        "json, parquet, orc or avro as its files are."
    )
