"""GlueContext: the entry point of a Glue script, on plain PySpark.

Source of the signatures: the GlueContext page of the Glue developer guide and AWS's published
Python package. Calls with no local counterpart raise `Unsupported` and name the way out.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from typing import Any, NoReturn

from pyspark import SparkContext
from pyspark.sql import DataFrame, SparkSession, SQLContext

from glueflow.local import catalog, formats, purging, reading, sinks, sources
from glueflow.local.bookmarks import Bookmark
from glueflow.local.formats import FormatError, truth
from glueflow.local.missing import Unsupported

from .data_sink import DataSink
from .data_source import DataSource
from .dataframereader import DataFrameReader
from .dataframewriter import DataFrameWriter
from .dynamicframeio import DynamicFrameReader, DynamicFrameWriter
from .logger import GlueLogger

_FILES_ONLY = "local runs read and write S3 and local files, and tables of the Data Catalog on them"


class GlueContext(SQLContext):  # type: ignore[misc]
    """Readers, writers and sinks of a Glue job.

    Args:
        sparkContext: a SparkContext, a SparkSession, or None for the running one.
        options: `minPartitions` and `targetPartitions` are taken and have no effect locally.
    """

    Spark_SQL_Formats = frozenset({"parquet", "orc"})

    def __init__(self, sparkContext: Any = None, **options: Any) -> None:
        if isinstance(sparkContext, SparkSession):
            session, sparkContext = sparkContext, sparkContext.sparkContext
        else:
            sparkContext = sparkContext or SparkContext.getOrCreate()
            session = SparkSession.builder.getOrCreate()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            super().__init__(sparkContext, session)
        self.spark_session: SparkSession = session
        self.create_dynamic_frame = DynamicFrameReader(self)
        self.create_data_frame = DataFrameReader(self)
        self.write_dynamic_frame = DynamicFrameWriter(self)
        self.write_data_frame = DataFrameWriter(self)
        self._bookmark: Bookmark | None = None
        self._reader_session: SparkSession | None = None

    def _separate_session(self) -> SparkSession:
        """The session native catalog reads happen in: another one, as AWS documents."""
        if self._reader_session is None:
            self._reader_session = self.spark_session.newSession()
        return self._reader_session

    # -- reading ---------------------------------------------------------------------------------

    def getSource(
        self,
        connection_type: str,
        format: str | None = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **options: Any,
    ) -> DataSource:
        """Make a DataSource; set its format, then call getFrame()."""
        _files_only("getSource", connection_type)
        return DataSource(self, options, format, transformation_ctx, push_down_predicate)

    def getStreamingSource(self, *args: Any, **options: Any) -> NoReturn:
        """Raise: there are no streaming sources in local runs."""
        raise Unsupported("GlueContext.getStreamingSource", "local runs have no streaming sources")

    def create_dynamic_frame_from_rdd(
        self,
        data: Any,
        name: str,
        schema: Any = None,
        sample_ratio: float | None = None,
        transformation_ctx: str = "",
    ) -> Any:
        """Make a DynamicFrame of an RDD of rows, records or dicts."""
        from .dynamicframe import DynamicFrame

        frame = self.spark_session.createDataFrame(data, schema, sample_ratio)
        return DynamicFrame.fromDF(frame, self, name)

    def create_dynamic_frame_from_catalog(
        self,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        additional_options: Mapping[str, Any] | None = None,
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Read a catalog table as a DynamicFrame.

        Raises:
            glueflow.local.catalog.CatalogError: no such table, or an unusable predicate.
        """
        options = dict(additional_options or {})
        table = _named_table(database, table_name, catalog_id, kwargs)
        chosen = self._choose(table, push_down_predicate, options, transformation_ctx, catalog_id)
        return sources.table_frame(self, table, chosen, options, transformation_ctx)

    def create_data_frame_from_catalog(
        self,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        additional_options: Mapping[str, Any] | None = None,
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> DataFrame:
        """Read a catalog table with Spark's own data source, in a Spark session of its own.

        `useSparkDataSource` and `useCatalogSchema` count inside `additional_options` only; other
        options there go to Spark's reader.

        Raises:
            Unsupported: useSparkDataSource is not set: AWS documents that for streams only.
        """
        options = dict(additional_options or {})
        table = _named_table(database, table_name, catalog_id, kwargs)
        table.format()
        if not truth(options.get("useSparkDataSource", False)):
            outside = "useSparkDataSource" in kwargs or "useCatalogSchema" in kwargs
            raise Unsupported(
                "create_data_frame.from_catalog without useSparkDataSource",
                'put "useSparkDataSource": True inside additional_options'
                + (" (as a keyword of its own AWS ignores it)" if outside else ""),
            )
        chosen = self._choose(table, push_down_predicate, options, transformation_ctx, catalog_id)
        return sources.data_frame(self._separate_session(), table, chosen, options)

    def _choose(
        self,
        table: catalog.Table,
        predicate: str,
        options: Mapping[str, Any],
        transformation_ctx: str,
        catalog_id: str | None,
    ) -> reading.Chosen:
        server = str(options.get("catalogPartitionPredicate") or "")
        selection = sources.Selection(options, self._bookmark, transformation_ctx)
        return sources.choose_table(
            self.spark_session, table, predicate or "", server, selection, catalog_id
        )

    def create_dynamic_frame_from_options(
        self,
        connection_type: str,
        connection_options: Mapping[str, Any] | None = None,
        format: str | None = None,
        format_options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **kwargs: Any,
    ) -> Any:
        """Read files under the `paths` of the connection options as a DynamicFrame."""
        call = "create_dynamic_frame.from_options"
        _files_only(call, connection_type)
        return sources.paths_frame(
            self,
            call,
            dict(connection_options or {}),
            format,
            dict(format_options or {}),
            transformation_ctx,
            push_down_predicate or "",
        )

    def create_data_frame_from_options(
        self,
        connection_type: str,
        connection_options: Mapping[str, Any] | None = None,
        format: str | None = None,
        format_options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **kwargs: Any,
    ) -> NoReturn:
        """Raise: AWS documents this call for streaming sources only."""
        raise Unsupported(
            "create_data_frame.from_options",
            "AWS documents it for streaming sources only; use spark.read, or "
            "create_dynamic_frame.from_options(…).toDF()",
        )

    def create_sample_dynamic_frame_from_catalog(
        self,
        database: str | None = None,
        table_name: str | None = None,
        num: int | None = None,
        sample_options: Mapping[str, Any] | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        additional_options: Mapping[str, Any] | None = None,
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> list[Any]:
        """Read at most `num` records of a table, as a list of records."""
        options = {**(additional_options or {}), **_sample(sample_options)}
        frame = self.create_dynamic_frame_from_catalog(
            database,
            table_name,
            redshift_tmp_dir,
            "",
            push_down_predicate,
            options,
            catalog_id,
            **kwargs,
        )
        return _first(frame, num)

    def create_sample_dynamic_frame_from_options(
        self,
        connection_type: str,
        connection_options: Mapping[str, Any] | None = None,
        num: int | None = None,
        sample_options: Mapping[str, Any] | None = None,
        format: str | None = None,
        format_options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
        push_down_predicate: str = "",
        **kwargs: Any,
    ) -> list[Any]:
        """Read at most `num` records of files, as a list of records."""
        options = {**(connection_options or {}), **_sample(sample_options)}
        frame = self.create_dynamic_frame_from_options(
            connection_type, options, format, format_options, "", push_down_predicate
        )
        return _first(frame, num)

    def get_catalog_schema_as_spark_schema(
        self,
        database: str | None = None,
        table_name: str | None = None,
        catalog_id: str | None = None,
    ) -> Any:
        """Return a catalog table's columns, partition keys last, as a Spark schema."""
        table = _named_table(database, table_name, catalog_id, {})
        from pyspark.sql.types import StructType

        return StructType(table.data_schema().fields + table.partition_schema().fields)

    # -- writing ---------------------------------------------------------------------------------

    def getSink(
        self,
        connection_type: str,
        format: str | None = None,
        transformation_ctx: str = "",
        **options: Any,
    ) -> DataSink:
        """Make a DataSink; set its format and catalog table, then call writeFrame()."""
        _files_only("getSink", connection_type)
        return DataSink(self, options, format)

    def write_dynamic_frame_from_options(
        self,
        frame: Any,
        connection_type: str,
        connection_options: Mapping[str, Any] | None = None,
        format: str | None = None,
        format_options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
    ) -> Any:
        """Append a DynamicFrame to the `path` of the connection options; returns the frame."""
        return self.write_from_options(
            frame, connection_type, connection_options, format, format_options, transformation_ctx
        )

    def write_from_options(
        self,
        frame_or_dfc: Any,
        connection_type: str,
        connection_options: Mapping[str, Any] | None = None,
        format: str | None = None,
        format_options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
        **kwargs: Any,
    ) -> Any:
        """Append a DynamicFrame, or each of a collection, to a path; returns what was given."""
        _files_only("write_dynamic_frame.from_options", connection_type)
        sink = DataSink(self, dict(connection_options or {}), format, "write from_options")
        sink.setFormat(format or "", **dict(format_options or {}))
        return sink.write(frame_or_dfc)

    def write_dynamic_frame_from_catalog(
        self,
        frame: Any,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        additional_options: Mapping[str, Any] | None = None,
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Append a DynamicFrame to an existing catalog table; returns the frame."""
        table = _named_table(database, table_name, catalog_id, kwargs)
        call = "write_dynamic_frame.from_catalog"
        options = dict(additional_options or {})
        sinks.write(frame.toDF(), sinks.table_target(call, table, options, catalog_id))
        return frame

    def write_data_frame_from_catalog(
        self,
        frame: DataFrame,
        database: str | None = None,
        table_name: str | None = None,
        redshift_tmp_dir: str = "",
        transformation_ctx: str = "",
        additional_options: Mapping[str, Any] | None = None,
        catalog_id: str | None = None,
        **kwargs: Any,
    ) -> DataFrame:
        """Append a DataFrame to an existing catalog table; returns the frame."""
        if not isinstance(frame, DataFrame):
            raise TypeError(
                "write_data_frame.from_catalog takes a Spark DataFrame; for a DynamicFrame call "
                "write_dynamic_frame.from_catalog."
            )
        table = _named_table(database, table_name, catalog_id, kwargs)
        call = "write_data_frame.from_catalog"
        options = dict(additional_options or {})
        if truth(options.get("overwrite", False)):
            raise Unsupported(f"{call} with overwrite", "purge_table first, with retentionPeriod 0")
        sinks.write(frame, sinks.table_target(call, table, options, catalog_id))
        return frame

    def write_dynamic_frame_from_jdbc_conf(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: there are no JDBC connections in local runs."""
        raise Unsupported("write_dynamic_frame.from_jdbc_conf", _FILES_ONLY)

    def write_from_jdbc_conf(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: there are no JDBC connections in local runs."""
        raise Unsupported("GlueContext.write_from_jdbc_conf", _FILES_ONLY)

    def extract_jdbc_conf(self, connection_name: str, catalog_id: str | None = None) -> NoReturn:
        """Raise: there are no JDBC connections in local runs."""
        raise Unsupported("GlueContext.extract_jdbc_conf", _FILES_ONLY)

    # -- deleting --------------------------------------------------------------------------------

    def purge_table(
        self,
        database: str,
        table_name: str,
        options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
        catalog_id: str | None = None,
    ) -> None:
        """Delete a table's files older than retentionPeriod hours (168 unless given)."""
        table = catalog.get_table(database, table_name, catalog_id)
        purging.purge_table(self.spark_session, table, dict(options or {}), catalog_id)

    def purge_s3_path(
        self,
        s3_path: str,
        options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
    ) -> None:
        """Delete the files under a path older than retentionPeriod hours (168 unless given)."""
        purging.purge_path(s3_path, dict(options or {}))

    def transition_table(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: storage classes mean nothing locally."""
        raise Unsupported("GlueContext.transition_table", "S3 storage classes change on AWS only")

    def transition_s3_path(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: storage classes mean nothing locally."""
        raise Unsupported("GlueContext.transition_s3_path", "S3 storage classes change on AWS only")

    # -- the rest --------------------------------------------------------------------------------

    def get_logger(self) -> GlueLogger:
        """Return the job's logger: debug, info, warn and error take a text."""
        return GlueLogger()

    def currentTimeMillis(self) -> int:
        """Return the time in milliseconds since 1970."""
        return int(time.time() * 1000)

    def forEachBatch(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: there are no streaming jobs in local runs."""
        raise Unsupported("GlueContext.forEachBatch", "local runs have no streaming jobs")

    def getSampleStreamingDynamicFrame(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: there are no streaming jobs in local runs."""
        raise Unsupported(
            "GlueContext.getSampleStreamingDynamicFrame", "local runs have no streaming jobs"
        )

    def add_ingestion_time_columns(self, frame: DataFrame, time_granularity: str) -> DataFrame:
        """Add ingest_year … columns of the present time, down to day, hour or minute."""
        from pyspark.sql import functions as F

        steps = ("year", "month", "day", "hour", "minute")
        if time_granularity not in steps[2:]:
            raise FormatError(
                f"add_ingestion_time_columns takes day, hour or minute, not {time_granularity!r}."
            )
        now = time.gmtime()
        values = dict(zip(steps, now[:5], strict=True))
        for step in steps[: steps.index(time_granularity) + 1]:
            frame = frame.withColumn(f"ingest_{step}", F.lit(f"{values[step]:02d}"))
        return frame

    def start_transaction(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: governed tables are gone."""
        raise Unsupported("GlueContext.start_transaction", "AWS has retired governed tables")

    def commit_transaction(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: governed tables are gone."""
        raise Unsupported("GlueContext.commit_transaction", "AWS has retired governed tables")

    def cancel_transaction(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: governed tables are gone."""
        raise Unsupported("GlueContext.cancel_transaction", "AWS has retired governed tables")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        raise Unsupported(f"GlueContext.{name}", "see docs/local-runtime.md for what is")


def _named_table(
    database: str | None, table_name: str | None, catalog_id: str | None, extra: Mapping[str, Any]
) -> catalog.Table:
    space = extra.get("name_space")
    if database is not None and space is not None:
        raise Exception("Parameter name_space and database are both specified, choose one.")
    if database is None and space is None:
        raise Exception("Parameter name_space or database is missing.")
    if table_name is None:
        raise Exception("Parameter table_name is missing.")
    return catalog.get_table(
        str(database if database is not None else space), table_name, catalog_id
    )


def _files_only(call: str, connection_type: str) -> None:
    if str(connection_type).lower() not in ("s3", "file", *formats.READABLE, "glueparquet"):
        raise Unsupported(f"{call} with the connection type {connection_type!r}", _FILES_ONLY)


def _sample(options: Mapping[str, Any] | None) -> dict[str, Any]:
    files = (options or {}).get("maxSampleFilesPerPartition")
    return {"boundedFiles": files} if files else {}


def _first(frame: Any, num: int | None) -> list[Any]:
    return list(frame._rdd.take(100 if num is None else int(num)))
