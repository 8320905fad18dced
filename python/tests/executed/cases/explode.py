"""Explode: arrays and maps, empty ones, positions, odd names."""

from __future__ import annotations

from typing import Any

from ..pipeline import Case, Step, table


def burst(**config: Any) -> dict[str, Step]:
    """Explode a column of the table of odd names."""
    return {"odd": table("odd"), "rows": Step("explode", config, ["odd"])}


MAP = Step(
    "derived-columns",
    {
        "columns": [
            {"name": "pairs", "expression": "map('one', `two words`, 'two', null)"},
            {"name": "n", "expression": "`two words`"},
        ]
    },
    ["odd"],
)

CASES = [
    Case(
        "explode: an array under its own name",
        burst(column="Tags"),
        "select * exclude (tags), unnest(tags) as tags from odd",
    ),
    Case(
        "explode: empty ones kept, with positions",
        burst(column="tags", valueColumn="a.tag", positionColumn="po`s", outer=True),
        """select * exclude (tags, at_), at_ - 1 as "po`s", tags[at_] as "a.tag" from (
          select *, unnest(case when len(tags) > 0 then generate_series(1, len(tags))
          else [null] end)::int as at_ from odd)""",
    ),
    Case(
        "explode: a map, its kind stated",
        {
            "odd": table("odd"),
            "mapped": MAP,
            "slim": Step(
                "change-schema",
                {"mappings": [{"source": "n"}, {"source": "pairs"}], "keepOthers": False},
                ["mapped"],
            ),
            "rows": Step(
                "explode", {"column": "pairs", "kind": "map", "valueColumn": "v"}, ["slim"]
            ),
            # The types of what is made of a column of no known type are not known either.
            "typed": Step(
                "change-schema",
                {
                    "mappings": [
                        {"source": "n"},
                        {"source": "key", "type": "string"},
                        {"source": "v", "type": "int"},
                    ]
                },
                ["rows"],
            ),
        },
        """select "two words" as n, 'one' as key, "two words" as v from odd
        union all select "two words", 'two', null from odd""",
    ),
    Case(
        "explode: an array under its own name, beside a column with the script's own name",
        {
            "odd": table("odd"),
            "unknown": Step(
                "custom-pyspark",
                {"code": 'return odd.select("tags", F.lit(1).alias("_exploded"))'},
                ["odd"],
            ),
            "rows": Step("explode", {"column": "tags", "kind": "array"}, ["unknown"]),
            "typed": Step(
                "change-schema",
                {
                    "keepOthers": False,
                    "mappings": [
                        {"source": "_exploded", "type": "int"},
                        {"source": "tags", "type": "string"},
                    ],
                },
                ["rows"],
            ),
        },
        "select 1 as _exploded, unnest(tags) as tags from odd",
    ),
]
