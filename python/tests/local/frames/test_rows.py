"""filter, map, mapPartitions, unbox and the error records they make."""

from __future__ import annotations

import datetime as dt
import decimal
import json
from typing import Any

import pytest


class TestFilter:
    def test_records_are_dicts_with_attributes(self, frame: Any) -> None:
        made = frame(
            [(1, ("é", {"k": 5}), [(1,), (2,)]), (2, None, None)],
            "id int, s struct<t:string,m:map<string,int>>, l array<struct<n:int>>",
        )
        kept = made.filter(
            lambda r: (
                r["s"]["t"] == "é" and r.s.m["k"] == 5 and r["l"][1].n == 2 and isinstance(r, dict)
            )
        )
        assert [row.id for row in kept.toDF().collect()] == [1]
        assert kept.toDF().schema == made.toDF().schema

    def test_errors_that_mean_no(self, frame: Any) -> None:
        def f(record: Any) -> bool:
            raise (KeyError, ValueError, TypeError)[record["a"]]("no")

        made = frame([(0,), (1,), (2,)], "a int").filter(f)
        assert (made.count(), made.errorsCount()) == (0, 0)

    def test_null_comparisons_and_missing_fields_mean_no(self, frame: Any) -> None:
        made = frame([(1,), (None,)], "a int")
        assert made.filter(lambda r: r["a"] > 0).count() == 1
        assert made.filter(lambda r: r["b"] > 0).count() == 0

    def test_other_errors_make_error_records(self, frame: Any, rows: Any) -> None:
        made = frame([(0, "ü"), (1, "b")], "a int, t string").filter(
            lambda r: 1 / r["a"] > 0, info="division"
        )
        assert [row.a for row in made.toDF().collect()] == [1]
        assert (made.errorsCount(), made.stageErrorsCount()) == (1, 1)
        (error,) = rows(made.errorsAsDynamicFrame())
        assert error["error"]["msg"] == "division by zero"
        assert error["error"]["callsite"] == {"site": "filter", "info": "division"}
        assert error["error"]["dynamicRecord"] == {"a": 0, "t": "ü"}
        assert "ZeroDivisionError: division by zero" in error["error"]["stackTrace"][-1]

    def test_choices_are_bare_values(self, frame: Any) -> None:
        made = frame(
            [((5, None),), ((None, "x"),), (None,)],
            "c struct<long:bigint,string:string>",
            choices=["c"],
        )
        assert made.filter(lambda r: r["c"] == "x").count() == 1
        kept = made.filter(lambda r: isinstance(r["c"], int))
        assert kept.choices == {("c",)}
        assert kept.count() == 1

    def test_column_names_that_need_quoting(self, frame: Any) -> None:
        made = frame([(1, 2, 3)], "`a.b` int, `c``d` int, `名 x` int")
        assert made.filter(lambda r: r["a.b"] + r["c`d"] + r["名 x"] == 6).count() == 1

    def test_empty_frame(self, frame: Any) -> None:
        assert frame([], "a int").filter(lambda r: True).count() == 0

    def test_the_record_can_be_changed_without_effect(self, frame: Any, rows: Any) -> None:
        def f(record: Any) -> bool:
            record["a"] = 99
            return True

        assert rows(frame([(1,)], "a int").filter(f)) == [{"a": 1}]


