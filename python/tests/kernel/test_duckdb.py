"""Previews by DuckDB: without Spark, interruptible, and with nothing else in reach."""

from __future__ import annotations

import io
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from glueflow.kernel import duck as duck_module
from glueflow.kernel.duck import Duck, Unanswered
from glueflow.kernel.query import Query, parse_query
from glueflow.kernel.spark import Spark

from .conftest import Editor, until
from .programs import Node, program

INT = {"kind": "int"}
TEXT = {"kind": "string"}
SECRET = "a-secret-that-nobody-reads"


@pytest.fixture(scope="module")
def place(aws_endpoint: str) -> str:
    """A folder with one file of three rows, in a bucket with another folder."""
    import boto3

    s3 = boto3.client("s3")
    s3.create_bucket(Bucket="quick")
    put(s3, "in/rows.parquet", [1, None, 5])
    put(s3, "other/rows.parquet", [7])
    return "s3://quick/in/"


def put(s3: Any, key: str, values: list[int | None]) -> None:
    buffer = io.BytesIO()
    table = pa.table({"delay": pa.array(values, pa.int32()), "name": ["a"] * len(values)})
    pq.write_table(table, buffer)
    s3.put_object(Bucket="quick", Key=key, Body=buffer.getvalue())


@pytest.fixture
def quick(aws_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Editor]:
    """A client of a service in which Spark never starts."""
    from glueflow.kernel.service import Service

    monkeypatch.setattr(Spark, "begin", lambda self: None)
    monkeypatch.setattr(Spark, "_start", lambda *_: pytest.fail("Spark is started"))
    service = Service()
    made = Editor(service)
    made.service = service  # type: ignore[attr-defined]
    yield made
    made.leave()
    service.close()


def rows_of(place: str, where: str = "true") -> dict[str, Any]:
    """Return a query as the compiler prints it."""
    return {
        "before": [f"SET VARIABLE files = (SELECT list(file) FROM glob('{place}*'))"],
        "rows": f"SELECT delay, name FROM read_parquet(getvariable('files')) WHERE {where}",
        "columns": [
            {"name": "delay", "type": "int", "shape": INT},
            {"name": "name", "type": "string", "shape": TEXT},
        ],
        "places": [place],
        "tables": [],
    }


def made_of(place: str, where: str = "true") -> Any:
    """Return the program that stands beside it."""
    return program(
        Node(
            "t",
            f't = spark.read.parquet("{place}").where("{where}")',
            reads=[{"paths": [place]}],
        )
    )


def test_rows_without_spark(quick: Editor, place: str) -> None:
    page = quick.preview(made_of(place), "t", query=rows_of(place))
    assert page["engine"] == "duckdb" and "why" not in page
    assert page["rows"] == [[1, "a"], [None, "a"], [5, "a"]]
    assert [(c["name"], c["type"]) for c in page["columns"]] == [
        ("delay", "int"),
        ("name", "string"),
    ]
    assert (page["complete"], page["total"], page["reused"]) == (True, 3, False)
    count = quick.ask(type="count", program=made_of(place), nodeId="t", query=rows_of(place))
    assert count == {"nodeId": "t", "port": "out", "rows": 3}


def test_the_same_rows_are_reused_and_changed_data_is_read_again(quick: Editor, place: str) -> None:
    import boto3

    asked = (made_of(place), "t")
    quick.preview(*asked, query=rows_of(place))
    assert quick.preview(*asked, query=rows_of(place))["reused"]
    s3 = boto3.client("s3")
    try:
        put(s3, "in/rows.parquet", [8])
        changed = quick.preview(*asked, query=rows_of(place))
        put(s3, "in/more.parquet", [9])
        more = quick.preview(*asked, query=rows_of(place))
    finally:
        s3.delete_object(Bucket="quick", Key="in/more.parquet")
        put(s3, "in/rows.parquet", [1, None, 5])
    assert (changed["rows"], changed["reused"]) == ([[8, "a"]], False)
    assert sorted(row[0] for row in more["rows"]) == [8, 9]


