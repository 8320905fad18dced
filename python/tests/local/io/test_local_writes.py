"""Writes: files, catalog tables and partitions, and the limits AWS documents."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glueflow.local import catalog, storage
from glueflow.local.catalog import CatalogError
from glueflow.local.formats import FormatError
from glueflow.local.missing import Unsupported

Put = Callable[[str, str | bytes], str]
ROOT = Path(__file__).parents[3]


def keys(bucket: str, prefix: str) -> list[str]:
    files = storage.list_files(f"s3://{bucket}/{prefix}", everything=True)
    return sorted(file.path.removeprefix(f"s3://{bucket}/") for file in files)


@pytest.fixture
def frame(glue_context: Any) -> Callable[[str], Any]:
    """A DynamicFrame of a SQL query."""
    from awsglue.dynamicframe import DynamicFrame

    return lambda sql: DynamicFrame.fromDF(glue_context.spark_session.sql(sql), glue_context, "f")


@pytest.fixture
def sink(glue_context: Any, database: str, bucket: str) -> Callable[..., Any]:
    """A sink for the table and folder `t`, updating the catalog."""

    def make(
        kind: str = "parquet", table: str = "t", fmt: dict[str, Any] | None = None, **options: Any
    ) -> Any:
        made = glue_context.getSink(
            connection_type="s3",
            path=f"s3://{bucket}/{table}/",
            **{"enableUpdateCatalog": True, "partitionKeys": ["day"], **options},
        )
        made.setCatalogInfo(catalogDatabase=database, catalogTableName=table)
        if fmt is None:
            fmt = {"useGlueParquetWriter": True} if kind == "parquet" else {}
        made.setFormat(kind, **fmt)
        return made

    return make


def columns(glue: Any, database: str, table: str = "t") -> list[tuple[str, str]]:
    found = glue.get_table(DatabaseName=database, Name=table)["Table"]["StorageDescriptor"]
    return [(c["Name"], c["Type"]) for c in found["Columns"]]


def values(glue: Any, database: str, table: str = "t") -> list[list[str]]:
    found = glue.get_partitions(DatabaseName=database, TableName=table)["Partitions"]
    return sorted(p["Values"] for p in found)


ONE = "select 1 as n, 'd 1/ü' as day"
TWO = "select 2 as n, 'd2' as day"


class TestFiles:
    @pytest.mark.parametrize(
        ("kind", "options", "suffix"),
        [
            ("csv", {"separator": "|", "writeHeader": True}, ".csv"),
            ("json", {"compression": "gzip"}, ".json.gz"),
            ("parquet", {}, ".snappy.parquet"),
            ("glueparquet", {"compression": "gzip"}, ".gz.parquet"),
            ("orc", {}, ".snappy.orc"),
            ("avro", {}, ".avro"),
        ],
    )
    def test_formats(
        self, glue_context: Any, spark: Any, bucket: str, frame: Any,
        kind: str, options: dict[str, Any], suffix: str,
    ) -> None:  # fmt: skip
        glue_context.write_dynamic_frame.from_options(
            frame=frame("select 1 as n, 'a|\"b\"' as s"),
            connection_type="s3",
            connection_options={"path": f"s3://{bucket}/out/"},
            format=kind,
            format_options=options,
        )
        (key,) = keys(bucket, "out/")
        assert key.startswith("out/run-") and key.endswith(suffix)
        reader = spark.read.options(header=True, sep="|", escape='"', inferSchema=True)
        stored = "parquet" if kind == "glueparquet" else kind
        assert [tuple(r) for r in reader.format(stored).load(f"s3://{bucket}/out/").collect()] == [
            (1, 'a|"b"')
        ]

    def test_appends(self, glue_context: Any, spark: Any, bucket: str, frame: Any) -> None:
        for sql in (ONE, TWO):
            glue_context.write_dynamic_frame.from_options(
                frame(sql),
                "s3",
                {"path": f"s3://{bucket}/out", "partitionKeys": ["day"]},
                "parquet",
            )
        assert sorted(r.n for r in spark.read.parquet(f"s3://{bucket}/out").collect()) == [1, 2]
        assert len(keys(bucket, "out/")) == 2

    def test_local_folder(self, glue_context: Any, spark: Any, tmp_path: Any, frame: Any) -> None:
        path = (tmp_path / "out dir").as_posix()
        glue_context.write_dynamic_frame.from_options(frame(ONE), "s3", {"path": path}, "json")
        assert spark.read.json(path).collect()[0].n == 1

    def test_refusals(self, glue_context: Any, bucket: str, frame: Any) -> None:
        write = glue_context.write_dynamic_frame.from_options
        target = {"path": f"s3://{bucket}/out"}
        with pytest.raises(FormatError, match="'when' is not among the columns n, day"):
            write(frame(ONE), "s3", {**target, "partitionKeys": ["when"]}, "parquet")
        with pytest.raises(FormatError, match="no format given"):
            write(frame(ONE), "s3", target)
        with pytest.raises(FormatError, match="brotli"):
            write(frame(ONE), "s3", target, "parquet", {"compression": "brotli"})
        with pytest.raises(FormatError, match="no path"):
            write(frame(ONE), "s3", {}, "parquet")
        with pytest.raises(Unsupported, match="'mode'"):
            write(frame(ONE), "s3", {**target, "mode": "overwrite"}, "parquet")
        with pytest.raises(TypeError, match="DynamicFrame"):
            write(frame(ONE).toDF(), "s3", target, "parquet")
        with pytest.raises(Unsupported, match="from_jdbc_conf"):
            glue_context.write_dynamic_frame.from_jdbc_conf(frame(ONE), "c")
        assert keys(bucket, "out") == []

    def test_a_failed_write_leaves_nothing(
        self, glue_context: Any, bucket: str, frame: Any
    ) -> None:
        broken = frame("select if(id = 7, raise_error('seven'), id) as n from range(0, 8, 1, 4)")
        with pytest.raises(Exception, match="seven"):
            glue_context.write_dynamic_frame.from_options(
                broken, "s3", {"path": f"s3://{bucket}/out"}, "parquet"
            )
        assert keys(bucket, "out") == []


class TestCatalogUpdate:
    def test_adds_partitions_and_columns(
        self, glue: Any, spark: Any, database: str, bucket: str, sink: Any, frame: Any
    ) -> None:
        sink().writeFrame(frame(ONE))
        assert values(glue, database) == [["d 1/ü"]]
        sink().writeFrame(frame("select 3L as big, 2 as n, 'd2' as day"))
        assert values(glue, database) == [["d 1/ü"], ["d2"]]
        assert columns(glue, database) == [("big", "bigint"), ("n", "int")]
        # The schema is overwritten by that of the frame: what it lacks leaves the table.
        sink().writeFrame(frame("select 4L as big, 'd2' as day"))
        assert columns(glue, database) == [("big", "bigint")]
        table = catalog.get_table(database, "t")
        places = {p.values: p.location for p in catalog.get_partitions(table)}
        assert places[("d2",)] == f"s3://{bucket}/t/day=d2/"

    def test_round_trip_through_the_catalog(
        self, glue_context: Any, database: str, sink: Any, frame: Any
    ) -> None:
        sink().writeFrame(frame(ONE))
        sink().writeFrame(frame("select 5 as n, cast(null as string) as day"))
        read = glue_context.create_data_frame.from_catalog(
            database=database, table_name="t",
            additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
        )  # fmt: skip
        assert sorted((tuple(r) for r in read.collect()), key=repr) == [(1, "d 1/ü"), (5, None)]

    def test_csv_table_reads_back(
        self, glue_context: Any, database: str, sink: Any, frame: Any
    ) -> None:
        sink("csv", fmt={"separator": ";"}, partitionKeys=[]).writeFrame(
            frame("select 1 as N, 'a;b' as s")
        )
        read = glue_context.create_dynamic_frame.from_catalog(database=database, table_name="t")
        assert [tuple(r) for r in read.toDF().collect()] == [(1, "a;b")]

    def test_log_adds_partitions_of_the_same_columns_only(
        self, glue: Any, database: str, sink: Any, frame: Any
    ) -> None:
        sink().writeFrame(frame(ONE))
        sink(updateBehavior="LOG").writeFrame(frame(TWO))
        sink(updateBehavior="LOG").writeFrame(frame("select 1 as other, 'd3' as day"))
        assert values(glue, database) == [["d 1/ü"], ["d2"]]
        assert columns(glue, database) == [("n", "int")]

    def test_partition_keys_are_the_tables_in_order(
        self, database: str, bucket: str, sink: Any, frame: Any
    ) -> None:
        two = "select 1 as n, 'd' as day, 'h' as hour"
        sink(partitionKeys=["day", "hour"]).writeFrame(frame(two))
        before = keys(bucket, "t/")
        with pytest.raises(CatalogError, match="same order"):
            sink(partitionKeys=["hour", "day"]).writeFrame(frame(two))
        with pytest.raises(CatalogError, match="same order"):
            sink().writeFrame(frame(two))
        assert keys(bucket, "t/") == before

    def test_no_new_columns_without_partitions(
        self, glue: Any, database: str, sink: Any, frame: Any
    ) -> None:
        sink(partitionKeys=[]).writeFrame(frame("select 1 as n"))
        sink(partitionKeys=[]).writeFrame(frame("select 2 as n"))
        with pytest.raises(CatalogError, match="without partition keys"):
            sink(partitionKeys=[]).writeFrame(frame("select 2 as n, 3 as m"))
        assert columns(glue, database) == [("n", "int")]

    def test_no_change_of_type_in_parquet(self, database: str, sink: Any, frame: Any) -> None:
        sink().writeFrame(frame(ONE))
        with pytest.raises(CatalogError, match="column n is string"):
            sink().writeFrame(frame("select 'x' as n, 'd2' as day"))

    @pytest.mark.parametrize(
        ("kind", "fmt", "match"),
        [("orc", {}, "takes the formats"), ("parquet", {}, "useGlueParquetWriter=True")],
    )
    def test_formats_it_takes(
        self, sink: Any, frame: Any, kind: str, fmt: dict[str, Any], match: str
    ) -> None:
        with pytest.raises(CatalogError, match=match):
            sink(kind, fmt=fmt).writeFrame(frame(ONE))

    def test_names_and_nesting(self, sink: Any, frame: Any) -> None:
        with pytest.raises(CatalogError, match="array inside a struct"):
            sink().writeFrame(frame("select named_struct('a', array(1)) as s, 'd' as day"))
        with pytest.raises(CatalogError, match="two columns are named n"):
            sink("json").writeFrame(frame("select 1 as n, 2 as N, 'd' as day"))
        with pytest.raises(CatalogError, match="UPDATE_IN_DATABASE or LOG"):
            sink(updateBehavior="update").writeFrame(frame(ONE))

    def test_no_rows_no_parquet_file(
        self, glue: Any, database: str, bucket: str, sink: Any, frame: Any
    ) -> None:
        """Without rows AWS's Parquet writer makes a table without columns, and updates none.

        https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-parquet-home.html
        """
        nothing = "select 1 as n, 'd' as day where false"
        for keys_of_table in ([], ["day"]):
            name = f"t{len(keys_of_table)}"
            sink(table=name, partitionKeys=keys_of_table).writeFrame(frame(nothing))
            assert keys(bucket, f"{name}/") == []
            assert columns(glue, database, name) == []
        sink().writeFrame(frame(ONE))
        sink().writeFrame(frame("select 2 as other, 'd2' as day where false"))
        assert columns(glue, database) == [("n", "int")]
        sink("json", table="text").writeFrame(frame(nothing))
        assert columns(glue, database, "text") == [("n", "int")]

    def test_a_failed_update_is_undone(
        self, glue: Any, database: str, bucket: str, sink: Any, frame: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        sink().writeFrame(frame(ONE))
        before = keys(bucket, "t/")

        def refuse(self: Any, *rest: Any) -> None:
            raise CatalogError("refused")

        monkeypatch.setattr(catalog.Change, "add_partitions", refuse)
        with pytest.raises(CatalogError, match="refused"):
            sink().writeFrame(frame("select 2 as n, 3 as more, 'd2' as day"))
        with pytest.raises(CatalogError, match="refused"):
            sink(table="fresh").writeFrame(frame(ONE))
        assert columns(glue, database) == [("n", "int")]
        assert keys(bucket, "t/") == before
        assert catalog.find_table(database, "fresh") is None
        assert keys(bucket, "fresh/") == []


KILLED = """
import os, signal, sys
from pathlib import Path
from types import SimpleNamespace
from pyspark.sql import types as T
from glueflow.local import aws, catalog, sinks
from glueflow.local.bookmarks import Bookmark
from glueflow.local.storage import File

