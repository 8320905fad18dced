"""Glue connections and tags: what moto leaves out of them.

Source: https://docs.aws.amazon.com/glue/latest/webapi/API_Connection.html
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.glue.models import FakeConnection
from moto.glue.responses import GlueResponse

from glueflow.sandbox.errors import already_exists, not_found
from glueflow.sandbox.jobs import now
from glueflow.sandbox.paging import page


class ConnectionCalls(GlueResponse):
    """UpdateConnection and DeleteConnection, pages of GetConnections, tags of what exists."""

    def create_connection(self) -> ActionResult:
        """CreateConnection."""
        given = self.parameters["ConnectionInput"]
        if given["Name"] in self.glue_backend.connections:
            raise already_exists("Connection")
        made = FakeConnection(
            self.glue_backend,
            self.parameters.get("CatalogId", self.current_account),
            given,
            self.parameters.get("Tags") or {},
        )
        self.glue_backend.connections[given["Name"]] = made
        return ActionResult({"CreateConnectionStatus": made.status})

    def get_connection(self) -> ActionResult:
        """GetConnection."""
        found = self._connection(self.parameters["Name"])
        return ActionResult({"Connection": self._describe_connection(found)})

    def get_connections(self) -> ActionResult:
        """GetConnections, filtered, by name, in pages."""
        rules = self.parameters.get("Filter") or {}
        wanted = set(rules.get("MatchCriteria") or [])
        kind = rules.get("ConnectionType")
        found = [
            item
            for _, item in sorted(self.glue_backend.connections.items())
            if (not kind or item.connection_input.get("ConnectionType") == kind)
            and wanted <= set(item.connection_input.get("MatchCriteria") or [])
        ]
        chosen, token = page(found, lambda item: item.name, self.parameters)
        listed = [self._describe_connection(item) for item in chosen]
        return ActionResult({"ConnectionList": listed, "NextToken": token})

    def update_connection(self) -> ActionResult:
        """UpdateConnection: replaces the whole definition; the name stays."""
        before = self._connection(self.parameters["Name"])
        given = {**self.parameters["ConnectionInput"], "Name": before.name}
        made = FakeConnection(self.glue_backend, before.catalog_id, given, {})
        made.created_time = before.created_time
        made.updated_time = now()
        self.glue_backend.connections[str(before.name)] = made
        return EmptyResult()

    def delete_connection(self) -> ActionResult:
        """DeleteConnection."""
        found = self._connection(self.parameters["ConnectionName"])
        del self.glue_backend.connections[str(found.name)]
        self.glue_backend.tagger.delete_all_tags_for_resource(found.arn)
        return EmptyResult()

    def batch_delete_connection(self) -> ActionResult:
        """BatchDeleteConnection: one that is not there is an entry in Errors."""
        done: list[str] = []
        errors: dict[str, dict[str, str]] = {}
        for name in self.parameters["ConnectionNameList"]:
            if self.glue_backend.connections.pop(name, None) is None:
                text = f"Connection {name} not found."
                errors[name] = {"ErrorCode": "EntityNotFoundException", "ErrorMessage": text}
            else:
                done.append(name)
        return ActionResult({"Succeeded": done, "Errors": errors})

    def tag_resource(self) -> ActionResult:
        """TagResource."""
        self._check_arn()
        return super().tag_resource()

    def untag_resource(self) -> ActionResult:
        """UntagResource."""
        self._check_arn()
        return super().untag_resource()

    def get_tags(self) -> ActionResult:
        """GetTags."""
        self._check_arn()
        return super().get_tags()

    def _connection(self, name: str) -> FakeConnection:
        found = self.glue_backend.connections.get(name)
        if found is None:
            raise not_found(f"Connection {name} not found.")
        return found

    def _describe_connection(self, found: FakeConnection) -> dict[str, Any]:
        properties = dict(found.connection_input.get("ConnectionProperties") or {})
        if self.parameters.get("HidePassword"):
            properties.pop("PASSWORD", None)
        return {
            **found.connection_input,
            "ConnectionProperties": properties,
            "CreationTime": found.created_time,
            "LastUpdatedTime": found.updated_time,
            "LastUpdatedBy": f"arn:aws:iam::{self.current_account}:root",
            "Status": found.status,
        }

    def _check_arn(self) -> None:
        kind, _, name = str(self.parameters["ResourceArn"]).split(":")[-1].partition("/")
        known: dict[str, Any] = {
            "job": self.glue_backend.jobs,
            "database": self.glue_backend.databases,
            "connection": self.glue_backend.connections,
            "crawler": self.glue_backend.crawlers,
            "trigger": self.glue_backend.triggers,
        }
        if kind in known and name not in known[kind]:
            raise not_found(f"Resource {self.parameters['ResourceArn']} not found.")
