"""Expressions over rows with the values at which engines part, asked of Spark once."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

COLUMNS: dict[str, tuple[str, pa.DataType, list[Any]]] = {
    "y": ("tinyint", pa.int8(), [0, 1, -1, 127, -128, None]),
    "h": ("smallint", pa.int16(), [0, 1, -1, 32767, -32768, 300, None]),
    "i": ("int", pa.int32(), [0, 1, -1, 2147483647, -2147483648, 70000, None, 42]),
    "l": ("bigint", pa.int64(), [0, 1, -1, 2**63 - 1, -(2**63), 2**40, None, 9007199254740993]),
    "j": ("int", pa.int32(), [0, 1, -1, 7, -7, 12, None, 3, 100]),
    "k": ("bigint", pa.int64(), [3, 0, -2, 5, None, 1000000]),
    "d": (
        "double",
        pa.float64(),
        [
            *[0.0, 1.5, -2.5, float("nan"), float("inf"), float("-inf"), 1e20, -1e20, 2.675, 1e-7],
            *[None, 0.1, 0.5, -0.5, 1.005, 123456789.987654321, 2147483647.5, 1e15, 3e9, -0.0],
        ],
    ),
    "e": ("double", pa.float64(), [2.0, 0.0, 0.5, None, -1.25, float("nan")]),
    "f": ("float", pa.float32(), [0.0, 1.5, -2.5, 0.1, None, 3e9, float("nan"), 1e-3]),
    "p": (
        "decimal(10,2)",
        pa.decimal128(10, 2),
        [
            Decimal(v) if v else None
            for v in ["0", "1.50", "-2.25", "99999999.99", None, "0.01", "2.5"]
        ],
    ),
    "q": (
        "decimal(20,6)",
        pa.decimal128(20, 6),
        [
            Decimal(v) if v else None
            for v in ["3.000001", "-0.5", None, "12345678901234.654321", "300.5"]
        ],
    ),
    "s": (
        "string",
        pa.string(),
        [
            *[
                "",
                " ",
                "abc",
                "ÀÉñ",
                " 12.7 ",
                "+5",
                ".5",
                "-",
                "1e3",
                "NaN",
                " inf ",
                "2013-02-30",
            ],
            *["2013-1-2", "true", " T ", "a%b_c\\d", None, "12345678901234567890", "5.", "1_000"],
            *[
                "O'B",
                "x\ny",
                "2013-04-05 12:00:00",
                "2013",
                "Infinity",
                "1d",
                "-7",
                "0",
                "no",
                "\t8\n",
            ],
            *[
                "2013-06",
                "300",
                "-129",
                "1.005",
                "é",
                "日本語",
                "a.b",
                "2013-04-05Tx",
                "++1",
                "1 2",
            ],
        ],
    ),
    "u": ("string", pa.string(), ["b", "abc", "", None, "B", "é", "12", "a"]),
    "b": ("boolean", pa.bool_(), [True, False, None]),
    "c": ("boolean", pa.bool_(), [None, True, True, False]),
    "dt": (
        "date",
        pa.date32(),
        [
            datetime.date(*v) if v else None
            for v in [
                *[(1970, 1, 1), (2012, 2, 29), (2013, 12, 31), (1900, 1, 1), None, (2013, 1, 31)],
                *[(2016, 1, 3), (1969, 12, 31), (2021, 1, 4), (9999, 12, 31)],
            ]
        ],
    ),
    "ts": (
        "timestamp",
        pa.timestamp("us", "UTC"),
        [
            datetime.datetime(*v, tzinfo=datetime.timezone.utc) if v else None
            for v in [
                *[
                    (1970, 1, 1),
                    (2012, 2, 29, 23, 59, 59, 999999),
                    (1969, 12, 31, 23, 59, 59, 500000),
                ],
                *[None, (2013, 1, 31, 12, 34, 56), (1900, 1, 1, 0, 0, 0, 1), (2024, 12, 29, 6)],
            ]
        ],
    ),
}
ROWS = 41


def table() -> pa.Table:
    """Return the rows: the values of each column over and over, numbered."""
    found = {"n": pa.array(range(ROWS), pa.int32())}
    for name, (_, kind, values) in COLUMNS.items():
        found[name] = pa.array([values[row % len(values)] for row in range(ROWS)], kind)
    return pa.table(found)


TYPES = ["tinyint", "smallint", "int", "bigint", "float", "double", "decimal(10,2)"]
TYPES += ["decimal(5,1)", "decimal(38,18)", "string", "boolean", "date", "timestamp"]
CASTED = ["y", "h", "i", "l", "d", "f", "p", "q", "s", "b", "dt", "ts"]
COMPARED = ["y", "i", "l", "d", "f", "p", "q", "s", "b", "dt", "ts"]
CALLS = Path(__file__).with_name("expressions.txt")


def expressions() -> list[str]:
    """Return all expressions: casts between all types, comparisons of all columns, and calls."""
    casts = [f"CAST({name} AS {kind})" for name in CASTED for kind in TYPES]
    pairs = [(a, b) for at, a in enumerate(COMPARED) for b in COMPARED[at:]]
    comparisons = [f"{a} {sign} {b}" for a, b in pairs for sign in ("=", "<", "<=>")]
    return casts + comparisons + CALLS.read_text(encoding="utf-8").splitlines()


def shown(value: Any) -> str | None:
    """Return a value as it is stored: its digits, dates and times as SQL writes them."""
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        text = value.replace(tzinfo=None).isoformat(" ")
        return text.rstrip("0") if "." in text else text
    if isinstance(value, float):
        return repr(value)
    return str(value)
