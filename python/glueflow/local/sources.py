"""What GlueContext's readers do: pick the files of a table or of paths, and read them."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from glueflow.local import (
    catalog,
    formats,
    inference,
    origins,
    parquet,
    partitions,
    reading,
    serdes,
    storage,
)
from glueflow.local.bookmarks import BAND_SECONDS, Bookmark
from glueflow.local.catalog import CatalogError, Partition, Table
from glueflow.local.formats import FormatError, truth
from glueflow.local.missing import Unsupported
from glueflow.local.reading import Chosen

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

LOG = logging.getLogger("glueflow.job")

# Options of a read that choose files; everything else goes to Spark's reader.
FILE_OPTIONS = (
    "exclusions", "excludeStorageClasses", "boundedSize", "boundedFiles", "groupFiles",
    "groupSize", "recurse", "catalogPartitionPredicate", "useSparkDataSource", "useCatalogSchema",
    "compressionType", "paths", "path", "maxBand", "maxFilesInBand", "useS3ListImplementation",
)  # fmt: skip
_UNSUPPORTED = ("isFailFast", "enableSamplePath", "samplePath", "sampleQuery", "hashfield")


def file_list(value: Any, name: str) -> list[str]:
    """Read a list option that scripts give as a list or as its JSON text."""
    import json

    if value in (None, ""):
        return []
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = [value]
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise FormatError(f"The option {name} is a list of strings, not {value!r}.")
    return list(value)


class Selection:
    """The file-choosing options of one read, and the bookmark it counts under."""

    def __init__(self, options: Mapping[str, Any], bookmark: Bookmark | None, context: str) -> None:
        for name in _UNSUPPORTED:
            if name in options:
                raise Unsupported(f"the read option {name}", "leave it out for local runs")
        self.exclusions = file_list(options.get("exclusions"), "exclusions")
        self.storage_classes = file_list(
            options.get("excludeStorageClasses"), "excludeStorageClasses"
        )
        self.bounded_size = _positive(options, "boundedSize")
        self.bounded_files = _positive(options, "boundedFiles")
        self.band = _positive(options, "maxBand") or BAND_SECONDS
        self.group = str(options.get("groupFiles", "none") or "none")
        self.group_size = _positive(options, "groupSize")
        if self.group not in ("none", "inPartition", "acrossPartition"):
            raise FormatError(
                f"The option groupFiles is none, inPartition or acrossPartition, not "
                f"{self.group!r}."
            )
        self.bookmark = bookmark if bookmark is not None and bookmark.active and context else None
        self.context = context

    @property
    def needs_files(self) -> bool:
        """Whether single files have to be looked at; else Spark lists the folders itself."""
        return bool(
            self.exclusions
            or self.storage_classes
            or self.bounded_size
            or self.bounded_files
            or self.group != "none"
            or self.bookmark
        )

    def choose(self, files: list[storage.File]) -> list[storage.File]:
        """Apply all options to a listing."""
        chosen = list(storage.exclude(files, self.exclusions))
        chosen = [f for f in chosen if f.storage_class not in self.storage_classes]
        bounded = self.bounded_files is not None or self.bounded_size is not None
        if self.bookmark is None:
            return self._bound(chosen) if bounded else chosen
        if not bounded:
            return self.bookmark.unread(self.context, chosen, self.band)
        # Files beyond the bound stay unread, for the next run to take.
        unread = self.bookmark.peek(self.context, chosen, self.band)
        kept = self._bound(unread)
        self.bookmark.note(self.context, kept, len(kept) == len(unread), self.band)
        return kept

    def _bound(self, files: list[storage.File]) -> list[storage.File]:
        kept: list[storage.File] = []
        total = 0
        for file in sorted(files, key=lambda f: (f.modified, f.path)):
            total += file.size
            if self.bounded_files is not None and len(kept) >= self.bounded_files:
                break
            if self.bounded_size is not None and total > self.bounded_size:
                break
            kept.append(file)
        return kept

    def grouped(self, frame: DataFrame, chosen: Chosen) -> DataFrame:
        """Merge small input splits as groupFiles asks: about groupSize bytes each."""
        if self.group == "none" or not chosen.files:
            return frame
        size = self.group_size or 1024 * 1024
        groups = max(1, math.ceil(sum(f.size for f in chosen.files) / size))
        return frame.coalesce(groups)


def _positive(options: Mapping[str, Any], name: str) -> int | None:
    value = options.get(name)
    if value in (None, ""):
        return None
    try:
        number = int(str(value))
    except ValueError:
        number = 0
    if number <= 0:
        raise FormatError(f"The option {name} is a whole number above zero, not {value!r}.")
    return number


def choose_table(
    spark: SparkSession,
    table: Table,
    predicate: str,
    server_predicate: str,
    selection: Selection,
    catalog_id: str | None,
) -> Chosen:
    """Pick what a read of a catalog table loads.

    Partitions that the predicates leave out are not listed, let alone read.
    """
    table.format()
    if not table.location:
        raise CatalogError(f"The table {table.title} has no location to read from.")
    if table.partition_keys:
        found = catalog.get_partitions(table, server_predicate, catalog_id)
        if server_predicate and not found:
            LOG.warning(
                "The catalogPartitionPredicate %r finds no partition of %s. Keys of text are "
                "compared as text: 6 is not '06'.",
                server_predicate, table.title,
            )  # fmt: skip
        if predicate:
            found = partitions.matching(spark, table, found, predicate)
    else:
        for name, given in (
            ("push_down_predicate", predicate), ("catalogPartitionPredicate", server_predicate)
        ):  # fmt: skip
            if given:
                raise CatalogError(
                    f"The table {table.title} has no partition keys, so {name} {given!r} can't be "
                    "resolved. Filter after the read."
                )
        found = [Partition((), table.location)]
    origins.remember({table.location, *(partition.location for partition in found)})
    chosen = Chosen(table.location, table.partition_schema(), [])
    if not selection.needs_files:
        chosen.parts = [(partition, [partition.location]) for partition in found]
        return chosen
    owners: dict[str, Partition] = {}
    listed: list[storage.File] = []
    for partition in found:
        for file in storage.list_files(partition.location):
            owners[file.path] = partition
            listed.append(file)
    chosen.files = selection.choose(listed)
    groups: dict[Partition, list[str]] = {}
    for file in chosen.files:
        groups.setdefault(owners[file.path], []).append(file.path)
    chosen.parts = list(groups.items())
    return chosen


def choose_paths(paths: Sequence[str], selection: Selection, recurse: bool) -> Chosen:
    """Pick what a read of paths loads."""
    from pyspark.sql import types as T

    origins.remember(paths)
    nothing = Partition((), paths[0])
    chosen = Chosen(paths[0], T.StructType([]), [(nothing, list(paths))])
    if selection.needs_files:
        listed = [f for path in paths for f in storage.list_files(path, recurse=True)]
        if not recurse:
            listed = [f for f in listed if _direct(f.path, paths)]
        chosen.files = selection.choose(listed)
        chosen.parts = [(nothing, [file.path for file in chosen.files])]
    return chosen


def _direct(file: str, paths: Sequence[str]) -> bool:
    """Tell whether a file stands right under a path, key=value folders between them apart."""
    for path in paths:
        base = path.rstrip("/")
        if not storage.is_s3(path):
            base = storage.local_path(base).absolute().as_posix()
        if file == base:
            return True
        if file.startswith(base + "/"):
            return all("=" in step for step in file[len(base) + 1 :].split("/")[:-1])
    return False


@contextmanager
def text_partitions(spark: SparkSession) -> Iterator[None]:
    """Read key=value folders as strings for the while, as DynamicFrames have them."""
    name = "spark.sql.sources.partitionColumnTypeInference.enabled"
    before = spark.conf.get(name)
    spark.conf.set(name, "false")
    try:
        yield
    finally:
        spark.conf.set(name, str(before))


def data_frame(
    spark: SparkSession, table: Table, chosen: Chosen, options: Mapping[str, Any]
) -> DataFrame:
    """Read a table with Spark's own data source, as useSparkDataSource asks."""
    serdes.check(table)
    kind = table.format()
    passed = {k: _option_text(v) for k, v in options.items() if k not in FILE_OPTIONS}
    named = {name.lower() for name in passed}
    if kind == "csv":
        _check_csv(table, named)
    use_catalog = truth(options.get("useCatalogSchema", False))
    schema = table.data_schema() if use_catalog else None
    if kind == "text" and schema is not None and len(schema.fields) != 1:
        raise CatalogError(
            f"The text table {table.title} has {len(schema.fields)} columns; Spark's text reader "
            "gives one."
        )
    return reading.load(spark, kind, chosen, schema, passed)