class TestMap:
    def test_aws_example(self, frame: Any, rows: Any, capsys: Any) -> None:
        def merge_address(rec: Any) -> Any:
            rec["Address"] = {}
            rec["Address"]["Street"] = rec["Provider Street"]
            rec["Address"]["Zip.Code"] = rec["Zip"]
            rec["Address"]["Array"] = [rec["Provider Street"], rec["Zip"]]
            del rec["Provider Street"]
            del rec["Zip"]
            return rec

        made = frame(
            [(1, "Straße 1", "01"), (2, None, None)],
            "id bigint, `Provider Street` string, Zip string",
        ).map(merge_address)
        made.printSchema()
        assert capsys.readouterr().out == (
            "root\n|-- id: long\n|-- Address: struct\n|    |-- Street: string\n"
            "|    |-- Zip.Code: string\n|    |-- Array: array\n|    |    |-- element: string\n"
        )
        assert rows(made)[0]["Address"] == {
            "Street": "Straße 1", "Zip.Code": "01", "Array": ["Straße 1", "01"],
        }  # fmt: skip
        assert rows(made)[1]["Address"]["Array"] == [None, None]

    def test_untouched_columns_keep_their_types(self, frame: Any) -> None:
        schema = (
            "a tinyint, b smallint, c int, d bigint, e float, f double, g decimal(9,3), h string, "
            "i boolean, j binary, k date, l timestamp, m map<string,bigint>, n array<bigint>, "
            "o struct<p:smallint,q:bigint>, r bigint"
        )
        row = (
            1, 2, 3, 4, 1.5, 2.5, decimal.Decimal("1.250"), "ü", True, bytearray(b"x"),
            dt.date(2024, 1, 2), dt.datetime(2024, 1, 2, 3, 4, 5), {"k": 7}, [8], (9, 10), None,
        )  # fmt: skip
        given = frame([row], schema)
        made = given.map(lambda r: r)
        assert made.toDF().schema == given.toDF().schema
        assert made.toDF().collect() == given.toDF().collect()

    def test_new_values_of_every_kind(self, frame: Any) -> None:
        made = frame([(1,)], "a int").map(
            lambda r: {
                "i": 1, "l": 2**40, "h": 2**70, "f": 0.1, "s": "x", "t": True, "b": b"x", "n": None,
                "d": decimal.Decimal("12.50"), "day": dt.date(2024, 1, 1),
                "at": dt.datetime(2024, 1, 1), "arr": [1], "none": [],
            }
        )  # fmt: skip
        assert made.toDF().schema.simpleString() == (
            "struct<i:int,l:bigint,h:decimal(38,0),f:double,s:string,t:boolean,b:binary,n:void,"
            "d:decimal(4,2),day:date,at:timestamp,arr:array<int>,none:array<void>>"
        )
        assert made.toDF().first()["h"] == decimal.Decimal(2**70)

    def test_mixed_types_become_a_choice(self, frame: Any, rows: Any) -> None:
        made = frame([(1,), (2,), (3,)], "a int").map(
            lambda r: {"v": [r["a"], "two", {"x": [1]}][r["a"] - 1], "w": [1, "x"]}
        )
        assert made.choices == {("v",), ("w", "\0[]")}
        assert rows(made)[0] == {
            "v": {"int": 1, "string": None, "struct": None},
            "w": [{"int": 1, "string": None}, {"int": None, "string": "x"}],
        }
        again = made.map(lambda r: r)
        assert again.schema() == made.schema()
        assert rows(again) == rows(made)

    def test_errors_and_empty_results_make_error_records(self, frame: Any, rows: Any) -> None:
        def f(record: Any) -> Any:
            if record["a"] == 1:
                raise RuntimeError("broken ü")
            return {2: None, 3: {}, 4: [1], 5: {"x": object()}}.get(record["a"], record)

        made = frame([(i,) for i in range(7)], "a int").map(f)
        assert [row.a for row in made.toDF().collect()] == [0, 6]
        assert made.errorsCount() == 5
        messages = [r["error"]["msg"] for r in rows(made.errorsAsDynamicFrame())]
        assert messages[0] == "broken ü"
        assert messages[1] == "The map function gave None for a record"
        assert "can't hold a Python object" in messages[4]

    def test_empty_frame_keeps_its_schema(self, frame: Any) -> None:
        made = frame([], "a int, b string").map(lambda r: r)
        assert made.toDF().schema.simpleString() == "struct<a:int,b:string>"

    def test_is_lazy(self, frame: Any) -> None:
        frame([(1,)], "a int").map(lambda r: 1 / 0)

    def test_a_double_column_with_whole_numbers_is_a_choice(self, frame: Any) -> None:
        made = frame([(1.5,), (2.5,)], "a double").map(
            lambda r: {"a": 2 if r["a"] == 1.5 else r["a"]}
        )
        assert made.toDF().schema.simpleString() == "struct<a:struct<int:int,double:double>>"


class TestMapPartitions:
    def test_both(self, frame: Any, rows: Any) -> None:
        made = frame([(1,), (2,), (3,)], "a int")
        total = made.mapPartitions(lambda records: [{"sum": sum(r["a"] for r in records)}])
        assert rows(total) == [{"sum": 6}]
        tagged = made.mapPartitionsWithIndex(
            lambda i, records: ({"p": i, "a": r.a} for r in records if r.a > 1)
        )
        assert rows(tagged) == [{"p": 0, "a": 2}, {"p": 0, "a": 3}]

    def test_other_records_are_refused(self, frame: Any) -> None:
        made = frame([(1,)], "a int").mapPartitions(lambda records: [5])
        with pytest.raises(Exception, match="must be a dict"):
            made.count()


