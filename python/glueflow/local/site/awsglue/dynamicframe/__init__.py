"""DynamicFrame, its collection, and how toDF resolves choices."""

from __future__ import annotations

from typing import Any

from .collection import DynamicFrameCollection
from .frame import DynamicFrame
from .resolution import ResolveOption

__all__ = ["DynamicFrame", "DynamicFrameCollection", "ResolveOption"]


def __getattr__(name: str) -> Any:
    """Find the reader and writer classes, which AWS keeps in this module.

    On first use only: they need the modules of GlueContext, which need this one.
    """
    if name in ("DynamicFrameReader", "DynamicFrameWriter"):
        from .. import dynamicframeio

        return getattr(dynamicframeio, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
