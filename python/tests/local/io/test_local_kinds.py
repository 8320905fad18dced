"""Files whose types, names or buckets are not what a table or a script says."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glueflow.local.runner import RunResult

Run = Callable[..., RunResult]
Put = Callable[[str, str | bytes], str]
NATIVE = '{"useSparkDataSource": True, "useCatalogSchema": True}'


def ints(kind: pa.DataType, *values: Any) -> bytes:
    """A Parquet file of one column `id`."""
    sink = io.BytesIO()
    pq.write_table(pa.table({"id": pa.array(list(values), kind)}), sink)
    return sink.getvalue()


class TestParquetTypes:
    @pytest.fixture
    def narrow(self, make_table: Any, put: Put) -> str:
        """A table that says bigint of files that say INT32."""
        put("narrow/a b.parquet", ints(pa.int32(), 1, 2))
        location: str = make_table("narrow", "parquet", [("id", "bigint")])
        return location

    def test_the_step_that_reads_and_the_file_are_named(self, run: Run, narrow: str) -> None:
        result = run(
            f"""
            # [in] Narrow
            narrow = glue_context.create_data_frame.from_catalog(
                database=args["database"], table_name="narrow", additional_options={NATIVE}
            )

            # [out] Out
            narrow.write.mode("overwrite").parquet("s3://" + args["bucket"] + "/out/")
            job.commit()
            """
        )
        assert not result.ok
        assert (result.node_id, result.node) == ("in", "Narrow")
        assert f"The file {narrow}a b.parquet holds the column “id” as INT32" in result.message
        assert "Turn on “Inconsistent types”" in result.message

    def test_a_path_in_the_script_is_found_too(self, run: Run, narrow: str) -> None:
        result = run(
            f"""
            # [in] Narrow
            narrow = spark.read.schema("id bigint").parquet("{narrow}")

            # [count] Count
            print(narrow.collect())
            job.commit()
            """
        )
        assert (result.node_id, "INT32" in result.message) == ("in", True)

    def test_a_dynamic_frame_has_the_types_of_the_files(
        self, glue_context: Any, database: str, narrow: str
    ) -> None:
        frame = glue_context.create_dynamic_frame.from_catalog(
            database=database, table_name="narrow"
        )
        assert frame.toDF().schema.simpleString() == "struct<id:int>"

    def test_types_that_differ_between_files_are_a_choice(
        self, glue_context: Any, database: str, make_table: Any, put: Put
    ) -> None:
        put("mixed/a.parquet", ints(pa.int32(), 1))
        put("mixed/b.parquet", ints(pa.int64(), 3_000_000_000))
        put("mixed/c.parquet", ints(pa.string(), "7"))
        make_table("mixed", "parquet", [("id", "bigint")])
        frame = glue_context.create_dynamic_frame.from_catalog(
            database=database, table_name="mixed"
        )
        settled = frame.resolveChoice(
            choice="match_catalog", database=database, table_name="mixed"
        ).toDF()
        assert settled.schema.simpleString() == "struct<id:bigint>"
        assert sorted(row.id for row in settled.collect()) == [1, 7, 3_000_000_000]

    def test_nanoseconds(self, run: Run, put: Put, bucket: str) -> None:
        sink = io.BytesIO()
        table = pa.table({"at": pa.array([1], pa.timestamp("ns"))})
        pq.write_table(table, sink, version="2.6")
        put("nanos/a.parquet", sink.getvalue())
        result = run(
            f"""
            # [in] Nanos
            nanos = spark.read.parquet("s3://{bucket}/nanos/")
            nanos.collect()
            job.commit()
            """
        )
        assert result.node_id == "in"
        assert "nanoseconds" in result.message and "microseconds" in result.message


# Hadoop's patterns: FileSystem.globStatus. AWS Glue's readers and catalog locations know none.
@pytest.mark.parametrize("folder", ["{x}", "[x]", "x*", "x?", "a{b,c}"])
class TestNamesThatLookLikePatterns:
    @pytest.fixture
    def location(self, folder: str, put: Put, make_table: Any, bucket: str) -> str:
        """The odd folder, beside others that the pattern would take; a table lies there."""
        for other in ("x", "xy", "ab", "ac"):
            put(f"globs/{other}/a.csv", "other\n")
        put(f"globs/{folder}/a.csv", "right\n")
        return f"s3://{bucket}/globs/{folder}/"

    def test_dynamic_frames(self, glue_context: Any, location: str, folder: str) -> None:
        frame = glue_context.create_dynamic_frame.from_options(
            "s3", {"paths": [location]}, "csv", {"withHeader": False}
        )
        assert [row[0] for row in frame.toDF().collect()] == ["right"]

    def test_tables(
        self, glue_context: Any, glue: Any, database: str, location: str, make_table: Any,
        folder: str,
    ) -> None:  # fmt: skip
        from glueflow.local.catalog import storage_descriptor

        descriptor = storage_descriptor([("a", "string")], location, "csv", {"field.delim": ","})
        glue.create_table(
            DatabaseName=database,
            TableInput={
                "Name": "odd",
                "Parameters": {"classification": "csv"},
                "StorageDescriptor": descriptor,
            },
        )
        frame = glue_context.create_data_frame.from_catalog(
            database=database, table_name="odd",
            additional_options={"useSparkDataSource": True, "useCatalogSchema": True, "sep": ","},
        )  # fmt: skip
        assert [row[0] for row in frame.collect()] == ["right"]


class TestStores:
    @pytest.mark.parametrize(
        "body",
        [
            'spark.read.parquet("s3://no-such-bucket-here/in/")',
            'glue_context.create_dynamic_frame.from_options("s3", '
            '{"paths": ["s3://no-such-bucket-here/in/"]}, "json").toDF()',
            'spark.range(3).write.mode("overwrite").json("s3://no-such-bucket-here/out/")',
        ],
    )
    def test_a_missing_bucket_is_named_with_its_step(self, run: Run, body: str) -> None:
        result = run(f"# [n] Step\n{body}\njob.commit()\n")
        assert not result.ok
        assert result.message.startswith("node Step: There is no bucket “no-such-bucket-here”.")

    def test_a_choice_can_not_go_into_csv(self, run: Run, put: Put, bucket: str) -> None:
        put("choice/a.json", '{"v": 1}\n{"v": "x"}\n')
        result = run(
            f"""
            # [out] Out
            frame = glue_context.create_dynamic_frame.from_options(
                "s3", {{"paths": ["s3://{bucket}/choice/"]}}, "json"
            )
            frame.toDF().write.mode("overwrite").csv("s3://{bucket}/csv/")
            job.commit()
            """
        )
        assert "“v” holds values of several types (a choice of int, string)" in result.message
        assert "ResolveChoice" in result.message
