"""Pivot: one and several values, nulls, labels, odd names, empty input."""

from __future__ import annotations

from typing import Any

from ..pipeline import Case, Json, Step, table


def turn(source: str, **config: Any) -> dict[str, Step]:
    """Pivot a table."""
    return {source: table(source), "turned": Step("pivot", config, [source])}


COUNT: Json = {"function": "count", "name": "n"}

CASES = [
    Case(
        "pivot: counts, with values that no row has",
        turn(
            "orders",
            keys=["person"],
            column="month",
            values=[{"value": 1}, {"value": 7, "label": "july"}, {"value": 11}],
            aggregates=[COUNT],
        ),
        """select person, count(*) filter (month = 1) as "1", count(*) filter (month = 7) as july,
        count(*) filter (month = 11) as "11" from orders group by person""",
    ),
    Case(
        "pivot: several computations keep decimals exact",
        turn(
            "orders",
            keys=["person"],
            column="month",
            values=[{"value": 1, "label": "jan"}, {"value": 3, "label": "mar"}],
            aggregates=[
                {"function": "sum", "column": "amount", "name": "total"},
                {"function": "avg", "column": "quantity", "name": "mean"},
                {"function": "max", "column": "placed", "name": "latest"},
                {"function": "countDistinct", "column": "amount", "name": "amounts"},
                {"function": "count", "column": "name", "name": "names"},
            ],
        ),
        """select person,
        sum(amount) filter (month = 1) as jan_total, avg(quantity) filter (month = 1) as jan_mean,
        max(placed) filter (month = 1) as jan_latest,
        count(distinct amount) filter (month = 1) as jan_amounts,
        count(name) filter (month = 1) as jan_names,
        sum(amount) filter (month = 3) as mar_total, avg(quantity) filter (month = 3) as mar_mean,
        max(placed) filter (month = 3) as mar_latest,
        count(distinct amount) filter (month = 3) as mar_amounts,
        count(name) filter (month = 3) as mar_names
        from orders group by person""",
    ),
    Case(
        "pivot: null is a value, and a key",
        turn(
            "people",
            keys=["active"],
            column="city",
            values=[{"value": "Paris"}, {"label": "nowhere"}],
            aggregates=[{"function": "sum", "column": "id"}],
        ),
        """select active, sum(id) filter (city = 'Paris') as "Paris",
        sum(id) filter (city is null) as nowhere from people group by active""",
    ),
    Case(
        "pivot: odd names, the first that is no null",
        turn(
            "odd",
            keys=["two words"],
            column="select",
            values=[{"value": "a", "label": "a.b"}, {"value": "b", "label": "tick`s"}],
            aggregates=[{"function": "first", "column": "größe"}],
        ),
        """select "two words", first(größe) filter ("select" = 'a') as "a.b",
        first(größe) filter ("select" = 'b') as "tick`s" from odd group by 1""",
    ),
    Case(
        "pivot: truth values and dates, one row of all",
        turn(
            "people",
            column="active",
            values=[{"value": True, "label": "yes"}, {"value": False, "label": "no"}],
            aggregates=[{"function": "min", "column": "born", "name": "first_born"}],
        ),
        "select min(born) filter (active) as yes, min(born) filter (not active) as no from people",
    ),
    Case(
        "pivot: an empty table without keys is one row",
        turn("nobody", column="city", values=[{"value": "Paris"}], aggregates=[COUNT]),
        'select 0::bigint as "Paris"',
    ),
    Case(
        "pivot: an empty table with keys is no row",
        turn("nobody", keys=["id"], column="city", values=[{"value": "x"}], aggregates=[COUNT]),
        "select id, 0::bigint as x from nobody",
    ),
]
