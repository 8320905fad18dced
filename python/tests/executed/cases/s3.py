"""S3 input and output: formats, options, recursion, exclusions, compression."""

from __future__ import annotations

from typing import Any

from ..pipeline import Case, Step, table

CODE_COLUMNS = [
    {"name": "code", "type": "string"},
    {"name": "label", "type": "string"},
    {"name": "n", "type": "int"},
]


def files(folder: str, format: str, **config: Any) -> dict[str, Step]:
    """Read a folder of the fixtures."""
    paths = [f"s3://fixtures/files/{folder}/"]
    return {"files": Step("s3-input", {"paths": paths, "format": format, **config})}


def copy(name: str, format: str, source: str = "orders", **config: Any) -> dict[str, Step]:
    """Copy a table into files."""
    settings = {"path": f"s3://fixtures/copies/{name}/", "format": format, **config}
    return {source: table(source), "out": Step("s3-output", settings, [source])}


CASES = [
    Case(
        "s3 input: CSV with a header, folders within, one file left out",
        files("csv", "csv", columns=CODE_COLUMNS, escape='"', exclusions=["**.tmp"]),
        "select * from codes",
    ),
    Case(
        "s3 input: CSV, this folder only, types found from the data",
        files("csv", "csv", escape='"', recursive=False),
        "select * from codes where code <> 'Ç'",
    ),
    Case(
        "s3 input: CSV without a header, separator and null of its own",
        files(
            "semicolon",
            "csv",
            header=False,
            sep=";",
            nullValue="NULL",
            columns=[
                {"name": "code", "type": "string"},
                {"name": "day", "type": "date"},
                {"name": "amount", "type": "string"},
            ],
        ),
        """select 'A' as code, date '2024-02-29' as day, '1,5' as amount
        union all select 'B', null, null""",
    ),
    Case(
        "s3 input: JSON with missing and nested fields",
        files(
            "json",
            "json",
            columns=[
                {"name": "id", "type": "bigint"},
                {"name": "tag", "type": "string"},
                {"name": "at", "type": "struct<lat:double>"},
            ],
        ),
        """select 1::bigint as id, 'x' as tag, {'lat': 1.5::double} as "at"
        union all select 2, null, null union all select 3, null, null""",
    ),
    Case(
        "s3 input: Parquet, small files in groups",
        {
            "files": Step(
                "s3-input",
                {
                    "paths": ["s3://fixtures/tables/people/"],
                    "format": "parquet",
                    "groupFiles": "inPartition",
                    "groupSize": 1048576,
                },
            )
        },
        "select * from people",
    ),
    Case(
        "s3 input: a bookmark reads a file once",
        {
            **files("csv", "csv", columns=CODE_COLUMNS, exclusions=["**.tmp"], bookmark=True),
            "out": Step(
                "s3-output",
                {"path": "s3://fixtures/copies/once/", "format": "parquet"},
                ["files"],
            ),
        },
        "select * from codes",
        result="s3://fixtures/copies/once/",
        runs=2,
        bookmark=True,
    ),
    Case(
        "s3 output: Parquet in partitions, overwritten",
        copy("parts", "parquet", mode="overwrite", partitionKeys=["month"], compression="gzip"),
        "select * exclude (month) from orders",
        result="s3://fixtures/copies/parts/",
        runs=2,
    ),
    Case(
        "s3 output: one ORC file",
        copy("orc", "orc", files=1, mode="append"),
        "select * from orders",
        result="s3://fixtures/copies/orc/",
    ),
    Case(
        "s3 output: JSON lines, compressed",
        copy("json", "json", source="odd", compression="gzip", files=1),
        "select * from odd",
        result="s3://fixtures/copies/json/",
    ),
    Case(
        "s3 output: CSV with a header",
        {
            "people": table("people"),
            "few": Step(
                "change-schema",
                {"mappings": [{"source": "id"}, {"source": "salary"}], "keepOthers": False},
                ["people"],
            ),
            "out": Step(
                "s3-output",
                {"path": "s3://fixtures/copies/csv/", "format": "csv", "sep": ",", "files": 1},
                ["few"],
            ),
        },
        "select id, salary from people",
        result="s3://fixtures/copies/csv/",
    ),
]
