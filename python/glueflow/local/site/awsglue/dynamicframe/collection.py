"""Several DynamicFrames by name.

Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame-collection.html
"""

from __future__ import annotations

from collections.abc import Callable, KeysView, Mapping, Sequence, ValuesView
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .frame import DynamicFrame


class DynamicFrameCollection:
    """DynamicFrames by name, in order. A list of frames goes by their own names."""

    def __init__(
        self, dynamic_frames: Mapping[str, DynamicFrame] | Sequence[DynamicFrame], glue_ctx: Any
    ) -> None:
        if isinstance(dynamic_frames, dict):
            self._frames: dict[str, DynamicFrame] = dict(dynamic_frames)
        elif isinstance(dynamic_frames, (list, tuple)):
            self._frames = {frame.name: frame for frame in dynamic_frames}
        else:
            raise TypeError(
                "DynamicFrameCollection: dynamic_frames must be list or dict, got "
                f"{type(dynamic_frames).__name__}."
            )
        self._glue_ctx = glue_ctx

    def __getitem__(self, key: str) -> DynamicFrame:
        return self._frames[key]

    def __len__(self) -> int:
        return len(self._frames)

    def keys(self) -> KeysView[str]:
        """The names."""
        return self._frames.keys()

    def values(self) -> ValuesView[DynamicFrame]:
        """The frames."""
        return self._frames.values()

    def select(self, key: str, transformation_ctx: str = "") -> DynamicFrame:
        """Give the frame of this name. Raises KeyError, naming those there are."""
        if key not in self._frames:
            raise KeyError(f"No frame {key!r} in the collection. It has: {list(self._frames)}.")
        return self._frames[key]

    def map(
        self, callable: Callable[[DynamicFrame, str], DynamicFrame], transformation_ctx: str = ""
    ) -> DynamicFrameCollection:
        """Apply a function of a frame and its transformation context to every frame.

        Raises TypeError when it gives something else than a DynamicFrame.
        """
        made: dict[str, DynamicFrame] = {}
        for name, frame in self._frames.items():
            result = callable(frame, transformation_ctx + name)
            if not _is_frame(result):
                raise TypeError(
                    f"DynamicFrameCollection.map: the function must give a DynamicFrame "
                    f"for {name}, got {type(result).__name__}."
                )
            made[name] = result
        return DynamicFrameCollection(made, self._glue_ctx)

    def flatmap(
        self,
        f: Callable[[DynamicFrame, str], DynamicFrame | DynamicFrameCollection],
        transformation_ctx: str = "",
    ) -> DynamicFrameCollection:
        """Apply a function that gives a frame or a collection; the frames of all become one.

        The frames of a collection go by the name of the frame they came from and their own, with
        "_" between.
        """
        made: dict[str, DynamicFrame] = {}
        for name, frame in self._frames.items():
            result = f(frame, transformation_ctx + name)
            if isinstance(result, DynamicFrameCollection):
                for inner, part in result._frames.items():
                    made[f"{name}_{inner}"] = part
            elif _is_frame(result):
                made[name] = result
            else:
                raise TypeError(
                    "DynamicFrameCollection.flatmap: the function must give a DynamicFrame or a "
                    f"DynamicFrameCollection for {name}, got {type(result).__name__}."
                )
        return DynamicFrameCollection(made, self._glue_ctx)


def _is_frame(value: object) -> bool:
    from .base import FrameBase

    return isinstance(value, FrameBase)
