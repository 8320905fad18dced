"""The transform classes: `from awsglue.transforms import *`.

Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-transforms.html
"""

from __future__ import annotations

from typing import Any

from .collections import FlatMap, MapToCollection, Relationalize, SelectFromCollection
from .fields import (
    ApplyMapping,
    DropFields,
    RenameField,
    ResolveChoice,
    SelectFields,
    SplitFields,
    Unbox,
    UnnestFrame,
)
from .missing import (
    DetectSensitiveData,
    DropDuplicates,
    EntityDetector,
    FillMissingValues,
    FindIncrementalMatches,
    FindMatches,
)

# AWS has it in awsgluedq.transforms only: a script's own import must not be hidden by `import *`.
from .missing import EvaluateDataQuality as EvaluateDataQuality
from .nulls import DropNullFields
from .rows import (
    Coalesce,
    ErrorsAsDynamicFrame,
    Filter,
    Join,
    Map,
    Repartition,
    Spigot,
    SplitRows,
    Union,
)
from .transform import GlueTransform

_TRANSFORMS: tuple[type[GlueTransform], ...] = (
    ApplyMapping,
    Coalesce,
    DropFields,
    DropNullFields,
    ErrorsAsDynamicFrame,
    Filter,
    FlatMap,
    Join,
    Map,
    MapToCollection,
    Relationalize,
    RenameField,
    Repartition,
    ResolveChoice,
    SelectFields,
    SelectFromCollection,
    Spigot,
    SplitFields,
    SplitRows,
    Unbox,
    Union,
    UnnestFrame,
)


def get_transforms() -> list[type[GlueTransform]]:
    """List the transform classes."""
    return list(_TRANSFORMS)


def get_transform(name: str) -> type[GlueTransform] | None:
    """Find a transform class by name; None when there is none."""
    return next((cls for cls in _TRANSFORMS if cls.name() == name), None)


def describe_transform(name: str) -> dict[str, Any] | None:
    """Describe a transform by name; None when there is none."""
    found = get_transform(name)
    return None if found is None else found.describe()


__all__ = [
    "ApplyMapping",
    "Coalesce",
    "DetectSensitiveData",
    "DropDuplicates",
    "DropFields",
    "DropNullFields",
    "EntityDetector",
    "ErrorsAsDynamicFrame",
    "FillMissingValues",
    "Filter",
    "FindIncrementalMatches",
    "FindMatches",
    "FlatMap",
    "GlueTransform",
    "Join",
    "Map",
    "MapToCollection",
    "Relationalize",
    "RenameField",
    "Repartition",
    "ResolveChoice",
    "SelectFields",
    "SelectFromCollection",
    "Spigot",
    "SplitFields",
    "SplitRows",
    "Unbox",
    "Union",
    "UnnestFrame",
    "describe_transform",
    "get_transform",
    "get_transforms",
]