point, database, bucket, folder = sys.argv[1:]
die = lambda *given, **more: os.kill(os.getpid(), signal.SIGKILL)
if point == "publish":
    client = aws.client("s3")
    send = client.upload_file
    client.upload_file = lambda file, *to: (send(file, *to), die())
elif point == "table":
    catalog.Change.update_table = die
else:
    catalog.Change.add_partitions = die
files = [Path(folder) / "a", Path(folder) / "b"]
for file in files:
    file.write_text("{}")
place = f"s3://{bucket}/t"
staged = [(file, f"{place}/day=new/{file.name}.json") for file in files]
# Spark is done by now: what it staged is on this machine.
sinks._stage = lambda *given: (staged, ["day=new"])
mark = Bookmark.start("killed", {"job_bookmark_option": "job-bookmark-enable"})
mark.unread("n1", [File("s3://b/a", 1, 1, "e")])
schema = T.StructType().add("n", T.IntegerType()).add("more", T.IntegerType())
schema = schema.add("day", T.StringType())
target = sinks.Target("test", place, "json", partition_keys=["day"], update_catalog=True,
                      database=database, table="t")
sinks.write(SimpleNamespace(schema=schema, columns=schema.names), target)
mark.commit()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("point", ["publish", "table", "partitions"])
def test_a_run_killed_in_a_write(
    point: str, glue: Any, database: str, bucket: str, make_table: Any, tmp_path: Any
) -> None:
    old = {("old",): f"s3://{bucket}/t/day=old/"}
    make_table("t", "json", [("n", "int")], [("day", "string")], old)
    before = glue.get_table(DatabaseName=database, Name="t")["Table"]
    arguments = [point, database, bucket, str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "GLUEFLOW_BOOKMARK_DIR": str(tmp_path / "m")},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not (tmp_path / "m").exists()
    assert values(glue, database) == [["old"]]
    after = glue.get_table(DatabaseName=database, Name="t")["Table"]
    if point == "partitions":
        # The schema goes first, in one call: the rows it has no partition for are not seen.
        assert columns(glue, database) == [("n", "int"), ("more", "int")]
        assert after["PartitionKeys"] == before["PartitionKeys"]
    else:
        assert after == before


