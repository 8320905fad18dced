"""unnest, relationalize and DynamoDB's JSON."""

from __future__ import annotations

from typing import Any

import pytest

PEOPLE: list[Any] = [
    ("Nancy", (47, ("x", "ü")), ["Fred", "Lakshmi"], [("fax", [1, 2]), ("phone", None)]),
    ("Stephanie", None, [], None),
    ("Nathan", (None, None), None, [(None, [3])]),
]
SCHEMA = (
    "name string, s struct<age:int,t:struct<a:string,`b.c`:string>>, friends array<string>, "
    "contacts array<struct<type:string,nums:array<int>>>"
)


class TestUnnest:
    def test_structs_become_columns(self, frame: Any, rows: Any) -> None:
        made = frame(PEOPLE, SCHEMA).drop_fields(["contacts"]).unnest()
        assert rows(made) == [
            {"name": "Nancy", "s.age": 47, "s.t.a": "x", "s.t.b.c": "ü",
             "friends": ["Fred", "Lakshmi"]},
            {"name": "Stephanie", "s.age": None, "s.t.a": None, "s.t.b.c": None, "friends": []},
            {"name": "Nathan", "s.age": None, "s.t.a": None, "s.t.b.c": None, "friends": None},
        ]  # fmt: skip

    def test_structs_in_arrays(self, frame: Any, rows: Any) -> None:
        made = frame(
            [([((1, "x"), [(2,)])],)],
            "l array<struct<s:struct<a:int,b:string>,m:array<struct<c:int>>>>",
        ).unnest()
        assert rows(made) == [
            {"l": [{"l.val.s.a": 1, "l.val.s.b": "x", "l.val.m": [{"l.val.m.val.c": 2}]}]}
        ]

    def test_choices_stay(self, frame: Any) -> None:
        made = frame([], "s struct<c:struct<long:bigint,string:string>>", choices=["s.c"]).unnest()
        assert made.choices == {("s.c",)}
        assert made.count() == 0


class TestRelationalize:
    def test_tables_and_keys(self, frame: Any, rows: Any) -> None:
        made = frame(PEOPLE, SCHEMA).relationalize("root", "s3://unused/")
        assert list(made.keys()) == [
            "root", "root_friends", "root_contacts", "root_contacts_contacts.val.nums",
        ]  # fmt: skip
        root = rows(made.select("root"))
        assert [row["name"] for row in root] == ["Nancy", "Stephanie", "Nathan"]
        assert [(row["friends"] is None, row["contacts"] is None) for row in root] == [
            (False, False), (False, True), (True, False),
        ]  # fmt: skip
        assert root[0]["s.t.b.c"] == "ü"
        friends = rows(made["root_friends"])
        assert friends == [
            {"id": root[0]["friends"], "index": 0, "friends.val": "Fred"},
            {"id": root[0]["friends"], "index": 1, "friends.val": "Lakshmi"},
        ]
        contacts = rows(made["root_contacts"])
        assert [(c["id"], c["index"], c["contacts.val.type"]) for c in contacts] == [
            (root[0]["contacts"], 0, "fax"), (root[0]["contacts"], 1, "phone"),
            (root[2]["contacts"], 0, None),
        ]  # fmt: skip
        numbers = rows(made["root_contacts_contacts.val.nums"])
        assert [(n["index"], n["contacts.val.nums.val"]) for n in numbers] == [
            (0, 1),
            (1, 2),
            (0, 3),
        ]
        assert [c["contacts.val.nums"] for c in contacts if c["contacts.val.nums"]] == list(
            dict.fromkeys(n["id"] for n in numbers)
        )
        types = dict(made["root_friends"].toDF().dtypes)
        assert types == {"id": "bigint", "index": "int", "friends.val": "string"}

    def test_keys_agree_over_many_partitions(self, frame: Any) -> None:
        from pyspark.sql import functions as F

        many = frame([(i, [i, i + 1]) for i in range(40)], "n int, l array<int>").repartition(5)
        made = many.relationalize("root", "s3://unused/")
        joined = made["root"].join("l", "id", made["root_l"]).toDF()
        assert joined.count() == 80
        assert joined.where(F.col("`l.val`") - F.col("n") != F.col("index")).count() == 0

    def test_arrays_of_arrays_and_choices(self, frame: Any, rows: Any) -> None:
        made = frame([([[1, 2], [3]],)], "a array<array<int>>").relationalize("r", "x")
        assert list(made.keys()) == ["r", "r_a", "r_a_a.val"]
        assert [row["a.val.val"] for row in rows(made["r_a_a.val"])] == [1, 2, 3]
        mixed = frame(
            [([(1, None), (None, "x")],)], "l array<struct<int:int,string:string>>", choices=["l[]"]
        ).relationalize("r", "x")
        assert mixed["r_l"].choices == {("l.val",)}

    def test_flat_and_empty_frames(self, frame: Any) -> None:
        assert list(frame([(1,)], "a int").relationalize("r", "x").keys()) == ["r"]
        made = frame([], SCHEMA).relationalize("r", "x")
        assert [table.count() for table in made.values()] == [0, 0, 0, 0]

    def test_maps_are_refused(self, frame: Any) -> None:
        with pytest.raises(TypeError, match=r"relationalize: s\.m of r is a map"):
            frame([], "s struct<m:map<string,int>>").relationalize("r", "x")


