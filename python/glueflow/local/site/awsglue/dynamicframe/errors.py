"""Error records: rows a transform could not handle, kept aside and counted.

Their form is the one AWS shows for DynamicFrame.errorsAsDynamicFrame: a column `error` with the
call site, the message, the stack trace, the source and the record itself,
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from .choice import NO_CHOICES, Choices


class Failures:
    """The error records of one transform, as a DataFrame that is made and counted on demand."""

    def __init__(self, make: Callable[[], DataFrame], choices: Choices = NO_CHOICES) -> None:
        self._make = make
        self._frame: DataFrame | None = None
        self._count: int | None = None
        self.choices = choices

    def frame(self) -> DataFrame:
        """Give the error records, one row each, with the one column `error`."""
        if self._frame is None:
            self._frame = self._make()
        return self._frame

    def count(self) -> int:
        """Count the error records. Runs the transform once; the number is kept."""
        if self._count is None:
            self._count = self.frame().count()
        return self._count


@dataclass(frozen=True)
class Stage:
    """One transform in a frame's history: its error records and the number allowed."""

    call: str
    failures: Failures | None = None
    stage_threshold: int = 0
    total_threshold: int = 0

    def count(self) -> int:
        """Count this transform's error records."""
        return 0 if self.failures is None else self.failures.count()


def error_column(info: str, source: str, message: Column, trace: Column, record: Column) -> Column:
    """Build the `error` struct of an error record."""
    site = F.struct(F.lit(source).alias("site"), F.lit(info).alias("info"))
    return F.struct(
        site.alias("callsite"),
        message.alias("msg"),
        trace.alias("stackTrace"),
        F.lit(source).alias("source"),
        record.alias("dynamicRecord"),
    ).alias("error")


def check_thresholds(stages: tuple[Stage, ...]) -> None:
    """Raise when a transform has as many error records as its thresholds name.

    A threshold of zero never raises. Nothing is counted when no threshold is set.
    """
    if not any(stage.stage_threshold or stage.total_threshold for stage in stages):
        return
    total = 0
    for stage in stages:
        count = stage.count()
        total += count
        if 0 < stage.stage_threshold <= count:
            raise RuntimeError(
                f"{stage.call}: {count} error records, stageThreshold is "
                f"{stage.stage_threshold}. See errorsAsDynamicFrame() for the records."
            )
        if 0 < stage.total_threshold <= total:
            raise RuntimeError(
                f"{stage.call}: {total} error records so far, totalThreshold is "
                f"{stage.total_threshold}. See errorsAsDynamicFrame() for the records."
            )
