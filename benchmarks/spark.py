"""Generated jobs against hand-written PySpark, and what push-down saves.

Both kinds run on one warm Spark session against one sandbox, in turn (A B A B …), after one run of
each that is not counted. Prints JSON: for each pipeline the medians, the ratio pair by pair, and
whether the rows are equal; then the data objects read with and without the optimiser.
"""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

import boto3

from glueflow.local.runner import run_script
from glueflow.sandbox.app import Application
from glueflow.sandbox.seed import seed
from glueflow.sandbox.server import Sandbox

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUCKET = "s3://glueflow-sandbox/bench"


def load(path: Path) -> ModuleType:
    """Import a module by its path."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def compiled() -> dict[str, str]:
    """Compile the pipelines, with and without the optimiser."""
    documents = subprocess.run(
        ["node", str(HERE / "pipelines.mjs")], capture_output=True, check=True
    ).stdout
    output = subprocess.run(
        ["node", str(ROOT / "python" / "tests" / "executed" / "compile.mjs")],
        input=documents,
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    scripts = {}
    for name, found in json.loads(output).items():
        errors = [p for p in found["problems"] if p["severity"] == "error"]
        if errors:
            raise SystemExit(f"{name} does not compile: {errors}")
        scripts[name] = found["script"]
    return scripts


def seconds(work: Callable[[], Any]) -> float:
    """Time one run, which must succeed."""
    start = time.perf_counter()
    outcome = work()
    if not outcome.ok:
        raise SystemExit(outcome.message)
    return time.perf_counter() - start


def pair(name: str, script: str, runs: int, reader: ModuleType, append: bool) -> dict[str, Any]:
    """Run one pipeline both ways, in turn.

    Args:
        name: the pipeline's, and its hand-written script's.
        append: add the rows to an empty folder. Otherwise the folder's rows are replaced, which the
            generated job does so that a run that ends midway leaves the old ones, and Spark's own
            mode, which the hand-written one uses, does not.
    """
    hand = (HERE / "handwritten" / f"{name}.py").read_text(encoding="utf-8")
    kind = "-append" if append else ""
    if append:
        hand = hand.replace('.mode("overwrite")', '.mode("append")')
        hand = hand.replace("/bench/handwritten/", "/bench/handwritten-append/")
    places = [f"{BUCKET}/{way}{kind}/{name}/" for way in ("generated", "handwritten")]

    def run(text: str, place: str) -> float:
        if append:
            remove(place)
        return seconds(lambda: run_script(text, ["--JOB_NAME", name]))

    timed = in_turn(lambda: run(script, places[0]), lambda: run(hand, places[1]), runs)
    results = [rows(place, reader) for place in places]
    mode = "append" if append else "overwrite"
    return {"pipeline": name, "mode": mode, **timed, "equal": not reader.differences(*results)}


def remove(place: str) -> None:
    """Remove the objects of a folder."""
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    s3 = boto3.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    for key in [item["Key"] for page in pages for item in page.get("Contents", [])]:
        s3.delete_object(Bucket=bucket, Key=key)


def in_turn(
    generated: Callable[[], float], handwritten: Callable[[], float], runs: int
) -> dict[str, Any]:
    """Time two ways in turn (A B B A …), after one run of each that is not counted.

    Args:
        generated, handwritten: run once and return the seconds that took.
    """
    ways = (generated, handwritten)
    for way in ways:
        way()
    times: list[list[float]] = [[], []]
    for index in range(runs):
        for place in (0, 1) if index % 2 == 0 else (1, 0):
            times[place].append(ways[place]())
    ratios = sorted(a / b for a, b in zip(*times, strict=True))
    return {
        "generated": statistics.median(times[0]),
        "handwritten": statistics.median(times[1]),
        "ratio": statistics.median(ratios),
        "ratioRange": [ratios[0], ratios[-1]],
        "runs": runs,
    }


def rows(place: str, reader: ModuleType) -> Any:
    """Read what a run wrote."""
    tables = reader.read_files(place, "parquet")
    names = tables[0].column_names
    values = [
        row
        for table in tables
        for row in zip(*table.select(names).to_pydict().values(), strict=True)
    ]
    return reader.Rows(names, values)


def objects_read(script: str) -> int:
    """Count the data objects of `flights` that a run fetches."""
    seen: set[str] = set()
    original = Application.__call__

    def watch(self: Application, environ: dict[str, Any], start: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] == "GET" and path.endswith(".parquet"):
            seen.add(path)
        return original(self, environ, start)

    with patch.object(Application, "__call__", watch):
        seconds(lambda: run_script(script, ["--JOB_NAME", "count"]))
    return len([path for path in seen if "/nycflights/flights/" in path])


def main(runs: int) -> None:
    """Measure and print."""
    reader = load(ROOT / "scripts" / "result.py")
    with tempfile.TemporaryDirectory() as home, Sandbox(home=Path(home) / "sandbox") as sandbox:
        seed(sandbox.url, sandbox.region, sandbox.env, lambda text: None, sandbox.lakefs.url)
        os.environ.update(sandbox.env)
        os.environ["GLUEFLOW_BOOKMARK_DIR"] = str(Path(home) / "bookmarks")
        scripts = compiled()
        names = [path.stem for path in sorted((HERE / "handwritten").glob("*.py"))]
        results = {
            "pairs": [
                pair(name, scripts[f"{name} (append)" if append else name], runs, reader, append)
                for append in (True, False)
                for name in names
            ],
            "objects": {
                "generated, with push-down": objects_read(scripts["routes"]),
                "generated, without push-down (Spark prunes)": objects_read(
                    scripts["routes (plain)"]
                ),
                "the filter in Glue Studio's shape": objects_read(
                    (HERE / "studio" / "routes.py").read_text(encoding="utf-8")
                ),
            },
        }
        print(json.dumps(results))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
