"""Set operation: intersect and except, once and counted, columns in another order and type."""

from __future__ import annotations

from typing import Any

from ..pipeline import Case, Step, table


def where(condition: str, source: str = "people") -> Step:
    """Keep the rows of a condition."""
    return Step("filter-rows", {"mode": "expression", "expression": condition}, [source])


def compare(first: str, second: str, **config: Any) -> dict[str, Step]:
    """Compare people of two conditions."""
    return {
        "people": table("people"),
        "one": where(first),
        "other": where(second),
        "compared": Step("set-operation", config, ["one:first", "other:second"]),
    }


def columns(*mappings: Any) -> Step:
    """Choose columns of people."""
    return Step("change-schema", {"mappings": list(mappings), "keepOthers": False}, ["people"])


CASES = [
    Case(
        "set operation: rows of both, each once, nulls being equal",
        compare("true", "id = 7 or name is null or city is null"),
        """select * from people intersect
        select * from people where id = 7 or name is null or city is null""",
    ),
    Case(
        "set operation: rows of both, counted",
        compare("true", "id = 7 or id is null", duplicates=True),
        "select * from people where id = 7 or id is null",
    ),
    Case(
        "set operation: rows of the first only",
        compare("true", "id > 2", operation="except"),
        "select * from people except select * from people where id > 2",
    ),
    Case(
        "set operation: rows of the first only, counted",
        compare("id = 7 or active", "id = 7 and salary < 0", operation="except", duplicates=True),
        "select * from people where id = 7 or active",
    ),
    Case(
        "set operation: columns in another order and of another type",
        {
            "people": table("people"),
            "one": columns({"source": "id"}, {"source": "name"}),
            "other": columns(
                {"source": "name", "target": "NAME"}, {"source": "id", "type": "bigint"}
            ),
            "some": where("id > 2", "other"),
            "compared": Step(
                "set-operation", {"operation": "except"}, ["one:first", "some:second"]
            ),
        },
        """select id::bigint as id, name from people except
        select id::bigint, name from people where id > 2""",
    ),
    Case(
        "set operation: an empty second input",
        compare("id < 3", "false", operation="except"),
        "select * from people where id < 3",
    ),
]
