"""Databases and tables of the Data Catalog: lower-case names, versions, pages, search, links.

State lives in moto's own objects, so that other moto services see the same catalog. Calls follow
resource links to targets of the same account; a link elsewhere answers with its own properties,
as for a caller without rights on the target.
Sources: https://docs.aws.amazon.com/glue/latest/webapi/API_Table.html, API_UpdateTable.html,
API_SearchTables.html and
https://docs.aws.amazon.com/lake-formation/latest/dg/resource-links-glue-apis.html
"""

from __future__ import annotations

import re
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.glue.models import FakeDatabase, FakeTable

from glueflow.sandbox.errors import GlueError, already_exists, invalid_input, not_found
from glueflow.sandbox.paging import page


class TableCalls:
    """The Glue calls about databases and tables."""

    glue_backend: Any
    parameters: dict[str, Any]
    current_account: str
    region: str

    def create_database(self) -> ActionResult:
        """CreateDatabase."""
        given = _lowered(self.parameters["DatabaseInput"])
        name = given["Name"]
        self._check_catalog()
        if name in self.glue_backend.databases:
            raise already_exists("Database")
        self.glue_backend.databases[name] = FakeDatabase(
            name, given, catalog_id=self.current_account
        )
        self.glue_backend.tag_resource(self._database_arn(name), self.parameters.get("Tags"))
        return EmptyResult()

    def get_database(self) -> ActionResult:
        """GetDatabase: a link answers with its target's properties, under its own name."""
        return ActionResult({"Database": self._shown(self._own_database(self.parameters["Name"]))})

    def get_databases(self) -> ActionResult:
        """GetDatabases, by name, in pages."""
        self._check_catalog()
        ordered = [found for _, found in sorted(self.glue_backend.databases.items())]
        chosen, token = page(ordered, lambda item: item.name, self.parameters)
        return ActionResult(
            {"DatabaseList": [self._shown(item) for item in chosen], "NextToken": token}
        )

    def update_database(self) -> ActionResult:
        """UpdateDatabase: replaces the whole definition; the name stays."""
        found = self.database(self.parameters["Name"])
        found.input = {**self.parameters["DatabaseInput"], "Name": found.name}
        return EmptyResult()

    def delete_database(self) -> EmptyResult:
        """DeleteDatabase, with its tables; of a link, the link alone."""
        name = self._own_database(self.parameters["Name"]).name
        del self.glue_backend.databases[name]
        self.glue_backend.tagger.delete_all_tags_for_resource(self._database_arn(name))
        return EmptyResult()

    def create_table(self) -> ActionResult:
        """CreateTable."""
        found = self.database(self.parameters["DatabaseName"])
        given = self.parameters.get("TableInput")
        if given is None:
            given = {"Name": self.parameters.get("Name")}
        if not given.get("Name"):
            raise invalid_input("TableInput.Name must be set.")
        given = table_input(given)
        if given["Name"] in found.tables:
            raise already_exists("Table")
        table = FakeTable(
            found.name,
            given["Name"],
            given,
            catalog_id=self.current_account,
            open_table_format_input=self.parameters.get("OpenTableFormatInput"),
        )
        table.updated_time = table.created_time
        # moto counts from 1. "Each version is incremented by 1", the first is "0":
        # https://docs.aws.amazon.com/glue/latest/webapi/API_TableVersion.html
        table.versions = {"0": table.versions[str(table._current_version)]}
        table._current_version = 0
        for index in self.parameters.get("PartitionIndexes") or []:
            _add_index(table, index)
        found.tables[given["Name"]] = table
        return EmptyResult()

    def get_table(self) -> ActionResult:
        """GetTable."""
        request = self.parameters
        table = self._own_table(request["DatabaseName"], request["Name"])
        return ActionResult({"Table": self._followed(table, request["DatabaseName"])})

    def get_tables(self) -> ActionResult:
        """GetTables: those whose name matches Expression, by name, in pages."""
        found = self.database(self.parameters["DatabaseName"])
        matches = _name_filter(self.parameters.get("Expression"))
        ordered = [table for name, table in sorted(found.tables.items()) if matches(name)]
        chosen, token = page(ordered, lambda table: table.name, self.parameters)
        name = self.parameters["DatabaseName"]
        return ActionResult(
            {"TableList": [self._followed(table, name) for table in chosen], "NextToken": token}
        )

    def update_table(self) -> ActionResult:
        """UpdateTable: a VersionId that is not the current one is refused; SkipArchive drops the
        version replaced. Of a link the target is updated, whose name stays."""
        given = self.parameters.get("TableInput")
        if given is None:
            raise invalid_input("TableInput must be set.")
        base = self.parameters["DatabaseName"]
        table = self.table(base, given["Name"])
        if _target(self._own_table(base, given["Name"])):
            if self._own_database(base).input.get("TargetDatabase"):
                raise invalid_input("Both the database and the table are resource links.")
            given = {**given, "Name": table.name}
            given.pop("TargetTable", None)
        asked = self.parameters.get("VersionId")
        current = str(table._current_version)
        if asked is not None and asked != current:
            raise GlueError(
                "ConcurrentModificationException",
                "Update table failed due to concurrent modifications.",
            )
        table.update(table_input(given))
        if self.parameters.get("SkipArchive"):
            table.versions.pop(current, None)
        return EmptyResult()

    def delete_table(self) -> ActionResult:
        """DeleteTable; of a link, the link alone."""
        base = self.database(self.parameters["DatabaseName"])
        table = self._own_table(self.parameters["DatabaseName"], self.parameters["Name"])
        del base.tables[table.name]
        return EmptyResult()

    def batch_delete_table(self) -> ActionResult:
        """BatchDeleteTable: a table that is not there is an entry in Errors."""
        found = self.database(self.parameters["DatabaseName"])
        errors: list[dict[str, Any]] = []
        for name in self.parameters["TablesToDelete"]:
            if found.tables.pop(name.lower(), None) is None:
                detail = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Table not found"}
                errors.append({"TableName": name, "ErrorDetail": detail})
        return ActionResult({"Errors": errors} if errors else {})

    def get_table_version(self) -> ActionResult:
        """GetTableVersion; the current one when VersionId is not given."""
        table = self._versioned()
        version = self.parameters.get("VersionId") or str(table._current_version)
        return ActionResult({"TableVersion": self._version(table, version)})

    def get_table_versions(self) -> ActionResult:
        """GetTableVersions: newest first, in pages."""
        table = self._versioned()
        ordered = sorted(table.versions, key=int, reverse=True)
        chosen, token = page(ordered, lambda version: -int(version), self.parameters)
        versions = [self._version(table, version) for version in chosen]
        return ActionResult({"TableVersions": versions, "NextToken": token})

    def delete_table_version(self) -> ActionResult:
        """DeleteTableVersion; the current version cannot be deleted."""
        table = self._versioned()
        version = self.parameters["VersionId"]
        if version == str(table._current_version):
            raise invalid_input("Cannot delete the current version of a table.")
        if table.versions.pop(version, None) is None:
            raise not_found("Version not found.")
        return EmptyResult()

    def search_tables(self) -> ActionResult:
        """SearchTables over names, descriptions, columns and parameters of every table."""
        text = (self.parameters.get("SearchText") or "").strip('"').lower()
        filters = self.parameters.get("Filters") or []
        found = [
            table
            for _, base in sorted(self.glue_backend.databases.items())
            for _, table in sorted(base.tables.items())
            if text in _searchable(table) and all(_passes(table, rule) for rule in filters)
        ]
        for rule in self.parameters.get("SortCriteria") or []:
            found.sort(
                key=lambda table: str(_property(table, rule.get("FieldName", ""))),
                reverse=rule.get("Sort") == "DESC",
            )
        numbered = list(enumerate(found))
        chosen, token = page(numbered, lambda item: item[0], self.parameters)
        return ActionResult(
            {"TableList": [self._describe(table) for _, table in chosen], "NextToken": token}
        )

    def get_partition_indexes(self) -> ActionResult:
        """GetPartitionIndexes, as given to CreateTable or CreatePartitionIndex."""
        table = self._versioned()
        return ActionResult({"PartitionIndexDescriptorList": list(_indexes(table).values())})

    def create_partition_index(self) -> ActionResult:
        """CreatePartitionIndex; it is active at once."""
        table = self._versioned()
        _add_index(table, self.parameters["PartitionIndex"])
        return EmptyResult()

    def delete_partition_index(self) -> ActionResult:
        """DeletePartitionIndex."""
        if _indexes(self._versioned()).pop(self.parameters["IndexName"], None) is None:
            raise not_found(f"Index {self.parameters['IndexName']} not found.")
        return EmptyResult()

    def database(self, name: str) -> Any:
        """Return moto's database called ``name``, or the one that it links to.

        Raises ``EntityNotFoundException``.
        """
        found = self._own_database(name)
        return self._target_database(found) or found

    def table(self, database: str, name: str) -> Any:
        """Return moto's table, or the one that it links to. Raises ``EntityNotFoundException``."""
        found = self._own_table(database, name)
        return self._target_table(found) or found

    def _own_database(self, name: str) -> Any:
        self._check_catalog()
        found = self.glue_backend.databases.get(name.lower())
        if found is None:
            raise not_found(f"Database {name.lower()} not found.")
        return found

    def _own_table(self, database: str, name: str) -> Any:
        found = self.database(database).tables.get(name.lower())
        if found is None:
            raise not_found(f"Table {name.lower()} not found.")
        return found

    def _target_database(self, found: Any) -> Any:
        target = found.input.get("TargetDatabase")
        return self._here(target) if target else None

    def _target_table(self, found: Any) -> Any:
        target = _target(found)
        base = self._here(target) if target else None
        return base.tables.get(target["Name"].lower()) if target and base else None

    def _here(self, target: dict[str, Any]) -> Any:
        """The database that a link names, when it is of this account and region."""
        if target.get("CatalogId", self.current_account) != self.current_account:
            return None
        if target.get("Region", self.region) != self.region:
            return None
        return self.glue_backend.databases.get(target.get("DatabaseName", "").lower())

    def _shown(self, found: Any) -> dict[str, Any]:
        own: dict[str, Any] = found.as_dict()
        target = found.input.get("TargetDatabase")
        if not target:
            return own
        linked = self._target_database(found)
        properties = linked.as_dict() if linked else own
        return {**properties, "Name": found.name, "TargetDatabase": target}

    def _followed(self, table: Any, database: str) -> dict[str, Any]:
        target = self._target_table(table)
        if target is None:
            return self._describe(table)
        names = {"Name": table.name, "DatabaseName": database.lower()}
        return {**self._describe(target), **names, "TargetTable": _target(table)}

    def _versioned(self) -> Any:
        return self.table(self.parameters["DatabaseName"], self.parameters["TableName"])

    def _version(self, table: Any, version: str) -> dict[str, Any]:
        return {"Table": self._describe(table, version), "VersionId": version}

    def _describe(self, table: Any, version: str | None = None) -> dict[str, Any]:
        return {
            "CreatedBy": f"arn:aws:iam::{self.current_account}:root",
            "IsRegisteredWithLakeFormation": False,
            "IsMultiDialectView": False,
            "Retention": 0,
            **table.as_dict(version=version),
        }

    def _check_catalog(self) -> None:
        catalog = self.parameters.get("CatalogId")
        if catalog is not None and catalog != self.current_account:
            raise not_found(f"Catalog {catalog} not found.")

    def _database_arn(self, name: str) -> str:
        return f"arn:aws:glue:{self.region}:{self.current_account}:database/{name}"


