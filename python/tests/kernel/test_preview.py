"""Previews: rows of one node, quickly, and never stale ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from glueflow.kernel import fingerprints
from glueflow.kernel.blocks import Blocks

from .programs import Node, program


def numbers(path: Path) -> Node:
    return Node(
        "numbers",
        f'numbers = spark.read.option("header", "true").csv("{path}", schema="n INT, s STRING")',
        kind="read",
        reads=[{"paths": [str(path)]}],
    )


DOUBLED = Node("doubled", 'doubled = numbers.select(F.col("n") * 2, "s")', ["numbers"])


def write(path: Path, *rows: tuple[int, str]) -> None:
    path.write_text("n,s\n" + "".join(f"{n},{s}\n" for n, s in rows))


def test_rows_and_columns(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"), (2, "two"))
    page = editor.preview(program(numbers(file), DOUBLED), "doubled")
    assert page["columns"] == [
        {"name": "(n * 2)", "type": "int", "nullable": True},
        {"name": "s", "type": "string", "nullable": True},
    ]
    assert page["rows"] == [[2, "one"], [4, "two"]]
    assert (page["offset"], page["total"], page["complete"]) == (0, 2, True)
    assert page["nodeId"] == "doubled"


def test_messages_in_order(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))
    id = editor.post(type="preview", program=program(numbers(file)), nodeId="numbers", limit=5)
    editor.finished(id)
    kinds = [(m["type"], m.get("state")) for m in editor.of(id) if m["type"] != "node"]
    assert kinds == [
        ("work", "queued"),
        ("work", "started"),
        ("result", None),
        ("finished", "succeeded"),
    ]


def test_only_what_is_needed_runs(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))
    made = program(
        numbers(file),
        Node("broken", "broken = 1 / 0"),
        DOUBLED,
        Node("out", "this is no Python", ["doubled"], kind="write"),
    )
    assert editor.preview(made, "doubled")["rows"] == [[2, "one"]]


def test_an_output_shows_its_input(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    out = tmp_path / "out"
    write(file, (1, "one"))
    made = program(
        numbers(file),
        Node("out", f'numbers.write.parquet("{out}")', ["numbers"], kind="write"),
    )
    page = editor.preview(made, "out")
    assert page["rows"] == [[1, "one"]]
    assert (page["nodeId"], page["key"]) == ("out", made["steps"][1]["key"])
    assert not out.exists()


def test_rows_of_an_output_belong_to_its_settings_of_now(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))

    def made(place: str) -> Any:
        code = f'numbers.write.parquet("{tmp_path / place}")'
        return program(numbers(file), Node("out", code, ["numbers"], kind="write"))

    def key(made: Any) -> str:
        found: str = made["steps"][-1]["key"]
        return found

    first = editor.preview(made("first"), "out")
    assert first["key"] == key(made("first"))
    # Its input is the same: so are the rows, which must not pass for rows of other settings.
    second = editor.preview(made("second"), "out")
    assert (second["rows"], second["reused"]) == (first["rows"], True)
    assert second["key"] == key(made("second")) != first["key"]


def test_unchanged_blocks_are_not_executed_again(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))
    first = numbers(file)
    first.code += '\nprint("read")'
    made = program(first, DOUBLED)
    outputs = []
    for limit in (3, 4):
        id = editor.post(type="preview", program=made, nodeId="doubled", limit=limit)
        editor.finished(id)
        outputs.append([m["text"] for m in editor.of(id, "output")])
    assert outputs[0] == ["read\n"]
    assert outputs[1] == []


def test_same_rows_come_from_what_was_fetched(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, *((n, "x") for n in range(10)))
    made = program(numbers(file))
    one, two = editor.preview(made, "numbers", 5), editor.preview(made, "numbers", 5)
    assert (one["reused"], two["reused"]) == (False, True)
    assert one["result"] == two["result"]
    assert one["rows"] == two["rows"]


def test_changed_data_is_read_again(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    made = program(numbers(file), DOUBLED)
    for rows in ([(1, "one")], [(5, "six")], [(5, "six"), (7, "eight")]):
        write(file, *rows)
        page = editor.preview(made, "doubled")
        assert page["rows"] == [[2 * n, s] for n, s in rows]
        assert not page["reused"]


def test_blocks_do_not_compete_with_the_look_at_the_data(
    editor: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"), (2, "two"))
    editor.preview(program(numbers(file)), "numbers")
    events: list[str] = []
    block, take = Blocks.block, fingerprints.take

    def execute(*args: Any) -> Any:
        left = block(*args)
        events.append("block")
        return left

    def look(sources: Any) -> Any:
        events.append("look")
        return take(sources)

    monkeypatch.setattr(Blocks, "block", execute)
    monkeypatch.setattr(fingerprints, "take", look)
    made = program(numbers(file), DOUBLED)
    assert editor.preview(made, "doubled")["rows"] == [[2, "one"], [4, "two"]]
    assert events == ["block", "look"]
    editor.preview(made, "doubled")
    assert events == ["block", "look", "look"], "rows that are there are looked after too"
    assert editor.ask(type="count", program=made, nodeId="doubled")["rows"] == 2
    assert events == ["block", "look", "look", "look"]


def test_data_that_changes_while_a_block_is_executed(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))
    editor.preview(program(numbers(file)), "numbers")
    changing = Node(
        "changing",
        f"""
        from pathlib import Path
        Path({str(file)!r}).write_text("n,s\\n5,five\\n7,seven\\n")
        changing = numbers
        """,
        ["numbers"],
    )
    page = editor.preview(program(numbers(file), changing), "changing")
    assert page["rows"] == [[5, "five"], [7, "seven"]]


def test_a_block_that_fails_on_known_data(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))
    editor.preview(program(numbers(file)), "numbers")
    broken = Node("broken", "broken = numbers.select(1 / 0)", ["numbers"])
    end = editor.fail(
        type="preview", program=program(numbers(file), broken), nodeId="broken", limit=5
    )
    assert end["nodeId"] == "broken"
    assert "division by zero" in end["message"]


def test_new_and_lost_files_of_a_folder(editor: Any, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    made = program(numbers(folder), DOUBLED)
    write(folder / "a.csv", (1, "a"))
    assert len(editor.preview(made, "doubled")["rows"]) == 1
    write(folder / "b.csv", (2, "b"))
    assert len(editor.preview(made, "doubled")["rows"]) == 2
    (folder / "a.csv").unlink()
    assert editor.preview(made, "doubled")["rows"] == [[4, "b"]]


def test_tables_of_the_catalog(editor: Any, s3: Any, glue: Any, bucket: str, database: str) -> None:
    from glueflow.local.catalog import storage_descriptor

    location = f"s3://{bucket}/t/"
    s3.put_object(Bucket=bucket, Key="t/a.csv", Body=b"1,one\n")
    descriptor = storage_descriptor([("n", "int"), ("s", "string")], location, "csv", {})
    table = {
        "Name": "t",
        "StorageDescriptor": descriptor,
        "Parameters": {"classification": "csv"},
    }
    glue.create_table(DatabaseName=database, TableInput=table)
    made = program(
        Node(
            "t",
            f"""
            t = glueContext.create_data_frame.from_catalog(
                database="{database}",
                table_name="t",
                transformation_ctx="t",
                additional_options={{"useSparkDataSource": True, "useCatalogSchema": True}},
            )
            """,
            kind="read",
            reads=[{"database": database, "table": "t"}],
        )
    )
    assert editor.preview(made, "t")["rows"] == [[1, "one"]]
    assert editor.preview(made, "t")["reused"]
    s3.put_object(Bucket=bucket, Key="t/b.csv", Body=b"2,two\n")
    assert sorted(editor.preview(made, "t")["rows"]) == [[1, "one"], [2, "two"]]
    descriptor["Columns"][1]["Name"] = "word"
    glue.update_table(DatabaseName=database, TableInput=table)
    assert [c["name"] for c in editor.preview(made, "t")["columns"]] == ["n", "word"]


def test_volatile_steps_are_never_reused(editor: Any) -> None:
    made = program(
        Node(
            "now", "import time\nnow = spark.range(1).select(F.lit(time.time_ns()))", volatile=True
        ),
        Node("after", "after = now", ["now"]),
    )
    one, two = editor.preview(made, "after"), editor.preview(made, "after")
    assert one["rows"] != two["rows"]


def test_parameters_reach_the_script(editor: Any) -> None:
    head = (
        "import sys\nfrom awsglue.utils import getResolvedOptions\n"
        "from pyspark.sql import SparkSession, functions as F\n"
        'args = getResolvedOptions(sys.argv, ["JOB_NAME", "origin"])\n'
        'origin = args["origin"]\nspark = SparkSession.builder.getOrCreate()\n'
    )
    for origin in ("JFK", "EWR"):
        node = Node("n", f"n = spark.range(1).select(F.lit(origin))  # {origin}")
        made = program(node, head=head, arguments={"--JOB_NAME": "test", "--origin": origin})
        assert editor.preview(made, "n")["rows"] == [[origin]]


def test_sql_views_and_functions_of_blocks(editor: Any) -> None:
    made = program(
        Node("a", "a = spark.range(3)"),
        Node(
            "q",
            """
            a.createOrReplaceGlobalTempView("q_a")
            spark.table("global_temp.q_a").createOrReplaceTempView("a")
            q = spark.sql("SELECT id + 1 AS n FROM a")
            """,
            ["a"],
        ),
        Node(
            "f",
            """
            def run_f(q):
                limit = 2
                twice = F.udf(lambda n: n * limit, "long")
                return q.select(twice("n"))


            f = run_f(q)
            """,
            ["q"],
        ),
    )
    assert editor.preview(made, "f")["rows"] == [[2], [4], [6]]
    assert editor.preview(made, "q")["rows"] == [[1], [2], [3]]


def test_views_of_blocks_that_are_gone(editor: Any) -> None:
    ones = Node("ones", "ones = spark.range(1)", kind="read")

    def query(view: str) -> Node:
        code = f'ones.createOrReplaceTempView("{view}")\nq = spark.sql("SELECT id FROM before")'
        return Node("q", code, ["ones"])

    assert editor.preview(program(ones, query("before")), "q")["rows"] == [[0]]
    # As in the job, where nothing of an earlier edit is left.
    end = editor.fail(type="preview", program=program(ones, query("after")), nodeId="q", limit=5)
    assert "`before` cannot be found" in end["message"]


def test_views_of_blocks_that_stay(editor: Any) -> None:
    made = Node("made", 'made = spark.range(1)\nmade.createOrReplaceTempView("`kept view`")')
    for column in ("id", "id + 1"):
        read = Node("read", f'read = spark.sql("SELECT {column} AS x FROM `kept view`")', ["made"])
        assert editor.preview(program(made, read), "read")["rows"]


def test_counts(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, *((n, "x") for n in range(30)))
    made = program(numbers(file))
    assert editor.ask(type="count", program=made, nodeId="numbers") == {
        "nodeId": "numbers",
        "port": "out",
        "rows": 30,
    }
    page = editor.preview(made, "numbers", 5)
    assert (page["total"], page["complete"]) == (30, False)


def test_what_scripts_print(editor: Any, capsys: Any) -> None:
    made = program(
        Node(
            "loud",
            'print("one\\ntwo")\nprint("half", end="")\nprint("\\ud800")\nloud = spark.range(1)',
        )
    )
    id = editor.post(type="preview", program=made, nodeId="loud", limit=1)
    assert editor.finished(id)["state"] == "succeeded"
    outputs = editor.of(id, "output")
    assert "".join(m["text"] for m in outputs) == "one\ntwo\nhalf\ud800\n"
    assert {m["nodeId"] for m in outputs} == {"loud"}
    assert "one" not in capsys.readouterr().out


def test_a_table_that_sql_names_is_looked_at_anew(
    editor: Any, glue: Any, database: str, tmp_path: Path
) -> None:
    from glueflow.local.catalog import storage_descriptor

    folder = tmp_path / "planes"
    folder.mkdir()
    write(folder / "a.csv", (1, "one"))
    glue.create_table(
        DatabaseName=database,
        TableInput={
            "Name": "planes",
            "Parameters": {"classification": "csv", "skip.header.line.count": "1"},
            "StorageDescriptor": storage_descriptor(
                [("n", "int"), ("s", "string")], str(folder), "csv", {"field.delim": ","}
            ),
        },
    )
    node = Node(
        "query",
        f'query = spark.sql("SELECT s FROM {database}.planes WHERE n IS NOT NULL ORDER BY s")',
        reads=[{"database": database, "table": "planes"}],
    )
    assert editor.preview(program(node), "query")["rows"] == [["one"]]
    write(folder / "b.csv", (2, "two"))
    assert editor.preview(program(node), "query")["rows"] == [["one"], ["two"]]