class TestUnbox:
    ROWS = (
        ("TX", '{"strawberry":220,"pears":null,"o":{"ü":[1,2]}}'),
        ("CA", '{"strawberry":34,"extra":"x"}'),
        ("CO", None),
    )

    def test_finds_the_type(self, frame: Any, rows: Any) -> None:
        made = frame(list(self.ROWS), "loc string, data string").unbox("data", "json")
        assert made.schema().getField("data").dataType.getField("strawberry").dataType.typeName() == "int"  # fmt: skip  # noqa: E501
        assert made.schema().getField("data").dataType.getField("pears").dataType.typeName() == "null"  # fmt: skip  # noqa: E501
        data = [row["data"] for row in rows(made)]
        assert data == [
            {"strawberry": 220, "pears": None, "o": {"ü": [1, 2]}, "extra": None},
            {"strawberry": 34, "pears": None, "o": None, "extra": "x"},
            None,
        ]

    def test_with_schema(self, frame: Any, rows: Any) -> None:
        from awsglue import gluetypes as g
        from pyspark.sql import types as t

        spark_schema = t.StructType([t.StructField("strawberry", t.DoubleType())])
        glue_schema = g.StructType([g.Field("strawberry", g.DoubleType())])
        for text in (spark_schema.json(), json.dumps(glue_schema.jsonValue())):
            made = frame(list(self.ROWS), "loc string, data string").unbox(
                "data", "json", withSchema=text
            )
            assert [row["data"] for row in rows(made)] == [
                {"strawberry": 220.0}, {"strawberry": 34.0}, None,
            ]  # fmt: skip
            assert made.errorsCount() == 0

    def test_broken_text_makes_error_records(self, frame: Any, rows: Any) -> None:
        data = [('{"a":1}',), ('{"a":',), ("[1]",), ('{"a":2}',)]
        made = frame(data, "j string").unbox("j", "json", withSchema=(
            '{"type":"struct","fields":[{"name":"a","type":"integer","nullable":true,"metadata":{}}]}'
        ))  # fmt: skip
        assert [row["j"] for row in rows(made)] == [{"a": 1}, {"a": 2}]
        assert made.errorsCount() == 2
        errors = rows(made.errorsAsDynamicFrame())
        assert errors[0]["error"]["dynamicRecord"] == {"j": '{"a":'}
        guessed = frame(data[:2] + data[3:], "j string").unbox("j", "json")
        assert (guessed.count(), guessed.errorsCount()) == (2, 1)

    def test_mixed_types_become_a_choice(self, frame: Any, rows: Any) -> None:
        made = frame([('{"p":1.5}',), ('{"p":"$2"}',), ("oops",)], "j string").unbox("j", "json")
        assert made.choices == {("j", "p")}
        assert [r["j"]["p"] for r in rows(made)] == [
            {"double": 1.5, "string": None}, {"double": None, "string": "$2"},
        ]  # fmt: skip
        assert made.errorsCount() == 1

    def test_nested_path_and_empty_frame(self, frame: Any, rows: Any) -> None:
        made = frame([(('{"a":1}', 2),), (None,)], "s struct<j:string,k:int>").unbox("s.j", "json")
        assert rows(made) == [{"s": {"j": {"a": 1}, "k": 2}}, {"s": None}]
        assert frame([], "j string").unbox("j", "json").count() == 0

    def test_refusals(self, frame: Any) -> None:
        made = frame([], "j string, n int")
        for format in ("csv", "avro"):
            with pytest.raises(NotImplementedError, match=f"DynamicFrame.unbox.*'{format}'"):
                made.unbox("j", format)
        with pytest.raises(ValueError, match="no field x"):
            made.unbox("x", "json")
        with pytest.raises(TypeError, match="n is int"):
            made.unbox("n", "json")
        with pytest.raises(ValueError, match="separator"):
            made.unbox("j", "json", separator="|")
        with pytest.raises(ValueError, match="withSchema"):
            made.unbox("j", "json", withSchema="{}")


@pytest.fixture
def fails() -> Any:
    # Made in here so that it travels to Spark's workers by value: they don't know this module.
    return lambda record: 1 / record["a"] > 0


class TestErrors:
    def test_counts_over_stages(self, frame: Any, fails: Any) -> None:
        one = frame([(0,), (1,), (2,), (3,)], "a int").filter(fails)
        two = one.map(lambda r: None if r["a"] == 1 else r)
        last = two.select_fields(["a"])
        assert (last.errorsCount(), last.stageErrorsCount()) == (2, 0)
        assert two.stageErrorsCount() == 1
        assert last.errorsAsDynamicFrame().count() == 2
        both = last.union(frame([(9,)], "a int").filter(lambda r: 1 / 0 > 0))
        assert both.errorsCount() == 3

    def test_errors_of_different_records_come_together(
        self, frame: Any, rows: Any, fails: Any
    ) -> None:
        one = frame([(0, "x"), (1, "y")], "a int, b string").filter(fails)
        two = one.apply_mapping([("a", "int", "a", "string")]).filter(lambda r: 1 / 0 > 0)
        records = [r["error"]["dynamicRecord"] for r in rows(two.errorsAsDynamicFrame())]
        assert records == [
            {"a": {"int": 0, "string": None}, "b": "x"},
            {"a": {"int": None, "string": "1"}, "b": None},
        ]

    def test_no_errors(self, frame: Any) -> None:
        made = frame([(1,)], "a int")
        assert made.errorsCount() == 0
        assert made.errorsAsDynamicFrame().count() == 0
        made.assertErrorThreshold()

    def test_stage_threshold(self, frame: Any, fails: Any) -> None:
        made = frame([(0,), (0,), (1,)], "a int")
        made.filter(fails, stageThreshold=3).assertErrorThreshold()
        strict = made.filter(fails, stageThreshold=2)
        for action in (strict.assertErrorThreshold, strict.toDF, strict.count, strict.show):
            with pytest.raises(RuntimeError, match="filter: 2 error records, stageThreshold is 2"):
                action()

    def test_total_threshold(self, frame: Any, fails: Any) -> None:
        made = frame([(0,), (1,), (2,)], "a int").filter(fails)
        later = made.filter(lambda r: 1 / (r["a"] - 1) > 0, totalThreshold=2)
        with pytest.raises(RuntimeError, match="2 error records so far"):
            later.count()
        assert made.select_fields(["a"], totalThreshold=2).count() == 2
