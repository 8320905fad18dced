"""Deduplicate: whole rows, keys, and which row stays."""

from __future__ import annotations

from ..pipeline import Case, Json, Step, table


def unique(source: str = "people", **config: Json | list[Json] | list[str]) -> dict[str, Step]:
    """Deduplicate a table."""
    return {source: table(source), "unique": Step("deduplicate", dict(config), [source])}


CASES = [
    Case("deduplicate: whole rows", unique(), "select distinct * from people"),
    Case(
        "deduplicate: the latest row of each key, nulls being one key",
        unique(
            "orders",
            keys=["person"],
            orderBy=[
                {"column": "placed", "direction": "descending", "nulls": "last"},
                {"column": "order_id"},
            ],
        ),
        """select * exclude (place) from (
          select *, row_number() over (
            partition by person order by placed desc nulls last, order_id nulls first) as place
          from orders) where place = 1""",
    ),
    Case(
        "deduplicate: two keys",
        unique(keys=["city", "active"], orderBy=[{"column": "name"}, {"column": "id"}]),
        """select * exclude (place) from (
          select *, row_number() over (
            partition by city, active order by name nulls first, id nulls first) as place
          from people) where place = 1""",
    ),
    Case("deduplicate: an empty table", unique("nobody", keys=["id"]), "select * from nobody"),
    Case(
        "deduplicate: beside a column with the script's own name, unknown before it runs",
        {
            "orders": table("orders"),
            "unknown": Step(
                "custom-pyspark",
                {
                    "code": 'return orders.select("person", orders.order_id.alias("_Row_Number"))',
                },
                ["orders"],
            ),
            "unique": Step(
                "deduplicate",
                {
                    "keys": ["person"],
                    "orderBy": [{"column": "_Row_Number", "direction": "descending"}],
                },
                ["unknown"],
            ),
            "typed": Step(
                "change-schema",
                {
                    "keepOthers": False,
                    "mappings": [
                        {"source": "person", "type": "int"},
                        {"source": "_Row_Number", "type": "int"},
                    ],
                },
                ["unique"],
            ),
        },
        'select person, max(order_id) as "_Row_Number" from orders group by person',
    ),
]
