"""Unpivot: types that differ, nulls, what is kept, odd names, empty input."""

from __future__ import annotations

from typing import Any

from ..pipeline import Case, Step, table


def melt(source: str, **config: Any) -> dict[str, Step]:
    """Unpivot a table."""
    return {source: table(source), "long": Step("unpivot", config, [source])}


CASES = [
    Case(
        "unpivot: the type that holds all, other columns kept",
        melt("people", columns=["id", "score"], nameColumn="kind", valueColumn="number"),
        """select name, city, born, salary, active, 'id' as kind, id::double as number from people
        union all
        select name, city, born, salary, active, 'score', score from people""",
    ),
    Case(
        "unpivot: without nulls, some columns kept",
        melt(
            "orders",
            columns=["Amount", "quantity"],
            keep="listed",
            ids=["order_id"],
            dropNulls=True,
        ),
        """select order_id, 'amount' as name, amount::decimal(12, 2) as value from orders
        where amount is not null
        union all
        select order_id, 'quantity', quantity::decimal(12, 2) from orders
        where quantity is not null""",
    ),
    Case(
        "unpivot: nothing kept, text",
        melt("people", columns=["name", "city"], keep="listed"),
        """select 'name' as name, name as value from people
        union all select 'city', city from people""",
    ),
    Case(
        "unpivot: odd names",
        melt(
            "odd",
            columns=["two words", "tick`s"],
            keep="listed",
            ids=["select", "größe"],
            nameColumn="na.me",
            valueColumn="val`ue",
        ),
        """select "select", größe, 'two words' as "na.me", "two words"::double as "val`ue" from odd
        union all select "select", größe, 'tick`s', "tick`s" from odd""",
    ),
    Case(
        "unpivot: an empty table",
        melt("nobody", columns=["id"], keep="listed", ids=["city"]),
        "select city, 'id' as name, id as value from nobody",
    ),
]
