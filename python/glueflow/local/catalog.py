"""The Data Catalog through boto3: tables, partitions, and the changes a sink makes to them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from glueflow.local import aws, tablekinds
from glueflow.local.types import parse_type

if TYPE_CHECKING:
    from pyspark.sql import types as T

PARTITION_PAGE = 1000
PARTITION_BATCH = 100
_REFUSED = ("InvalidInputException", "InvalidStateException")

# (input format, output format, serde) per classification, as Glue's own crawlers write them.
_LAZY = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"
_TEXT = (
    "org.apache.hadoop.mapred.TextInputFormat",
    "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
)
STORAGE = {
    "parquet": (
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    ),
    "json": (*_TEXT, "org.openx.data.jsonserde.JsonSerDe"),
    "csv": (*_TEXT, _LAZY),
    "avro": (
        "org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
        "org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat",
        "org.apache.hadoop.hive.serde2.avro.AvroSerDe",
    ),
    "orc": (
        "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
        "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
        "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
    ),
}


class CatalogError(RuntimeError):
    """Something about a database, table or partition; the message names it."""


@dataclass(frozen=True)
class Partition:
    """One partition: its values in key order, and where its files are."""

    values: tuple[str, ...]
    location: str


@dataclass(frozen=True)
class Table:
    """A catalog table as the readers and sinks need it; `raw` is what GetTable returned."""

    database: str
    name: str
    location: str
    columns: tuple[tuple[str, str], ...]
    partition_keys: tuple[tuple[str, str], ...]
    parameters: dict[str, str]
    serde: dict[str, str]
    storage: dict[str, Any] = field(repr=False)
    raw: dict[str, Any] = field(repr=False)

    @property
    def title(self) -> str:
        """The table's full name, for messages."""
        return f"{self.database}.{self.name}"

    def format(self) -> str:
        """Return csv, json, parquet, orc, avro or text, as the classification says.

        Raises:
            CatalogError: the table is of another kind or has no classification (AWS Glue refuses
                it too), or the local runtime can't read its format.
        """
        refused = tablekinds.refusal(self.raw, self.parameters, self.title)
        if refused:
            raise CatalogError(refused)
        named = self.parameters.get("classification", "").lower()
        named = {"glueparquet": "parquet", "txt": "text", "ndjson": "json"}.get(named, named)
        if named in ("csv", "json", "parquet", "orc", "avro", "text"):
            return named
        if named in ("", "unknown"):
            raise CatalogError(tablekinds.no_classification(self.title))
        raise CatalogError(
            f"The table {self.title} has the classification {named!r}, which the local Glue "
            "runtime can't read. It reads csv, json, parquet, orc, avro and text."
        )

    def data_schema(self) -> T.StructType:
        """Return the Spark schema of the columns kept in the files."""
        return _schema(self.columns, self.title)

    def partition_schema(self) -> T.StructType:
        """Return the Spark schema of the partition keys."""
        return _schema(self.partition_keys, self.title)


def _schema(columns: tuple[tuple[str, str], ...], title: str) -> T.StructType:
    from pyspark.sql import types as T

    fields = [T.StructField(name, parse_type(kind, f"{title}.{name}")) for name, kind in columns]
    return T.StructType(fields)


def _scope(catalog_id: str | None) -> dict[str, str]:
    return {"CatalogId": catalog_id} if catalog_id else {}


def find_table(database: str, name: str, catalog_id: str | None = None) -> Table | None:
    """Return a table, or None when it (not its database) does not exist.

    Raises:
        CatalogError: the database does not exist.
    """
    client = aws.client("glue")
    # Glue keeps names in lower case and finds them in any.
    for spelled in dict.fromkeys(((database.lower(), name.lower()), (database, name))):
        try:
            reply = client.get_table(DatabaseName=spelled[0], Name=spelled[1], **_scope(catalog_id))
        except ClientError as error:
            if error.response["Error"]["Code"] != "EntityNotFoundException":
                raise
            continue
        return read_table(_followed(reply["Table"], database, name, catalog_id), database)
    for spelling in dict.fromkeys((database.lower(), database)):
        try:
            client.get_database(Name=spelling, **_scope(catalog_id))
            return None
        except ClientError as error:
            if error.response["Error"]["Code"] != "EntityNotFoundException":
                raise
    raise CatalogError(
        f"There is no database {database} in {_place(catalog_id)}. Choose another, or create it "
        "first; if it is in another region, name that region."
    )


