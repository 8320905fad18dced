"""Cells of every type, exact as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .programs import Node, program

CASES: list[tuple[str, str, Any]] = [
    ("null", "NULL", None),
    ("boolean", "true", True),
    ("tinyint", "CAST(-128 AS TINYINT)", -128),
    ("int", "2147483647", 2147483647),
    ("bigint, exact in a double", "9007199254740992L", 2**53),
    ("bigint beyond it", "9007199254740993L", "9007199254740993"),
    ("smallest bigint", "CAST('-9223372036854775808' AS BIGINT)", "-9223372036854775808"),
    ("double", "0.1D", 0.1),
    ("float", "CAST(0.5 AS FLOAT)", 0.5),
    ("NaN", "double('NaN')", "NaN"),
    ("infinity", "double('Infinity')", "Infinity"),
    ("minus infinity", "float('-Infinity')", "-Infinity"),
    ("decimal", "CAST('12345678901234567890.10' AS DECIMAL(38,2))", "12345678901234567890.10"),
    ("small decimal", "CAST('0.0000001' AS DECIMAL(20,7))", "0.0000001"),
    ("zero decimal", "CAST(0 AS DECIMAL(38,18))", "0.000000000000000000"),
    ("string", "'naïve 😀 \\u0000 <b>'", "naïve 😀 \0 <b>"),
    ("empty string", "''", ""),
    ("date", "DATE '2013-01-31'", "2013-01-31"),
    ("early date", "DATE '0001-01-01'", "0001-01-01"),
    ("date beyond Python's", "DATE '+12345-01-31'", "+12345-01-31"),
    ("timestamp", "TIMESTAMP '2013-01-31 05:15:00'", "2013-01-31T05:15:00"),
    ("microseconds", "TIMESTAMP '2013-01-31 05:15:00.250001'", "2013-01-31T05:15:00.250001"),
    ("zoned timestamp", "TIMESTAMP '2013-01-31 05:15:00+02:00'", "2013-01-31T03:15:00"),
    ("timestamp_ntz", "TIMESTAMP_NTZ '2013-01-31 05:15:00'", "2013-01-31T05:15:00"),
    ("binary", "X'00FF10'", "base64:AP8Q"),
    ("array", "array(1, NULL, 3)", [1, None, 3]),
    ("array of dates", "array(DATE '2013-01-31', NULL)", ["2013-01-31", None]),
    ("struct", "named_struct('a.b', 1, 'c', 'x')", {"a.b": 1, "c": "x"}),
    (
        "nested",
        "named_struct('at', TIMESTAMP '2013-01-31 05:15:00', 'in', array(named_struct('d', "
        "CAST(1.5 AS DECIMAL(3,1)), 'l', 9007199254740993L)))",
        {"at": "2013-01-31T05:15:00", "in": [{"d": "1.5", "l": "9007199254740993"}]},
    ),
    ("map", "map('a', 1, 'b', NULL)", [["a", 1], ["b", None]]),
    (
        "map with objects for keys",
        "map(named_struct('k', DATE '2013-01-31'), array(double('NaN')))",
        [[{"k": "2013-01-31"}, ["NaN"]]],
    ),
    ("interval", "INTERVAL '1 02:03:04' DAY TO SECOND", "INTERVAL '1 02:03:04' DAY TO SECOND"),
    ("months", "INTERVAL '1-2' YEAR TO MONTH", "INTERVAL '1-2' YEAR TO MONTH"),
    ("null struct", "IF(true, NULL, named_struct('a', DATE '2013-01-31'))", None),
    ("null map", "IF(true, NULL, map('a', 1))", None),
]


@pytest.fixture(scope="module")
def cells(service: Any) -> list[Any]:
    """One row of all cases."""
    from .conftest import Editor

    parts = ",\n".join(sql for _, sql, _ in CASES)
    made = program(Node("all", f'all = spark.sql(r"""SELECT {parts}""")'))
    rows = Editor(service).preview(made, "all")["rows"]
    json.dumps(rows, allow_nan=False)
    return list(rows[0])


@pytest.mark.parametrize("index", range(len(CASES)), ids=[name for name, _, _ in CASES])
def test_cell(cells: list[Any], index: int) -> None:
    _, _, expected = CASES[index]
    assert cells[index] == expected
    assert type(cells[index]) is type(expected)


def test_long_texts_are_cut(editor: Any) -> None:
    made = program(Node("t", "t = spark.sql(\"SELECT repeat('x', 20000), repeat('x', 10000)\")"))
    ((long, whole),) = editor.preview(made, "t")["rows"]
    assert long == "x" * 10_000 + "…"
    assert whole == "x" * 10_000


def test_columns_that_share_a_name(editor: Any) -> None:
    made = program(
        Node("t", "t = spark.sql(\"SELECT 1 AS `a.b`, DATE '2013-01-31' AS `a.b`, 3 AS `c``d`\")")
    )
    page = editor.preview(made, "t")
    assert page["rows"] == [[1, "2013-01-31", 3]]
    assert [c["name"] for c in page["columns"]] == ["a.b", "a.b", "c`d"]


def test_columns_with_names_that_need_quotes(editor: Any) -> None:
    made = program(
        Node(
            "t",
            "t = spark.sql(\"SELECT DATE '2013-01-31' AS `a.b`, 1 AS `x y`, "
            "array(DATE '2013-02-01') AS `c``d`, struct(2 AS b) AS a\")",
        )
    )
    page = editor.preview(made, "t")
    assert page["rows"] == [["2013-01-31", 1, ["2013-02-01"], {"b": 2}]]
    assert [c["name"] for c in page["columns"]] == ["a.b", "x y", "c`d", "a"]


def test_columns_that_stay_as_they_are_cost_no_calls_of_java(service: Any) -> None:
    from glueflow.kernel.cells import readable

    spark: Any = service.engine.spark._held
    client = spark.sparkContext._gateway._gateway_client

    def calls(columns: int) -> int:
        names = [f"{number} AS n{number}" for number in range(columns)]
        frame = spark.sql(f"SELECT {', '.join(names)}, DATE '2013-01-31' AS day")
        assert len(frame.schema) == columns + 1
        send, count = client.send_command, 0

        def counting(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            return send(*args, **kwargs)

        client.send_command = counting
        try:
            readable(frame)
        finally:
            client.send_command = send
        return count

    calls(1)
    assert calls(40) == calls(2)


def test_no_columns_and_no_rows(editor: Any) -> None:
    made = program(
        Node("bare", "bare = spark.range(2).select()"),
        Node("empty", "empty = spark.range(2).filter('id > 5')"),
    )
    bare = editor.preview(made, "bare")
    assert (bare["columns"], bare["rows"], bare["complete"]) == ([], [[], []], True)
    empty = editor.preview(made, "empty")
    assert (empty["rows"], empty["total"], empty["complete"]) == ([], 0, True)
