"""Random tables, read natively and as DynamicFrame, give the rows that the rules say.

The rules: RFC 4180 (and DuckDB's reader), the documented SerDes, JSON by ECMA-404.
"""

from __future__ import annotations

import csv
import io
import json
import random
from types import ModuleType
from typing import Any

import duckdb
import pytest

from .reading import (
    Read,
    both,
    from_files,
    from_table,
    make_table,
    put,
    rows_of,
    run_reads,
)

COLUMNS = {"id": "int", "note": "string", "Qty": "bigint", "more": "string"}
PIECES = [
    "a",
    "é",
    '"',
    '""',
    ",",
    ";",
    " pad ",
    "\\",
    "\\N",
    "'",
    "|",
    "\t",
    "名",
    'x\\"y',
    "n\\\\",
]
BREAKS = ["\n", "\r", "\r\n"]
Row = tuple[Any, ...]


def rows_like(seed: int, breaks: bool, size: int = 40) -> list[Row]:
    """Rows of texts with all that CSV has trouble with, but for the text that stands for null."""
    chance = random.Random(seed)

    def text() -> str | None:
        found = [*PIECES, *(BREAKS if breaks else [])]
        made = "".join(chance.choices(found, k=chance.randint(0, 4)))
        return chance.choice([None, "", made, made, made]) if made != "\\N" else None

    return [
        (number, text(), chance.choice([None, number * 10**10]), text()) for number in range(size)
    ]


def rfc4180(rows: list[Row], names: list[str], order: list[int], separator: str, quote: str) -> str:
    """Write a CSV file by RFC 4180; nothing stands for null, two quotes for empty text."""

    def cell(value: Any) -> str:
        text = "" if value is None else str(value)
        if value == "" or any(each in text for each in (separator, quote, "\n", "\r")):
            return quote + text.replace(quote, quote * 2) + quote
        return text

    lines = [[names[each] for each in order], *([row[each] for each in order] for row in rows)]
    return "\n".join(separator.join(map(cell, line)) for line in lines) + "\n"


def no_empty(rows: list[Row]) -> list[Row]:
    """What a DynamicFrame gives: it can't tell empty text from nothing, which is null then."""
    return [tuple(None if each == "" else each for each in row) for row in rows]


def empty_text(rows: list[Row]) -> list[Row]:
    """What a SerDe without null text gives."""
    return [tuple("" if at in (1, 3) and v is None else v for at, v in enumerate(r)) for r in rows]


def any_case(name: str, chance: random.Random) -> str:
    return "".join(chance.choice([each.lower(), each.upper()]) for each in name)


def random_reads() -> list[Read]:
    """Random files and tables, and their reads."""
    reads: list[Read] = []
    names = list(COLUMNS)
    for seed, (separator, quote, breaks) in enumerate([(",", '"', False), (";", "'", True)]):
        chance = random.Random(seed)
        rows = rows_like(seed, breaks)
        order = chance.sample(range(4), 4)
        spelled = [any_case(name, chance) for name in names]
        put(f"reading/random{seed}/a.csv", rfc4180(rows, spelled, order, separator, quote))
        # Another file, with another order, is an error natively; ragged lines have their own test.
        step = from_files(
            f"random{seed}", "csv", COLUMNS, sep=separator, quote=quote, multiLine=breaks
        )
        native, dynamic = both(f"random{seed}", step, rows)
        dynamic.rows = no_empty(rows)
        reads += [native, dynamic]

    # LazySimpleSerDe: null is \N; values with quotes are quoted, as AWS Glue reads them.
    rows = [row for row in rows_like(7, False) if row[1] != "" and row[3] != ""]
    lazy = [tuple("\\N" if v is None else v for v in row) for row in rows]
    columns = {name.lower(): kind for name, kind in COLUMNS.items()}
    body = rfc4180(lazy, names, [0, 1, 2, 3], "|", '"').partition("\n")[2]
    make_table("random_lazy", "lazy", columns, body, properties={"field.delim": "|"})
    reads += both("random_lazy", from_table("random_lazy"), rows)

    # OpenCSVSerde, with its escape: both ways to write a quote.
    rows = rows_like(8, False)
    made = io.StringIO()
    writer = csv.writer(made, escapechar="\\", doublequote=False, lineterminator="\n", quoting=1)
    writer.writerows(rows)
    make_table("random_open", "open", columns, made.getvalue())
    open_rows = [(str(r[0]), *r[1:]) for r in rows]
    reads.append(
        Read(
            "random_open",
            from_table("random_open"),
            [(int(r[0]), *r[1:]) for r in empty_text(open_rows)],
        )
    )

    # JSON: keys in any case and order, some not there.
    chance = random.Random(9)
    rows = rows_like(9, True)
    spelled = [any_case(name, chance) for name in names]
    lines = []
    for row in rows:
        pairs = [(k, v) for k, v in zip(spelled, row, strict=True) if v is not None]
        lines.append(
            json.dumps(dict(chance.sample(pairs, len(pairs))), ensure_ascii=chance.random() < 0.5)
        )
    put("reading/random_json/a.json", "\n".join(lines) + "\n")
    reads += both("random_json", from_files("random_json", "json", COLUMNS), rows)
    put("reading/random_array/a.json", "[" + ",\n".join(lines) + "]")
    array = from_files("random_array", "json", COLUMNS, multiLine=True)
    reads += both("random_array", array, rows)
    make_table("random_openx", "openx", columns, "\n".join(lines))
    reads += both("random_openx", from_table("random_openx"), rows)
    return reads


@pytest.fixture(scope="module")
def outcome(catalog: str) -> list[Read]:
    """All reads, run as one job."""
    reads = random_reads()
    result, script = run_reads(reads, "random")
    assert result.ok, f"{result.message}\n{script}"
    return reads


def test_rows(outcome: list[Read], reader: ModuleType) -> None:
    wrong = {}
    for read in outcome:
        got, expected = rows_of(reader, "random", read.name), sorted(read.rows, key=repr)
        if got != expected:
            pairs = zip(got, expected, strict=False)
            wrong[read.name] = (len(got), len(expected), [p for p in pairs if p[0] != p[1]][:4])
    assert not wrong


def test_duckdb_agrees(tmp_path: Any) -> None:
    """DuckDB reads the random CSV files as the rows that they were written from."""
    rows = rows_like(1, True)
    file = tmp_path / "a.csv"
    file.write_text(rfc4180(rows, list(COLUMNS), [0, 1, 2, 3], ",", '"'), newline="")
    found = duckdb.execute(
        "select * from read_csv(?, header=true, quote='\"', escape='\"', delim=',', "
        "allow_quoted_nulls=false, columns={'id':'int','note':'varchar','Qty':'bigint',"
        "'more':'varchar'}, strict_mode=false)",
        [str(file)],
    ).fetchall()
    assert sorted(found, key=repr) == sorted(rows, key=repr)