def test_pages_give_each_row_once(quick: Editor, place: str) -> None:
    query = rows_of(place)
    query["rows"] = "SELECT CAST(range AS INTEGER) AS delay, 'a' AS name FROM range(2500)"
    first = quick.preview(made_of(place, "1 = 1"), "t", limit=100, query=query)
    assert (len(first["rows"]), first["total"], first["complete"]) == (100, None, False)
    page = quick.ask(type="page", result=first["result"], offset=100, limit=2500)
    assert page["complete"] and page["engine"] == "duckdb"
    assert sorted(row[0] for row in [*first["rows"], *page["rows"]]) == list(range(2500))


def test_what_runs_for_long_is_stopped(quick: Editor, place: str) -> None:
    query = rows_of(place)
    query["rows"] = "SELECT CAST(sum(a.range * b.range) % 7 AS INTEGER) AS delay, 'a' AS name " + (
        "FROM range(1000000) AS a, range(1000000) AS b"
    )
    id = quick.post(type="preview", program=made_of(place), nodeId="t", limit=1, query=query)
    service = quick.service  # type: ignore[attr-defined]
    until(lambda: service.engine.duck._running is not None)
    began = time.monotonic()
    quick.post(type="stop", id=id)
    assert quick.finished(id)["state"] == "stopped"
    assert time.monotonic() - began < 5
    assert quick.preview(made_of(place), "t", query=rows_of(place))["total"] == 3


def test_spark_answers_what_duckdb_does_not(editor: Editor, place: str) -> None:
    failing = rows_of(place)
    failing["rows"] = "SELECT error('Only Spark reads it.') AS delay, 'a' AS name"
    page = editor.preview(made_of(place), "t", query=failing)
    assert page["engine"] == "spark"
    assert "Only Spark reads it." in page["why"]
    assert page["rows"] == [[1, "a"], [None, "a"], [5, "a"]]


def test_the_trap_of_nulls(editor: Editor, place: str) -> None:
    where = "delay <> 5"
    made = made_of(place, where)
    quick = editor.preview(made, "t", query=rows_of(place, where))
    whole = editor.preview(made, "t")
    assert [quick["engine"], whole["engine"]] == ["duckdb", "spark"]
    assert quick["rows"] == whole["rows"] == [[1, "a"]]


def test_kept_results_of_a_run_are_shown_in_place_of_a_query(editor: Editor, place: str) -> None:
    made = made_of(place, "delay > 0")
    assert editor.run(made)["t"]["rows"] == 2
    page = editor.preview(made, "t", query=rows_of(place, "delay > 0"))
    assert (page["engine"], page["reused"], page["total"]) == ("spark", True, 2)
    assert "why" not in page
    asked = editor.preview(made, "t", query=rows_of(place, "delay > 0"), engine="duckdb")
    assert (asked["engine"], asked["total"]) == ("duckdb", 2)


