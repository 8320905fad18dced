"""Paths, type names and Glue types: no Spark session needed."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from glueflow.local import session

sys.path.insert(0, str(session.SITE)) if str(session.SITE) not in sys.path else None

from awsglue import gluetypes as g  # noqa: E402
from awsglue.choices import ARRAY, format_path, make_choice_type, parse_path  # noqa: E402
from awsglue.dynamicframe.types import matches, parse_type  # noqa: E402
from pyspark.sql import types as t  # noqa: E402


class TestPaths:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("a", ("a",)),
            ("a.b", ("a", "b")),
            ("`a.b`.c", ("a.b", "c")),
            ("`a``b`", ("a`b",)),
            ("list[].price", ("list", ARRAY, "price")),
            ("m[][]", ("m", ARRAY, ARRAY)),
            ("größe.名前", ("größe", "名前")),
            ("with space", ("with space",)),
        ],
    )
    def test_round_trip(self, text: str, path: tuple[str, ...]) -> None:
        assert parse_path(text) == path
        assert parse_path(format_path(path)) == path

    @pytest.mark.parametrize("text", ["", ".", "a.", ".a", "`a", "a..b", "`a`b"])
    def test_refuses(self, text: str) -> None:
        with pytest.raises(ValueError, match="Field path"):
            parse_path(text)

    def test_refuses_other_things(self) -> None:
        with pytest.raises(TypeError, match="must be a string"):
            parse_path(5)  # type: ignore[arg-type]


class TestTypeNames:
    @pytest.mark.parametrize(
        ("text", "sql"),
        [
            ("long", "bigint"),
            ("BIGINT", "bigint"),
            ("Int", "int"),
            ("decimal(12,3)", "decimal(12,3)"),
            ("decimal(12)", "decimal(12,0)"),
            ("varchar(20)", "string"),
            ("array<struct<A:int,`b c`:map<string,decimal(4,1)>>>", None),
            ("set<int>", "array<int>"),
            ("map< string , array<double> >", "map<string,array<double>>"),
        ],
    )
    def test_reads(self, text: str, sql: str | None) -> None:
        dtype = parse_type(text)
        assert isinstance(dtype, t.DataType)
        wanted = sql or "array<struct<A:int,b c:map<string,decimal(4,1)>>>"
        assert dtype.simpleString() == wanted

    @pytest.mark.parametrize("text", ["struct", "array", "map", "decimal"])
    def test_reads_kinds(self, text: str) -> None:
        assert parse_type(text) == text

    @pytest.mark.parametrize(
        "text", ["", "number", "decimal(50)", "array<struct>", "array<int", "int)", "struct<a int>"]
    )
    def test_refuses(self, text: str) -> None:
        with pytest.raises(ValueError, match="not understood"):
            parse_type(text)

    def test_matches_wider_only(self) -> None:
        assert matches(t.IntegerType(), t.LongType())
        assert matches(t.FloatType(), t.DoubleType())
        assert not matches(t.LongType(), t.IntegerType())
        assert not matches(t.IntegerType(), t.DoubleType())
        assert not matches(t.IntegerType(), t.StringType())
        assert matches(t.DecimalType(8, 1), t.DecimalType(10, 2))
        assert matches(t.NullType(), t.StringType())


SAMPLE = g.StructType(
    [
        g.Field("id", g.LongType()),
        g.Field("price", g.ChoiceType([g.DoubleType(), g.StringType()])),
        g.Field("amount", g.DecimalType(12, 3)),
        g.Field("tags", g.ArrayType(g.StructType([g.Field("k", g.StringType())]))),
        g.Field("map", g.MapType(g.IntegerType())),
        g.Field("when", g.TimestampType()),
        g.Field("none", g.NullType()),
    ]
)


class TestGlueTypes:
    def test_json_round_trip(self) -> None:
        assert g.StructType.fromJsonValue(SAMPLE.jsonValue()) == SAMPLE
        assert g._deserialize_json_string(g._serialize_schema(SAMPLE)) == SAMPLE

    def test_json_of_atoms(self) -> None:
        assert g.IntegerType().jsonValue() == {"dataType": "int", "properties": {}}
        assert g.EnumType.fromJsonValue({"options": [1]}).jsonValue()["options"] == [1]

    def test_spark_round_trip(self) -> None:
        dtype, marks = g.to_spark(SAMPLE)
        assert marks == {("price",)}
        assert g.from_spark(dtype, marks) == SAMPLE

    def test_every_spark_type_round_trips(self) -> None:
        for dtype in [
            t.ByteType(), t.ShortType(), t.IntegerType(), t.LongType(), t.FloatType(),
            t.DoubleType(), t.StringType(), t.BooleanType(), t.BinaryType(), t.DateType(),
            t.TimestampType(), t.TimestampNTZType(), t.NullType(), t.DecimalType(20, 4),
        ]:  # fmt: skip
            assert g.to_spark(g.from_spark(dtype)) == (dtype, frozenset())

    def test_refuses_types_without_counterpart(self) -> None:
        with pytest.raises(TypeError, match="interval"):
            g.from_spark(t.DayTimeIntervalType())
        with pytest.raises(TypeError, match="UnknownType"):
            g.to_spark(g.UnknownType())
        with pytest.raises(NotImplementedError, match="EntityType"):
            g.EntityType("e", "b", {})  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="'nope'"):
            g._read_type({"dataType": "nope"})

    def test_merge(self) -> None:
        merged = g.mergeDataTypes(g.IntegerType(), g.StringType())
        assert merged == g.ChoiceType([g.IntegerType(), g.StringType()])
        assert g.mergeDataTypes(g.NullType(), g.LongType()) == g.LongType()
        one = g.StructType([g.Field("a", g.LongType())])
        two = g.StructType([g.Field("a", g.LongType()), g.Field("b", g.DateType())])
        assert g.mergeDataTypes(one, two) == two
        assert g.mergeDataTypes(g.DecimalType(10, 2), g.DecimalType(6, 4)) == g.DecimalType(12, 4)
        assert g.mergeDataTypes(g.ArrayType(g.LongType()), g.ArrayType(g.LongType())) == (
            g.ArrayType(g.LongType())
        )

    def test_struct_and_choice_methods(self) -> None:
        struct = g.StructType()
        struct.add(g.Field("a", g.LongType()))
        assert struct.hasField("a")
        assert struct.getField(g.Field("a", g.NullType())).dataType == g.LongType()
        choice = g.ChoiceType()
        choice.merge([g.LongType(), g.ChoiceType([g.StringType(), g.LongType()])])
        assert list(choice.choices) == ["long", "string"]
        assert repr(struct) == "StructType([Field(a, LongType({}), {})], {})"
        assert len({g.LongType(), g.LongType(), g.StringType()}) == 2

    def test_records(self) -> None:
        record: Any = g._create_dynamic_record({"a": {"b": [{"c": 1}]}})
        assert record.a.b[0].c == 1
        record.a.d = 2
        del record.a.b
        assert g._revert_to_dict(record) == {"a": {"d": 2}}
        with pytest.raises(AttributeError):
            _ = record.nope
        with pytest.raises(AttributeError):
            del record.nope

    def test_choice_types_are_checked(self) -> None:
        with pytest.raises(ValueError, match="two or more"):
            make_choice_type([t.LongType()])
        with pytest.raises(ValueError, match="twice"):
            make_choice_type([t.DecimalType(4, 1), t.DecimalType(5, 1)])