def table_input(given: dict[str, Any]) -> dict[str, Any]:
    """A TableInput as Glue stores it: names of the table, its columns and partition keys in lower
    case. Raises ``InvalidInputException`` for a column named twice."""
    result = _lowered(given)
    if "StorageDescriptor" in result:
        result["StorageDescriptor"] = storage(result["StorageDescriptor"])
    keys = [_lowered(key) for key in result.get("PartitionKeys") or []]
    if "PartitionKeys" in result:
        result["PartitionKeys"] = keys
    seen: set[str] = set()
    for column in [*(result.get("StorageDescriptor") or {}).get("Columns", []), *keys]:
        if column["Name"] in seen:
            raise invalid_input(f"Column {column['Name']} repeated in table schema.")
        seen.add(column["Name"])
    return result


def storage(given: dict[str, Any] | None) -> dict[str, Any]:
    """A StorageDescriptor with its column names in lower case."""
    result = dict(given or {})
    if result.get("Columns") is not None:
        result["Columns"] = [_lowered(column) for column in result["Columns"]]
    return result


def _lowered(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "Name": given["Name"].lower()} if "Name" in given else dict(given)


def _target(table: Any) -> dict[str, Any] | None:
    """The table that a resource link names."""
    found: dict[str, Any] | None = table.get_version(str(table._current_version)).get("TargetTable")
    return found


