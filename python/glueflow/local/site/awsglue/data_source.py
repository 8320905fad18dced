"""DataSource: what GlueContext.getSource returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from glueflow.local import sources


class DataSource:
    """Files to read, with the format set apart."""

    def __init__(
        self,
        glue_context: Any,
        options: Mapping[str, Any],
        format: str | None,
        transformation_ctx: str,
        push_down_predicate: str,
    ) -> None:
        self._glue_context = glue_context
        self._options = dict(options)
        self._format = format
        self._format_options: dict[str, Any] = {}
        self._context = transformation_ctx
        self._predicate = push_down_predicate

    def setFormat(self, format: str, **options: Any) -> None:
        """Set the format and its options."""
        self._format = format
        self._format_options = dict(options)

    def getFrame(self, **options: Any) -> Any:
        """Read the files as a DynamicFrame."""
        return sources.paths_frame(
            self._glue_context,
            "DataSource.getFrame",
            self._options,
            self._format,
            self._format_options,
            self._context,
            self._predicate,
        )

    def getSampleFrame(self, num: int, **options: Any) -> list[Any]:
        """Read at most `num` records as a list."""
        return list(self.getFrame()._rdd.take(num))

    def getDataFrame(self) -> Any:
        """Read the files as a DataFrame."""
        return self.getFrame().toDF()