ITEM = (
    "Item struct<A:struct<S:string>,N:struct<N:string>,L:struct<L:array<struct<S:string>>>,"
    "M:struct<M:struct<k:struct<S:string>,deep:struct<M:struct<b:struct<BOOL:boolean>>>>>,"
    "Z:struct<`NULL`:boolean>,SS:struct<SS:array<string>>,Two:struct<S:string,N:string>,"
    "Mix:struct<L:array<struct<S:string,N:string>>>>, Metadata struct<w:string>"
)


class TestDynamoDb:
    def test_unnest(self, frame: Any) -> None:
        value = (
            (("ü",), ("1.5",), ([("x",), ("y",)],), ((("v",), (((True,),),)),), (True,),
             (["p", "q"],), (None, "3"), ([("m", None)],)),
            ("meta",),
        )  # fmt: skip
        made = frame([value, (None, None)], ITEM).unnest_ddb_json()
        assert made.toDF().schema.simpleString() == (
            "struct<A:string,N:string,L:array<string>,M.k:string,M.deep.b:boolean,Z:void,"
            "SS:array<string>,Two:string,Mix:array<struct<S:string,N:string>>,"
            "Metadata:struct<w:string>>"
        )
        first, second = made.toDF().collect()
        assert (first["A"], first["N"], first["L"], first["M.k"]) == ("ü", "1.5", ["x", "y"], "v")
        assert (first["M.deep.b"], first["SS"], first["Two"]) == (True, ["p", "q"], "3")
        assert second["A"] is None and second["Metadata"] is None

    def test_simplify(self, frame: Any, rows: Any) -> None:
        value = (
            (("ü",), ("1.5",), ([("x",), ("y",)],), ((("v",), (((True,),),)),), (True,),
             (["p", "q"],), (None, "3"), ([("m", None)],)),
            ("meta",),
        )  # fmt: skip
        made = frame([value], ITEM).simplify_ddb_json()
        (row,) = rows(made)
        assert row["M"] == {"k": "v", "deep": {"b": True}}
        assert row["L"] == ["x", "y"]
        assert row["Mix"] == [{"S": "m", "N": None}]

    def test_different_kinds_of_values(self, frame: Any, rows: Any) -> None:
        made = frame(
            [(("x", None),), ((None, True),)], "a struct<S:string,BOOL:boolean>"
        ).unnest_ddb_json()
        assert made.choices == {("a",)}
        assert rows(made) == [
            {"a": {"string": "x", "boolean": None}}, {"a": {"string": None, "boolean": True}},
        ]  # fmt: skip

    def test_other_frames_stay(self, frame: Any, rows: Any) -> None:
        made = frame([(1, (2,))], "a int, s struct<x:int>")
        assert rows(made.unnest_ddb_json()) == rows(made)
        assert rows(frame([], ITEM).simplify_ddb_json()) == []

    def test_clashing_names_are_refused(self, frame: Any) -> None:
        schema = "a struct<S:string>, Item struct<a:struct<S:string>>"
        with pytest.raises(ValueError, match="attribute a stands in more than one column"):
            frame([], schema).unnest_ddb_json()
        with pytest.raises(ValueError, match="simplify_ddb_json"):
            frame(
                [], "a struct<S:string,M:struct<x:struct<S:string>,y:struct<S:string>>>"
            ).unnest_ddb_json()
