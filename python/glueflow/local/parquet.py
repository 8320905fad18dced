"""Parquet into DynamicFrames: the files say their own types, which may differ from file to file.

Source: DynamicFrame, "self-describing",
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from glueflow.local import reading, storage
from glueflow.local.reading import Chosen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import types as T

_UNLIKE = ("CANNOT_MERGE_SCHEMAS", "CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE")


def read_parquet(
    spark: SparkSession, chosen: Chosen, options: Mapping[str, Any]
) -> tuple[DataFrame, list[Any]]:
    """Read Parquet files in their own types.

    Returns:
        The frame and the paths of its choice columns: those whose type differs between files.
    """
    try:
        frame = reading.load(spark, "parquet", chosen, None, {**options, "mergeSchema": "true"})
    except Exception as error:
        if not any(mark in str(error) for mark in _UNLIKE):
            raise
        return _by_schema(spark, chosen, options)
    return frame, []


def _by_schema(
    spark: SparkSession, chosen: Chosen, options: Mapping[str, Any]
) -> tuple[DataFrame, list[Any]]:
    """Read the files of each schema by themselves, and join them into columns with choices."""
    kept = {name: value for name, value in options.items() if name != "recursiveFileLookup"}
    groups: dict[str, list[tuple[Any, list[str]]]] = {}
    for partition, paths in chosen.parts:
        by_schema: dict[str, list[str]] = {}
        for path in paths:
            for file in storage.list_files(path):
                one = spark.read.parquet(reading.literal(file.path)).schema.json()
                by_schema.setdefault(one, []).append(file.path)
        for one, files in by_schema.items():
            groups.setdefault(one, []).append((partition, files))
    frames = [
        reading.load(spark, "parquet", replace(chosen, parts=parts), None, kept)
        for parts in groups.values()
    ]
    types: dict[str, dict[str, T.DataType]] = {}
    for frame in frames:
        for field in frame.schema.fields:
            types.setdefault(field.name.lower(), {}).setdefault(
                _name(field.dataType), field.dataType
            )
    settled = [_settle(frame, types) for frame in frames]
    whole = reduce(lambda a, b: a.unionByName(b, allowMissingColumns=True), settled)
    mixed = {name for name, found in types.items() if len(found) > 1}
    return whole, [(name,) for name in whole.columns if name.lower() in mixed]


def _name(kind: T.DataType) -> str:
    from awsglue.dynamicframe.types import glue_name

    return str(glue_name(kind))


def _settle(frame: DataFrame, types: Mapping[str, Mapping[str, T.DataType]]) -> DataFrame:
    """Make every column that has other types in other files a choice of all of them."""
    from awsglue.choices import make_choice_column
    from pyspark.sql import functions as F

    columns = []
    for field in frame.schema.fields:
        value = F.col(reading.quoted(field.name))
        found = types[field.name.lower()]
        if len(found) > 1:
            own = _name(field.dataType)
            value = make_choice_column(
                {
                    name: (value if name == own else F.lit(None)).cast(kind)
                    for name, kind in sorted(found.items())
                }
            )
        else:
            value = value.cast(next(iter(found.values())))
        columns.append(value.alias(field.name))
    return frame.select(*columns)
