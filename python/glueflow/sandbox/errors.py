"""Errors in the shape AWS Glue sends them (awsJson1_1)."""

from __future__ import annotations

import json
from typing import Any

from moto.core.exceptions import JsonRESTError


class SandboxError(Exception):
    """A refusal to show to a person: names the thing, the place and the remedy."""


class GlueError(JsonRESTError):
    """A Glue error: ``{"__type": code, "Message": text}`` with HTTP status 400.

    Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-exceptions.html
    """

    code = 400

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(error_type, message)
        # Glue's model spells the member "Message"; SDKs accept either, so send both.
        self.description = json.dumps(
            {"__type": error_type, "Message": message, "message": message}
        )


def invalid_input(message: str) -> GlueError:
    """The request is well formed but breaks one of Glue's own rules."""
    return GlueError("InvalidInputException", message)


def not_found(message: str) -> GlueError:
    """The named entity does not exist."""
    return GlueError("EntityNotFoundException", message)


def already_exists(kind: str) -> GlueError:
    """The entity to create exists already."""
    return GlueError("AlreadyExistsException", f"{kind} already exists.")


def required(request: dict[str, Any], *names: str) -> None:
    """Raise when a required member of ``request`` is missing."""
    for name in names:
        if request.get(name) is None:
            raise invalid_input(f"{name} must be set.")
