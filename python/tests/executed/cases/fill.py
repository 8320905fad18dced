"""Fill missing: every way, groups, types, ties, odd names, empty input."""

from __future__ import annotations

from typing import Any

from ..pipeline import Case, Json, Step, table


def fill(source: str, *fills: Json, **config: Any) -> dict[str, Step]:
    """Fill nulls of a table."""
    return {
        source: table(source),
        "filled": Step("fill-missing", {"fills": list(fills), **config}, [source]),
    }


def by(column: str, method: str, value: Any = None) -> Json:
    """How one column is filled."""
    return {
        "column": column,
        "method": method,
        **({} if value is None else {"value": value}),
    }


BY_ID = [{"column": "order_id"}]

CASES = [
    Case(
        "fill: constants of every type, empty text is a value",
        fill(
            "people",
            by("Name", "constant", "?"),
            by("id", "constant", -1),
            by("salary", "constant", "0.5"),
            by("score", "constant", 1),
            by("born", "constant", "1970-01-01"),
            by("active", "constant", False),
            by("city", "constant", {"$parameter": "city"}),
        ),
        """select coalesce(id, -1) as id, coalesce(name, '?') as name,
        coalesce(city, 'O''Hare') as city, coalesce(born, date '1970-01-01') as born,
        coalesce(salary, 0.5)::decimal(12, 2) as salary, coalesce(score, 1) as score,
        coalesce(active, false) as active from people""",
        parameters={"city": {"type": "string", "default": "x"}},
        arguments={"city": "O'Hare"},
    ),
    Case(
        "fill: means keep the type, whole numbers are rounded",
        fill("people", by("id", "mean"), by("salary", "mean")),
        """select coalesce(id, (select round(avg(id)) from people)::int) as id, name, city, born,
        coalesce(salary, (select round(sum(salary) / count(salary), 2) from people)::decimal(12, 2))
        as salary, score, active from people""",
    ),
    Case(
        "fill: medians, halves rounded away from zero",
        fill("people", by("id", "median"), by("score", "median"), by("salary", "median")),
        """select coalesce(id, 5) as id, name, city, born,
        coalesce(salary, 10.10)::decimal(12, 2) as salary,
        coalesce(score, 2.25) as score, active from people""",
    ),
    Case(
        "fill: the most frequent value, the least of those that tie",
        fill("people", by("city", "mode"), by("salary", "mode"), by("active", "mode")),
        """select id, name, coalesce(city, 'Paris') as city, born,
        coalesce(salary, 10.10)::decimal(12, 2) as salary, score, coalesce(active, true) as active
        from people""",
    ),
    Case(
        "fill: within groups, one of them without any value",
        fill("orders", by("amount", "mean"), by("quantity", "median"), partitionBy=["month"]),
        """select order_id, person, name,
        coalesce(amount, round(sum(amount) over w / count(amount) over w, 2))::decimal(10, 2)
        as amount,
        coalesce(quantity, round(median(quantity) over w)::int) as quantity, placed, month
        from orders window w as (partition by month)""",
    ),
    Case(
        "fill: previous values, the first rows staying null",
        fill(
            "orders",
            by("amount", "previous"),
            by("name", "previous"),
            by("placed", "previous"),
            orderBy=[{"column": "order_id", "direction": "descending"}],
        ),
        """select order_id, person,
        last_value(name ignore nulls) over w as name,
        last_value(amount ignore nulls) over w as amount, quantity,
        last_value(placed ignore nulls) over w as placed, month
        from orders window w as (order by order_id desc
        rows between unbounded preceding and current row)""",
    ),
    Case(
        "fill: previous values of groups beside other ways",
        fill(
            "orders",
            by("amount", "previous"),
            by("person", "constant", 0),
            by("quantity", "mode"),
            orderBy=BY_ID,
            partitionBy=["month"],
        ),
        """select order_id, coalesce(person, 0) as person, name,
        last_value(amount ignore nulls) over (partition by month order by order_id
        rows between unbounded preceding and current row) as amount,
        coalesce(quantity, min(quantity) over (partition by month)) as quantity, placed, month
        from orders""",
    ),
    Case(
        "fill: odd names",
        fill(
            "odd",
            by("select", "constant", "a`.b"),
            by("tick`s", "previous"),
            orderBy=[{"column": "two words"}],
        ),
        """select coalesce("select", 'a`.b') as "select", "two words",
        last_value("tick`s" ignore nulls) over (order by "two words"
        rows between unbounded preceding and current row) as "tick`s", größe, tags, "at"
        from odd""",
    ),
    Case(
        "fill: an empty table",
        fill("nobody", by("id", "mean"), by("city", "mode"), by("score", "median")),
        "from nobody",
    ),
    Case(
        "fill: columns with the names that the script makes itself",
        {
            "people": table("people"),
            "named": Step(
                "derived-columns",
                {
                    "columns": [
                        {"name": name, "expression": f"concat('{name}', id)"}
                        for name in ("_typical", "_KEY_0", "__key_1", "_value", "_count")
                    ]
                },
                ["people"],
            ),
            "filled": Step(
                "fill-missing",
                {
                    "fills": [by("id", "mean"), by("score", "median"), by("_typical", "mode")],
                    "partitionBy": ["city"],
                },
                ["named"],
            ),
        },
        """with named as (select *, '_typical' || id as _typical, '_KEY_0' || id as "_KEY_0",
        '__key_1' || id as __key_1, '_value' || id as _value, '_count' || id as _count from people)
        select coalesce(id, (select round(avg(p.id)) from people p
        where p.city is not distinct from named.city)::int) as id, name, city, born, salary,
        coalesce(score, (select median(p.score) from people p
        where p.city is not distinct from named.city)) as score, active,
        coalesce(_typical, '_typical7') as _typical,
        "_KEY_0", __key_1, _value, _count from named""",
    ),
]