def _check_csv(table: Table, named: set[str]) -> None:
    """Refuse what AWS does not document: that Spark's reader follows the table's settings."""
    wanted = serdes.csv_options(table)
    if wanted.get("header") and "header" not in named:
        raise CatalogError(
            f"The files of {table.title} start with a header line, which Spark's reader would give "
            'as data. Put "header": "true" in additional_options beside useSparkDataSource.'
        )
    if wanted.get("sep", ",") != "," and not named & {"sep", "delimiter"}:
        raise CatalogError(
            f"The files of {table.title} are separated by {wanted['sep']!r}. Put "
            f'"sep": {wanted["sep"]!r} in additional_options beside useSparkDataSource.'
        )


def _option_text(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


# -- DynamicFrames ---------------------------------------------------------------------------------


def table_frame(
    context: Any, table: Table, chosen: Chosen, options: Mapping[str, Any], name: str
) -> Any:
    """Read a table as a DynamicFrame; without files to read it has no columns, as on AWS."""
    from awsglue.dynamicframe import DynamicFrame

    serdes.check(table)
    kind = table.format()
    spark = context.spark_session
    choices: list[Any] = []
    if not any(next(storage.list_files(path), None) for path in chosen.paths):
        frame = reading.empty(spark, None, None)
    elif kind == "csv":
        frame, choices = inference.read_csv(
            spark, chosen, table.data_schema(), serdes.csv_options(table)
        )
    elif kind == "json":
        given = {"jsonPath": table.serde.get("jsonPath") or table.parameters.get("jsonPath")}
        frame, choices = inference.read_json(spark, chosen, given)
    elif kind == "parquet":
        frame, choices = parquet.read_parquet(spark, chosen, {})
    else:
        frame = reading.load(spark, kind, chosen, table.data_schema(), {})
    grouping = Selection(options, None, "")
    return DynamicFrame(grouping.grouped(frame, chosen), context, name, choices=choices)


def paths_frame(
    context: Any,
    call: str,
    options: Mapping[str, Any],
    format_name: str | None,
    format_options: Mapping[str, Any],
    name: str,
    predicate: str,
) -> Any:
    """Read files under paths as a DynamicFrame."""
    from awsglue.dynamicframe import DynamicFrame

    kind = formats.check_format(format_name, (*formats.READABLE, "glueparquet"), call)
    if kind == "glueparquet":
        raise FormatError(f"{call}: glueparquet can only be written; read it as parquet.")
    known = formats.known_options(kind, format_options, call)
    for option in options:
        if option not in FILE_OPTIONS:
            raise Unsupported(f"{call} with the connection option {option!r}", "leave it out")
    paths = file_list(options.get("paths") or options.get("path"), "paths")
    if not paths:
        raise FormatError(f'{call}: the connection options need "paths", a list.')
    selection = Selection(options, context._bookmark, name)
    recurse = truth(options.get("recurse", False))
    chosen = choose_paths(paths, selection, recurse)
    spark = context.spark_session
    choices: list[Any] = []
    extra = _layout(chosen, paths, recurse)
    with text_partitions(spark):
        if not chosen.paths or not _any_file(chosen, paths, recurse):
            # AWS: "Skipping Partition as no new files detected", and a frame without columns.
            frame = reading.empty(spark, None, None)
        elif kind == "csv":
            csv_options = {**formats.csv_reader(known), **extra}
            frame, choices = inference.read_csv(spark, chosen, None, csv_options)
        elif kind == "json":
            frame, choices = inference.read_json(spark, chosen, {**known, **extra})
        elif kind == "parquet":
            frame, choices = parquet.read_parquet(spark, chosen, extra)
        else:
            frame = reading.load(spark, kind, chosen, None, extra)
    if predicate and frame.columns:
        # Spark skips the folders that a condition on their columns leaves out.
        frame = frame.where(predicate)
    if choices and ("attachFilename" in known or "attachTimestamp" in known):
        raise Unsupported(
            f"{call} with attachFilename on files whose values have several types",
            "read the file without it",
        )
    frame = _attach(frame, known)
    return DynamicFrame(selection.grouped(frame, chosen), context, name, choices=choices)


def _any_file(chosen: Chosen, paths: Sequence[str], recurse: bool) -> bool:
    if chosen.files:
        return True
    return any(
        recurse or _direct(file.path, paths) for path in paths for file in storage.list_files(path)
    )


def _layout(chosen: Chosen, paths: Sequence[str], recurse: bool) -> dict[str, Any]:
    """Return Spark's options for the folders: partition folders, or plain recursion."""
    if chosen.files:
        listed = [file.path for file in chosen.files]
    elif recurse:
        listed = [file.path for path in paths for file in storage.list_files(path)]
    else:
        return {}
    if recurse and not all(_direct(file, paths) for file in listed):
        return {"recursiveFileLookup": "true"}
    if chosen.files and len(paths) == 1 and not any(file == paths[0] for file in listed):
        return {"basePath": paths[0].rstrip("/")}
    return {}


def _attach(frame: DataFrame, options: Mapping[str, Any]) -> DataFrame:
    """Add the columns of attachFilename and attachTimestamp."""
    from pyspark.sql import functions as F

    if not frame.columns:
        return frame
    name, stamp = options.get("attachFilename"), options.get("attachTimestamp")
    if name:
        frame = frame.withColumn(str(name), F.input_file_name())
    if stamp:
        frame = frame.withColumn(str(stamp), F.col("_metadata.file_modification_time"))
    return frame
