"""Sample: what leaves chance no choice, exact numbers of rows, strata, the same seed twice."""

from __future__ import annotations

from typing import Any

from ..pipeline import Case, Step, table


def some(source: str = "people", **config: Any) -> dict[str, Step]:
    """Sample a table."""
    return {source: table(source), "some": Step("sample", config, [source])}


def counted(steps: dict[str, Step]) -> dict[str, Step]:
    """Count the rows of what the steps yield."""
    rows = {"aggregates": [{"function": "count", "name": "rows"}]}
    return {**steps, "counted": Step("aggregate", rows, [next(reversed(steps))])}


CASES = [
    Case("sample: all rows", some(fraction=1), "from people"),
    Case("sample: no rows", some(fraction=0, seed=1), "from people limit 0"),
    Case("sample: a number of rows", counted(some(method="rows", rows=4)), "select 4 as rows"),
    Case("sample: more rows than there are", some(method="rows", rows=99, seed=7), "from people"),
    Case(
        "sample: strata of text, null and others",
        some(
            method="stratified",
            column="city",
            strata=[{"value": "Paris", "fraction": 1}, {"fraction": 1}],
            seed=3,
        ),
        "select * from people where city = 'Paris' or city is null",
    ),
    Case(
        "sample: others stay where they have a fraction",
        some(
            method="stratified",
            column="active",
            strata=[{"value": True, "fraction": 0}],
            others=1,
            seed=3,
        ),
        "select * from people where active is distinct from true",
    ),
    Case(
        "sample: strata of decimals and numbers",
        some(
            "orders",
            method="stratified",
            column="amount",
            strata=[{"value": 5, "fraction": 1}, {"value": "250.75", "fraction": 1}],
            seed=3,
        ),
        "select * from orders where amount in (5, 250.75)",
    ),
    Case(
        "sample: the same seed keeps the same rows",
        {
            "people": table("people"),
            "one": Step("sample", {"fraction": 0.5, "seed": 11}, ["people"]),
            "other": Step("sample", {"fraction": 0.5, "seed": 11}, ["people"]),
            "differing": Step(
                "set-operation",
                {"operation": "except", "duplicates": True},
                ["one:first", "other:second"],
            ),
        },
        "from people limit 0",
    ),
    Case("sample: an empty table", some("nobody", method="rows", rows=3), "from nobody"),
]
