"""lakeFS input and output: a repository that the fixtures fill, written in one transaction."""

from __future__ import annotations

from typing import Any

from ..pipeline import Case, Step, table


def read(path: str, **config: Any) -> dict[str, Step]:
    """Read a folder of the fixtures' repository."""
    place = {"repository": "fixtures-lake", "reference": "main", "path": path}
    return {"files": Step("lakefs-input", {**place, **config})}


def write(path: str, source: str, **config: Any) -> dict[str, Step]:
    """Copy a table to the branch main."""
    place = {"repository": "fixtures-lake", "branch": "main", "path": path}
    return {source: table(source), "out": Step("lakefs-output", {**place, **config}, [source])}


CASES = [
    Case("lakefs input: Parquet", read("people/", format="parquet"), "select * from people"),
    Case(
        "lakefs input: CSV, columns declared, a path of a parameter",
        read(
            "${folder}/",
            format="csv",
            columns=[
                {"name": "code", "type": "string"},
                {"name": "label", "type": "string"},
                {"name": "n", "type": "int"},
            ],
        ),
        "select * from codes",
        parameters={"folder": {"type": "string", "default": "csv"}},
    ),
    Case(
        "lakefs output: Parquet in partitions, overwritten",
        write("parts/", "orders", mode="overwrite", partitionKeys=["month"], compression="gzip"),
        "select * exclude (month) from orders",
        result="lakefs://fixtures-lake/main/parts/",
        runs=2,
    ),
    Case(
        "lakefs output: partitions replaced, the others stay",
        {
            "orders": table("orders"),
            "some": Step(
                "filter-rows", {"mode": "expression", "expression": "month < 7"}, ["orders"]
            ),
            "out": Step(
                "lakefs-output",
                {
                    "repository": "fixtures-lake",
                    "branch": "main",
                    "path": "kept/",
                    "mode": "partitions",
                    "partitionKeys": ["month"],
                },
                ["some"],
            ),
            "again": Step(
                "filter-rows", {"mode": "expression", "expression": "month = 3"}, ["orders"]
            ),
            "straight": Step(
                "lakefs-output",
                {
                    "repository": "fixtures-lake",
                    "branch": "main",
                    "path": "straight/",
                    "format": "json",
                    "transaction": False,
                    "message": "Straight: {job} {run}",
                },
                ["again"],
            ),
        },
        "select * exclude (month) from orders where month < 7",
        result="lakefs://fixtures-lake/main/kept/",
        runs=2,
    ),
    Case(
        "lakefs output: ORC appended by two runs",
        write("orc/", "people", format="orc"),
        "select * from people union all select * from people",
        result="lakefs://fixtures-lake/main/orc/",
        runs=2,
    ),
]
