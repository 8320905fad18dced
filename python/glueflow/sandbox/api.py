"""moto's Glue and Logs, completed: our calls first, then moto's, then a JSON error."""

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
from glueflow.sandbox.logcalls import LogCalls
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
    """Makes moto answer Glue and Logs requests with our classes until :meth:`undo`."""

    def __init__(self) -> None:
        from moto.glue import urls as glue
        from moto.logs import urls as logs

        # Web pages have no business here, so no reply must invite them.
        self._server = vars(importlib.import_module("moto.moto_server.werkzeug_app"))
        self._cors = self._server["DISABLE_GLOBAL_CORS"]
        self._server["DISABLE_GLOBAL_CORS"] = True
        self._saved: list[tuple[dict[str, Any], dict[str, Any]]] = []
        for paths, answer in ((glue.url_paths, GlueApi), (logs.url_paths, LogCalls)):
            known: dict[str, Any] = paths
            self._saved.append((known, dict(known)))
            known.update(dict.fromkeys(known, answer.dispatch))

    def undo(self) -> None:
        """Put moto back as it was."""
        for paths, before in self._saved:
            paths.update(before)
        self._server["DISABLE_GLOBAL_CORS"] = self._cors
