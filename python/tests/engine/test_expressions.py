"""Every expression that is printed for DuckDB has the values that Spark gave it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from .expressions import COLUMNS, expressions, shown, table

HERE = Path(__file__).parent
SPARK: dict[str, Any] = json.loads((HERE / "spark.json").read_text(encoding="utf-8"))


def spark_type(kind: pa.DataType) -> str:
    """Spell an Arrow type as Spark does."""
    names = {
        pa.bool_(): "boolean",
        pa.int8(): "tinyint",
        pa.int16(): "smallint",
        pa.int32(): "int",
        pa.int64(): "bigint",
        pa.float32(): "float",
        pa.float64(): "double",
        pa.string(): "string",
        pa.date32(): "date",
    }
    if pa.types.is_timestamp(kind):
        return "timestamp"
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    return names[kind]


def printed(path: Path, asked: list[str]) -> list[dict[str, str]]:
    """Print expressions as queries over a file."""
    node = shutil.which("node")
    assert node, "node is not on the path"
    columns = [["n", "int"], *([name, kind] for name, (kind, _, _) in COLUMNS.items())]
    done = subprocess.run(
        [node, str(HERE / "print.mjs")],
        input=json.dumps({"columns": columns, "path": str(path), "expressions": asked}),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Every expression as a script, or why there is none."""
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"
    pq.write_table(table(), path)
    asked = expressions()
    return dict(zip(asked, printed(path, asked), strict=True))


def test_spark_was_asked_for_all() -> None:
    assert list(SPARK) == expressions()


def test_values_are_those_of_spark(scripts: dict[str, dict[str, str]]) -> None:
    wrong: list[str] = []
    connection = duckdb.connect()
    for text, answer in SPARK.items():
        script = scripts[text].get("script")
        if script is None:
            continue
        if answer is None:
            wrong.append(f"{text}: Spark refuses it")
            continue
        try:
            found = connection.execute(script).arrow().read_all()
        except duckdb.Error as error:
            wrong.append(f"{text}: {str(error).splitlines()[0]}")
            continue
        rows = dict(zip(found["n"].to_pylist(), found["value"].to_pylist(), strict=True))
        values = [shown(rows[number]) for number in range(len(rows))]
        kind = spark_type(found.schema.field("value").type)
        if kind != answer["type"]:
            wrong.append(f"{text}: {kind}, Spark has {answer['type']}")
        for number, (ours, theirs) in enumerate(zip(values, answer["values"], strict=True)):
            if ours != theirs:
                wrong.append(f"{text}: row {number} is {ours!r}, Spark has {theirs!r}")
                break
    assert not wrong, f"{len(wrong)} of {len(SPARK)}:\n" + "\n".join(wrong)
