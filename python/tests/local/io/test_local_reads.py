"""Reads of catalog tables and paths."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pyspark.errors import AnalysisException

from glueflow.local.catalog import CatalogError
from glueflow.local.formats import FormatError
from glueflow.local.missing import Unsupported

NATIVE = {"useSparkDataSource": True, "useCatalogSchema": True}
Put = Callable[[str, str | bytes], str]


def rows(frame: Any) -> list[tuple[Any, ...]]:
    return sorted((tuple(row) for row in frame.collect()), key=repr)


class TestNativeCatalog:
    def test_schema_is_the_catalogs(self, glue_context: Any, flights: str, database: str) -> None:
        frame = glue_context.create_data_frame.from_catalog(
            database=database, table_name="flights", additional_options=NATIVE
        )
        assert frame.dtypes == [("carrier", "string"), ("distance", "bigint"), ("month", "int")]
        assert frame.count() == 9

    def test_predicate_skips_partitions(
        self, glue_context: Any, flights: str, database: str, put: Put
    ) -> None:
        put("flights/month=1/part-0.parquet", b"not parquet")
        frame = glue_context.create_data_frame.from_catalog(
            database=database,
            table_name="flights",
            push_down_predicate="month between 2 and 3 and month % 2 = 0",
            additional_options=NATIVE,
        )
        assert rows(frame.select("distance", "month")) == [(200, 2), (201, 2), (202, 2)]
        assert all("month=2" in file for file in frame.inputFiles())

    def test_catalog_predicate(self, glue_context: Any, flights: str, database: str) -> None:
        frame = glue_context.create_data_frame.from_catalog(
            database=database,
            table_name="flights",
            additional_options={**NATIVE, "catalogPartitionPredicate": "month='3'"},
        )
        assert {row.month for row in frame.select("month").collect()} == {3}

    def test_no_partition_matches(self, glue_context: Any, flights: str, database: str) -> None:
        frame = glue_context.create_data_frame.from_catalog(
            database=database,
            table_name="flights",
            push_down_predicate="month = 12",
            additional_options=NATIVE,
        )
        assert frame.columns == ["carrier", "distance", "month"]
        assert frame.count() == 0

    @pytest.mark.parametrize("predicate", ["distance > 3", "month >"])
    def test_unusable_predicate(
        self, glue_context: Any, flights: str, database: str, predicate: str
    ) -> None:
        with pytest.raises(CatalogError, match=r"flights"):
            glue_context.create_data_frame.from_catalog(
                database=database,
                table_name="flights",
                push_down_predicate=predicate,
                additional_options=NATIVE,
            )

    def test_columns_and_filters_reach_the_scan(
        self, glue_context: Any, flights: str, database: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        frame = glue_context.create_data_frame.from_catalog(
            database=database, table_name="flights", additional_options=NATIVE
        )
        frame.where("distance > 200").select("distance").explain()
        plan = capsys.readouterr().out
        assert "ReadSchema: struct<distance:bigint>" in plan
        assert "GreaterThan(distance,200)" in plan

    def test_options_count_inside_additional_options_only(
        self, glue_context: Any, flights: str, database: str
    ) -> None:
        with pytest.raises(Unsupported, match="inside additional_options"):
            glue_context.create_data_frame.from_catalog(
                database=database, table_name="flights", useSparkDataSource=True
            )

    def test_views_of_it_are_in_another_session(
        self, glue_context: Any, flights: str, database: str
    ) -> None:
        frame = glue_context.create_data_frame.from_catalog(
            database=database, table_name="flights", additional_options=NATIVE
        )
        frame.createOrReplaceTempView("flights_view")
        with pytest.raises(AnalysisException, match="flights_view"):
            glue_context.spark_session.sql("select * from flights_view")

    def test_partitions_anywhere(
        self, glue_context: Any, database: str, bucket: str, put: Put, make_table: Any
    ) -> None:
        put("else/a.json", '{"x": 1}\n')
        put("odd/day=1/b.json", '{"x": 2}\n')
        make_table(
            "odd", "json", [("x", "int")], [("day", "string")],
            {("01",): f"s3://{bucket}/else/", ("1",): f"s3://{bucket}/odd/day=1/"},
        )  # fmt: skip
        frame = glue_context.create_data_frame.from_catalog(
            database=database, table_name="odd", additional_options=NATIVE
        )
        assert rows(frame) == [(1, "01"), (2, "1")]

    def test_missing_folder_is_an_empty_one(
        self, glue_context: Any, database: str, make_table: Any
    ) -> None:
        make_table("none", "parquet", [("x", "int")])
        frame = glue_context.create_data_frame.from_catalog(
            database=database, table_name="none", additional_options=NATIVE
        )
        assert (frame.columns, frame.count()) == (["x"], 0)

    def test_csv_header_must_be_said(
        self, glue_context: Any, database: str, put: Put, make_table: Any
    ) -> None:
        put("airlines/a.csv", "carrier,n\nAA,1\n")
        make_table(
            "airlines", "csv", [("carrier", "string"), ("n", "int")],
            parameters={"skip.header.line.count": "1"}, serde={"field.delim": ","},
        )  # fmt: skip
        read = glue_context.create_data_frame.from_catalog
        with pytest.raises(CatalogError, match="header"):
            read(database=database, table_name="airlines", additional_options=NATIVE)
        frame = read(
            database=database, table_name="airlines", additional_options={**NATIVE, "header": True}
        )
        assert rows(frame) == [("AA", 1)]

    def test_names_that_are_not_there(self, glue_context: Any, database: str) -> None:
        read = glue_context.create_data_frame.from_catalog
        with pytest.raises(CatalogError, match="no table named nowhere"):
            read(database=database, table_name="nowhere", additional_options=NATIVE)
        with pytest.raises(
            CatalogError,
            match=r"no database nobody in the Data Catalog of us-east-1 \(account \d+\)\. Choose",
        ):
            read(database="nobody", table_name="nowhere", additional_options=NATIVE)
        with pytest.raises(Exception, match="Parameter table_name is missing"):
            read(database=database)
        with pytest.raises(Exception, match="name_space or database is missing"):
            read(table_name="t")


class TestDynamicCatalog:
    def test_parquet(self, glue_context: Any, flights: str, database: str) -> None:
        frame = glue_context.create_dynamic_frame.from_catalog(
            database=database, table_name="flights", push_down_predicate="month == '2'"
        )
        assert frame.count() == 3
        assert frame.toDF().dtypes[-1] == ("month", "int")

    def test_csv_values_of_other_types_make_a_choice(
        self, glue_context: Any, database: str, put: Put, make_table: Any
    ) -> None:
        put("mix/a.csv", 'id,name,price\n1,"a, ""b""",1.5\nx,,2\n')
        make_table(
            "mix", "csv", [("id", "bigint"), ("name", "string"), ("price", "double")],
            parameters={"skip.header.line.count": "1"}, serde={"field.delim": ","},
        )  # fmt: skip
        frame = glue_context.create_dynamic_frame.from_catalog(database=database, table_name="mix")
        data = frame.toDF()
        assert dict(data.dtypes)["id"] == "struct<long:bigint,string:string>"
        assert rows(data.select("id.long", "id.string", "name", "price")) == [
            (1, None, 'a, "b"', 1.5),
            (None, "x", "", 2.0),
        ]
        resolved = frame.resolveChoice(specs=[("id", "cast:long")]).toDF()
        assert rows(resolved.select("id")) == [(1,), (None,)]

    def test_nothing_to_read_has_no_columns(
        self, glue_context: Any, database: str, make_table: Any
    ) -> None:
        make_table("none", "parquet", [("x", "int")])
        frame = glue_context.create_dynamic_frame.from_catalog(database=database, table_name="none")
        assert frame.toDF().columns == []
        assert frame.count() == 0

    @pytest.mark.parametrize("wrong", ["upper(month) = 'A'", "other = 1", "month == 1"])
    def test_names_a_catalog_predicate_that_the_service_refuses(
        self, glue_context: Any, database: str, flights: str, wrong: str
    ) -> None:
        with pytest.raises(
            CatalogError, match=r"catalogPartitionPredicate .*flights.*no functions"
        ):
            glue_context.create_dynamic_frame.from_catalog(
                database=database,
                table_name="flights",
                additional_options={"catalogPartitionPredicate": wrong},
            )

    def test_refuses_lake_tables(self, glue_context: Any, database: str, make_table: Any) -> None:
        make_table("lake", "parquet", [("x", "int")], parameters={"table_type": "ICEBERG"})
        with pytest.raises(CatalogError, match="Iceberg"):
            glue_context.create_data_frame.from_catalog(database=database, table_name="lake")

    @pytest.mark.parametrize("call", ["create_dynamic_frame", "create_data_frame"])
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"Parameters": {"table_type": "ICEBERG"}}, "Apache Iceberg.*--datalake-formats"),
            ({"Parameters": {"spark.sql.sources.provider": "delta"}}, "Delta Lake"),
            ({"Parameters": {"spark.sql.sources.provider": "HUDI"}}, "Apache Hudi"),
            ({"Parameters": {"table_type": "LANCE"}}, "Lance table"),
            ({"Parameters": {"table_type": "iceberg"}}, "Apache Iceberg"),
            (
                {"StorageDescriptor": {"InputFormat": "org.apache.hudi.hadoop.HoodieInputFormat"}},
                "Apache Hudi",
            ),
            ({"TableType": "VIRTUAL_VIEW"}, "is a view"),
            ({"Parameters": {"presto_view": "true"}}, "is a view"),
            ({"Parameters": {"classification": "json", "typeOfData": "kafka"}}, "stream"),
            ({"Parameters": {"storage_handler": "x.DynamoDB"}}, "another system"),
            ({"Parameters": {}}, "No classification or connection in .*ALTER TABLE"),
            ({"Parameters": {"classification": "UNKNOWN"}}, "No classification"),
            ({"Parameters": {"classification": "xml"}}, "'xml'"),
            (
                {
                    "StorageDescriptor": {"Columns": []},
                    "TargetTable": {"CatalogId": "9" * 12, "DatabaseName": "o", "Name": "t"},
                },
                "resource link to o.t in account 999999999999",
            ),
        ],
    )
    def test_names_the_kind_that_it_can_not_read(
        self, glue_context: Any, glue: Any, database: str, make_table: Any,
        changes: dict[str, Any], said: str, call: str,
    ) -> None:  # fmt: skip
        from glueflow.local.catalog import table_input

        make_table("odd", "parquet", [("x", "int")])
        table = table_input(glue.get_table(DatabaseName=database, Name="odd")["Table"])
        glue.update_table(DatabaseName=database, TableInput={**table, **changes})
        with pytest.raises(CatalogError, match=said):
            getattr(glue_context, call).from_catalog(
                database=database,
                table_name="odd",
                additional_options={"useSparkDataSource": True},
            )

    # https://docs.aws.amazon.com/lake-formation/latest/dg/resource-links-glue-apis.html
    def test_follows_resource_links(
        self, glue_context: Any, glue: Any, database: str, flights: str
    ) -> None:
        target = {"DatabaseName": database, "Name": "flights"}
        glue.create_table(DatabaseName=database, TableInput={"Name": "l", "TargetTable": target})
        frame = glue_context.create_data_frame.from_catalog(
            database=database,
            table_name="l",
            additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
        )
        assert frame.columns == ["carrier", "distance", "month"]

    def test_csv_choice_in_a_column_of_any_name(
        self, glue_context: Any, database: str, put: Put, make_table: Any
    ) -> None:
        put("odd_names/a.csv", "1,2\nx,y\n")
        make_table(
            "odd_names", "csv", [("a.b", "int"), ("c`d.[]", "double")],
            serde={"field.delim": ","},
        )  # fmt: skip
        frame = glue_context.create_dynamic_frame.from_catalog(
            database=database, table_name="odd_names"
        )
        assert rows(frame.toDF()) == [
            ((1, None), (2.0, None)),
            ((None, "x"), (None, "y")),
        ]


