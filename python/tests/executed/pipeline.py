"""A short way to write a pipeline and the DuckDB query that says what it must give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Step:
    """One node: its component, its settings, the nodes that feed it.

    An input is `id`, `id:port` for a port of this node, `id.output:port` for an output of that one.
    """

    component: str
    config: Json = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    title: str = ""


@dataclass
class Case:
    """A pipeline over the tables of `tables.py`, and DuckDB's query for what its last step yields.

    The result is written as Parquet to S3 by an output that is added, unless the steps end in an
    output of their own (then `result` says which place to read).
    """

    name: str
    steps: dict[str, Step]
    sql: str
    parameters: dict[str, Json] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)
    ordered: bool = False
    result: str | None = None
    """`s3://…` or `lakefs://…` for files, `database.table`; absent: the output that is added."""
    runs: int = 1
    """How many times the job runs before its result is read."""
    bookmark: bool = False

    def document(self) -> Json:
        """Return the pipeline as a `*.glueflow` document."""
        steps = dict(self.steps)
        if self.result is None:
            steps["out"] = Step(
                "s3-output",
                {"path": self.place(), "format": "parquet", "mode": "append", "files": 1},
                [next(reversed(self.steps))],
            )
        edges: Json = {}
        for node, step in steps.items():
            for order, source in enumerate(step.inputs):
                start, _, port = source.partition(":")
                name, _, output = start.partition(".")
                edges[f"{node}_{order}"] = {
                    "from": {"node": name, "port": output or "out"},
                    "to": {"node": node, "port": port or "in"},
                    "order": order,
                }
        return {
            "glueflow": 1,
            "nodes": {
                node: {
                    "component": step.component,
                    "version": 1,
                    "title": step.title or node.replace("_", " ").capitalize(),
                    "config": step.config,
                }
                for node, step in steps.items()
            },
            "edges": edges,
            "parameters": self.parameters,
            "connections": {},
            "job": {"name": self.slug, "role": "role", "bucket": "fixtures"},
            "layout": {"nodes": {}},
            "annotations": {},
        }

    @property
    def slug(self) -> str:
        """The name as a part of a path."""
        return "".join(c if c.isalnum() else "-" for c in self.name.lower())

    def place(self) -> str:
        """Where the added output writes."""
        return f"s3://fixtures/out/{self.slug}/"


def table(name: str, **config: Any) -> Step:
    """Read a table of the fixtures."""
    return Step("glue-catalog-input", {"database": "fixtures", "table": name, **config})
