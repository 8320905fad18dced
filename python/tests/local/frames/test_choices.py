"""Choice columns: making them, resolveChoice, the options of toDF."""

from __future__ import annotations

from typing import Any

import pytest

MIXED = "struct<long:bigint,string:string>"
SCHEMA = f"id int, c {MIXED}, l array<struct<price:struct<double:double,string:string>,k:int>>"
ROWS: list[Any] = [
    (1, (5, None), [((1.5, None), 1), ((None, "$2"), 2)]),
    (2, (None, "7"), []),
    (3, (None, "ü"), None),
    (4, None, [None, (None, 3)]),
]


@pytest.fixture
def mixed(frame: Any) -> Any:
    return frame(ROWS, SCHEMA, choices=["c", "l[].price"])


class TestMaking:
    def test_choice_column(self, ctx: Any, spark: Any, rows: Any) -> None:
        from awsglue.choices import make_choice_column
        from awsglue.dynamicframe import DynamicFrame
        from pyspark.sql import functions as F

        raw = spark.createDataFrame([("5",), ("x",), (None,)], "raw string")
        number = F.col("raw").cast("long")
        text = F.when(number.isNull(), F.col("raw"))
        df = raw.select(make_choice_column({"long": number, "string": text}).alias("v"))
        made = DynamicFrame(df, ctx, "f", choices=["v"])
        assert made.schema().getField("v").dataType.typeName() == "choice"
        assert rows(made) == [
            {"v": {"long": 5, "string": None}}, {"v": {"long": None, "string": "x"}}, {"v": None},
        ]  # fmt: skip
        with pytest.raises(ValueError, match="two or more"):
            make_choice_column({"long": number})


class TestSpecs:
    def test_cast(self, mixed: Any, rows: Any) -> None:
        made = mixed.resolveChoice(specs=[("c", "cast:long"), ("l[].price", "cast:double")])
        assert made.choices == frozenset()
        assert rows(made) == [
            {"id": 1, "c": 5, "l": [{"price": 1.5, "k": 1}, {"price": None, "k": 2}]},
            {"id": 2, "c": 7, "l": []},
            {"id": 3, "c": None, "l": None},
            {"id": 4, "c": None, "l": [None, {"price": None, "k": 3}]},
        ]

    def test_make_cols(self, mixed: Any, rows: Any) -> None:
        made = mixed.resolveChoice(specs=[("c", "make_cols"), ("l.price", "make_cols")])
        assert made.toDF().columns == ["id", "c_long", "c_string", "l"]
        assert rows(made)[0] == {
            "id": 1, "c_long": 5, "c_string": None,
            "l": [
                {"price_double": 1.5, "price_string": None, "k": 1},
                {"price_double": None, "price_string": "$2", "k": 2},
            ],
        }  # fmt: skip

    def test_make_struct(self, mixed: Any) -> None:
        made = mixed.resolveChoice(specs=[("c", "make_struct")])
        assert made.choices == {("l", "\0[]", "price")}
        assert made.toDF().select("c.long").collect()[0][0] == 5

    def test_project_keeps_only_that_type(self, mixed: Any, rows: Any) -> None:
        made = mixed.resolveChoice(specs=[("c", "project:string"), ("l[].price", "project:double")])
        assert [row["c"] for row in rows(made)] == [None, "7", "ü", None]
        assert rows(made)[0]["l"] == [{"price": 1.5, "k": 1}, {"price": None, "k": 2}]
        other = mixed.resolveChoice(specs=[("c", "project:date")])
        assert other.toDF().schema["c"].dataType.simpleString() == "date"
        assert [row["c"] for row in rows(other.select_fields("c"))] == [None] * 4

    def test_plain_columns(self, frame: Any, rows: Any) -> None:
        made = frame([("5", 1), (None, 2)], "s string, n int").resolveChoice(
            specs=[("s", "cast:int"), ("n", "make_cols")]
        )
        assert rows(made) == [{"s": 5, "n": 1}, {"s": None, "n": 2}]

    def test_array_elements(self, frame: Any, rows: Any) -> None:
        made = frame([([(1, None), (None, "x"), None],)], f"a array<{MIXED}>", choices=["a[]"])
        assert rows(made.resolveChoice(specs=[("a[]", "cast:string")])) == [{"a": ["1", "x", None]}]
        with pytest.raises(ValueError, match="array element"):
            made.resolveChoice(choice="make_cols")

    def test_structs_in_a_choice(self, frame: Any, rows: Any) -> None:
        made = frame(
            [((("ü",), None),), ((None, "x"),)],
            "c struct<struct:struct<a:string>,string:string>",
            choices=["c"],
        )
        assert rows(made.resolveChoice(specs=[("c", "project:struct")])) == [
            {"c": {"a": "ü"}}, {"c": None},
        ]  # fmt: skip
        assert rows(made.resolveChoice(choice="cast:string")) == [
            {"c": '{"a":"ü"}'}, {"c": "x"},
        ]  # fmt: skip

    def test_unknown_paths_are_left_out(self, mixed: Any, caplog: Any) -> None:
        assert mixed.resolveChoice(specs=[("nope", "cast:int")]).schema() == mixed.schema()
        assert "no field nope" in caplog.text


