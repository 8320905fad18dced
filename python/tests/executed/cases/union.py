"""Union: by name, distinct, missing columns."""

from __future__ import annotations

from ..pipeline import Case, Json, Step, table


def pick(source: str, *columns: str, **renamed: str) -> Step:
    """Take columns of a node, some under other names (`new="old"`)."""
    mappings: list[Json] = [{"source": column} for column in columns]
    mappings += [{"source": old, "target": new} for new, old in renamed.items()]
    return Step("change-schema", {"mappings": mappings, "keepOthers": False}, [source])


CASES = [
    Case(
        "union: columns are matched by name",
        {
            "people": table("people"),
            "orders": table("orders"),
            "one": pick("people", "id", "name"),
            "two": pick("orders", "name", id="person"),
            "both": Step("union", {}, ["one", "two"]),
        },
        "select id, name from people union all select person, name from orders",
    ),
    Case(
        "union: distinct rows",
        {
            "people": table("people"),
            "again": table("people"),
            "both": Step("union", {"distinct": True}, ["people", "again"]),
        },
        "select distinct * from people",
    ),
    Case(
        "union: missing columns become null",
        {
            "people": table("people"),
            "orders": table("orders"),
            "one": pick("people", "id", "born"),
            "two": pick("orders", "amount", id="person"),
            "both": Step("union", {"allowMissing": True}, ["one", "two"]),
        },
        """select id, born, null::decimal(10, 2) as amount from people
        union all select person, null, amount from orders""",
    ),
    Case(
        "union: three inputs, one of them empty, types widened",
        {
            "people": table("people"),
            "nobody": table("nobody"),
            "orders": table("orders"),
            "one": pick("people", "id"),
            "two": pick("nobody", "id"),
            "three": pick("orders", id="order_id"),
            "all": Step("union", {}, ["one", "two", "three"]),
        },
        """select id::bigint as id from people union all select id from nobody
        union all select order_id from orders""",
    ),
]
