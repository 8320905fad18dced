"""moto's Glue, completed: our calls first, then moto's, and a JSON error for what has neither."""

from __future__ import annotations

import importlib
import json
from typing import Any

from moto.core.utils import camelcase_to_underscores, method_names_from_class
from werkzeug.exceptions import HTTPException

from glueflow.sandbox import backends, validation
from glueflow.sandbox.connections import ConnectionCalls
from glueflow.sandbox.errors import GlueError
from glueflow.sandbox.jobs import JobCalls
from glueflow.sandbox.partitions import PartitionCalls
from glueflow.sandbox.runcalls import RunCalls
from glueflow.sandbox.tables import TableCalls


class GlueApi(RunCalls, JobCalls, PartitionCalls, TableCalls, ConnectionCalls):
    """One Glue request."""

    def call_action(self) -> Any:
        """Check the request, then carry it out, alone among Glue requests."""
        action = self._get_action()
        try:
            if action not in validation.operations():
                raise GlueError("UnknownOperationException", f"Glue has no operation {action}.")
            if camelcase_to_underscores(action) not in method_names_from_class(type(self)):
                raise GlueError(
                    "UnknownOperationException",
                    f"The Glueflow sandbox does not implement glue:{action}.",
                )
            try:
                request = json.loads(self.body or "{}")
            except ValueError as error:
                raise GlueError(
                    "SerializationException", f"The body is no JSON: {error}"
                ) from error
            validation.validate(action, request)
        except HTTPException as refusal:
            headers = {**self.response_headers, **dict(refusal.get_headers() or [])}
            return refusal.code, headers, refusal.description
        with backends.LOCK:
            return super().call_action()


class Patch:
    """Makes moto answer Glue requests with :class:`GlueApi` until :meth:`undo`."""

    def __init__(self) -> None:
        from moto.glue import urls

        # Web pages have no business here, so no reply must invite them.
        self._server = vars(importlib.import_module("moto.moto_server.werkzeug_app"))
        self._cors = self._server["DISABLE_GLOBAL_CORS"]
        self._server["DISABLE_GLOBAL_CORS"] = True
        self._paths: dict[str, Any] = urls.url_paths
        self._saved = dict(urls.url_paths)
        for path in self._paths:
            self._paths[path] = GlueApi.dispatch

    def undo(self) -> None:
        """Put moto back as it was."""
        self._paths.update(self._saved)
        self._server["DISABLE_GLOBAL_CORS"] = self._cors
