"""Split fields: both outputs, keys in both, joined again."""

from __future__ import annotations

from ..pipeline import Case, Step, table

SPLIT = Step("split-fields", {"columns": ["name", "city"], "keys": ["id"]}, ["people"])


CASES = [
    Case(
        "split: the chosen columns",
        {
            "people": table("people"),
            "parts": SPLIT,
            "chosen": Step("sort", {"by": [{"column": "id"}]}, ["parts"]),
        },
        "select id, name, city from people",
    ),
    Case(
        "split: the other columns",
        {
            "people": table("people"),
            "parts": SPLIT,
            "others": Step("sort", {"by": [{"column": "id"}]}, ["parts.others"]),
        },
        "select id, born, salary, score, active from people",
    ),
    Case(
        "split: both outputs joined again",
        {
            "people": table("people"),
            "parts": SPLIT,
            "joined": Step(
                "join",
                {"how": "inner", "keys": [{"left": "id", "right": "id"}]},
                ["parts:left", "parts.others:right"],
            ),
        },
        """select a.id, a.name, a.city, b.born, b.salary, b.score, b.active
        from people a join people b on a.id = b.id""",
    ),
]
