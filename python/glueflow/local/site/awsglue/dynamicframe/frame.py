"""DynamicFrame itself: the column transforms, and those that call Python functions or write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

from . import combining, rows, unboxing
from .shaping import Shaping

if TYPE_CHECKING:
    from typing_extensions import Self


class DynamicFrame(Shaping):
    """A frame of records whose columns may hold values of several types.

    It wraps a Spark DataFrame: transforms are lazy and, but for those that take a Python function,
    stay inside Spark. Make one with `DynamicFrame.fromDF(dataframe, glue_ctx, name)`; readers may
    call `DynamicFrame(df, glue_ctx, name, choices=[...])`, see awsglue.choices.
    """

    def filter(
        self,
        f: Callable[[Any], Any],
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Keep the records for which f is true.

        f raising KeyError, ValueError or TypeError counts as false; anything else it raises makes
        an error record.
        """
        state, failures = rows.filter_rows(self._df, self.choices, f, info)
        return self._derive(state, "filter", stageThreshold, totalThreshold, failures=failures)

    def map(
        self,
        f: Callable[[Any], Any],
        preservesPartitioning: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Replace every record by what f gives for it.

        f gets a copy. What it raises, and an empty result or None, makes an error record. Types
        come from a pass over the results when they are first needed.
        """
        make, failures = rows.map_rows(self._spark, self._df, self.choices, f, info)
        return self._derive(make, "map", stageThreshold, totalThreshold, failures=failures)

    def mapPartitions(
        self,
        f: Callable[[Iterator[Any]], Iterable[Any]],
        preservesPartitioning: bool = True,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Replace the records of every partition by those f gives for its iterator."""
        return self.mapPartitionsWithIndex(
            lambda _, records: f(records),
            preservesPartitioning,
            transformation_ctx,
            info,
            stageThreshold,
            totalThreshold,
        )

    def mapPartitionsWithIndex(
        self,
        f: Callable[[int, Iterator[Any]], Iterable[Any]],
        preservesPartitioning: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Replace the records of every partition by those f gives for its number and iterator."""
        make = rows.map_partitions(self._spark, self._df, self.choices, f, preservesPartitioning)
        return self._derive(make, "mapPartitions", stageThreshold, totalThreshold)

    def unbox(
        self,
        path: str,
        format: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
        **options: Any,
    ) -> Self:
        """Parse the JSON text of a column; broken text makes an error record.

        Raises NotImplementedError for other formats.
        """
        if format != "json":
            raise NotImplementedError(
                f"DynamicFrame.unbox: the format {format!r} is not supported here, json is. For "
                "csv use F.from_csv on toDF()."
            )
        make, failures = unboxing.unbox_json(self._df, self.choices, path, options, info)
        return self._derive(make, "unbox", stageThreshold, totalThreshold, failures=failures)

    def errorsAsDynamicFrame(self) -> Self:
        """Give the error records of all transforms up to this frame.

        They have one column, `error`: call site, message, stack trace, source and the record.
        """
        failures = [stage.failures for stage in self._stages if stage.failures is not None]
        states = [(failure.frame(), failure.choices) for failure in failures]
        if not states:
            empty = self._spark.createDataFrame([], "error struct<msg:string>")
            states = [(empty, frozenset())]
        frame = self._derive(reduce(combining.union, states), "errorsAsDynamicFrame", 0, 0)
        frame._stages = ()
        frame._own_stage = None
        return frame

    def write(
        self,
        connection_type: str,
        connection_options: Mapping[str, Any] | None = None,
        format: str | None = None,
        format_options: Mapping[str, Any] | None = None,
        accumulator_size: int = 0,
    ) -> Any:
        """Write through a sink of the GlueContext; gives what the sink gives."""
        self._checked()
        sink = self.glue_ctx.getSink(
            connection_type=connection_type, format=format, **dict(connection_options or {})
        )
        if format is not None:
            sink.setFormat(format, **dict(format_options or {}))
        if accumulator_size > 0:
            sink.setAccumulableSize(accumulator_size)
        return sink.write(self)
