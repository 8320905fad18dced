"""write_data_frame.* of a GlueContext."""

from __future__ import annotations

from typing import Any


class DataFrameWriter:
    """Writes DataFrames: GlueContext.write_data_frame."""

    def __init__(self, glue_context: Any) -> None:
        self._glue_context = glue_context

    def from_catalog(
        self,
        frame: Any,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        additional_options: Any = None,
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """See GlueContext.write_data_frame_from_catalog."""
        return self._glue_context.write_data_frame_from_catalog(
            frame,
            database,
            table_name,
            redshift_tmp_dir,
            transformation_ctx,
            additional_options,
            catalog_id,
            **kwargs,
        )
