"""Partitions of the Data Catalog: expressions, pages, segments, batches.

Source: https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult, EmptyResult
from moto.glue.models import FakePartition

from glueflow.sandbox.errors import GlueError, already_exists, invalid_input, not_found
from glueflow.sandbox.paging import page
from glueflow.sandbox.predicate import compile_predicate
from glueflow.sandbox.tables import storage

if TYPE_CHECKING:
    from collections.abc import Callable


class PartitionCalls:
    """The Glue calls about partitions."""

    parameters: dict[str, Any]
    current_account: str
    table: Callable[[str, str], Any]

    def create_partition(self) -> ActionResult:
        """CreatePartition."""
        self._create(self._partitioned(), self.parameters["PartitionInput"])
        return EmptyResult()

    def batch_create_partition(self) -> ActionResult:
        """BatchCreatePartition: what exists already is an entry in Errors."""
        table = self._partitioned()
        errors: list[dict[str, Any]] = []
        for given in self.parameters["PartitionInputList"]:
            try:
                self._create(table, given)
            except GlueError as error:
                errors.append(_failure("PartitionValues", given.get("Values"), error))
        return ActionResult({"Errors": errors} if errors else {})

    def get_partition(self) -> ActionResult:
        """GetPartition."""
        partition = self._find(self._partitioned(), self.parameters["PartitionValues"])
        return ActionResult({"Partition": self._show(partition)})

    def batch_get_partition(self) -> ActionResult:
        """BatchGetPartition: what is not there is left out."""
        table = self._partitioned()
        keys = [str(item["Values"]) for item in self.parameters["PartitionsToGet"]]
        found = [table.partitions[key] for key in keys if key in table.partitions]
        return ActionResult({"Partitions": [self._show(item) for item in found]})

    def get_partitions(self) -> ActionResult:
        """GetPartitions: those that satisfy Expression, of one Segment, in pages."""
        table = self._partitioned()
        expression = (self.parameters.get("Expression") or "").strip()
        chosen = list(table.partitions.values())
        if expression:
            test = compile_predicate(expression, _keys(table))
            chosen = [item for item in chosen if test(item.values)]
        segment = self.parameters.get("Segment")
        if segment:
            total, number = segment["TotalSegments"], segment["SegmentNumber"]
            if number >= total:
                raise invalid_input("SegmentNumber must be less than TotalSegments.")
            chosen = [item for item in chosen if _hash(item.values) % total == number]
        chosen.sort(key=lambda item: list(item.values))
        items, token = page(chosen, lambda item: list(item.values), self.parameters)
        lean = bool(self.parameters.get("ExcludeColumnSchema"))
        return ActionResult(
            {"Partitions": [self._show(item, lean) for item in items], "NextToken": token}
        )

    def update_partition(self) -> ActionResult:
        """UpdatePartition; its values may change."""
        request = self.parameters
        self._update(self._partitioned(), request["PartitionValueList"], request["PartitionInput"])
        return EmptyResult()

    def batch_update_partition(self) -> ActionResult:
        """BatchUpdatePartition."""
        table = self._partitioned()
        errors: list[dict[str, Any]] = []
        for entry in self.parameters["Entries"]:
            values = entry["PartitionValueList"]
            try:
                self._update(table, values, entry["PartitionInput"])
            except GlueError as error:
                errors.append(_failure("PartitionValueList", values, error))
        return ActionResult({"Errors": errors} if errors else {})

    def delete_partition(self) -> ActionResult:
        """DeletePartition."""
        table = self._partitioned()
        self._find(table, self.parameters["PartitionValues"])
        del table.partitions[str(self.parameters["PartitionValues"])]
        return EmptyResult()

    def batch_delete_partition(self) -> ActionResult:
        """BatchDeletePartition: what is not there is an entry in Errors."""
        table = self._partitioned()
        errors: list[dict[str, Any]] = []
        for item in self.parameters["PartitionsToDelete"]:
            if table.partitions.pop(str(item["Values"]), None) is None:
                missing = not_found("Partition not found")
                errors.append(_failure("PartitionValues", item["Values"], missing))
        return ActionResult({"Errors": errors} if errors else {})

    def _partitioned(self) -> Any:
        return self.table(self.parameters["DatabaseName"], self.parameters["TableName"])

    def _make(self, table: Any, given: dict[str, Any]) -> FakePartition:
        if len(given.get("Values") or []) != len(_keys(table)):
            raise invalid_input(
                "The number of partition keys do not match the number of partition values"
            )
        stored = dict(given)
        if stored.get("StorageDescriptor") is not None:
            stored["StorageDescriptor"] = storage(stored["StorageDescriptor"])
        return FakePartition(table.database_name, table.name, stored)

    def _create(self, table: Any, given: dict[str, Any]) -> None:
        partition = self._make(table, given)
        key = str(partition.values)
        if key in table.partitions:
            raise already_exists("Partition")
        table.partitions[key] = partition

    def _update(self, table: Any, old: list[str], given: dict[str, Any]) -> None:
        before = self._find(table, old)
        partition = self._make(table, given)
        partition.creation_time = before.creation_time
        key = str(partition.values)
        if key != str(old):
            if key in table.partitions:
                raise already_exists("Partition")
            del table.partitions[str(old)]
        table.partitions[key] = partition

    def _find(self, table: Any, values: list[str]) -> Any:
        found = table.partitions.get(str(values))
        if found is None:
            raise not_found("Cannot find partition.")
        return found

    def _show(self, partition: Any, lean: bool = False) -> dict[str, Any]:
        result = {**partition.as_dict(), "CatalogId": self.current_account}
        if lean and result.get("StorageDescriptor"):
            result["StorageDescriptor"] = {
                k: v for k, v in result["StorageDescriptor"].items() if k != "Columns"
            }
        return result


def _keys(table: Any) -> list[tuple[str, str]]:
    current = table.get_version(str(table._current_version))
    return [(key["Name"], key.get("Type", "string")) for key in current.get("PartitionKeys") or []]


def _hash(values: list[str]) -> int:
    return zlib.crc32("\x00".join(values).encode())


def _failure(member: str, values: Any, error: GlueError) -> dict[str, Any]:
    detail = {"ErrorCode": error.error_type, "ErrorMessage": error.message}
    return {member: values, "ErrorDetail": detail}