@pytest.mark.parametrize("lacks", ["duckdb", "duckdb_extension_httpfs"])
def test_without_duckdb_spark_answers_and_says_so(
    editor: Editor, place: str, monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    monkeypatch.setitem(sys.modules, lacks, None)
    where = f"name = 'a' AND '{lacks}' <> ''"
    page = editor.preview(
        made_of("s3://quick/other/", where), "t", query=rows_of("s3://quick/other/")
    )
    assert (page["engine"], page["rows"]) == ("spark", [[7, "a"]])
    assert "pip install" in page["why"]


def test_spark_starts_once_rows_are_shown(
    quick: Editor, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    free = threading.Event()

    def start(self: Spark, *_: Any) -> Any:
        begun.set()
        free.wait()

    monkeypatch.undo()
    monkeypatch.setattr(Spark, "_start", start)
    assert quick.preview(made_of(place), "t", query=rows_of(place))["total"] == 3
    assert begun.wait(10)
    try:
        # While it starts, edits are answered; what needs Spark waits, and can be stopped.
        again = quick.preview(made_of(place, "delay = 5"), "t", query=rows_of(place, "delay = 5"))
        assert again["rows"] == [[5, "a"]]
        id = quick.post(type="preview", program=made_of(place), nodeId="t", limit=1)
        quick.wait(lambda m: m.get("id") == id and m.get("state") == "started")
        quick.post(type="stop", id=id)
        assert quick.finished(id)["state"] == "stopped"
    finally:
        free.set()


@pytest.fixture
def locked(place: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A connection as queries have it, and keys in the environment."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    query = parse_query(rows_of(place))
    assert query is not None
    return Duck().prepared(query, "me")


OUT_OF_REACH = [
    "COPY (SELECT 1) TO '/tmp/glueflow-x.csv'",
    "COPY (SELECT 1) TO 's3://quick/in/x.csv'",
    "COPY quick FROM 's3://quick/in/rows.parquet'",
    "ATTACH '/tmp/glueflow-x.db'",
    "ATTACH ':memory:' AS other",
    "INSTALL spatial",
    "LOAD spatial",
    "SET threads = 1",
    "SET VARIABLE a = 1",
    "CREATE TABLE a AS SELECT 1",
    "CREATE OR REPLACE TEMP MACRO a() AS 1",
    "CREATE SECRET other (TYPE s3)",
    "DROP SECRET glueflow",
    "SELECT 1; COPY (SELECT 1) TO 's3://quick/in/x.csv'",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM read_csv('/etc/hostname')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM '/etc/hostname'",
    "SELECT * FROM read_parquet('s3://quick/other/rows.parquet')",
    "SELECT * FROM glob('s3://quick/**')",
    "SELECT * FROM read_text('http://127.0.0.1:9/x')",
    "SELECT * FROM read_text('https://example.com/x')",
]


@pytest.mark.parametrize("sql", OUT_OF_REACH)
def test_out_of_reach(locked: Any, sql: str) -> None:
    with pytest.raises(Unanswered) as raised:
        Duck().rows(locked, sql)
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("sql", OUT_OF_REACH[:2] + OUT_OF_REACH[3:8] + OUT_OF_REACH[9:10])
def test_out_of_reach_before_a_query(locked: Any, sql: str) -> None:
    with pytest.raises(Unanswered):
        Duck().rows(locked, sql, before=True)


def test_only_what_is_in_s3_is_read(aws_endpoint: str) -> None:
    for wrong in ("/etc/", "file:///etc/", "http://127.0.0.1/x/", "s3://quick/in/../other/"):
        with pytest.raises(Unanswered, match="S3 alone"):
            Duck().prepared(Query((), "SELECT 1", (), (wrong,), ()), "me")


def test_keys_are_not_to_be_read(locked: Any) -> None:
    for sql in (
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT getvariable('glueflow_secret')",
        "SELECT current_setting('s3_secret_access_key')",
    ):
        assert SECRET not in str(Duck().rows(locked, sql))


def test_times_are_in_utc(locked: Any) -> None:
    ((zone,),) = Duck().rows(locked, "SELECT current_setting('TimeZone')")
    assert zone == "UTC"


def test_threads_and_memory_are_bounded(locked: Any) -> None:
    ((threads, memory),) = Duck().rows(
        locked, "SELECT current_setting('threads'), current_setting('memory_limit')"
    )
    assert threads <= min(duck_module.MOST_THREADS, os.cpu_count() or 1)
    assert "MiB" in memory or memory == "1.0 GiB"


def test_a_query_that_is_none_is_refused(quick: Editor, place: str) -> None:
    end = quick.fail(type="preview", program=made_of(place), nodeId="t", limit=1, query={"rows": 5})
    assert "can't be understood" in end["message"]
