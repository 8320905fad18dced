"""Transforms of rows: choosing, changing, joining, sampling and spreading them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..dynamicframe import DynamicFrame, DynamicFrameCollection
from .transform import GlueTransform


class Filter(GlueTransform):
    """Keep the records for which a function is true."""

    def __call__(
        self,
        frame: DynamicFrame,
        f: Callable[[Any], Any],
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Keep the records for which a function is true."""
        return frame.filter(
            f,
            transformation_ctx=transformation_ctx,
            info=info,
            stageThreshold=stageThreshold,
            totalThreshold=totalThreshold,
        )


class Map(GlueTransform):
    """Replace every record by what a function gives for it."""

    def __call__(
        self,
        frame: DynamicFrame,
        f: Callable[[Any], Any],
        preservesPartitioning: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Replace every record by what a function gives for it."""
        return frame.map(
            f,
            preservesPartitioning,
            transformation_ctx=transformation_ctx,
            info=info,
            stageThreshold=stageThreshold,
            totalThreshold=totalThreshold,
        )


class SplitRows(GlueTransform):
    """Make two frames: the rows for which comparisons hold, and the rest."""

    returns = "DynamicFrameCollection"

    def __call__(
        self,
        frame: DynamicFrame,
        comparison_dict: Mapping[str, Mapping[str, Any]],
        name1: str = "frame1",
        name2: str = "frame2",
        transformation_ctx: str = "",
        info: str | None = None,
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Make two frames: the rows for which comparisons hold, and the rest."""
        return frame.split_rows(
            comparison_dict,
            name1,
            name2,
            transformation_ctx=transformation_ctx,
            info=info or "",
            stageThreshold=stageThreshold,
            totalThreshold=totalThreshold,
        )


class Join(GlueTransform):
    """Inner equi-join of two frames. Other kinds of join: on toDF()."""

    def __call__(
        self,
        frame1: DynamicFrame,
        frame2: DynamicFrame,
        keys1: str | Sequence[str],
        keys2: str | Sequence[str],
        transformation_ctx: str = "",
    ) -> DynamicFrame:
        """Join on equal keys; a column of frame2 whose name is taken gets "." in front."""
        return frame1.join(keys1, keys2, frame2, transformation_ctx=transformation_ctx)


class Union(GlueTransform):
    """Refused: the class of this name fails on AWS."""

    def __call__(
        self,
        frame1: DynamicFrame,
        frame2: DynamicFrame,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Raise: AWS's own Union class ends in a NameError."""
        raise NotImplementedError(
            "awsglue.transforms.Union: AWS's own class fails with a NameError, so it is refused "
            "here. Use frame1.union(frame2)."
        )


class Spigot(GlueTransform):
    """Write a sample of the records, and give all of them on."""

    def __call__(
        self,
        frame: DynamicFrame,
        path: str,
        options: Mapping[str, Any] | None,
        transformation_ctx: str = "",
    ) -> DynamicFrame:
        """Write a sample of the records, and give all of them on."""
        return frame.spigot(path, options, transformation_ctx=transformation_ctx)


class Repartition(GlueTransform):
    """Spread the records over a number of partitions."""

    def __call__(
        self,
        frame: DynamicFrame,
        num_partitions: int,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Spread the records over a number of partitions."""
        return frame.repartition(
            num_partitions,
            transformation_ctx=transformation_ctx,
            info=info,
            stageThreshold=stageThreshold,
            totalThreshold=totalThreshold,
        )


class Coalesce(GlueTransform):
    """Bring the records together in fewer partitions."""

    def __call__(
        self,
        frame: DynamicFrame,
        num_partitions: int,
        shuffle: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Bring the records together in fewer partitions."""
        return frame.coalesce(
            num_partitions,
            shuffle,
            transformation_ctx=transformation_ctx,
            info=info,
            stageThreshold=stageThreshold,
            totalThreshold=totalThreshold,
        )


class ErrorsAsDynamicFrame(GlueTransform):
    """The error records of all transforms up to a frame."""

    def __call__(self, frame: DynamicFrame) -> DynamicFrame:
        """Give the error records as a frame."""
        return frame.errorsAsDynamicFrame()
