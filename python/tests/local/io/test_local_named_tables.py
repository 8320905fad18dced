"""Tables of the Data Catalog that Spark SQL names, as with --enable-glue-datacatalog on AWS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from glueflow.local.runner import RunResult

Run = Callable[..., RunResult]


def show(result: RunResult) -> list[str]:
    assert result.ok, result.message
    return result.output.splitlines()


class TestNamedTables:
    def test_joins_subqueries_and_qualified_columns(
        self, run: Run, flights: str, database: str
    ) -> None:
        result = run(
            f"""
            spark.createDataFrame([("AA", "American")], "carrier string, name string") \\
                .createOrReplaceTempView("names")
            rows = spark.sql('''
                WITH few AS (SELECT * FROM {database}.flights WHERE month > 1)
                SELECT n.name, sum(flights.distance) AS far, count(*) AS n
                FROM names n JOIN `{database}`.flights ON {database}.flights.carrier = n.carrier
                WHERE month IN (SELECT max(month) FROM spark_catalog.{database}.FLIGHTS)
                   OR EXISTS (SELECT 1 FROM few WHERE few.distance < 0)
                GROUP BY n.name
            ''')
            print(rows.collect())
            print(spark.table("{database}.flights").count())
            """
        )
        assert show(result) == ["[Row(name='American', far=300, n=1)]", "9"]

    def test_rows_are_those_of_now_and_nothing_stays(
        self, run: Run, flights: str, database: str, s3: Any, bucket: str
    ) -> None:
        result = run(
            f"""
            views = {{each.name for each in spark.catalog.listTables("global_temp")}}
            before = spark.sql("SELECT count(*) AS n FROM {database}.flights").first()["n"]
            print(before, [each.name for each in spark.catalog.listDatabases()])
            left = {{each.name for each in spark.catalog.listTables("global_temp")}}
            print(sorted(left - views))
            """
        )
        # Other tests of the session have views of their own.
        assert show(result) == ["9 ['default']", "[]"]
        source = {"Bucket": bucket, "Key": "flights/month=1/part-0.parquet"}
        s3.copy_object(Bucket=bucket, Key="flights/month=1/more.parquet", CopySource=source)
        result = run(f'print(spark.sql("TABLE {database}.flights").count())\nprint()')
        assert show(result)[0] == "12"

    def test_text_files_have_the_columns_that_the_catalog_declares(
        self, run: Run, make_table: Any, put: Any, database: str
    ) -> None:
        columns = [("n", "int"), ("s", "string"), ("more", "double")]
        header = {"skip.header.line.count": "1"}
        make_table("notes", "csv", columns, parameters=header, serde={"field.delim": ";"})
        show_rows = f'print(spark.sql("SELECT * FROM {database}.notes ORDER BY n").dtypes)'
        types = "[('n', 'int'), ('s', 'string'), ('more', 'double')]"
        assert show(run(show_rows + "\nprint()"))[0] == types
        put("notes/a.csv", "n;s;more\n1;one;0.5\n2;two;1\n")
        assert show(run(f"{show_rows}\nprint(spark.table('{database}.notes').count())")) == [
            types, "2",
        ]  # fmt: skip

    def test_what_is_not_there_is_spark_s_own_error(
        self, run: Run, flights: str, database: str
    ) -> None:
        for name in (f"{database}.nothing", "no_such_database.t", "nothing"):
            result = run(f'# [n] Node\nspark.sql("SELECT * FROM {name}")\n')
            assert not result.ok
            assert "cannot be found" in result.message, result.message
            assert "tables of the catalog as database.table" in result.message

    def test_sessions_outside_a_run_are_as_before(self, run: Run, spark: Any) -> None:
        from pyspark.sql import SparkSession

        before = SparkSession.sql, SparkSession.table
        run("print(1)\nprint(2)")
        assert (SparkSession.sql, SparkSession.table) == before
