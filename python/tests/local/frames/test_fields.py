"""Selecting, dropping, renaming and splitting fields, splitting rows."""

from __future__ import annotations

from typing import Any

import pytest

SCHEMA = (
    "id int, `a.b` int, s struct<x:int,t:struct<y:int,z:string>>, "
    "l array<struct<u:string,n:array<struct<k:int,v:int>>>>"
)
ROWS: list[Any] = [(1, 2, (3, (4, "ü")), [("u", [(5, 6)]), (None, None)]), (2, None, None, None)]


class TestSelectFields:
    def test_in_the_order_named(self, frame: Any, rows: Any) -> None:
        made = frame(ROWS, SCHEMA).select_fields(["`a.b`", "id"])
        assert rows(made) == [{"a.b": 2, "id": 1}, {"a.b": None, "id": 2}]

    def test_one_string(self, frame: Any) -> None:
        assert frame(ROWS, SCHEMA).select_fields("l").toDF().columns == ["l"]

    def test_unknown_fields_are_left_out(self, frame: Any, caplog: Any) -> None:
        made = frame(ROWS, SCHEMA).select_fields(["nope", "id"])
        assert made.toDF().columns == ["id"]
        assert "no field nope" in caplog.text

    def test_nested_is_refused(self, frame: Any) -> None:
        with pytest.raises(ValueError, match=r"s\.x is nested.*apply_mapping"):
            frame(ROWS, SCHEMA).select_fields(["s.x"])

    def test_choices_stay(self, frame: Any) -> None:
        made = frame([], "a int, c struct<long:bigint,string:string>", choices=["c"])
        assert made.select_fields(["c"]).choices == {("c",)}
        assert made.select_fields(["a"]).choices == frozenset()


class TestDropFields:
    def test_nested_in_arrays_and_quoted(self, frame: Any, rows: Any) -> None:
        made = frame(ROWS, SCHEMA).drop_fields(["`a.b`", "s.t.y", "l.n.v", "l[].u", "nope"])
        assert rows(made) == [
            {
                "id": 1,
                "s": {"x": 3, "t": {"z": "ü"}},
                "l": [{"n": [{"k": 5}]}, {"n": None}],
            },
            {"id": 2, "s": None, "l": None},
        ]

    def test_emptied_structs_go(self, frame: Any) -> None:
        made = frame(ROWS, SCHEMA).drop_fields(["s.x", "s.t", "l.u", "l.n"])
        assert made.toDF().columns == ["id", "a.b"]

    def test_one_string_and_empty_frame(self, frame: Any, rows: Any) -> None:
        made = frame([], SCHEMA).drop_fields("s")
        assert made.toDF().columns == ["id", "a.b", "l"]
        assert rows(made) == []

    def test_alternatives_of_a_choice_are_no_fields(self, frame: Any) -> None:
        made = frame([], "c struct<long:bigint,string:string>", choices=["c"])
        assert made.drop_fields(["c.long"]).schema() == made.schema()


