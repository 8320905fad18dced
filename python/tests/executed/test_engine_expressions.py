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

from .engine.expressions import COLUMNS, expressions, shown, table
from .engine.randomplans import beyond

HERE = Path(__file__).parent / "engine"
STOPS = ["y + y"]
"""Whole numbers that do not fit: Spark goes on with the lower bits, DuckDB stops."""
LEAST = 450
"""So many of the expressions have a form in DuckDB."""
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


def without_zeros(text: str) -> str:
    """Return a time without zeros at the end of a second's parts, as Spark shows it."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def values_of(found: pa.Table) -> list[str | None]:
    """Return the values of a result in the order of the rows, as Spark's are stored."""
    column = found["value"]
    if pa.types.is_temporal(column.type):
        # Python has no years beyond 9999.
        items = [text and without_zeros(text) for text in column.cast(pa.string()).to_pylist()]
    else:
        items = [shown(value) for value in column.to_pylist()]
    rows = dict(zip(found["n"].to_pylist(), items, strict=True))
    return [rows[number] for number in range(len(rows))]


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


@pytest.mark.parametrize("name", ["timestamp_micros", "timestamp_millis"])
def test_times_that_duckdb_has_not_stop_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(table(), path)
    (found,) = printed(path, [f"{name}(l)"])
    with pytest.raises(duckdb.ConversionException) as stopped:
        duckdb.connect().execute(found["script"]).fetchall()
    assert beyond(stopped.value)


@pytest.mark.parametrize(
    ("text", "nan"),
    [
        ("e > 300.0D", True),
        ("e < 300.0D", False),
        ("e <> 7.0D", True),
        ("greatest(e, 9.0D) = 9", 0),
    ],
)
def test_nan_is_seen_beside_statistics(tmp_path: Path, text: str, nan: bool) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(table(), path)
    (found,) = printed(path, [text])
    values = duckdb.connect().execute(found["script"]).arrow().read_all()["value"].to_pylist()
    column = table()["e"].to_pylist()
    assert {value for value, e in zip(values, column, strict=True) if e != e} == {nan}


def test_spark_was_asked_for_all() -> None:
    assert list(SPARK) == expressions()


def test_most_have_a_form(scripts: dict[str, dict[str, str]]) -> None:
    assert sum("script" in found for found in scripts.values()) >= LEAST


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
        except duckdb.OutOfRangeException as error:
            if text not in STOPS:
                wrong.append(f"{text}: {str(error).splitlines()[0]}")
            continue
        except duckdb.Error as error:
            wrong.append(f"{text}: {str(error).splitlines()[0]}")
            continue
        values = values_of(found)
        temporal = pa.types.is_temporal(found["value"].type)
        kind = spark_type(found.schema.field("value").type)
        if kind != answer["type"]:
            wrong.append(f"{text}: {kind}, Spark has {answer['type']}")
        for number, (ours, theirs) in enumerate(zip(values, answer["values"], strict=True)):
            # Years beyond 9999 have a sign in Spark's texts.
            if ours != (theirs and theirs.removeprefix("+") if temporal else theirs):
                wrong.append(f"{text}: row {number} is {ours!r}, Spark has {theirs!r}")
                break
    assert not wrong, f"{len(wrong)} of {len(SPARK)}:\n" + "\n".join(wrong)
