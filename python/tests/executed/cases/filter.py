"""Filter rows: nested conditions, SQL expressions, nulls, and partition keys."""

from __future__ import annotations

from typing import Any

from ..pipeline import Case, Json, Step, table


def keep(condition: Json, source: str = "people") -> dict[str, Step]:
    """Filter a table by a condition."""
    return {source: table(source), "keep": Step("filter-rows", {"condition": condition}, [source])}


def test(column: str, operator: str, **rest: Any) -> Json:
    """One condition."""
    return {"column": column, "operator": operator, **rest}


def every(*conditions: Json) -> Json:
    """All of them."""
    return {"operator": "and", "conditions": list(conditions)}


def some(*conditions: Json) -> Json:
    """Any of them."""
    return {"operator": "or", "conditions": list(conditions)}


def negate(*conditions: Json) -> Json:
    """Not all of them."""
    return {"operator": "not", "conditions": list(conditions)}


CASES = [
    Case(
        "filter: what differs from a number is no null",
        keep(every(test("score", "ne", value=5))),
        "select * from people where score <> 5",
    ),
    Case(
        "filter: equal to a unicode text",
        keep(every(test("name", "eq", value="名前"))),
        "select * from people where name = '名前'",
    ),
    Case(
        "filter: quotes in a text",
        keep(some(test("name", "eq", value="O'Brien"), test("name", "eq", value='Quo"te'))),
        """select * from people where name in ('O''Brien', 'Quo"te')""",
    ),
    Case(
        "filter: nested and or not with nulls",
        keep(
            every(
                some(test("city", "isNull"), test("city", "ne", value="Paris")),
                negate(every(test("active", "eq", value=False), test("score", "gt", value=2))),
            )
        ),
        """select * from people
        where (city is null or city <> 'Paris') and not (active = false and score > 2)""",
    ),
    Case(
        "filter: dates and decimals in ranges",
        keep(
            every(
                test("born", "between", low="1900-01-01", high="2000-12-31"),
                test("salary", "ge", value="-17.25"),
            )
        ),
        """select * from people
        where born between date '1900-01-01' and date '2000-12-31' and salary >= -17.25""",
    ),
    Case(
        "filter: in, not in, like and starts with",
        keep(
            some(
                test("id", "in", values=[1, 3, 5]),
                every(
                    test("city", "notIn", values=["Paris", "Köln"]),
                    test("name", "startsWith", value="O'"),
                ),
                test("name", "like", value="%o"),
            )
        ),
        """select * from people where id in (1, 3, 5)
        or (city not in ('Paris', 'Köln') and starts_with(name, 'O''')) or name like '%o'""",
    ),
    Case(
        "filter: an expression in SQL",
        {
            "people": table("people"),
            "keep": Step(
                "filter-rows",
                {
                    "mode": "expression",
                    "expression": "length(city) > 4 OR salary * 2 > 2000",
                },
                ["people"],
            ),
        },
        "select * from people where length(city) > 4 or salary * 2 > 2000",
    ),
    Case(
        "filter: nothing is left",
        keep(every(test("id", "gt", value=1000))),
        "select * from people where id > 1000",
    ),
    Case(
        "filter: of an empty table",
        keep(every(test("id", "gt", value=0)), "nobody"),
        "select * from nobody where id > 0",
    ),
    Case(
        "filter: a partition key and a column",
        keep(every(test("month", "le", value=3), test("quantity", "gt", value=1)), "orders"),
        "select * from orders where month <= 3 and quantity > 1",
    ),
    Case(
        "filter: a parameter in place of a value, default and given",
        keep(
            every(
                test("month", "ge", value={"$parameter": "from_month"}),
                test("name", "ne", value="${word}"),
            ),
            "orders",
        ),
        "select * from orders where month >= 3 and name <> 'cup'",
        parameters={
            "from_month": {"type": "integer", "default": 3},
            "word": {"type": "string"},
        },
        arguments={"word": "cup"},
    ),
]
