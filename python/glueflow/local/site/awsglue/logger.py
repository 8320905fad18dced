"""The job's logger."""

from __future__ import annotations

import logging

_LOG = logging.getLogger("glueflow.job")


class GlueLogger:
    """What GlueContext.get_logger() returns; the lines go to the run's log."""

    def debug(self, message: object) -> None:
        """Log for debugging."""
        _LOG.debug("%s", message)

    def info(self, message: object) -> None:
        """Log a fact."""
        _LOG.info("%s", message)

    def warn(self, message: object) -> None:
        """Log a warning."""
        _LOG.warning("%s", message)

    def error(self, message: object) -> None:
        """Log an error."""
        _LOG.error("%s", message)
