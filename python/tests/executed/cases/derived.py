"""Derived columns: new ones, replaced ones, odd names, windows, parameters, empty input."""

from __future__ import annotations

from ..pipeline import Case, Json, Step, table


def derive(source: str, *columns: Json) -> dict[str, Step]:
    """Compute columns of a table."""
    return {
        source: table(source),
        "made": Step("derived-columns", {"columns": list(columns)}, [source]),
    }


def column(name: str, expression: str, type_: str = "") -> Json:
    """One column to compute."""
    return {"name": name, "expression": expression, **({"type": type_} if type_ else {})}


CASES = [
    Case(
        "derived columns: all from the row as it arrives, a name that is there replaces its column",
        derive(
            "people",
            column("NAME", "upper(name)"),
            column("pay", "salary * 2"),
            column("same", "name = 'Bob'"),
            column("kind", "CASE WHEN score > 1 THEN 'high' WHEN score IS NULL THEN '-' END"),
        ),
        """select id, upper(name) as name, city, born, salary, score, active,
        salary * 2 as pay, name = 'Bob' as same,
        case when score > 1 then 'high' when score is null then '-' end as kind from people""",
    ),
    Case(
        "derived columns: odd names, fields of structs, casts",
        derive(
            "odd",
            column("two words", "`two words` + 1", "bigint"),
            column("tick`s", "coalesce(`tick``s`, 0)"),
            column("a.b", "at.lat"),
            column("size", "size(tags)"),
        ),
        """select "select", "two words"::bigint + 1 as "two words",
        coalesce("tick`s", 0) as "tick`s", größe, tags, "at", "at".lat as "a.b",
        case when tags is null then -1 else len(tags) end as size from odd""",
    ),
    Case(
        "derived columns: windows and parameters",
        derive(
            "orders",
            column("place", "row_number() OVER (PARTITION BY person ORDER BY order_id)"),
            column("total", "sum(amount) OVER (PARTITION BY person)"),
            column("much", "quantity > ${least}"),
        ),
        """select *, row_number() over (partition by person order by order_id) as place,
        sum(amount) over (partition by person) as total, quantity > 2 as much from orders""",
        parameters={"least": {"type": "integer", "default": 100}},
        arguments={"least": "2"},
    ),
    Case(
        "derived columns: an empty table",
        derive("nobody", column("double_score", "score * 2")),
        "select *, score * 2 as double_score from nobody",
    ),
]
