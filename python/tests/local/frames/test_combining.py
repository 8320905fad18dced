"""join, union and mergeDynamicFrame."""

from __future__ import annotations

from typing import Any

import pytest


class TestJoin:
    def test_taken_names_get_a_dot(self, frame: Any, rows: Any) -> None:
        one = frame([(1, "a"), (2, "b"), (None, "c")], "zip int, name string")
        two = frame([(1, "ü"), (1, "v"), (None, "w"), (9, "z")], "zip int, city string")
        made = one.join("zip", "zip", two)
        assert made.toDF().columns == ["zip", "name", ".zip", "city"]
        assert sorted(row["city"] for row in rows(made)) == ["v", "ü"]
        assert made.drop_fields("`.zip`").toDF().columns == ["zip", "name", "city"]

    def test_several_and_nested_keys(self, frame: Any, rows: Any) -> None:
        one = frame([((1, "x"), 5), ((2, "x"), 6)], "k struct<a:int,b:string>, n int")
        two = frame([(1, "x"), (2, "y")], "a bigint, b string")
        assert rows(one.join(["k.a", "k.b"], ["a", "b"], two)) == [
            {"k": {"a": 1, "b": "x"}, "n": 5, "a": 1, "b": "x"}
        ]

    def test_with_itself_and_three_times(self, frame: Any) -> None:
        one = frame([(1,), (2,)], "id int")
        made = one.join("id", "id", one).join("id", "id", one)
        assert made.toDF().columns == ["id", ".id", "..id"]
        assert made.count() == 2

    def test_names_that_differ_in_case_only(self, frame: Any) -> None:
        made = frame([(1,)], "Id int").join("Id", "id", frame([(1,)], "id int"))
        assert made.toDF().columns == ["Id", ".id"]
        assert made.toDF().select("`.id`").count() == 1

    def test_choices_and_empty_frames(self, frame: Any) -> None:
        one = frame([], "id int, c struct<long:bigint,string:string>", choices=["c"])
        made = one.join("id", "id", one)
        assert made.choices == {("c",), (".c",)}
        assert made.count() == 0

    def test_refusals(self, frame: Any) -> None:
        one = frame([], "id int, t string, c struct<long:bigint,string:string>", choices=["c"])
        with pytest.raises(TypeError, match="id is int and t is string"):
            one.join("id", "t", one)
        with pytest.raises(ValueError, match="no field x in the second frame"):
            one.join("id", "x", one)
        with pytest.raises(ValueError, match="same number of keys"):
            one.join(["id", "t"], ["id"], one)
        with pytest.raises(ValueError, match="c of the first frame is a choice"):
            one.join("c", "id", one)


class TestUnion:
    def test_by_name_with_missing_fields(self, frame: Any, rows: Any) -> None:
        one = frame([(1, (1, "x"))], "a int, s struct<x:int,y:string>")
        two = frame([((2, None), "ü")], "s struct<x:int,z:date>, b string")
        assert rows(one.union(two)) == [
            {"a": 1, "s": {"x": 1, "y": "x", "z": None}, "b": None},
            {"a": None, "s": {"x": 2, "y": None, "z": None}, "b": "ü"},
        ]

    def test_different_types_become_a_choice(self, frame: Any, rows: Any) -> None:
        one = frame([(1, [1]), (None, None)], "a int, l array<int>")
        two = frame([("x", ["y"])], "a string, l array<string>")
        both = one.union(two)
        assert both.choices == {("a",), ("l", "\0[]")}
        assert [row["a"] for row in rows(both)] == [
            {"int": 1, "string": None}, None, {"int": None, "string": "x"},
        ]  # fmt: skip
        three = both.union(frame([(2.5,)], "a double"))
        assert list(three.schema().getField("a").dataType.choices) == ["int", "string", "double"]
        assert three.count() == 4
        assert rows(both.union(one).resolveChoice(choice="cast:string"))[3] == {
            "a": "1",
            "l": ["1"],
        }

    def test_nulls_and_decimals_widen(self, frame: Any) -> None:
        one = frame([], "a decimal(10,2), n void")
        made = one.union(frame([], "a decimal(6,4), n string"))
        assert made.toDF().schema.simpleString() == "struct<a:decimal(12,4),n:string>"

    def test_maps_must_be_equal(self, frame: Any) -> None:
        one = frame([({"a": 1},)], "m map<string,int>")
        assert one.union(one).count() == 2
        with pytest.raises(TypeError, match="maps must have equal types"):
            one.union(frame([], "m map<string,string>"))

    def test_duplicates_and_empty_frames(self, frame: Any) -> None:
        one = frame([(1,)], "a int")
        assert one.union(one).union(frame([], "a int")).count() == 2


class TestMerge:
    def test_staged_records_win(self, frame: Any) -> None:
        source = frame([(1, "a"), (2, "b"), (2, "b2"), (3, "c"), (None, "n")], "id int, t string")
        stage = frame([(2, "B", 1.5), (4, "D", None)], "id int, t string, extra double")
        made = source.mergeDynamicFrame(stage, ["id"])
        assert sorted(map(tuple, made.toDF().collect()), key=str) == sorted(
            [(1, "a", None), (3, "c", None), (None, "n", None), (2, "B", 1.5), (4, "D", None)],
            key=str,
        )

    def test_empty_stage_and_source(self, frame: Any) -> None:
        full, empty = frame([(1,)], "id int"), frame([], "id int")
        assert full.mergeDynamicFrame(empty, ["id"]).count() == 1
        assert empty.mergeDynamicFrame(full, ["id"]).count() == 1

    def test_refusals(self, frame: Any) -> None:
        one = frame([], "id int")
        with pytest.raises(ValueError, match="at least one"):
            one.mergeDynamicFrame(one, [])
        with pytest.raises(ValueError, match="no field x in the source frame"):
            one.mergeDynamicFrame(one, ["x"])