def _place(catalog_id: str | None) -> str:
    """Say which catalog was asked: each region and account has its own."""
    region = aws.client("glue").meta.region_name
    account = catalog_id
    if account is None:
        try:
            account = aws.client("sts").get_caller_identity()["Account"]
        except (ClientError, BotoCoreError):
            account = None
    return f"the Data Catalog of {region}" + (f" (account {account})" if account else "")


def _followed(
    raw: dict[str, Any], database: str, name: str, catalog_id: str | None
) -> dict[str, Any]:
    """Return the target's definition of a resource link under the link's name.

    The service follows links, in every call, for whoever has rights on the target; a link that it
    answers with its own properties stays one when the target can't be read either.
    https://docs.aws.amazon.com/lake-formation/latest/dg/resource-links-glue-apis.html
    """
    target = tablekinds.link_target(raw)
    if not raw.get("TargetTable"):
        return raw
    names = {"DatabaseName": database.lower(), "Name": name.lower()}
    if target is None:
        return {**raw, **names}
    try:
        reply = aws.client("glue").get_table(
            DatabaseName=target["DatabaseName"],
            Name=target["Name"],
            **_scope(target.get("CatalogId") or catalog_id),
        )
    except ClientError:
        return raw
    return {**reply["Table"], **names, "TargetTable": target}


def get_table(database: str, name: str, catalog_id: str | None = None) -> Table:
    """Return a table.

    Raises:
        CatalogError: the table or its database does not exist.
    """
    table = find_table(database, name, catalog_id)
    if table is None:
        raise CatalogError(f"The database {database} has no table named {name}.")
    return table


def read_table(raw: dict[str, Any], database: str) -> Table:
    """Make a Table from GetTable's reply."""
    storage = raw.get("StorageDescriptor") or {}
    serde = (storage.get("SerdeInfo") or {}).get("Parameters") or {}
    return Table(
        raw.get("DatabaseName") or database,
        raw["Name"],
        storage.get("Location") or "",
        tuple((c["Name"], c.get("Type", "string")) for c in storage.get("Columns") or []),
        tuple((c["Name"], c.get("Type", "string")) for c in raw.get("PartitionKeys") or []),
        {**(storage.get("Parameters") or {}), **(raw.get("Parameters") or {})},
        dict(serde),
        storage,
        raw,
    )


def get_partitions(
    table: Table, expression: str = "", catalog_id: str | None = None
) -> list[Partition]:
    """List a table's partitions, all of them or those the service finds for an expression.

    Raises:
        CatalogError: the service does not take the expression.
    """
    options: dict[str, Any] = {
        "DatabaseName": table.database,
        "TableName": table.name,
        "ExcludeColumnSchema": True,
        **_scope(catalog_id),
    }
    if expression:
        options["Expression"] = expression
    found: list[Partition] = []
    client = aws.client("glue")
    while True:
        try:
            reply = client.get_partitions(**options)
        except ClientError as error:
            found_wrong = error.response["Error"]["Code"] in _REFUSED and expression
            if not found_wrong:
                raise
            said = error.response["Error"].get("Message", "")
            raise CatalogError(
                f"The Data Catalog does not take the catalogPartitionPredicate {expression!r} of "
                f"{table.title}: {said} It compares partition keys with values (=, <>, <, >, <=, "
                ">=, IN, BETWEEN, LIKE, IS NULL), knows no functions, and takes dates as quoted "
                "text. Other conditions go into push_down_predicate."
            ) from error
        for raw in reply.get("Partitions", []):
            location = (raw.get("StorageDescriptor") or {}).get("Location")
            values = tuple(raw.get("Values") or ())
            found.append(Partition(values, location or _default_location(table, values)))
        if not reply.get("NextToken"):
            return found
        options["NextToken"] = reply["NextToken"]