def _name_filter(expression: str | None) -> Any:
    if not expression:
        return lambda name: True
    # Glue reads a bare * as "anything", besides regular expressions.
    text = re.sub(r"(?<![.\])\\])\*", ".*", expression)
    try:
        pattern = re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise invalid_input(f"Invalid expression {expression!r}: {error}") from error
    return lambda name: pattern.fullmatch(name) is not None


def _searchable(table: Any) -> str:
    current = table.get_version(str(table._current_version))
    columns = (current.get("StorageDescriptor") or {}).get("Columns", [])
    parts = [table.name, table.database_name, current.get("Description") or ""]
    for column in [*columns, *(current.get("PartitionKeys") or [])]:
        parts += [column["Name"], column.get("Comment") or ""]
    parts += [str(value) for value in (current.get("Parameters") or {}).values()]
    return "\n".join(parts).lower()


def _property(table: Any, name: str) -> Any:
    shown = table.as_dict()
    key = {"name": "Name", "databasename": "DatabaseName", "updatetime": "UpdateTime"}
    key |= {"createtime": "CreateTime", "description": "Description", "tabletype": "TableType"}
    if name.lower() in key:
        return shown.get(key[name.lower()], "")
    return (shown.get("Parameters") or {}).get(name, "")


def _passes(table: Any, rule: dict[str, Any]) -> bool:
    if rule.get("Comparator", "EQUALS") != "EQUALS":
        raise invalid_input("The sandbox's SearchTables knows the comparator EQUALS only.")
    value = str(_property(table, str(rule.get("Key", "")))).lower()
    return value == str(rule.get("Value", "")).lower()


def _indexes(table: Any) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = table.__dict__.setdefault("glueflow_indexes", {})
    return found


def _add_index(table: Any, index: dict[str, Any]) -> None:
    current = table.get_version(str(table._current_version))
    keys = {key["Name"]: key["Type"] for key in current.get("PartitionKeys") or []}
    names = [name.lower() for name in index["Keys"]]
    if index["IndexName"] in _indexes(table):
        raise already_exists("Partition index")
    unknown = [name for name in names if name not in keys]
    if unknown:
        raise invalid_input(f"Index keys {', '.join(unknown)} are no partition keys of the table.")
    _indexes(table)[index["IndexName"]] = {
        "IndexName": index["IndexName"],
        "Keys": [{"Name": name, "Type": keys[name]} for name in names],
        "IndexStatus": "ACTIVE",
    }
