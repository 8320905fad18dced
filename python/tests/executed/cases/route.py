"""Conditional router: the first or every output, nulls, outputs that nobody reads."""

from __future__ import annotations

from ..pipeline import Case, Json, Step, table

RICH: Json = {"id": "rich", "name": "Rich", "expression": "salary > 1000"}
PARIS: Json = {"id": "paris", "name": "In Paris", "expression": "city = 'Paris'"}


def routed(match: str, *outputs: Json, read: list[str]) -> dict[str, Step]:
    """Route people and put the named outputs below each other, each with its name."""
    labels = {
        f"label_{port}": Step(
            "sql-query",
            {"query": f"SELECT '{port}' AS output, * FROM route"},
            [f"route.{port}"],
        )
        for port in read
    }
    end = {"all": Step("union", {}, [f"{name}" for name in labels])} if len(read) > 1 else {}
    return {
        "people": table("people"),
        "route": Step("conditional-router", {"match": match, "outputs": list(outputs)}, ["people"]),
        **labels,
        **end,
    }


FIRST = """
    select case when salary > 1000 then 'rich' when city = 'Paris' then 'paris' else 'default' end
        as output, *
    from people
"""
EVERY = """
    select 'rich' as output, * from people where salary > 1000
    union all select 'paris', * from people where city = 'Paris'
    union all select 'default', * from people
        where not coalesce(salary > 1000, false) and not coalesce(city = 'Paris', false)
"""

CASES = [
    Case(
        "router: the first output that takes a row",
        routed("first", RICH, PARIS, read=["rich", "paris", "default"]),
        FIRST,
    ),
    Case(
        "router: every output that takes a row",
        routed("every", RICH, PARIS, read=["rich", "paris", "default"]),
        EVERY,
    ),
    Case(
        "router: only a later output is read",
        routed("first", RICH, PARIS, read=["paris"]),
        f"select * from ({FIRST}) where output = 'paris'",
    ),
    Case(
        "router: nulls go to default",
        routed("first", RICH, PARIS, read=["default"]),
        f"select * from ({FIRST}) where output = 'default'",
    ),
    Case(
        "router: an empty table",
        {
            "nobody": table("nobody"),
            "route": Step("conditional-router", {"outputs": [RICH]}, ["nobody"]),
            "kept": Step("sort", {"by": [{"column": "id"}]}, ["route.rich"]),
        },
        "select * from nobody",
    ),
]
