"""Reads: which files, then one native Spark read of them with a known schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from glueflow.local import jars, session, storage
from glueflow.local.catalog import Partition
from glueflow.local.partitions import HIVE_NULL

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import types as T


@dataclass
class Chosen:
    """The files of a read: per partition the paths to load (a folder, or single files)."""

    base: str
    keys: T.StructType
    parts: list[tuple[Partition, list[str]]]
    size: int | None = None
    files: list[storage.File] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """All paths, in order."""
        return [path for _, paths in self.parts for path in paths]


def load(
    spark: SparkSession,
    kind: str,
    chosen: Chosen,
    schema: T.StructType | None,
    options: Mapping[str, Any],
) -> DataFrame:
    """Read chosen files; partition columns follow the data columns, as in the catalog.

    Args:
        schema: the columns in the files; None lets Spark infer them from the data.

    Raises:
        JarsUnavailable: the paths need S3, or the format Avro, and its jars are missing.
    """
    check_jars(kind, chosen.paths)
    parts = [(partition, paths) for partition, paths in chosen.parts if paths]
    if not parts:
        return empty(spark, schema, chosen.keys)
    if not chosen.keys.fields:
        return _read(spark, kind, chosen.paths, schema, options)
    if all(_hive_style(chosen, partition) for partition, _ in parts):
        whole = _with_keys(schema, chosen.keys) if schema is not None else None
        frame = _read(
            spark, kind, chosen.paths, whole, {**options, "basePath": chosen.base.rstrip("/")}
        )
        return frame if whole is not None else _cast_keys(frame, chosen.keys)
    frames = [
        _constant_keys(_read(spark, kind, paths, schema, options), chosen.keys, partition)
        for partition, paths in parts
    ]
    return reduce(lambda a, b: a.unionByName(b, allowMissingColumns=schema is None), frames)


def check_jars(kind: str, paths: Sequence[str]) -> None:
    """Raise `JarsUnavailable` when a read or write needs jars the session lacks."""
    if any(storage.is_s3(path) for path in paths):
        session.require_s3()
    if kind == "avro" and not jars.cached(jars.AVRO):
        raise jars.JarsUnavailable(
            "Avro needs one more jar than local runs have. Fetch it once with: "
            "python -m glueflow.local prepare, then start the run again."
        )


def _read(
    spark: SparkSession,
    kind: str,
    paths: list[str],
    schema: T.StructType | None,
    options: Mapping[str, Any],
) -> DataFrame:
    from pyspark.errors import AnalysisException

    reader: Any = spark.read.format(kind)
    for name, value in options.items():
        reader = reader.option(name, value)
    if schema is not None:
        reader = reader.schema(schema)
    plain = [literal(path) for path in paths]
    try:
        return reader.load(plain)  # type: ignore[no-any-return]
    except AnalysisException as error:
        if error.getErrorClass() != "PATH_NOT_FOUND":
            raise
        # A folder the catalog names need not exist yet; only then is each looked for.
        there = [path for path in paths if next(storage.list_files(path), None) is not None]
        if len(there) == len(paths):
            raise
        if there:
            return reader.load([literal(path) for path in there])  # type: ignore[no-any-return]
        if schema is None:
            return empty(spark, None, None)
        return empty(spark, schema, None)


def literal(path: str) -> str:
    """Return a path for Spark's readers, which take patterns, that stands for itself alone.

    Hadoop: FileSystem.globStatus, "\\\\c removes (escapes) any special meaning of character c".
    AWS Glue's own readers take paths as they are.
    """
    return re.sub(r"([\\{}\[\]*?])", r"\\\1", path)


def empty(spark: SparkSession, schema: T.StructType | None, keys: T.StructType | None) -> DataFrame:
    """Return a frame with no rows, and with these columns as far as they are known."""
    from pyspark.sql import types as T

    fields = [*(schema.fields if schema is not None else []), *(keys.fields if keys else [])]
    return spark.createDataFrame([], T.StructType(fields))


def _with_keys(schema: T.StructType, keys: T.StructType) -> T.StructType:
    from pyspark.sql import types as T

    names = {f.name.lower() for f in keys.fields}
    return T.StructType([f for f in schema.fields if f.name.lower() not in names] + keys.fields)


def _cast_keys(frame: DataFrame, keys: T.StructType) -> DataFrame:
    from pyspark.sql import functions as F

    typed = {f.name.lower(): f for f in keys.fields}
    return frame.select(
        *(
            F.col(quoted(name)).cast(typed[name.lower()].dataType).alias(typed[name.lower()].name)
            if name.lower() in typed
            else F.col(quoted(name))
            for name in frame.columns
        )
    )


def quoted(name: str) -> str:
    """Write a column's name as Spark SQL does, in backticks."""
    return "`" + name.replace("`", "``") + "`"


def _constant_keys(frame: DataFrame, keys: T.StructType, partition: Partition) -> DataFrame:
    from pyspark.sql import functions as F

    names = {f.name.lower() for f in keys.fields}
    own = [F.col(quoted(name)) for name in frame.columns if name.lower() not in names]
    constant = [
        F.lit(None if value == HIVE_NULL else value).cast(f.dataType).alias(f.name)
        for f, value in zip(keys.fields, partition.values, strict=True)
    ]
    return frame.select(*own, *constant)


def _hive_style(chosen: Chosen, partition: Partition) -> bool:
    """Tell whether a partition's folder is base/key=value/…, so that Spark finds the values."""
    base = chosen.base.rstrip("/") + "/"
    if not partition.location.startswith(base):
        return False
    steps = partition.location[len(base) :].rstrip("/").split("/")
    wanted = [
        (f.name.lower(), value)
        for f, value in zip(chosen.keys.fields, partition.values, strict=True)
    ]
    found = []
    for step in steps:
        key, equals, value = step.partition("=")
        if not equals:
            return False
        found.append((unquote(key).lower(), unquote(value)))
    return found == wanted
