"""Nodes with several outputs: each is previewed, counted, kept and read by itself."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from .programs import Node, program

ROUTE = """
router_small = numbers.filter("id < 3")
router_large = numbers.filter("id >= 3")
"""


def pipeline(folder: Path) -> Any:
    return program(
        Node("numbers", "numbers = spark.range(10)", kind="read"),
        Node("router", ROUTE, ["numbers"], outputs=("small", "large")),
        Node("even", "even = router_large.filter('id % 2 = 0')", ["router:large"]),
        Node(
            "save",
            f"router_small.write.mode('overwrite').json({str(folder / 'out')!r})",
            ["router:small"],
            kind="write",
        ),
    )


def test_each_output_is_previewed(editor: Any, tmp_path: Path) -> None:
    made = pipeline(tmp_path)
    small = editor.preview(made, "router", port="small")
    large = editor.preview(made, "router", port="large")
    assert (small["port"], small["rows"]) == ("small", [[0], [1], [2]])
    assert (large["port"], len(large["rows"])) == ("large", 7)
    # Without a port: the first.
    assert editor.preview(made, "router")["port"] == "small"
    given = editor.preview(made, "save")
    assert len(given["rows"]) == 3 and "port" not in given
    counted = editor.ask(type="count", program=made, nodeId="router", port="large")
    assert counted == {"nodeId": "router", "port": "large", "rows": 7}
    assert editor.ask(type="count", program=made, nodeId="save") == {"nodeId": "save", "rows": 3}
    first = editor.preview(made, "router", limit=2, port="large")
    more = editor.ask(type="page", result=first["result"], offset=2, limit=3)
    assert (more["port"], len(more["rows"])) == ("large", 3)


def test_a_run_counts_and_keeps_each_output(editor: Any, tmp_path: Path) -> None:
    made = pipeline(tmp_path)
    nodes = editor.run(made)
    assert nodes["router"]["outputs"] == {"small": 3, "large": 7}
    assert "rows" not in nodes["router"]
    assert (nodes["even"]["rows"], nodes["save"]["rows"]) == (3, 3)
    again = editor.run(made)
    assert (again["router"]["state"], again["router"]["outputs"]) == (
        "reused",
        {"small": 3, "large": 7},
    )
    assert editor.preview(made, "router", port="large")["reused"] is True


def test_a_node_reads_the_output_it_names(editor: Any, tmp_path: Path) -> None:
    made = pipeline(tmp_path)
    other = copy.deepcopy(made)
    (even,) = (step for step in other["steps"] if step["nodeId"] == "even")
    even["inputs"] = [{"nodeId": "router", "port": "gone"}]
    message = editor.fail(type="preview", program=other, nodeId="even", limit=1)["message"]
    assert "steps[2].inputs names an output that is not before it" in message
    assert [row[0] for row in editor.preview(made, "even")["rows"]] == [4, 6, 8]


def test_a_variable_that_is_not_set_is_named(editor: Any) -> None:
    made = program(Node("router", "router_a = spark.range(1)", outputs=("a", "b")))
    message = editor.fail(type="preview", program=made, nodeId="router", limit=1)["message"]
    assert "router_b" in message
