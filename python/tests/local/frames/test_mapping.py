"""apply_mapping."""

from __future__ import annotations

import datetime as dt
import decimal
from typing import Any

import pytest


def test_renames_casts_nests_and_unnests(frame: Any, rows: Any) -> None:
    made = frame(
        [(1, "5", ("NE", 7)), (2, "x", None), (None, None, (None, None))],
        "Id int, txt string, address struct<state:string,zip:int>",
    ).apply_mapping(
        [
            ("id", "int", "key", "long"),
            ("txt", "string", "n.value", "int"),
            ("Address.State", "string", "state", "string"),
            ("address.zip", "int", "n.zip", "string"),
        ]
    )
    assert made.toDF().schema.simpleString() == (
        "struct<key:bigint,n:struct<value:int,zip:string>,state:string>"
    )
    assert rows(made) == [
        {"key": 1, "n": {"value": 5, "zip": "7"}, "state": "NE"},
        {"key": 2, "n": {"value": None, "zip": None}, "state": None},
        {"key": None, "n": {"value": None, "zip": None}, "state": None},
    ]


def test_names_with_dots_and_unicode(frame: Any, rows: Any) -> None:
    made = frame([(1, 2)], "`a.b` int, `größe 名` int").apply_mapping(
        [("`a.b`", "int", "`x.y`", "int"), ("größe 名", "int", "🚀", "int")]
    )
    assert rows(made) == [{"x.y": 1, "🚀": 2}]


def test_wrong_source_type_gives_nulls(frame: Any, rows: Any, caplog: Any) -> None:
    made = frame([("5", 2**40, 1)], "t string, l bigint, i int").apply_mapping(
        [("t", "int", "t", "int"), ("l", "int", "l", "long"), ("i", "long", "i", "long")]
    )
    assert rows(made) == [{"t": None, "l": None, "i": 1}]
    assert made.toDF().schema.simpleString() == "struct<t:int,l:bigint,i:bigint>"
    assert "t is string, the mapping says int" in caplog.text


def test_missing_source_adds_no_column(frame: Any, rows: Any, caplog: Any) -> None:
    made = frame([(1,)], "a int").apply_mapping(
        [("a", "int", "a", "int"), ("nope", "int", "b", "int")]
    )
    assert rows(made) == [{"a": 1}]
    assert "no field nope" in caplog.text


def test_case_sensitive(frame: Any, rows: Any) -> None:
    made = frame([(1,)], "A int").apply_mapping([("a", "int", "x", "int")], case_sensitive=True)
    assert rows(made) == [{}]
    assert rows(frame([(1,)], "A int").applyMapping([("a", "int", "x", "int")])) == [{"x": 1}]


def test_picks_the_type_of_a_choice(frame: Any, rows: Any) -> None:
    made = frame(
        [((5, None),), ((None, "x"),), (None,)],
        "c struct<long:bigint,string:string>",
        choices=["c"],
    ).apply_mapping(
        [("c", "string", "s", "string"), ("c", "long", "n", "int"), ("c", "date", "d", "date")]
    )
    assert rows(made) == [
        {"s": None, "n": 5, "d": None},
        {"s": "x", "n": None, "d": None},
        {"s": None, "n": None, "d": None},
    ]


def test_keeps_a_choice_when_no_type_is_named(frame: Any) -> None:
    made = frame(
        [((5, None),)], "c struct<long:bigint,string:string>", choices=["c"]
    ).apply_mapping([("c", "d.e")])
    assert made.choices == {("d", "e")}


def test_casts(frame: Any, rows: Any) -> None:
    made = frame(
        [("2024-02-29", "1.239", "true", decimal.Decimal("12.345"), [1], (1,))],
        "d string, n string, b string, m decimal(9,3), l array<int>, s struct<a:int>",
    ).apply_mapping(
        [
            ("d", "string", "d", "date"),
            ("n", "string", "n", "decimal(9,2)"),
            ("b", "string", "b", "boolean"),
            ("m", "decimal", "same", "decimal"),
            ("m", "decimal(9,3)", "less", "decimal(9,1)"),
            ("l", "array", "l", "array"),
            ("l", "array", "ls", "array<string>"),
            ("s", "struct", "json", "string"),
            ("s", "struct", "none", "int"),
        ]
    )
    assert rows(made) == [
        {
            "d": dt.date(2024, 2, 29),
            "n": decimal.Decimal("1.24"),
            "b": True,
            "same": decimal.Decimal("12.345"),
            "less": decimal.Decimal("12.3"),
            "l": [1],
            "ls": ["1"],
            "json": '{"a":1}',
            "none": None,
        }
    ]


def test_short_tuples(frame: Any, rows: Any) -> None:
    made = frame([(1, 2)], "a int, b int").apply_mapping([("a", "x"), ("b", "y", "string")])
    assert rows(made) == [{"x": 1, "y": "2"}]


def test_empty_frame_and_no_mappings(frame: Any, rows: Any) -> None:
    empty = frame([], "a int").apply_mapping([("a", "int", "b", "string")])
    assert empty.toDF().schema.simpleString() == "struct<b:string>"
    assert rows(empty) == []
    assert frame([(1,)], "a int").apply_mapping([]).toDF().columns == []


@pytest.mark.parametrize(
    ("mapping", "error", "says"),
    [
        (["a", "int", "b", "int"], TypeError, "must be a tuple"),
        (("a",), ValueError, "2, 3 or 4 parts, got 1"),
        (("a", "number", "b", "int"), ValueError, "unknown type 'number'"),
        (("a", "int", "b[]", "int"), ValueError, "inside an array"),
        (("l.x", "int", "b", "int"), ValueError, "can't map columns nested under arrays"),
        (("`a", "int", "b", "int"), ValueError, "backtick"),
    ],
)
def test_refusals(frame: Any, mapping: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        frame([], "a int, l array<struct<x:int>>").apply_mapping([mapping])


def test_clashing_targets(frame: Any) -> None:
    with pytest.raises(ValueError, match="x is a target twice"):
        frame([], "a int").apply_mapping([("a", "int", "x", "int"), ("a", "int", "x", "int")])
    with pytest.raises(ValueError, match="parent of"):
        frame([], "a int").apply_mapping([("a", "int", "x", "int"), ("a", "int", "x.y", "int")])


def test_stays_inside_spark(frame: Any) -> None:
    """The plan evaluates no Python."""
    made = frame([(1, 2)], "a int, b int").apply_mapping([("a", "int", "x", "string")])
    plan = made.toDF()._jdf.queryExecution().executedPlan().toString()
    assert "Python" not in plan and "BatchEval" not in plan


PLAIN = {
    "d": "date", "b": "boolean", "bin": "binary", "ts": "timestamp", "f": "double", "i": "int",
    "m": "decimal(5,1)", "s": "string", "t": "tinyint",
}  # fmt: skip


def test_every_pair_of_plain_types(frame: Any) -> None:
    """Each is a cast Spark does, or nulls; never an error."""
    source = frame([], ", ".join(f"{name} {dtype}" for name, dtype in PLAIN.items()))
    made = source.apply_mapping(
        [
            (name, dtype, f"{name}_{other}", to)
            for name, dtype in PLAIN.items()
            for other, to in PLAIN.items()
        ]
    )
    assert len(made.toDF().columns) == len(PLAIN) ** 2
    assert made.count() == 0


def test_names_spark_cannot_tell_apart(frame: Any) -> None:
    twice = frame([(1, 2)], "a int, A int")
    assert twice.count() == 1
    with pytest.raises(ValueError, match=r"select_fields: .*`a` is ambiguous"):
        twice.select_fields(["a"])
