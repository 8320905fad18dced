"""The source tables of the executed pipelines: small, and full of what goes wrong.

Nulls, duplicates, unicode, empty strings, dates before 1970, decimals, negative zero, an empty
table, a partitioned table, columns whose names need quoting.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa

PEOPLE = pa.table(
    {
        "id": pa.array([1, 2, 3, 4, 5, 6, 7, 7, None], pa.int32()),
        "name": pa.array(
            ["Ada", "Bob", "Çelik", "Ünal", "名前", "O'Brien", 'Quo"te', 'Quo"te', None],
            pa.string(),
        ),
        "city": pa.array(
            ["Paris", "paris", None, "Köln", "東京", "", "Paris", "Paris", "Paris"], pa.string()
        ),
        "born": pa.array(
            [
                date(1815, 12, 10),
                date(1969, 12, 31),
                date(1970, 1, 1),
                None,
                date(2000, 2, 29),
                date(1999, 12, 31),
                date(2024, 2, 29),
                date(2024, 2, 29),
                None,
            ],
            pa.date32(),
        ),
        "salary": pa.array(
            [
                Decimal("1234.50"),
                Decimal("0.00"),
                Decimal("-17.25"),
                None,
                Decimal("99999999.99"),
                Decimal("1234.50"),
                Decimal("10.10"),
                Decimal("10.10"),
                None,
            ],
            pa.decimal128(12, 2),
        ),
        "score": pa.array([1.5, -0.0, 0.0, None, 1e300, 2.25, 3.0, 3.0, None], pa.float64()),
        "active": pa.array([True, False, None, True, True, False, True, True, None], pa.bool_()),
    }
)

ORDERS = pa.table(
    {
        "order_id": pa.array([10, 11, 12, 13, 14, 15, 16, 17], pa.int64()),
        "person": pa.array([1, 1, 2, 99, None, 5, 7, 7], pa.int32()),
        "name": pa.array(["chair", "desk", "lamp", "rug", "mug", "pen", "cup", None], pa.string()),
        "amount": pa.array(
            [
                Decimal("10.00"),
                Decimal("250.75"),
                None,
                Decimal("80.10"),
                Decimal("3.30"),
                Decimal("0.99"),
                Decimal("5.00"),
                Decimal("5.00"),
            ],
            pa.decimal128(10, 2),
        ),
        "quantity": pa.array([1, 2, 3, None, 5, 100, 2147483647, 1], pa.int32()),
        "placed": pa.array(
            [
                datetime(2024, 1, 1, 0, 0, 0),
                datetime(2024, 1, 31, 23, 59, 59),
                datetime(2024, 2, 29, 12, 0, 0),
                datetime(1969, 7, 20, 20, 17, 40),
                None,
                datetime(2024, 3, 31, 1, 30, 0),
                datetime(2024, 3, 31, 2, 30, 0),
                datetime(2024, 12, 31, 23, 59, 59),
            ],
            pa.timestamp("us"),
        ),
        "month": pa.array([1, 1, 2, 7, 7, 3, 3, 12], pa.int32()),
    }
)
"""Partitioned by `month`."""

EMPTY = PEOPLE.slice(0, 0)

ODD = pa.table(
    {
        "select": pa.array(["a", "b", None], pa.string()),
        "two words": pa.array([1, 2, 3], pa.int32()),
        "tick`s": pa.array([1.0, None, 3.0], pa.float64()),
        "größe": pa.array(["x", "y", "z"], pa.string()),
        "tags": pa.array([["a", "b"], [], None], pa.list_(pa.string())),
        "at": pa.array(
            [{"lat": 1.0, "lon": 2.0}, {"lat": None, "lon": 0.5}, None],
            pa.struct([("lat", pa.float64()), ("lon", pa.float64())]),
        ),
    }
)
"""Column names that need quoting, an array and a struct."""

TABLES: dict[str, tuple[pa.Table, list[str]]] = {
    "people": (PEOPLE, []),
    "orders": (ORDERS, ["month"]),
    "nobody": (EMPTY, []),
    "odd": (ODD, []),
}
"""Each table with its partition keys."""

FILES: dict[str, bytes] = {
    "csv/a.csv": b'code,label,n\nA,"with, comma",1\nB,"say ""hi""",\n',
    "csv/deep/b.csv": "code,label,n\nÇ,ünïcode,-3\n".encode(),
    "csv/deep/skip.tmp": b"this,is,not\nfor,any,one\n",
    "semicolon/a.csv": b"A;2024-02-29;1,5\nB;NULL;\n",
    "json/a.json": (
        b'{"id": 1, "tag": "x", "at": {"lat": 1.5}}\n{"id": 2, "tag": null}\n{"id": 3}\n'
    ),
}
"""Objects under s3://fixtures/files/."""

CODES = pa.table(
    {
        "code": pa.array(["A", "B", "Ç"], pa.string()),
        "label": pa.array(["with, comma", 'say "hi"', "ünïcode"], pa.string()),
        "n": pa.array([1, None, -3], pa.int32()),
    }
)
"""What the CSV files hold."""
