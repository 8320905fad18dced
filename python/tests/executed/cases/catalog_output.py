"""Glue Data Catalog output: creating, appending, overwriting, partitions, formats."""

from __future__ import annotations

from typing import Any

from ..pipeline import Case, Step, table


def write(name: str, source: str = "people", **config: Any) -> dict[str, Step]:
    """Copy a table into one of the catalog."""
    settings = {
        "database": "results",
        "table": name,
        "path": f"s3://fixtures/results/{name}/",
        **config,
    }
    return {source: table(source), "out": Step("glue-catalog-output", settings, [source])}


CASES = [
    Case(
        "catalog output: a new Parquet table",
        write("fresh"),
        "select * from people",
        result="results.fresh",
    ),
    Case(
        "catalog output: append doubles the rows",
        write("doubled", "orders", mode="append", compression="gzip"),
        "select * from orders union all select * from orders",
        result="results.doubled",
        runs=2,
    ),
    Case(
        "catalog output: overwrite keeps one copy",
        write("single", "orders", mode="overwrite", files=1),
        "select * from orders",
        result="results.single",
        runs=2,
    ),
    Case(
        "catalog output: partition keys",
        write("by_month", "orders", mode="overwrite", partitionKeys=["month"]),
        "select * from orders",
        result="results.by_month",
        runs=2,
    ),
    Case(
        "catalog output: JSON",
        write("as_json", "odd", format="json", mode="append"),
        "select * from odd",
        result="results.as_json",
    ),
]
