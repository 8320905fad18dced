"""Runs: what is computed, reused, written, and reported of each node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .conftest import until
from .programs import Node, line_of, program
from .test_preview import DOUBLED, numbers, write


def states(nodes: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    return {id: (node["state"], node.get("rows")) for id, node in nodes.items()}


def persisted(service: Any) -> int:
    context = service.engine.spark._held.sparkContext
    # What a test before has left half done goes with Java's garbage.
    context._jvm.System.gc()
    return len(context._jsc.getPersistentRDDs())


def pipeline(tmp_path: Path) -> tuple[Path, Path, Any]:
    file, out = tmp_path / "a.csv", tmp_path / "out"
    write(file, (1, "one"), (2, "two"), (3, "three"))
    made = program(
        numbers(file),
        DOUBLED,
        Node("few", 'few = doubled.filter(F.col("s") != "two")', ["doubled"]),
        Node("out", f'few.coalesce(1).write.mode("overwrite").csv("{out}")', ["few"], kind="write"),
    )
    return file, out, made


def test_a_whole_run(editor: Any, service: Any, tmp_path: Path) -> None:
    _, out, made = pipeline(tmp_path)
    id = editor.post(type="run", program=made)
    assert editor.finished(id)["state"] == "succeeded", editor.of(id)
    reported = [(m["nodeId"], m["state"]) for m in editor.of(id, "node") if "tasksDone" not in m]
    order = ["numbers", "doubled", "few", "out"]
    assert reported == [(node, "waiting") for node in order] + [
        (node, state) for node in order for state in ("running", "done")
    ]
    nodes = editor.nodes(id)
    assert states(nodes) == {
        "numbers": ("done", 3),
        "doubled": ("done", 3),
        "few": ("done", 2),
        "out": ("done", 2),
    }
    assert all(node["seconds"] >= 0 for node in nodes.values())
    assert "".join(sorted(p.read_text() for p in out.glob("*.csv"))) == "2,one\n6,three\n"
    assert persisted(service) >= 3


def test_unchanged_results_are_reused_and_outputs_written_again(
    editor: Any, tmp_path: Path
) -> None:
    _, out, made = pipeline(tmp_path)
    editor.run(made)
    for each in out.glob("*"):
        each.unlink()
    nodes = editor.run(made)
    assert states(nodes) == {
        "numbers": ("reused", 3),
        "doubled": ("reused", 3),
        "few": ("reused", 2),
        "out": ("done", 2),
    }
    assert list(out.glob("*.csv"))
    page = editor.preview(made, "few")
    assert page["reused"] and page["rows"] == [[2, "one"], [6, "three"]]


def test_changed_data_is_not_reused(editor: Any, tmp_path: Path) -> None:
    file, out, made = pipeline(tmp_path)
    editor.run(made)
    write(file, (9, "nine"))
    nodes = editor.run(made)
    assert states(nodes)["numbers"] == ("done", 1)
    assert "".join(p.read_text() for p in out.glob("*.csv")) == "18,nine\n"
    write(file, (8, "eight"))
    assert editor.preview(made, "few")["rows"] == [[16, "eight"]]


def test_another_program_never_sees_stale_results(editor: Any, tmp_path: Path) -> None:
    """Spark takes a kept result for any plan that reads the same paths."""
    file, _, made = pipeline(tmp_path)
    editor.run(made)
    write(file, (5, "five"))
    other = numbers(file)
    other.code += "  # of another pipeline"
    other.reads = [{"paths": [f"{tmp_path}/*.csv"]}]
    assert editor.preview(program(other), "numbers")["rows"] == [[5, "five"]]


def test_a_changed_node_keeps_what_is_before_it(editor: Any, tmp_path: Path) -> None:
    file, _, made = pipeline(tmp_path)
    editor.run(made)
    changed = program(numbers(file), DOUBLED, Node("few", "few = doubled.limit(1)", ["doubled"]))
    assert states(editor.run(changed)) == {
        "numbers": ("reused", 3),
        "doubled": ("reused", 3),
        "few": ("done", 1),
    }


def test_run_to_here(editor: Any, tmp_path: Path) -> None:
    _, out, made = pipeline(tmp_path)
    assert set(editor.run(made, upTo="doubled")) == {"numbers", "doubled"}
    assert not out.exists()
    assert set(editor.run(made, upTo="out")) == {"numbers", "doubled", "few", "out"}
    assert out.exists()


def test_an_error_in_sql_tells_its_place(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))
    for query, place in (
        ("SELECT 1 AS a\\nFORM nothing x", {"line": 2, "column": 1}),
        ("SELECT 1, nowhere", {"line": 1, "column": 11}),
    ):
        made = program(
            numbers(file), Node("bad", f'bad = spark.sql("{query}")', ["numbers"], title="Query")
        )
        id = editor.post(type="run", program=made)
        end = editor.finished(id)
        assert (end["state"], end["nodeId"], end["sql"]) == ("failed", "bad", place)
        assert "pos " not in end["message"] and "Query" not in end["message"]
        assert editor.nodes(id)["bad"]["sql"] == place


def test_a_failure_stops_the_run(editor: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write(file, (1, "one"))
    made = program(
        numbers(file),
        Node("bad", 'bad = numbers.select(\n    "nowhere"\n)', ["numbers"], title="Pick it"),
        DOUBLED,
        Node("worse", "worse = bad", ["bad"]),
    )
    id = editor.post(type="run", program=made)
    end = editor.finished(id)
    assert (end["state"], end["nodeId"]) == ("failed", "bad")
    assert end["line"] == line_of(made, "bad = numbers")
    assert end["message"].startswith("A column") and "`nowhere`" in end["message"]
    assert "\n" not in end["message"] and "Exception" not in end["message"]
    assert "Traceback" in Path(end["log"]).read_text()
    assert states(editor.nodes(id)) == {
        "numbers": ("done", 1),
        "bad": ("failed", None),
        "doubled": ("skipped", None),
        "worse": ("skipped", None),
    }
    assert editor.nodes(id)["bad"]["message"] == end["message"]


def test_a_failure_in_a_function_names_its_line(editor: Any) -> None:
    made = program(
        Node(
            "f",
            """
            def run_f():
                def halve(n):
                    return 1 // (n - 3)
                return spark.range(5).select(F.udf(halve, "int")("id"))


            f = run_f()
            """,
        ),
        Node("g", "g = f", ["f"]),
    )
    end = editor.fail(type="preview", program=made, nodeId="g", limit=10)
    assert (end["nodeId"], end["line"]) == ("f", line_of(made, "1 // (n - 3)"))
    assert (
        end["message"] == ("ZeroDivisionError: integer division or modulo by zero")
        or "ZeroDivisionError" in end["message"]
    )


def test_faults_of_the_script(editor: Any) -> None:
    made = program(Node("a", "a = spark.range(1)"), Node("b", "b = (", ["a"]))
    end = editor.fail(type="preview", program=made, nodeId="b", limit=1)
    assert (end["nodeId"], end["line"]) == ("b", line_of(made, "b = ("))
    none = program(Node("a", "def run_a():\n    pass\n\n\na = run_a()"))
    end = editor.fail(type="preview", program=none, nodeId="a", limit=1)
    assert end["message"] == "TypeError: the result is a NoneType, not a DataFrame"
    leaves = program(Node("a", "import sys\nsys.exit(3)"))
    end = editor.fail(type="run", program=leaves)
    assert end["message"] == "the script ended with exit code 3"
    head = program(Node("a", "a = 1"), head="import no_such_module\n")
    end = editor.fail(type="run", program=head)
    assert "no_such_module" in end["message"] and "nodeId" not in end


def test_what_is_written_is_read_again(editor: Any, tmp_path: Path) -> None:
    """A write forgets what was made of the data it has replaced."""
    table = tmp_path / "table"
    writer = program(
        Node("n", "n = spark.range(2)"),
        Node("out", f'n.write.mode("append").parquet("{table}")', ["n"], kind="write"),
    )
    reader = program(
        Node("t", f't = spark.read.parquet("{table}")', reads=[{"paths": [str(table)]}])
    )
    for rows in (2, 4, 6):
        editor.run(writer)
        assert states(editor.run(reader)) == {"t": ("done", rows)}
        assert states(editor.run(reader)) == {"t": ("reused", rows)}


def test_volatile_results_are_one_for_the_whole_run(editor: Any, tmp_path: Path) -> None:
    outs = [tmp_path / "one", tmp_path / "two"]
    made = program(
        Node("r", "import time\nr = spark.range(1).select(F.rand())", volatile=True),
        *[
            Node(f"o{n}", f'r.write.mode("overwrite").csv("{out}")', ["r"], kind="write")
            for n, out in enumerate(outs)
        ],
    )
    seen = set()
    for _ in range(2):
        assert states(editor.run(made))["r"] == ("done", 1)
        one, two = ("".join(p.read_text() for p in out.glob("*.csv")) for out in outs)
        assert one == two
        seen.add(one)
    assert len(seen) == 2


def test_least_recently_used_results_go(
    editor: Any, service: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    editor.finished(editor.post(type="run", program=program(Node("z", "z = spark.range(1)"))))
    editor.post(type="forget")
    monkeypatch.setenv("GLUEFLOW_KEEP_BYTES", "1")
    _, _, made = pipeline(tmp_path)
    editor.run(made)
    assert len(service.engine.store.kept) == 1
    until(lambda: persisted(service) == 1)
    nodes = editor.run(made)
    assert [nodes[each]["rows"] for each in ("numbers", "doubled", "few")] == [3, 3, 2]
    assert nodes["few"]["state"] == "reused"


def test_renamed_nodes_are_reused_under_their_new_names(editor: Any) -> None:
    """A key leaves the title out, from which the variable is made."""
    made = program(
        Node("a", "a = spark.range(2)"),
        Node("b", "b = spark.range(3)"),
        Node("c", "c = a.crossJoin(b)", ["a", "b"]),
    )
    editor.run(made)
    swapped = program(
        Node("a", "b = spark.range(2)"),
        Node("b", "a = spark.range(3)"),
        Node("c", "c = b.filter('id > 0').crossJoin(a)", ["a", "b"]),
    )
    for step, other in zip(swapped["steps"][:2], made["steps"], strict=False):
        step["key"] = other["key"]
        step["variables"] = {"out": {"a": "b", "b": "a"}[step["nodeId"]]}
    assert editor.preview(swapped, "c")["total"] == 3
    assert states(editor.run(swapped)) == {
        "a": ("reused", 2),
        "b": ("reused", 3),
        "c": ("done", 3),
    }


def test_forget(editor: Any, service: Any, tmp_path: Path) -> None:
    _, _, made = pipeline(tmp_path)
    editor.run(made)
    editor.post(type="forget")
    assert states(editor.run(made, upTo="few"))["few"] == ("done", 2)


def test_progress_of_spark(editor: Any) -> None:
    made = program(
        Node(
            "slow",
            """
            def wait(n):
                import time
                time.sleep(0.2)
                return n


            slow = spark.range(0, 8, 1, 8).select(F.udf(wait, "long")("id"))
            """,
        )
    )
    id = editor.post(type="run", program=made)
    editor.finished(id)
    reported = [m for m in editor.of(id, "node") if "tasksTotal" in m]
    assert reported and all(0 <= m["tasksDone"] <= m["tasksTotal"] for m in reported)
    assert max(m["tasksTotal"] for m in reported) >= 8
