"""Change schema: rename, cast, drop, reorder, copy, odd names."""

from __future__ import annotations

from ..pipeline import Case, Json, Step, table


def change(source: str, mappings: list[Json], keep_others: bool = True) -> dict[str, Step]:
    """Change the schema of a table."""
    config: Json = {"mappings": mappings, "keepOthers": keep_others}
    return {source: table(source), "changed": Step("change-schema", config, [source])}


CASES = [
    Case(
        "change schema: rename, drop, reorder, copy",
        change(
            "people",
            [
                {"source": "salary", "target": "pay"},
                {"source": "name"},
                {"source": "name", "target": "label"},
                {"source": "score", "drop": True},
            ],
        ),
        """select salary as pay, name, name as label, id, city, born, active from people""",
    ),
    Case(
        "change schema: casts between numbers, text, dates and decimals",
        change(
            "orders",
            [
                {"source": "order_id", "type": "string", "sourceType": "bigint"},
                {"source": "quantity", "type": "double"},
                {"source": "amount", "type": "decimal(14,4)"},
                {"source": "placed", "target": "day", "type": "date"},
                {"source": "person", "type": "bigint"},
            ],
            keep_others=False,
        ),
        """select order_id::varchar as order_id, quantity::double as quantity,
        amount::decimal(14, 4) as amount, placed::date as day, person::bigint as person
        from orders""",
    ),
    Case(
        "change schema: text that is no number becomes null",
        change(
            "people",
            [{"source": "city", "target": "n", "type": "int"}, {"source": "id", "type": "string"}],
            keep_others=False,
        ),
        "select try_cast(city as int) as n, id::varchar as id from people",
    ),
    Case(
        "change schema: names that need quoting",
        change(
            "odd",
            [
                {"source": "two words", "target": "from"},
                {"source": "tick`s", "target": "a`b"},
                {"source": "größe", "target": "class"},
                {"source": "select"},
                {"source": "tags"},
            ],
            keep_others=False,
        ),
        """select "two words" as "from", "tick`s" as "a`b", "größe" as class, "select", tags
        from odd""",
    ),
]