class TestPaths:
    def read(self, glue_context: Any, paths: Any, kind: str, more: Any = None, **fmt: Any) -> Any:
        return glue_context.create_dynamic_frame.from_options(
            "s3", {"paths": paths, **(more or {})}, kind, fmt
        )

    def test_csv_is_text(self, glue_context: Any, bucket: str, put: Put) -> None:
        put("c/a.csv", "1;x\n2;\n")
        frame = self.read(glue_context, [f"s3://{bucket}/c/"], "csv", separator=";").toDF()
        assert frame.dtypes == [("col0", "string"), ("col1", "string")]
        assert rows(frame) == [("1", "x"), ("2", "")]

    def test_csv_header_quotes_and_lines(self, glue_context: Any, bucket: str, put: Put) -> None:
        put("c/a.csv", "id,text\n1,'two\nlines'\n")
        frame = self.read(
            glue_context, [f"s3://{bucket}/c/a.csv"], "csv",
            withHeader="true", quoteChar="'", multiLine=True,
        ).toDF()  # fmt: skip
        assert rows(frame) == [("1", "two\nlines")]

    def test_json_choice(self, glue_context: Any, bucket: str, put: Put) -> None:
        put("j/a.json", '{"v": 5, "in": [{"k": 1}]}\n{"v": "5", "in": [{"k": "a"}]}\n')
        frame = self.read(glue_context, [f"s3://{bucket}/j/"], "json")
        data = frame.toDF()
        assert rows(data.select("v.int", "v.string")) == [(5, None), (None, "5")]
        kinds = frame.resolveChoice(specs=[("v", "make_cols")]).toDF().dtypes
        assert ("v_int", "int") in kinds and ("v_string", "string") in kinds

    def test_json_whole_numbers_of_both_sizes(
        self, glue_context: Any, bucket: str, put: Put
    ) -> None:
        put("j/a.json", '{"id": 1, "in": [7]}\n{"id": 5000000000, "in": [5000000000]}\n')
        frame = self.read(glue_context, [f"s3://{bucket}/j/"], "json")
        data = frame.toDF()
        assert dict(data.dtypes) == {
            "id": "struct<int:int,long:bigint>",
            "in": "array<struct<int:int,long:bigint>>",
        }
        assert rows(data.select("id.int", "id.long")) == [(1, None), (None, 5000000000)]
        mapped = frame.apply_mapping([("id", "long", "l", "long"), ("id", "int", "i", "int")])
        assert rows(mapped.toDF()) == [(1, 1), (5000000000, None)]
        cast = frame.resolveChoice(specs=[("id", "cast:long")]).toDF()
        assert rows(cast.select("id")) == [(1,), (5000000000,)]

    def test_json_nothing_but_nulls(self, glue_context: Any, bucket: str, put: Put) -> None:
        put("j/a.json", '{"n": 1, "gone": null, "in": {"x": null}}\n{"n": 2}\n')
        frame = self.read(glue_context, [f"s3://{bucket}/j/"], "json")
        assert dict(frame.toDF().dtypes) == {"n": "int", "gone": "void", "in": "struct<x:void>"}
        studio = frame.apply_mapping(
            [("n", "int", "n", "int"), ("gone", "string", "gone", "string")]
        ).toDF()
        assert dict(studio.dtypes) == {"n": "int", "gone": "string"}
        assert rows(studio) == [(1, None), (2, None)]

    def test_json_of_one_type_keeps_it(self, glue_context: Any, bucket: str, put: Put) -> None:
        put("j/day=01/a.json", '{"n": 1, "big": 5000000000, "x": 1.5, "s": {"a": [true]}}\n')
        frame = self.read(glue_context, [f"s3://{bucket}/j/"], "json").toDF()
        assert dict(frame.dtypes) == {
            "n": "int",
            "big": "bigint",
            "x": "double",
            "s": "struct<a:array<boolean>>",
            "day": "string",
        }
        assert frame.collect()[0].day == "01"

    def test_json_path_and_lines(self, glue_context: Any, bucket: str, put: Put) -> None:
        put("j/a.json", json.dumps({"items": [{"a": 1}, {"a": 2}]}, indent=2))
        frame = self.read(
            glue_context, [f"s3://{bucket}/j/"], "json", jsonPath="$.items[*]", multiLine=True
        ).toDF()
        assert rows(frame) == [(1,), (2,)]
        with pytest.raises(Unsupported, match="jsonPath"):
            self.read(glue_context, [f"s3://{bucket}/j/"], "json", jsonPath="$..a")

    def test_folders(self, glue_context: Any, bucket: str, put: Put) -> None:
        put("f/a.csv", "1\n")
        put("f/deep/b.csv", "2\n")
        put("f/deep/c.skip.csv", "3\n")
        put("f/_hidden.csv", "9\n")
        base = f"s3://{bucket}/f/"
        assert rows(self.read(glue_context, [base], "csv").toDF()) == [("1",)]
        deep = self.read(glue_context, [base], "csv", {"recurse": True})
        assert rows(deep.toDF()) == [("1",), ("2",), ("3",)]
        some = self.read(
            glue_context, [base], "csv", {"recurse": True, "exclusions": '["**.skip.csv"]'}
        )
        assert rows(some.toDF()) == [("1",), ("2",)]

    def test_partition_folders_and_predicate(
        self, glue_context: Any, bucket: str, put: Put
    ) -> None:
        put("p/day=01/a.csv", "1\n")
        put("p/day=02/a.csv", "2\n")
        frame = glue_context.create_dynamic_frame.from_options(
            "s3", {"paths": [f"s3://{bucket}/p/"], "recurse": True}, "csv",
            push_down_predicate="day = '02'",
        )  # fmt: skip
        assert rows(frame.toDF()) == [("2", "02")]

    def test_groups_and_bounds(self, glue_context: Any, bucket: str, put: Put) -> None:
        for n in range(6):
            put(f"g/{n}.json", json.dumps({"n": n}) + "\n")
        base = f"s3://{bucket}/g/"
        whole = self.read(
            glue_context, [base], "json", {"groupFiles": "inPartition", "groupSize": "1048576"}
        )
        assert whole.toDF().rdd.getNumPartitions() == 1
        assert whole.count() == 6
        assert self.read(glue_context, [base], "json", {"boundedFiles": "2"}).count() == 2

    def test_attached_columns(self, glue_context: Any, bucket: str, put: Put) -> None:
        path = put("a/a.csv", "1\n")
        frame = self.read(
            glue_context, [path], "csv", attachFilename="file", attachTimestamp="at"
        ).toDF()
        (row,) = frame.collect()
        assert row.file == path
        assert row.at is not None

    def test_what_is_not_there(self, glue_context: Any, bucket: str) -> None:
        with pytest.raises(FormatError, match="xml"):
            self.read(glue_context, [f"s3://{bucket}/"], "xml", rowTag="r")
        with pytest.raises(FormatError, match="withheaders"):
            self.read(glue_context, [f"s3://{bucket}/"], "csv", withheaders=True)
        with pytest.raises(FormatError, match="paths"):
            self.read(glue_context, [], "csv")
        with pytest.raises(Unsupported, match="mysql"):
            glue_context.create_dynamic_frame.from_options("mysql", {})
        with pytest.raises(Unsupported, match="streaming"):
            glue_context.create_data_frame.from_options("s3", {})
        with pytest.raises(Unsupported, match="create_magic"):
            glue_context.create_magic()
        assert self.read(glue_context, [f"s3://{bucket}/nothing/"], "csv").toDF().columns == []

    def test_avro_orc_and_text(self, glue_context: Any, tmp_path: Any) -> None:
        data = glue_context.spark_session.sql("select 1 as n, 'é' as s")
        for kind in ("avro", "orc"):
            data.write.format(kind).save(str(tmp_path / kind))
            frame = self.read(glue_context, [str(tmp_path / kind)], kind)
            assert rows(frame.toDF()) == [(1, "é")]
        data.select("s").write.text(str(tmp_path / "text"))
        assert rows(self.read(glue_context, [str(tmp_path / "text")], "text").toDF()) == [("é",)]

    def test_local_files(self, glue_context: Any, tmp_path: Any) -> None:
        (tmp_path / "a.csv").write_text("x\n1\n")
        source = glue_context.getSource("s3", paths=[str(tmp_path)])
        source.setFormat("csv", withHeader=True)
        assert rows(source.getFrame().toDF()) == [("1",)]


def test_rdd_and_schema(glue_context: Any, flights: str, database: str) -> None:
    data = glue_context.spark_session.sparkContext.parallelize([(1, "a"), (2, "b")])
    frame = glue_context.create_dynamic_frame.from_rdd(data, "pairs", ["n", "s"])
    assert rows(frame.toDF()) == [(1, "a"), (2, "b")]
    schema = glue_context.get_catalog_schema_as_spark_schema(database, "flights")
    assert schema.fieldNames() == ["carrier", "distance", "month"]
    assert len(glue_context.create_sample_dynamic_frame_from_catalog(database, "flights", 2)) == 2


def test_packages_that_run_on_aws_only(spark: Any) -> None:
    with pytest.raises(Unsupported, match="runs on AWS only"):
        from awsgluedq.transforms import EvaluateDataQualityMultiFrame  # noqa: F401