class TestIntoTable:
    def test_location_and_format_are_the_tables(
        self, glue_context: Any, glue: Any, database: str, bucket: str, flights: str, frame: Any
    ) -> None:
        rows = frame("select 'ZZ' as carrier, 9L as distance, 4 as month")
        write = glue_context.write_dynamic_frame.from_catalog
        with pytest.raises(CatalogError, match=r"partitionKeys.*month"):
            write(frame=rows, database=database, table_name="flights")
        options: dict[str, Any] = {"partitionKeys": ["month"]}
        write(frame=rows, database=database, table_name="flights", additional_options=options)
        assert len(keys(bucket, "flights/month=4/")) == 1
        assert values(glue, database, "flights") == [["1"], ["2"], ["3"]]
        options["enableUpdateCatalog"] = True
        with pytest.raises(CatalogError, match="its property useGlueParquetWriter=true"):
            write(frame=rows, database=database, table_name="flights", additional_options=options)

    def test_data_frames_too(
        self, glue_context: Any, database: str, bucket: str, flights: str, frame: Any
    ) -> None:
        rows = frame("select 'ZZ' as carrier, 9L as distance, 4 as month")
        write = glue_context.write_data_frame.from_catalog
        options = {"partitionKeys": ["month"]}
        write(rows.toDF(), database, "flights", additional_options=options)
        assert len(keys(bucket, "flights/month=4/")) == 1
        with pytest.raises(TypeError, match="Spark DataFrame"):
            write(rows, database, "flights", additional_options=options)

    def test_a_table_that_is_not_there(self, glue_context: Any, database: str, frame: Any) -> None:
        with pytest.raises(CatalogError, match="no table named nowhere"):
            glue_context.write_dynamic_frame.from_catalog(frame(ONE), database, "nowhere")