class TestAll:
    @pytest.mark.parametrize(
        ("action", "schema"),
        [
            ("cast:string", "struct<id:int,c:string,l:array<struct<price:string,k:int>>>"),
            (
                "make_cols",
                "struct<id:int,c_long:bigint,c_string:string,"
                "l:array<struct<price_double:double,price_string:string,k:int>>>",
            ),
            ("project:string", "struct<id:int,c:string,l:array<struct<price:string,k:int>>>"),
            (
                "cast:decimal",
                "struct<id:int,c:decimal(10,2),l:array<struct<price:decimal(10,2),k:int>>>",
            ),
        ],
    )
    def test_actions(self, mixed: Any, action: str, schema: str) -> None:
        made = mixed.resolveChoice(choice=action)
        assert made.choices == frozenset()
        assert made.toDF().schema.simpleString() == schema
        assert made.count() == 4

    def test_make_struct_and_empty(self, frame: Any) -> None:
        made = frame([], SCHEMA, choices=["c", "l[].price"]).resolveChoice(choice="make_struct")
        assert made.choices == frozenset()
        assert made.toDF().schema["c"].dataType.simpleString() == MIXED

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            ({}, "both are missing"),
            ({"specs": [], "choice": "make_cols"}, "not both"),
            ({"choice": "guess"}, "unknown action 'guess'"),
            ({"choice": "cast"}, "unknown action 'cast'"),
            ({"specs": [("c", "match_catalog")]}, "unknown action 'match_catalog'"),
            ({"choice": "cast:number"}, "unknown type 'number'"),
            ({"choice": "match_catalog"}, "needs database and table_name"),
        ],
    )
    def test_refusals(self, mixed: Any, arguments: Any, says: str) -> None:
        with pytest.raises(ValueError, match=says):
            mixed.resolveChoice(**arguments)

    def test_match_catalog(self, mixed: Any, rows: Any, glue: Any, database: str) -> None:
        glue.create_table(
            DatabaseName=database,
            TableInput={
                "Name": "t",
                "StorageDescriptor": {"Columns": [{"Name": "id", "Type": "int"}]},
                "PartitionKeys": [{"Name": "c", "Type": "bigint"}],
            },
        )
        made = mixed.resolveChoice(choice="match_catalog", database=database, table_name="t")
        assert [row["c"] for row in rows(made)] == [5, 7, None, None]
        assert made.choices == {("l", "\0[]", "price")}


class TestToDf:
    def test_choices_come_as_structs(self, mixed: Any) -> None:
        assert mixed.toDF().schema["c"].dataType.simpleString() == MIXED

    def test_options(self, mixed: Any) -> None:
        from awsglue.dynamicframe import ResolveOption
        from pyspark.sql.types import DoubleType, StringType

        df = mixed.toDF(
            [
                ResolveOption("c", "Project", StringType()),
                ResolveOption("l.price", "Cast", DoubleType()),
            ]
        )
        assert df.schema.simpleString() == (
            "struct<id:int,c:string,l:array<struct<price:double,k:int>>>"
        )
        kept = mixed.toDF([ResolveOption("c", "KeepAsStruct")])
        assert kept.schema["c"].dataType.simpleString() == MIXED

    def test_refusals(self, mixed: Any) -> None:
        from awsglue.dynamicframe import ResolveOption

        with pytest.raises(ValueError, match="needs a type"):
            mixed.toDF([ResolveOption("c", "Cast")])
        with pytest.raises(ValueError, match="unknown action 'Guess'"):
            mixed.toDF([ResolveOption("c", "Guess")])
        with pytest.raises(ValueError, match="no field x"):
            mixed.toDF([ResolveOption("x", "KeepAsStruct")])
