"""DropNullFields.

Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-DropNullFields.html
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import gluetypes
from ..dynamicframe import DynamicFrame
from ..dynamicframe.paths import ARRAY, Path, format_path
from .transform import GlueTransform


class DropNullFields(GlueTransform):
    """Remove the fields of null type, nested ones too. Single nulls elsewhere stay."""

    def __call__(
        self,
        frame: DynamicFrame,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrame:
        """Remove the fields that the schema says are nothing but nulls."""
        paths = [format_path(path) for path in _null_fields(frame.schema(), ())]
        return frame.drop_fields(
            paths,
            transformation_ctx=transformation_ctx,
            info=info,
            stageThreshold=stageThreshold,
            totalThreshold=totalThreshold,
        )


def _null_fields(dtype: gluetypes.DataType, path: Path) -> Iterator[Path]:
    if isinstance(dtype, gluetypes.NullType):
        yield path
    elif isinstance(dtype, gluetypes.StructType):
        for field in dtype:
            yield from _null_fields(field.dataType, (*path, field.name))
    elif isinstance(dtype, gluetypes.ArrayType):
        if isinstance(dtype.elementType, gluetypes.NullType):
            yield path
        else:
            yield from _null_fields(dtype.elementType, (*path, ARRAY))
