"""Join: every kind, nulls in keys, colliding names, several keys."""

from __future__ import annotations

from ..pipeline import Case, Json, Step, table

PERSON = [{"left": "id", "right": "person"}]


def join(how: str, keys: list[Json], left: str = "people", right: str = "orders", **config: str):
    """Join two tables."""
    return {
        left: table(left),
        right: table(right),
        "joined": Step(
            "join", {"how": how, "keys": keys, **config}, [f"{left}:left", f"{right}:right"]
        ),
    }


COLUMNS = """p.id, p.name, p.city, p.born, p.salary, p.score, p.active, o.order_id, o.person,
    o.name as name_right, o.amount, o.quantity, o.placed, o.month"""

CASES = [
    *(
        Case(
            f"join: {how}",
            join(how, PERSON),
            f"select {COLUMNS} from people p {how} join orders o on p.id = o.person",
        )
        for how in ("inner", "left", "right", "full")
    ),
    Case(
        "join: semi keeps left rows once",
        join("semi", PERSON),
        "select * from people p where exists (select 1 from orders o where o.person = p.id)",
    ),
    Case(
        "join: anti keeps rows with a null key",
        join("anti", PERSON),
        "select * from people p where not exists (select 1 from orders o where o.person = p.id)",
    ),
    Case(
        "join: full on keys of one name",
        {
            "people": table("people"),
            "orders": table("orders"),
            "renamed": Step(
                "change-schema",
                {
                    "mappings": [
                        {"source": "person", "target": "id"},
                        {"source": "amount"},
                    ],
                    "keepOthers": False,
                },
                ["orders"],
            ),
            "few": Step(
                "change-schema",
                {"mappings": [{"source": "name"}, {"source": "id"}], "keepOthers": False},
                ["people"],
            ),
            "joined": Step(
                "join",
                {"how": "full", "keys": [{"left": "id", "right": "id"}]},
                ["few:left", "renamed:right"],
            ),
        },
        """select p.name, coalesce(p.id, o.person) as id, o.amount
        from people p full join orders o on p.id = o.person""",
    ),
    Case(
        "join: two keys, the right name kept",
        join(
            "left",
            [{"left": "id", "right": "person"}, {"left": "name", "right": "name"}],
            collision="keepRight",
        ),
        """select p.id, p.name, p.city, p.born, p.salary, p.score, p.active, o.order_id, o.person,
        o.amount, o.quantity, o.placed, o.month
        from people p left join orders o on p.id = o.person and p.name = o.name""",
    ),
    Case(
        "join: with an empty table",
        join("left", [{"left": "id", "right": "id"}], right="nobody", collision="keepLeft"),
        "select * from people",
    ),
]
