"""Aggregate: every function, groups with nulls, no groups, empty input."""

from __future__ import annotations

from ..pipeline import Case, Json, Step, table


def group(source: str, keys: list[str], *aggregates: Json) -> dict[str, Step]:
    """Aggregate a table."""
    return {
        source: table(source),
        "groups": Step("aggregate", {"keys": keys, "aggregates": list(aggregates)}, [source]),
    }


def value(function: str, column: str | None = None, name: str = "", **more: bool) -> Json:
    """One aggregate."""
    config: Json = {"function": function, **more}
    if column is not None:
        config["column"] = column
    if name:
        config["name"] = name
    return config


CASES = [
    Case(
        "aggregate: counts by a key with nulls",
        group(
            "people",
            ["city"],
            value("count", name="rows"),
            value("count", "id", "ids"),
            value("countDistinct", "name", "names"),
        ),
        """select city, count(*) as rows, count(id) as ids, count(distinct name) as names
        from people group by city""",
    ),
    Case(
        "aggregate: sums and averages keep decimals exact",
        group(
            "orders",
            ["person"],
            value("sum", "amount", "total"),
            value("avg", "amount", "mean"),
            value("sum", "quantity", "pieces"),
            value("avg", "quantity", "mean_pieces"),
        ),
        """select person, sum(amount) as total, avg(amount) as mean, sum(quantity) as pieces,
        avg(quantity) as mean_pieces from orders group by person""",
    ),
    Case(
        "aggregate: least, greatest and spread over the whole table",
        group(
            "orders",
            [],
            value("min", "placed", "earliest"),
            value("max", "placed", "latest"),
            value("min", "name", "least"),
            value("max", "amount", "most"),
            value("stddev", "amount", "spread"),
            value("variance", "quantity", "var"),
        ),
        """select min(placed) as earliest, max(placed) as latest, min(name) as least,
        max(amount) as most, stddev_samp(amount) as spread, var_samp(quantity) as var
        from orders""",
    ),
    Case(
        "aggregate: an empty table without keys is one row",
        group("nobody", [], value("count", name="rows"), value("sum", "salary", "total")),
        "select count(*) as rows, sum(salary) as total from nobody",
    ),
    Case(
        "aggregate: an empty table with keys is no row",
        group("nobody", ["city"], value("count", name="rows")),
        "select city, count(*) as rows from nobody group by city",
    ),
    Case(
        "aggregate: first and last that is no null, of groups of one",
        group(
            "orders",
            ["order_id"],
            value("first", "name", "one", ignoreNulls=True),
            value("last", "person", "who"),
        ),
        """select order_id, first(name) filter (name is not null) as one, last(person) as who
        from orders group by order_id""",
    ),
    Case(
        "aggregate: negative zero is zero, the only row of a group has no spread",
        group("people", ["score"], value("count", name="rows"), value("stddev", "id", "spread")),
        """select score, count(*) as rows, stddev_samp(id) as spread
        from people group by score""",
    ),
]