class TestPurge:
    def test_keeps_a_week_by_default(
        self, glue_context: Any, glue: Any, database: str, bucket: str, flights: str
    ) -> None:
        glue_context.purge_table(database, "flights")
        assert len(keys(bucket, "flights/")) == 3
        glue_context.purge_table(
            database, "flights",
            options={"retentionPeriod": 0, "partitionPredicate": "month in (1, 2)"},
        )  # fmt: skip
        assert keys(bucket, "flights/") == ["flights/month=3/part-0.parquet"]
        assert values(glue, database, "flights") == [["3"]]

    def test_path(self, glue_context: Any, bucket: str, put: Put) -> None:
        put("day/a.csv", "1")
        put("day/_b", "1")
        put("days/c.csv", "1")
        glue_context.purge_s3_path(
            f"s3://{bucket}/day", {"retentionPeriod": 0, "manifestFilePath": f"s3://{bucket}/m"}
        )
        assert keys(bucket, "") == ["days/c.csv", "m/Failed.csv", "m/Success.csv"]
        assert "day/a.csv" in storage.read_text(f"s3://{bucket}/m/Success.csv")
        with pytest.raises(CatalogError, match="retention"):
            glue_context.purge_s3_path(f"s3://{bucket}/day", {"retention": 0})
        with pytest.raises(Unsupported, match="transition_table"):
            glue_context.transition_table(database="d", table_name="t", transition_to="GLACIER")
