"""Reads of files and tables, all of a test in one pipeline, with the rows that they must give."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import boto3

from glueflow.local.catalog import STORAGE
from glueflow.local.runner import Event, RunResult, run_script

from .conftest import compile_all

BUCKET = "fixtures"
CLASSES = {
    "lazy": STORAGE["csv"][2],
    "open": "org.apache.hadoop.hive.serde2.OpenCSVSerde",
    "openx": STORAGE["json"][2],
    "hive": "org.apache.hive.hcatalog.data.JsonSerDe",
    "regex": "org.apache.hadoop.hive.serde2.RegexSerDe",
}


def put(key: str, body: str | bytes) -> str:
    """Put one object; return its folder."""
    data = body.encode() if isinstance(body, str) else body
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=data)
    return f"s3://{BUCKET}/{key.rpartition('/')[0]}/"


def make_table(
    name: str,
    serde: str,
    columns: dict[str, str],
    body: str | bytes,
    *,
    properties: dict[str, str] | None = None,
    parameters: dict[str, str] | None = None,
    classification: str = "",
) -> None:
    """Create a table of one file in the catalog."""
    location = put(f"reading/{name}/data", body)
    kind = classification or ("json" if serde in ("openx", "hive") else "csv")
    source, target, _ = STORAGE[kind]
    boto3.client("glue").create_table(
        DatabaseName="fixtures",
        TableInput={
            "Name": name,
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": kind, **(parameters or {})},
            "StorageDescriptor": {
                "Columns": [{"Name": each, "Type": kind} for each, kind in columns.items()],
                "Location": location,
                "InputFormat": source,
                "OutputFormat": target,
                "SerdeInfo": {
                    "SerializationLibrary": CLASSES[serde],
                    "Parameters": properties or {},
                },
            },
        },
    )


def from_table(name: str, **config: Any) -> dict[str, Any]:
    """Read a table."""
    return node("glue-catalog-input", {"database": "fixtures", "table": name, **config})


def from_files(folder: str, kind: str, columns: dict[str, str] | None, **config: Any) -> Any:
    """Read files under the folder of the tests."""
    declared = [{"name": name, "type": each} for name, each in (columns or {}).items()]
    paths = [f"s3://{BUCKET}/reading/{folder}/"]
    return node("s3-input", {"paths": paths, "format": kind, "columns": declared, **config})


def node(component: str, config: dict[str, Any]) -> dict[str, Any]:
    """A node of a document."""
    return {"component": component, "version": 1, "config": config}


def both(name: str, step: dict[str, Any], rows: list[Any]) -> list[Read]:
    """The same read natively and as a DynamicFrame."""
    return [
        Read(
            f"{name}_{suffix}",
            {**step, "config": {**step["config"], "readMode": mode}},
            rows,
        )
        for suffix, mode in (("native", "dataFrame"), ("dynamic", "dynamicFrame"))
    ]


@dataclass
class Read:
    """One read, and its rows: as they are written to Parquet, in any order."""

    name: str
    step: dict[str, Any]
    rows: list[Any] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    """Those that a step after the read keeps; empty: all."""


def document(nodes: dict[str, Any], edges: list[tuple[str, str]]) -> dict[str, Any]:
    """A pipeline of these nodes."""
    return {
        "glueflow": 1,
        "nodes": {name: {"title": name, **each} for name, each in nodes.items()},
        "edges": {
            f"e{number}": {
                "from": {"node": source, "port": "out"},
                "to": {"node": target, "port": "in"},
                "order": 0,
            }
            for number, (source, target) in enumerate(edges)
        },
        "parameters": {},
        "connections": {},
        "job": {"name": "reading", "role": "role", "bucket": BUCKET},
        "layout": {"nodes": {}},
        "annotations": {},
    }


def run_reads(
    reads: list[Read], place: str, on_event: Callable[[Event], None] | None = None
) -> tuple[RunResult, str]:
    """Compile all reads into one script that writes each as Parquet; run it."""
    nodes: dict[str, Any] = {}
    for each in reads:
        nodes[each.name] = each.step
        nodes[f"{each.name}_out"] = node(
            "s3-output",
            {"path": target(place, each.name), "format": "parquet", "files": 1},
        )
        if each.columns:
            config = {"mappings": [{"source": name} for name in each.columns], "keepOthers": False}
            nodes[f"{each.name}_part"] = node("change-schema", config)
    edges = [
        edge
        for each in reads
        for last in [f"{each.name}_part" if each.columns else each.name]
        for edge in [(last, f"{each.name}_out"), *([(each.name, last)] if each.columns else [])]
    ]
    found = compile_all({"all": {"document": document(nodes, edges), "optimize": True}})["all"]
    errors = [problem for problem in found["problems"] if problem["severity"] == "error"]
    assert not errors, json.dumps(errors, indent=1)
    result = run_script(found["script"], ["--JOB_NAME", "reading"], on_event=on_event)
    return result, found["script"]


def target(place: str, name: str) -> str:
    """Where a read is written."""
    return f"s3://{BUCKET}/out/{place}/{name}/"


def rows_of(reader: ModuleType, place: str, name: str) -> list[tuple[Any, ...]]:
    """The rows that a read gave, in a fixed order."""
    tables = reader.read_files(target(place, name), "")
    assert tables, f"nothing was written for {name}"
    rows = [row for each in tables for row in zip(*each.to_pydict().values(), strict=True)]
    return sorted(rows, key=repr)
