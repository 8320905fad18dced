"""Programs in the form the compiler gives them, written by hand."""

from __future__ import annotations

import hashlib
import textwrap
from dataclasses import dataclass, field
from typing import Any

HEAD = """\
import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)
"""


@dataclass
class Node:
    """A node: what its block says, and what the compiler knows of it.

    `inputs` are ids of nodes, or `id:port` for one of several outputs. `outputs` are ports; each
    one's variable is `id_port`.
    """

    id: str
    code: str
    inputs: list[str] = field(default_factory=list)
    kind: str = "transform"
    reads: list[dict[str, Any]] = field(default_factory=list)
    title: str = ""
    volatile: bool = False
    outputs: tuple[str, ...] = ()

    @property
    def variables(self) -> dict[str, str]:
        """The variables by port."""
        if self.kind == "write":
            return {}
        named = {port: f"{self.id}_{port}" for port in self.outputs}
        return named or {"out": self.id}


def program(*nodes: Node, head: str = HEAD, arguments: dict[str, str] | None = None) -> Any:
    """Make a program of nodes; the variable of one with one output is its id."""
    lines = head.splitlines()
    steps: list[dict[str, Any]] = []
    keys: dict[str, str] = {}
    for node in nodes:
        code = textwrap.dedent(node.code).strip()
        title = node.title or node.id.capitalize()
        first = len(lines) + 2
        lines += ["", f"# [{node.id}] {title}", *code.splitlines()]
        inputs = [
            {"nodeId": id, "port": port or "out"}
            for id, _, port in (each.partition(":") for each in node.inputs)
        ]
        text = "\0".join([code, *node.inputs, *(keys[each["nodeId"]] for each in inputs)])
        keys[node.id] = hashlib.sha256(text.encode()).hexdigest()
        steps.append(
            {
                "nodeId": node.id,
                "title": title,
                "kind": node.kind,
                "variables": node.variables,
                "lines": [[first, len(lines)]],
                "inputs": inputs,
                "key": keys[node.id],
                "reads": node.reads,
                **({"volatile": True} if node.volatile else {}),
            }
        )
    script = "\n".join([*lines, "", "job.commit()", ""])
    given = {"--JOB_NAME": "test"} if arguments is None else arguments
    return {"script": script, "arguments": given, "steps": steps}


def line_of(made: Any, text: str) -> int:
    """Return the line (from 1) of a program's script that holds a text."""
    return next(n for n, line in enumerate(made["script"].splitlines(), 1) if text in line)
