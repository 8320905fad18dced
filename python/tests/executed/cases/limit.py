"""Limit: after an order, none, more than there are, a parameter."""

from __future__ import annotations

from typing import Any

from ..pipeline import Case, Json, Step, table

BY_ID: Json = {"by": [{"column": "order_id", "direction": "descending"}]}


def first(count: Any, source: str = "orders") -> dict[str, Step]:
    """Keep the first rows of a table in an order."""
    key = BY_ID if source == "orders" else {"by": [{"column": "id"}]}
    return {
        source: table(source),
        "sorted": Step("sort", key, [source]),
        "first": Step("limit", {"count": count}, ["sorted"]),
    }


CASES = [
    Case(
        "limit: the first rows of an order", first(3), "from orders order by order_id desc limit 3"
    ),
    Case("limit: no row", first(0), "from orders limit 0"),
    Case("limit: more than there are", first(1000), "from orders"),
    Case("limit: an empty table", first(5, "nobody"), "from nobody"),
    Case(
        "limit: a parameter gives the number",
        first({"$parameter": "most"}),
        "from orders order by order_id desc limit 2",
        parameters={"most": {"type": "integer", "default": 5}},
        arguments={"most": "2"},
    ),
    Case(
        "limit: a condition after it lets no other rows in",
        {
            **first(3),
            "some": Step(
                "filter-rows", {"mode": "expression", "expression": "month > 5"}, ["first"]
            ),
        },
        "select * from (from orders order by order_id desc limit 3) where month > 5",
    ),
]
