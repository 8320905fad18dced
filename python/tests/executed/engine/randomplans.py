"""Random plans over random typed rows, by Spark and by DuckDB.

python -m executed.engine.randomplans --first 1 --count 5000    (in python/tests)
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from glueflow.local.runner import run_script

from .expressions import COLUMNS, shown

HERE = Path(__file__).parent
NAMES = ["{}", "{} 2", "{}_É", '{}"q', "{}`t"]
TABLES = 12
TOGETHER = 250
"""So many plans are made at a time."""
KINDS = {kind for kind, _, _ in COLUMNS.values()}
TEMPORAL = ("date", "timestamp", "timestamp_ntz")


@dataclass(frozen=True)
class Outcome:
    """What became of a plan: `same`, `stops` (values that do not fit DuckDB), or why not."""

    state: str
    text: str = ""


def tables(folder: Path, seed: int) -> list[dict[str, Any]]:
    """Write tables of rows by chance, some without any, and return where they are."""
    found = []
    for number in range(TABLES):
        dice = random.Random(f"{seed} {number}")
        chosen = dice.sample(list(COLUMNS), dice.randint(6, 11))
        rows = 0 if number == 0 else dice.randint(1, 14)
        columns: dict[str, pa.Array] = {}
        kinds = []
        for name in chosen:
            kind, arrow, values = COLUMNS[name]
            # Few values, so that rows and keys are there more than once.
            few = dice.sample(values, min(len(values), dice.randint(2, 6)))
            called = dice.choice(NAMES).format(name) if number % 3 == 1 else name
            columns[called] = pa.array([dice.choice(few) for _ in range(rows)], arrow)
            kinds.append([called, kind])
        path = folder / f"table_{number}.parquet"
        pq.write_table(pa.table(columns), path)
        found.append({"path": str(path), "columns": kinds})
    return found


def templates() -> list[dict[str, str]]:
    """Return the expressions that Spark was asked for, by the type of their values."""
    spark = json.loads((HERE / "spark.json").read_text(encoding="utf-8"))
    return [
        {"text": text, "type": answer["type"]}
        for text, answer in spark.items()
        if answer is not None and answer["type"] in KINDS
    ]


def literals() -> dict[str, list[str]]:
    """Return values of each type as Spark SQL, for types that a table has not."""
    found: dict[str, list[str]] = {}
    for kind, _, values in COLUMNS.values():
        texts = [f"CAST({_literal(value)} AS {kind})" for value in values]
        found.setdefault(kind, []).extend(texts)
    return found


def _literal(value: Any) -> str:
    text = shown(value)
    if text is None:
        return "NULL"
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return "'" + escaped.replace("\t", "\\t") + "'"


def plans(where: list[dict[str, Any]], seeds: list[int]) -> dict[str, dict[str, Any]]:
    """Make the plans of seeds."""
    node = shutil.which("node")
    assert node, "node is not on the path"
    request = {
        "tables": where,
        "templates": templates(),
        "literals": literals(),
        "types": {name: kind for name, (kind, _, _) in COLUMNS.items()},
        "seeds": seeds,
    }
    done = subprocess.run(
        [node, str(HERE / "plans.mjs")],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


QUICK = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""For few rows Spark takes longest to make code, and to start tasks."""

Result = tuple[list[tuple[str, str]], list[str]]
"""Names and types of the columns, and the rows as texts in an order of their own."""


def of_duckdb(plan: dict[str, Any]) -> list[Result]:
    """Return the rows at the ends of a plan as DuckDB has them."""
    connection = duckdb.connect()
    found: list[Result] = []
    try:
        for statement in connection.extract_statements(plan["duckdb"]):
            if statement.type != duckdb.StatementType.SELECT:
                connection.execute(statement)
                continue
            connection.execute(f"CREATE OR REPLACE TEMP TABLE result AS {statement.query}")
            schema = [
                (row[0], _spark_type(row[1]))
                for row in connection.execute("DESCRIBE result").fetchall()
            ]
            items = ", ".join(
                f'CAST("{name.replace(chr(34), chr(34) * 2)}" AS VARCHAR)'
                if kind in TEMPORAL
                else f'"{name.replace(chr(34), chr(34) * 2)}"'
                for name, kind in schema
            )
            rows = connection.execute(f"SELECT {items} FROM result").fetchall()
            found.append((schema, _canonical(rows, schema, plan["signless"])))
    finally:
        connection.close()
    return found


def _spark_type(kind: str) -> str:
    simple = {"INTEGER": "int", "VARCHAR": "string", "BLOB": "binary"}
    return simple.get(kind, kind.lower())


