"""DynamicFrame, its collection, and how toDF resolves choices."""

from __future__ import annotations

from .collection import DynamicFrameCollection
from .frame import DynamicFrame
from .resolution import ResolveOption

__all__ = ["DynamicFrame", "DynamicFrameCollection", "ResolveOption"]
