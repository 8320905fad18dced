"""DataSink: what GlueContext.getSink returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyspark.sql import DataFrame

from glueflow.local import formats, sinks
from glueflow.local.formats import FormatError, truth
from glueflow.local.missing import Unsupported

_OPTIONS = (
    "path", "partitionKeys", "enableUpdateCatalog", "updateBehavior", "compression",
    "compressionType", "transformation_ctx",
)  # fmt: skip


class DataSink:
    """A path to append to, with format and catalog table set apart."""

    def __init__(
        self,
        glue_context: Any,
        options: Mapping[str, Any],
        format: str | None = None,
        call: str = "getSink",
    ) -> None:
        for name in options:
            if name not in _OPTIONS:
                raise Unsupported(
                    f"{call} with the option {name!r}", f"it takes {', '.join(_OPTIONS[:5])}"
                )
        self._glue_context = glue_context
        self._options = dict(options)
        self._format = format
        self._format_options: dict[str, Any] = {}
        self._catalog: tuple[str, str, str | None] = ("", "", None)
        self._call = call

    def setFormat(self, format: str, **options: Any) -> None:
        """Set the format and its options.

        Raises:
            FormatError: no such format or option.
        """
        self._format = formats.check_format(format, formats.WRITABLE, self._call)
        self._format_options = formats.known_options(self._format, options, self._call)

    def setCatalogInfo(
        self, catalogDatabase: str, catalogTableName: str, catalogId: str = ""
    ) -> None:
        """Name the table that enableUpdateCatalog creates or updates."""
        self._catalog = (catalogDatabase, catalogTableName, catalogId or None)

    def setAccumulableSize(self, size: int) -> None:
        """Take the size and do nothing: it tunes how AWS collects partitions."""

    def writeFrame(self, dynamic_frame: Any, info: str = "") -> Any:
        """Append a DynamicFrame; returns the frame."""
        self._write(dynamic_frame.toDF())
        return dynamic_frame

    def writeDataFrame(self, data_frame: DataFrame, glue_context: Any, info: str = "") -> Any:
        """Append a DataFrame; returns the frame."""
        self._write(data_frame)
        return data_frame

    def write(self, dynamic_frame_or_dfc: Any, info: str = "") -> Any:
        """Append a DynamicFrame, or each frame of a collection under its own name.

        Raises:
            TypeError: neither was given.
        """
        from .dynamicframe import DynamicFrame, DynamicFrameCollection

        if isinstance(dynamic_frame_or_dfc, DynamicFrame):
            return self.writeFrame(dynamic_frame_or_dfc, info)
        if isinstance(dynamic_frame_or_dfc, DynamicFrameCollection):
            base = str(self._options.get("path") or "").rstrip("/")
            for key in dynamic_frame_or_dfc.keys():  # noqa: SIM118 - no iteration protocol
                self._write(dynamic_frame_or_dfc[key].toDF(), f"{base}/{key}")
            return dynamic_frame_or_dfc
        raise TypeError(
            "dynamic_frame_or_dfc must be an instance of DynamicFrame or DynamicFrameCollection. "
            f"Got {type(dynamic_frame_or_dfc)}"
        )

    def _write(self, frame: DataFrame, path: str | None = None) -> None:
        options = self._options
        kind = formats.check_format(self._format, formats.WRITABLE, self._call)
        keys = options.get("partitionKeys") or []
        if isinstance(keys, str) or not all(isinstance(key, str) for key in keys):
            raise FormatError(f"{self._call}: partitionKeys is a list of names, not {keys!r}.")
        database, table, catalog_id = self._catalog
        sinks.write(
            frame,
            sinks.Target(
                self._call,
                str(path or options.get("path") or ""),
                kind,
                self._format_options,
                list(keys),
                options.get("compression") or options.get("compressionType"),
                truth(options.get("enableUpdateCatalog", False)),
                str(options.get("updateBehavior") or "UPDATE_IN_DATABASE"),
                database,
                table,
                catalog_id,
            ),
        )