class TestRenameField:
    @pytest.mark.parametrize(
        ("old", "new", "schema"),
        [
            ("id", "key", "key int, `a.b` int"),
            ("`a.b`", "c", "id int, c int"),
            ("id", "`x.y`", "`x.y` int, `a.b` int"),
            ("id", "n.id", "`a.b` int, n struct<id:int>"),
            ("nope", "x", "id int, `a.b` int"),
            ("id", "id", "id int, `a.b` int"),
        ],
    )
    def test_top_level(self, frame: Any, spark: Any, old: str, new: str, schema: str) -> None:
        made = frame([(1, 2)], "id int, `a.b` int").rename_field(old, new)
        wanted = spark.createDataFrame([], schema).schema
        assert made.toDF().schema.simpleString() == wanted.simpleString()

    def test_nested(self, frame: Any, rows: Any) -> None:
        made = frame(ROWS, SCHEMA).select_fields(["s"])
        assert rows(made.rename_field("s.t.z", "s.t.größe"))[0]["s"]["t"] == {"y": 4, "größe": "ü"}
        assert rows(made.rename_field("s.t.z", "s.t.größe"))[1] == {"s": None}

    def test_inside_arrays(self, frame: Any, rows: Any) -> None:
        made = frame(ROWS, SCHEMA).select_fields(["l"]).rename_field("l.n.k", "l.n.key")
        assert rows(made)[0]["l"][0] == {"u": "u", "n": [{"key": 5, "v": 6}]}

    def test_moves(self, frame: Any, rows: Any) -> None:
        made = frame(ROWS, SCHEMA).drop_fields(["l", "`a.b`"]).rename_field("s.x", "x")
        assert rows(made)[0] == {"id": 1, "s": {"t": {"y": 4, "z": "ü"}}, "x": 3}
        into = frame(ROWS, SCHEMA).drop_fields(["l", "`a.b`"]).rename_field("id", "s.id")
        assert [row["s"] for row in rows(into)] == [
            {"x": 3, "t": {"y": 4, "z": "ü"}, "id": 1},
            {"x": None, "t": None, "id": 2},
        ]

    def test_refusals(self, frame: Any) -> None:
        with pytest.raises(ValueError, match="there is a field"):
            frame(ROWS, SCHEMA).rename_field("id", "s.x")
        with pytest.raises(ValueError, match="inside an array"):
            frame(ROWS, SCHEMA).rename_field("l.u", "u")
        with pytest.raises(ValueError, match="not a struct"):
            frame(ROWS, SCHEMA).rename_field("s.x", "id.x")


class TestSplitFields:
    def test_nested(self, frame: Any, rows: Any) -> None:
        made = frame(ROWS, SCHEMA).split_fields(["id", "s.t.z"], "off", "rest")
        assert list(made.keys()) == ["off", "rest"]
        assert made["off"].name == "off"
        assert rows(made["off"]) == [{"id": 1, "s": {"t": {"z": "ü"}}}, {"id": 2, "s": None}]
        assert made["rest"].toDF().columns == ["a.b", "s", "l"]
        assert rows(made["rest"])[0]["s"] == {"x": 3, "t": {"y": 4}}


class TestSplitRows:
    def test_all_comparisons_must_hold(self, frame: Any) -> None:
        people = frame([(5,), (15,), (25,), (None,)], "age int")
        made = people.split_rows({"age": {">": 10, "<": 20}}, "in", "out")
        assert [row.age for row in made["in"].toDF().collect()] == [15]
        assert [row.age for row in made["out"].toDF().collect()] == [5, 25, None]

    @pytest.mark.parametrize(
        ("sign", "ages"), [("=", [2]), ("!=", [1, 3]), ("<=", [1, 2]), (">=", [2, 3])]
    )
    def test_comparisons(self, frame: Any, sign: str, ages: list[int]) -> None:
        made = frame([(1,), (2,), (3,)], "n int").split_rows({"n": {sign: 2}}, "a", "b")
        assert [row.n for row in made["a"].toDF().collect()] == ages

    def test_nested_and_unicode(self, frame: Any) -> None:
        made = frame([(("ä",),), (("b",),)], "s struct<t:string>").split_rows(
            {"s.t": {"=": "ä"}}, "a", "b"
        )
        assert (made["a"].count(), made["b"].count()) == (1, 1)

    def test_refusals(self, frame: Any) -> None:
        choice = frame([], "c struct<long:bigint,string:string>", choices=["c"])
        with pytest.raises(ValueError, match="resolveChoice first"):
            choice.split_rows({"c": {"=": 1}}, "a", "b")
        with pytest.raises(ValueError, match="unknown comparison '=='"):
            frame([], "n int").split_rows({"n": {"==": 1}}, "a", "b")
        with pytest.raises(ValueError, match="no field x"):
            frame([], "n int").split_rows({"x": {"=": 1}}, "a", "b")
