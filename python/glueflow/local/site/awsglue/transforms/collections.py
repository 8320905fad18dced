"""Transforms that make, take or change collections of frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .. import utils
from ..dynamicframe import DynamicFrame, DynamicFrameCollection
from .transform import GlueTransform


class Relationalize(GlueTransform):
    """Make flat tables of a nested frame, one per array."""

    returns = "DynamicFrameCollection"

    def __call__(
        self,
        frame: DynamicFrame,
        staging_path: str | None = None,
        name: str = "roottable",
        options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Make the tables; the root goes by `name`.

        Raises RuntimeError without a staging path, given here or as the job argument TempDir:
        AWS needs one, though nothing is staged here.
        """
        if staging_path is None:
            staging_path = utils._global_args.get("TempDir")
        if not staging_path:
            raise RuntimeError(
                "Relationalize: no staging_path, and the job has no argument --TempDir."
            )
        return frame.relationalize(
            name,
            staging_path,
            options,
            transformation_ctx=transformation_ctx,
            info=info,
            stageThreshold=stageThreshold,
            totalThreshold=totalThreshold,
        )


class SelectFromCollection(GlueTransform):
    """Take one frame out of a collection."""

    def __call__(
        self, dfc: DynamicFrameCollection, key: str, transformation_ctx: str = ""
    ) -> DynamicFrame:
        """Give the frame of this name."""
        return dfc.select(key, transformation_ctx)


class MapToCollection(GlueTransform):
    """Apply a function to every frame of a collection."""

    returns = "DynamicFrameCollection"

    def __call__(
        self,
        dfc: DynamicFrameCollection,
        callable: Callable[[DynamicFrame, str], DynamicFrame],
        transformation_ctx: str = "",
    ) -> DynamicFrameCollection:
        """Give the collection of what the function gives for each frame and its context."""
        return dfc.map(callable, transformation_ctx)


class FlatMap(GlueTransform):
    """Apply a transform to every frame of a collection and flatten the results."""

    returns = "DynamicFrameCollection"

    def __call__(
        self,
        dfc: DynamicFrameCollection,
        BaseTransform: type[GlueTransform],
        frame_name: str,
        transformation_ctx: str = "",
        **base_kwargs: Any,
    ) -> DynamicFrameCollection:
        """Call the transform with each frame as its argument `frame_name`."""

        def one(frame: DynamicFrame, context: str) -> Any:
            arguments = {**base_kwargs, frame_name: frame, "transformation_ctx": context}
            return BaseTransform.apply(**arguments)

        return dfc.flatmap(one, transformation_ctx)