def _default_location(table: Table, values: tuple[str, ...]) -> str:
    pairs = zip(table.partition_keys, values, strict=True)
    return "/".join([table.location.rstrip("/"), *(f"{key}={value}" for (key, _), value in pairs)])


def storage_descriptor(
    columns: list[tuple[str, str]], location: str, kind: str, parameters: dict[str, str]
) -> dict[str, Any]:
    """Return the StorageDescriptor of a new table in this format."""
    source, target, serde = STORAGE[kind]
    return {
        "Columns": [{"Name": name, "Type": text} for name, text in columns],
        "Location": location,
        "InputFormat": source,
        "OutputFormat": target,
        "Compressed": False,
        "NumberOfBuckets": -1,
        "SerdeInfo": {"SerializationLibrary": serde, "Parameters": parameters},
        "BucketColumns": [],
        "SortColumns": [],
        "Parameters": {},
        "StoredAsSubDirectories": False,
    }


_INPUT_FIELDS = (
    "Name", "Description", "Owner", "LastAccessTime", "LastAnalyzedTime", "Retention",
    "StorageDescriptor", "PartitionKeys", "ViewOriginalText", "ViewExpandedText", "TableType",
    "Parameters", "TargetTable",
)  # fmt: skip


def table_input(raw: dict[str, Any]) -> dict[str, Any]:
    """Keep of GetTable's reply what UpdateTable takes."""
    return {name: raw[name] for name in _INPUT_FIELDS if name in raw}


class Change:
    """The catalog changes of one write, undone when a later one of them fails."""

    def __init__(self, catalog_id: str | None = None) -> None:
        self._client = aws.client("glue")
        self._scope = _scope(catalog_id)
        self._undo: list[tuple[str, dict[str, Any]]] = []

    def create_table(self, database: str, table: dict[str, Any]) -> None:
        """Create a table."""
        self._client.create_table(DatabaseName=database, TableInput=table, **self._scope)
        self._undo.append(("delete_table", {"DatabaseName": database, "Name": table["Name"]}))

    def update_table(self, table: Table, changed: dict[str, Any]) -> None:
        """Replace a table's definition, unless someone else changed it since it was read."""
        version = {"VersionId": table.raw["VersionId"]} if table.raw.get("VersionId") else {}
        self._client.update_table(
            DatabaseName=table.database, TableInput=changed, **version, **self._scope
        )
        before = {"DatabaseName": table.database, "TableInput": table_input(table.raw)}
        self._undo.append(("update_table", before))

    def add_partitions(self, database: str, name: str, inputs: list[dict[str, Any]]) -> None:
        """Add partitions; those there already are left as they are.

        Raises:
            CatalogError: the service refused one for another reason.
        """
        for start in range(0, len(inputs), PARTITION_BATCH):
            batch = inputs[start : start + PARTITION_BATCH]
            reply = self._client.batch_create_partition(
                DatabaseName=database, TableName=name, PartitionInputList=batch, **self._scope
            )
            errors = reply.get("Errors") or []
            there = {tuple(e.get("PartitionValues") or ()) for e in errors}
            added = [{"Values": p["Values"]} for p in batch if tuple(p["Values"]) not in there]
            for chunk in range(0, len(added), 25):
                self._undo.append(
                    (
                        "batch_delete_partition",
                        {
                            "DatabaseName": database,
                            "TableName": name,
                            "PartitionsToDelete": added[chunk : chunk + 25],
                        },
                    )
                )
            for error in errors:
                detail = error.get("ErrorDetail") or {}
                if detail.get("ErrorCode") != "AlreadyExistsException":
                    values = "/".join(error.get("PartitionValues") or [])
                    raise CatalogError(
                        f"The partition {values} of {database}.{name} could not be added: "
                        f"{detail.get('ErrorMessage') or detail.get('ErrorCode')}"
                    )

    def undo(self) -> None:
        """Take back what was done, last first; stops at nothing, so as to undo all it can."""
        for call, arguments in reversed(self._undo):
            for pause in (0.2, 1, None):
                try:
                    getattr(self._client, call)(**arguments, **self._scope)
                    break
                except ClientError:
                    if pause is None:
                        break
                    time.sleep(pause)
        self._undo.clear()
