"""Window: places, offsets, frames of rows and ranges, ties, nulls, empty input."""

from __future__ import annotations

from typing import Any

from ..pipeline import Case, Json, Step, table


def over(source: str, *functions: Json, **config: Any) -> dict[str, Step]:
    """Compute values of each row of a table."""
    return {
        source: table(source),
        "seen": Step("window", {"functions": list(functions), **config}, [source]),
    }


def value(function: str, name: str, column: str = "", **more: Any) -> Json:
    """One value to compute."""
    return {"function": function, "name": name, **({"column": column} if column else {}), **more}


BY_ID = [{"column": "order_id"}]
BY_MONTH = [{"column": "month"}]

CASES = [
    Case(
        "window: places in an order with ties",
        over(
            "orders",
            value("rank", "place"),
            value("denseRank", "dense"),
            value("percentRank", "part"),
            value("cumeDist", "up_to"),
            orderBy=BY_MONTH,
        ),
        """select *, rank() over w as place, dense_rank() over w as dense,
        percent_rank() over w as part, cume_dist() over w as up_to
        from orders window w as (order by month)""",
    ),
    Case(
        "window: row numbers and buckets within partitions, nulls being one",
        over(
            "orders",
            value("rowNumber", "number"),
            value("ntile", "half", buckets=2),
            partitionBy=["person"],
            orderBy=[
                {"column": "amount", "direction": "descending", "nulls": "last"},
                {"column": "order_id"},
            ],
        ),
        """select *, row_number() over w as number, ntile(2) over w as half
        from orders window w as (partition by person order by amount desc nulls last, order_id)""",
    ),
    Case(
        "window: rows before and after, with fallbacks and without nulls",
        over(
            "orders",
            value("lag", "before", "name"),
            value("lead", "later", "amount", offset=2, fallback=0),
            value("lag", "known", "amount", ignoreNulls=True),
            value("lead", "next_known", "placed", ignoreNulls=True),
            orderBy=BY_ID,
        ),
        """select *, lag(name) over w as before,
        case when row_number() over w <= 6 then lead(amount, 2) over w else 0 end as later,
        lag(amount ignore nulls) over w as known,
        lead(placed ignore nulls) over w as next_known
        from orders window w as (order by order_id)""",
    ),
    Case(
        "window: by default rows that tie have the same running total",
        over(
            "orders",
            value("sum", "total", "amount"),
            value("count", "rows_so_far"),
            value("avg", "mean", "quantity"),
            orderBy=BY_MONTH,
        ),
        """select *, sum(amount) over w as total, count(*) over w as rows_so_far,
        avg(quantity) over w as mean from orders window w as (order by month)""",
    ),
    Case(
        "window: without an order the whole partition",
        over(
            "people",
            value("max", "most", "salary"),
            value("min", "least", "score"),
            value("count", "names", "name"),
            value("stddev", "spread", "id"),
            partitionBy=["city"],
        ),
        """select *, max(salary) over w as most, min(score) over w as least,
        count(name) over w as names, stddev_samp(id) over w as spread
        from people window w as (partition by city)""",
    ),
    Case(
        "window: a frame of rows around",
        over(
            "orders",
            value("sum", "around", "quantity"),
            value("first", "from_name", "name"),
            value("last", "to_name", "name", ignoreNulls=True),
            value("nth", "second", "name", n=2),
            value("rowNumber", "number"),
            value("lag", "before", "name"),
            orderBy=BY_ID,
            frame="rows",
            **{"from": "preceding", "to": "following", "fromOffset": 1, "toOffset": 1},
        ),
        """select *, sum(quantity) over w as around, first_value(name) over w as from_name,
        last_value(name ignore nulls) over w as to_name, nth_value(name, 2) over w as second,
        row_number() over (order by order_id) as number,
        lag(name) over (order by order_id) as before
        from orders window w as (order by order_id rows between 1 preceding and 1 following)""",
    ),
    Case(
        "window: a frame that begins after the row may have no rows",
        over(
            "orders",
            value("sum", "rest", "amount"),
            value("count", "rows_left"),
            orderBy=BY_ID,
            frame="rows",
            **{"from": "following", "to": "unbounded"},
        ),
        """select *, sum(amount) over w as rest, count(*) over w as rows_left from orders
        window w as (order by order_id rows between 1 following and unbounded following)""",
    ),
    Case(
        "window: a range of values",
        over(
            "orders",
            value("sum", "near", "amount"),
            value("count", "rows_near"),
            orderBy=[{"column": "month", "direction": "descending"}],
            frame="range",
            **{"from": "preceding", "to": "current", "fromOffset": 4},
        ),
        """select *, sum(amount) over w as near, count(*) over w as rows_near from orders
        window w as (order by month desc range between 4 preceding and current row)""",
    ),
    Case(
        "window: odd names",
        over(
            "odd",
            value("sum", "so.far", "tick`s"),
            value("lag", "be`fore", "größe"),
            partitionBy=["select"],
            orderBy=[{"column": "two words"}],
        ),
        """select *, sum("tick`s") over w as "so.far", lag(größe) over w as "be`fore"
        from odd window w as (partition by "select" order by "two words")""",
    ),
    Case(
        "window: an empty table",
        over("nobody", value("rowNumber", "number"), orderBy=[{"column": "id"}]),
        "select *, row_number() over (order by id) as number from nobody",
    ),
]