def of_spark(plan: dict[str, Any]) -> list[Result]:
    """Return the rows at the ends of a plan as Spark has them.

    Raises:
        RuntimeError: Spark refuses the plan, or fails.
    """
    found: list[Result] = []

    def collect(names: dict[str, Any], spark: Any, at: Any) -> None:
        from pyspark.sql import functions as F

        for name, value in QUICK.items():
            spark.conf.set(name, value)
        for end in plan["ends"]:
            frame = names[end]
            schema = [(each.name, each.dataType.simpleString()) for each in frame.schema]
            texts = frame.toDF(*[f"c{at}" for at in range(len(schema))]).select(
                [
                    # Python has no years beyond 9999.
                    F.col(f"c{at}").cast("string") if kind in TEMPORAL else F.col(f"c{at}")
                    for at, (_, kind) in enumerate(schema)
                ]
            )
            found.append((schema, _canonical(texts.collect(), schema, plan["signless"])))

    result = run_script(plan["spark"], ["--JOB_NAME", "random"], then=collect)
    if not result.ok:
        raise RuntimeError(result.message)
    return found


def _canonical(rows: Any, schema: list[tuple[str, str]], signless: bool) -> list[str]:
    return sorted(
        repr([_cell(value, kind, signless) for value, (_, kind) in zip(row, schema, strict=True)])
        for row in rows
    )


def _cell(value: Any, kind: str, signless: bool) -> str | None:
    if isinstance(value, float):
        # The last digits of a sum depend on the order of the rows.
        text = f"{value:.6e}" if kind == "float" else f"{value:.10e}"
        return text.removeprefix("-") if signless and value == 0 else text
    if isinstance(value, str) and kind in TEMPORAL:
        return (value.rstrip("0").rstrip(".") if "." in value else value).removeprefix("+")
    return shown(value)


STOPS: dict[type[duckdb.Error], tuple[str, ...]] = {
    duckdb.OutOfRangeException: ("",),
    # Times before or after DuckDB's, and sums that are no BIGINT.
    duckdb.ConversionException: (
        "Timestamp microseconds out of range",
        "Date out of range",
        "Timestamp(MS) to",
        "Type INT128 with value",
    ),
    # What the catalogue leaves to Spark when it sees it in a text.
    duckdb.InvalidInputException: ("Run the step with Spark.",),
}
"""What DuckDB says where it stops at a value, which the list of functions tells of."""


def beyond(error: duckdb.Error) -> bool:
    """Tell whether DuckDB stopped at a value, in place of giving another one."""
    return any(text in str(error) for text in STOPS.get(type(error), ()))


def compare(plan: dict[str, Any]) -> Outcome:
    """Run a plan by both engines."""
    try:
        ours = of_duckdb(plan)
    except duckdb.Error as error:
        text = str(error).splitlines()[0]
        ours, failed = [], text
        if beyond(error):
            return Outcome("stops", text)
    else:
        failed = ""
    try:
        theirs = of_spark(plan)
    except RuntimeError as error:
        # Where DuckDB fails too, both refuse what does not fit.
        return Outcome("stops" if failed else "refused", f"{error}"[:300])
    if failed:
        return Outcome("differs", f"DuckDB fails: {failed}")
    if len(ours) != len(theirs):
        return Outcome("differs", f"{len(theirs)} results, DuckDB has {len(ours)}")
    for at, ((kinds, rows), (their_kinds, their_rows)) in enumerate(zip(ours, theirs, strict=True)):
        if kinds != their_kinds:
            return Outcome(
                "differs",
                f"result {at}: "
                f"{[pair for pair in zip(their_kinds, kinds, strict=False) if pair[0] != pair[1]]}",
            )
        if rows != their_rows:
            spark, duck = Counter(their_rows) - Counter(rows), Counter(rows) - Counter(their_rows)
            return Outcome(
                "differs",
                f"result {at}: columns {[name for name, _ in kinds]}\n"
                f"  Spark  {len(their_rows)} rows, {sorted(spark)[:2]}\n"
                f"  DuckDB {len(rows)} rows, {sorted(duck)[:2]}",
            )
    return Outcome("same")


def main() -> None:
    """Run plans, print each that differs, and count."""
    parser = argparse.ArgumentParser(description="Compare Spark and DuckDB by random plans.")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--count", type=int, default=5000, help="how many plans")
    parser.add_argument("--show", action="store_true", help="print scripts of those that differ")
    chosen = parser.parse_args()
    states: Counter[str] = Counter()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        where = tables(Path(folder), 1)
        last = chosen.first + chosen.count
        for start in range(chosen.first, last, TOGETHER):
            seeds = list(range(start, min(start + TOGETHER, last)))
            for seed, plan in plans(where, seeds).items():
                outcome = compare(plan)
                states[outcome.state] += 1
                if outcome.state in ("differs", "refused"):
                    print(f"seed {seed} {outcome.state}: {outcome.text}", flush=True)
                if outcome.state == "differs" and chosen.show:
                    print(f"{plan['duckdb']}\n{plan['spark']}", flush=True)
            print(
                f"{dict(states)} in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True
            )


if __name__ == "__main__":
    main()
