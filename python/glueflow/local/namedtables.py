"""Tables of the Data Catalog that a script names in Spark SQL, or by `spark.table`.

On AWS the Data Catalog is Spark's metastore in a job with `--enable-glue-datacatalog`. Spark here
has a catalog in memory: a table that a query names and that Spark does not know is looked up in
the Data Catalog, stands in Spark's catalog while the query is analysed, and is gone afterwards.

Source: AWS Glue developer guide, aws-glue-programming-etl-glue-data-catalog-hive.
"""

from __future__ import annotations

import contextlib
import json
import re
import uuid
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from glueflow.local.reading import quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from glueflow.local.catalog import Table

SESSION_CATALOG = "spark_catalog"
DEFAULT = "default"
_PART = re.compile(r"`((?:[^`]|``)*)`")
_UNKNOWN = ("TABLE_OR_VIEW_NOT_FOUND", "SCHEMA_NOT_FOUND")
_METHODS = ("sql", "table")
# What a SerDe makes of text Spark's own readers need in options.
_OWN_READERS = ("csv", "json")


@contextlib.contextmanager
def resolving() -> Iterator[None]:
    """Let all sessions of this process find tables of the Data Catalog for a while."""
    from pyspark.sql import SparkSession

    patched: Any = SparkSession
    before = {name: SparkSession.__dict__[name] for name in _METHODS}
    for name, method in before.items():
        setattr(patched, name, _looking_up(method))
    try:
        yield
    finally:
        for name, method in before.items():
            setattr(patched, name, method)


def _looking_up(method: Callable[..., DataFrame]) -> Callable[..., DataFrame]:
    """Return a method that asks the Data Catalog for each table that Spark does not find."""
    from pyspark.errors import AnalysisException

    def call(self: SparkSession, *args: Any, **kwargs: Any) -> DataFrame:
        held = _Held(self)
        try:
            while True:
                try:
                    return method(self, *args, **kwargs)
                except AnalysisException as error:
                    name = _unknown_table(error)
                    if name is None or not held.add(*name):
                        raise
        finally:
            held.drop()

    call.__doc__ = method.__doc__
    return call


def _unknown_table(error: Any) -> tuple[str, str] | None:
    """Return database and table of the name that Spark did not find, None for other errors."""
    if error.getErrorClass() not in _UNKNOWN:
        return None
    parts = [
        part.replace("``", "`")
        for part in _PART.findall((error.getMessageParameters() or {}).get("relationName", ""))
    ]
    if len(parts) == 3 and parts[0].lower() == SESSION_CATALOG:
        parts = parts[1:]
    if len(parts) == 1:
        parts = [DEFAULT, *parts]
    return (parts[0], parts[1]) if len(parts) == 2 else None


class _Held:
    """Tables of the Data Catalog that stand in Spark's catalog while a query is analysed."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._databases: list[str] = []
        self._views: list[tuple[str, str, str]] = []

    def add(self, database: str, table: str) -> bool:
        """Put a table into Spark's catalog; return False where that makes no difference.

        Raises:
            CatalogError: the table can't be read.
            botocore.exceptions.ClientError: AWS refuses to tell of it.
        """
        if (database, table) in [view[:2] for view in self._views]:
            return False
        frame = _read(self._session, database, table)
        if frame is None:
            return False
        held = f"glueflow_{uuid.uuid4().hex}"
        if not self._session.catalog.databaseExists(database):
            self._session.sql(f"CREATE DATABASE {quoted(database)}")
            self._databases.append(database)
        frame.createOrReplaceGlobalTempView(held)
        self._views.append((database, table, held))
        _create_view(self._session, database, table, frame, held)
        return True

    def drop(self) -> None:
        """Take everything out of Spark's catalog again; what was analysed stays as it is."""
        for database, table, held in self._views:
            self._session.sql(f"DROP VIEW IF EXISTS {quoted(database)}.{quoted(table)}")
            self._session.catalog.dropGlobalTempView(held)
        for database in self._databases:
            self._session.sql(f"DROP DATABASE IF EXISTS {quoted(database)}")


def _read(session: SparkSession, database: str, name: str) -> DataFrame | None:
    """Read a table of the Data Catalog; None where there is none."""
    from glueflow.local import catalog, sources

    try:
        table = catalog.find_table(database, name)
    except catalog.CatalogError:
        table = None
    except Exception:
        if database == DEFAULT:
            # Most likely the name of no table at all: Spark's own error helps more.
            return None
        raise
    if table is None:
        return None
    selection = sources.Selection({}, None, "")
    chosen = sources.choose_table(session, table, "", "", selection, None)
    if table.format() in _OWN_READERS:
        from awsglue.context import GlueContext

        frame = sources.table_frame(GlueContext(session), table, chosen, {}, "")
        return _as_declared(frame.toDF(), table)
    options = {"useSparkDataSource": True, "useCatalogSchema": True}
    return sources.data_frame(session.newSession(), table, chosen, options)


def _as_declared(frame: DataFrame, table: Table) -> DataFrame:
    """Return the columns that the catalog has for a table, in its order and of its types."""
    from pyspark.sql import functions as F

    present = {name.lower() for name in frame.columns}
    return frame.select(
        *(
            (F.col(quoted(field.name)) if field.name.lower() in present else F.lit(None))
            .cast(field.dataType)
            .alias(field.name)
            for schema in (table.data_schema(), table.partition_schema())
            for field in schema.fields
        )
    )


def _create_view(
    session: SparkSession, database: str, table: str, frame: DataFrame, held: str
) -> None:
    """Make a view of Spark's catalog that stands for a temporary one.

    `CREATE VIEW` refuses a view over a temporary one, because it may outlive it. This one does not.
    """
    jvm: Any = session.sparkContext._jvm
    shared: Any = session
    catalog = shared._jsparkSession.sessionState().catalog()
    session.sql(f"CREATE VIEW {quoted(database)}.{quoted(table)} AS SELECT 1 AS x")
    option = jvm.scala.Option
    made = catalog.getTableMetadata(
        jvm.org.apache.spark.sql.catalyst.TableIdentifier(table, option.apply(database))
    )
    columns = frame.columns
    properties = jvm.java.util.HashMap()
    for key, value in {
        "view.catalogAndNamespace.numParts": "2",
        "view.catalogAndNamespace.part.0": SESSION_CATALOG,
        "view.catalogAndNamespace.part.1": DEFAULT,
        "view.referredTempViewNames": json.dumps([["global_temp", held]]),
        "view.query.out.numCols": str(len(columns)),
        **{f"view.query.out.col.{index}": name for index, name in enumerate(columns)},
    }.items():
        properties.put(key, value)
    text = option.apply(f"SELECT * FROM global_temp.{held}")
    jframe: Any = frame
    catalog.alterTable(
        made.copy(
            made.identifier(),
            made.tableType(),
            made.storage(),
            jframe._jdf.schema(),
            made.provider(),
            made.partitionColumnNames(),
            made.bucketSpec(),
            made.owner(),
            made.createTime(),
            made.lastAccessTime(),
            made.createVersion(),
            jvm.org.apache.spark.api.python.PythonUtils.toScalaMap(properties),
            made.stats(),
            text,
            made.comment(),
            made.unsupportedFeatures(),
            made.tracksPartitionsInCatalog(),
            made.schemaPreservesCase(),
            made.ignoredProperties(),
            text,
        )
    )
