"""What a DynamicFrame is: making, showing, converting, counting."""

from __future__ import annotations

import datetime as dt
import decimal
import json
from typing import Any

import pytest

SCHEMA = "id int, name string, s struct<p:double,`q.r`:string>, l array<struct<u:string,n:int>>"
ROWS: list[Any] = [
    (1, "Zoë 🚀", (1.5, "x"), [("u", 1), ("v", None)]),
    (2, None, None, None),
    (3, "", (None, None), []),
]


class TestConversion:
    def test_from_and_to_df_is_the_same_frame(self, ctx: Any, spark: Any) -> None:
        from awsglue.dynamicframe import DynamicFrame

        df = spark.createDataFrame(ROWS, SCHEMA)
        made = DynamicFrame.fromDF(df, ctx, "people")
        assert made.toDF() is df
        assert (made.name, made.glue_ctx, made.count()) == ("people", ctx, 3)

    def test_refuses_other_things(self, ctx: Any, spark: Any) -> None:
        from awsglue.dynamicframe import DynamicFrame

        with pytest.raises(TypeError, match="fromDF"):
            DynamicFrame.fromDF([1], ctx, "x")  # type: ignore[arg-type]
        odd = spark.sql("select interval '1' day as d")
        with pytest.raises(TypeError, match="interval"):
            DynamicFrame.fromDF(odd, ctx, "x")

    def test_wrong_choice_marks_are_refused(self, ctx: Any, spark: Any) -> None:
        from awsglue.dynamicframe import DynamicFrame

        df = spark.createDataFrame(ROWS, SCHEMA)
        for path in ("name", "s", "nope", "l[]"):
            with pytest.raises(ValueError, match="marked as a choice"):
                DynamicFrame(df, ctx, "x", choices=[path])

    def test_empty_frame(self, frame: Any, rows: Any) -> None:
        empty = frame([], SCHEMA)
        assert empty.count() == 0
        assert rows(empty) == []
        assert [f.name for f in empty.schema()] == ["id", "name", "s", "l"]


class TestShowing:
    def test_print_schema(self, frame: Any, capsys: Any) -> None:
        frame(
            [],
            SCHEMA + ", c struct<long:bigint,string:string>, d decimal(9,2), m map<string,int>",
            choices=["c"],
        ).printSchema()
        assert capsys.readouterr().out == (
            "root\n"
            "|-- id: int\n"
            "|-- name: string\n"
            "|-- s: struct\n"
            "|    |-- p: double\n"
            "|    |-- q.r: string\n"
            "|-- l: array\n"
            "|    |-- element: struct\n"
            "|    |    |-- u: string\n"
            "|    |    |-- n: int\n"
            "|-- c: choice\n"
            "|    |-- long\n"
            "|    |-- string\n"
            "|-- d: decimal(9,2)\n"
            "|-- m: map\n"
            "|    |-- keyType: string\n"
            "|    |-- valueType: int\n"
        )

    def test_show_prints_json_lines(self, frame: Any, capsys: Any) -> None:
        frame(ROWS, SCHEMA).show(2)
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == (
            '{"id": 1, "name": "Zoë 🚀", "s": {"p": 1.5, "q.r": "x"}, '
            '"l": [{"u": "u", "n": 1}, {"u": "v", "n": null}]}'
        )
        assert json.loads(lines[1]) == {"id": 2, "name": None, "s": None, "l": None}
        assert len(lines) == 2

    def test_show_of_odd_values(self, frame: Any, capsys: Any) -> None:
        row = (dt.date(2024, 2, 29), decimal.Decimal("1.50"), bytearray(b"\x00"), (None, "x"))
        frame(
            [row], "d date, n decimal(9,2), b binary, c struct<long:bigint,string:string>",
            choices=["c"],
        ).show()  # fmt: skip
        shown = json.loads(capsys.readouterr().out)
        assert shown == {"d": "2024-02-29", "n": 1.5, "b": "AA==", "c": "x"}


class TestPartitions:
    def test_repartition_and_coalesce(self, frame: Any) -> None:
        one = frame(ROWS, SCHEMA)
        three = one.repartition(3)
        assert three.getNumPartitions() == 3
        assert three.coalesce(2).getNumPartitions() == 2
        assert three.coalesce(2, shuffle=True).getNumPartitions() == 2
        assert three.count() == 3


class TestWithFrameSchema:
    def test_adds_fields_and_makes_choices(self, frame: Any, rows: Any) -> None:
        from awsglue import gluetypes as g

        made = frame([(1,), (None,)], "a int").with_frame_schema(
            g.StructType(
                [
                    g.Field("a", g.ChoiceType([g.IntegerType(), g.StringType()])),
                    g.Field("b", g.StringType()),
                ]
            )
        )
        assert made.choices == {("a",)}
        assert rows(made) == [{"a": {"int": 1, "string": None}, "b": None}, {"a": None, "b": None}]

    def test_must_name_every_column(self, frame: Any) -> None:
        from awsglue import gluetypes as g

        with pytest.raises(ValueError, match=r"\['a'\]"):
            frame([(1,)], "a int").with_frame_schema(g.StructType())


class TestWrite:
    def test_goes_through_the_sink(self, spark: Any) -> None:
        from awsglue.dynamicframe import DynamicFrame

        calls: list[Any] = []

        class Sink:
            def setFormat(self, format: str, **options: Any) -> None:
                calls.append(("format", format, options))

            def setAccumulableSize(self, size: int) -> None:
                calls.append(("size", size))

            def write(self, frame: Any, info: str = "") -> Any:
                calls.append(("write", frame.count()))
                return frame

        class Context:
            spark_session = spark

            def getSink(self, connection_type: str, format: Any = None, **options: Any) -> Sink:
                calls.append(("sink", connection_type, format, options))
                return Sink()

        made = DynamicFrame.fromDF(spark.range(3), Context(), "n")
        back = made.write("s3", {"path": "s3://b/p"}, "csv", {"separator": "|"}, 5)
        assert back is made
        assert calls == [
            ("sink", "s3", "csv", {"path": "s3://b/p"}),
            ("format", "csv", {"separator": "|"}),
            ("size", 5),
            ("write", 3),
        ]


class TestNames:
    def test_module_has_the_names_scripts_import(self) -> None:
        from awsglue import dynamicframe

        for name in ("DynamicFrame", "DynamicFrameCollection", "DynamicFrameReader",
                     "DynamicFrameWriter", "ResolveOption"):  # fmt: skip
            assert getattr(dynamicframe, name).__name__ == name
        with pytest.raises(AttributeError, match="nope"):
            _ = dynamicframe.nope
