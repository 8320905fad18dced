"""What the stand-in refuses: an HTTP status and a message, as lakeFS words it."""

from __future__ import annotations


class Problem(Exception):
    """A request that is answered with ``status`` and ``message``."""

    status = 500

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if status is not None:
            self.status = status


class Invalid(Problem):
    """The request makes no sense."""

    status = 400


class NotFound(Problem):
    """What is asked for is not there."""

    status = 404


class Conflict(Problem):
    """It is there already, or two changes contradict each other."""

    status = 409


class MergeConflict(Conflict):
    """A merge found paths that both sides changed."""


class Precondition(Problem):
    """A condition of the request does not hold, or a hook refused."""

    status = 412
