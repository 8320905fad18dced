"""Asks Spark 3.5 how many arguments its functions take, and what types calls of them have.

Run from the root of the repository, with the calls that the tests make:

    FUNCTION_CALLS=/tmp/calls.json npx jest packages/components-manager/test/expression/functions.spec.ts
    .venv/bin/python packages/components-manager/test/types/functions.py /tmp/calls.json

It writes functions.json beside itself; `npx prettier --write` lays it out.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

FAILURES = (PySparkException, Py4JError)
MOST = 9
"""A function that takes so many arguments, or one less, takes any number."""


def arity(spark: Any, name: str) -> list[int | None] | None:
    """Return the fewest and most arguments (None: any number) of a function."""
    taken = []
    for count in range(MOST + 1):
        nulls = ", ".join(["NULL"] * count)
        try:
            spark.sql(f"SELECT `{name}`({nulls})")
        except FAILURES as error:
            # Nulls of no type upset some functions in other ways, whatever their number.
            if "WRONG_NUM_ARGS" in str(error) or "UNRESOLVED_ROUTINE" in str(error):
                continue
        taken.append(count)
    return [taken[0], None if taken[-1] >= MOST - 1 else taken[-1]] if taken else None


def type_of(spark: Any, call: str) -> str | None:
    """Return the type of an expression over the table `t`, None where Spark refuses it."""
    for window in ("", " OVER (ORDER BY i)"):
        try:
            found = spark.sql(f"SELECT {call}{window} AS x FROM t").schema.fields
        except FAILURES:
            found = []
        if len(found) == 1:
            return str(found[0].dataType.simpleString())
    return None


def main(calls: Path) -> None:
    from pyspark.sql import SparkSession

    here = Path(__file__).parent
    table = json.loads((here / "spark.json").read_text(encoding="utf-8"))["table"]
    spark: Any = SparkSession.builder.master("local[1]").getOrCreate()
    spark.sql(table).createOrReplaceTempView("t")
    names = [name for (name,) in spark.sql("SHOW SYSTEM FUNCTIONS").collect()]
    found = {name: arity(spark, name) for name in names if re.fullmatch(r"\w+", name)}
    wanted = json.loads(calls.read_text(encoding="utf-8"))
    text = json.dumps(
        {
            "source": f"PySpark {spark.version}: fewest and most arguments of each function "
            "(null: any number), and the type of calls over the table of spark.json (null: "
            "refused)",
            "arity": {name: each for name, each in sorted(found.items()) if each},
            "types": {call: type_of(spark, call) for call in sorted(wanted)},
        },
        indent=2,
    )
    (here / "functions.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
