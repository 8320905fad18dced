"""Ask Spark for the value of every expression, and write `spark.json`; run by hand.

python -m executed.engine.ask_spark    (in python/tests)
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from glueflow.local import session

from .expressions import expressions, shown, table

TOGETHER = 60
TEMPORAL = ("date", "timestamp", "timestamp_ntz")


def answers(frame: Any, asked: list[str]) -> list[Any]:
    """Return the type and the values of each expression; None where Spark refuses it."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import functions as F

    try:
        found = frame.select("n", *[F.expr(each).alias(f"c{at}") for at, each in enumerate(asked)])
        # Python has no years beyond 9999, which casts make.
        texts = found.select(
            "n",
            *[
                F.col(each.name).cast("string").alias(each.name)
                if each.dataType.simpleString() in TEMPORAL
                else each.name
                for each in found.schema[1:]
            ],
        )
        rows = texts.orderBy("n").collect()
    except (PySparkException, Py4JError):
        if len(asked) == 1:
            return [None]
        half = len(asked) // 2
        return answers(frame, asked[:half]) + answers(frame, asked[half:])
    return [
        {
            "type": found.schema[at + 1].dataType.simpleString(),
            "values": [shown(row[at + 1]) for row in rows],
        }
        for at in range(len(asked))
    ]


def main() -> None:
    """Write the answers, one line for each expression."""
    spark: Any = session.get_session()
    spark.conf.set("spark.sql.codegen.wholeStage", "false")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.parquet"
        pq.write_table(table(), file)
        frame = spark.read.parquet(str(file)).coalesce(1).cache()
        asked = expressions()
        found: list[Any] = []
        for start in range(0, len(asked), TOGETHER):
            found += answers(frame, asked[start : start + TOGETHER])
            print(f"{len(found)} of {len(asked)}", flush=True)
    lines = [
        f"{json.dumps(each)}: {json.dumps(answer, ensure_ascii=False)}"
        for each, answer in zip(asked, found, strict=True)
    ]
    target = Path(__file__).with_name("spark.json")
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
