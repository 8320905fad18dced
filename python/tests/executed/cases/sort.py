"""Sort: directions, nulls, several keys."""

from __future__ import annotations

from ..pipeline import Case, Json, Step, table


def sort(*by: Json, source: str = "people") -> dict[str, Step]:
    """Sort a table."""
    return {source: table(source), "sorted": Step("sort", {"by": list(by)}, [source])}


CASES = [
    Case(
        "sort: ascending puts nulls first",
        sort({"column": "born"}, {"column": "id"}),
        "select * from people order by born nulls first, id nulls first",
        ordered=True,
    ),
    Case(
        "sort: descending, nulls where they are asked for",
        sort(
            {"column": "city", "direction": "descending", "nulls": "first"},
            {"column": "salary", "direction": "ascending", "nulls": "last"},
            {"column": "id", "direction": "descending"},
        ),
        """select * from people
        order by city desc nulls first, salary asc nulls last, id desc nulls last""",
        ordered=True,
    ),
    Case(
        "sort: an empty table",
        sort({"column": "id"}, source="nobody"),
        "select * from nobody",
        ordered=True,
    ),
]
