"""Glue Data Catalog input: predicates, columns, DynamicFrames, bookmarks."""

from __future__ import annotations

from ..pipeline import Case, Step, table

CASES = [
    Case(
        "catalog input: every type there is",
        {"people": table("people")},
        "select * from people",
    ),
    Case(
        "catalog input: names that need quoting, an array and a struct",
        {"odd": table("odd")},
        "select * from odd",
    ),
    Case(
        "catalog input: a partition predicate and some columns",
        {
            "orders": table(
                "orders",
                partitionPredicate="month in (1, 3) or month = ${also}",
                columns=["order_id", "name", "month"],
            )
        },
        "select order_id, name, month from orders where month in (1, 3, 12)",
        parameters={"also": {"type": "integer", "default": 12}},
    ),
    Case(
        "catalog input: as a DynamicFrame",
        {"orders": table("orders", readMode="dynamicFrame")},
        "select * from orders",
    ),
    Case(
        "catalog input: an empty table",
        {"nobody": table("nobody")},
        "select * from nobody",
    ),
    Case(
        "catalog input: a bookmark reads a partition once",
        {
            "orders": table("orders", bookmark=True),
            "out": Step(
                "s3-output",
                {"path": "s3://fixtures/copies/marked/", "format": "parquet"},
                ["orders"],
            ),
        },
        "select * from orders",
        result="s3://fixtures/copies/marked/",
        runs=2,
        bookmark=True,
    ),
]
