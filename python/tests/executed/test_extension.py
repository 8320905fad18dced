"""The example extension's component, run by the command line on local Spark."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pyarrow as pa

from .conftest import ROOT, put_parquet

EXTENSION = ROOT / "examples" / "extension"
POINTS = pa.table(
    {
        "place": ["JFK to LHR", "opposite", "the same", "nowhere", "over the date line"],
        "lat 1": pa.array([40.639751, 0.1, 51.5, None, -17.7], pa.float64()),
        "lon`1": pa.array([-73.778925, 12.3, 0.0, 1.0, 178.0], pa.float64()),
        "lat2": pa.array([51.4775, -0.1, 51.5, 1.0, -13.8], pa.float32()),
        "lon2": pa.array([0, -168, 0, 1, -172], pa.int32()),
    }
)
SQL = """
    SELECT place, "lat 1", "lon`1", lat2, lon2, 2 * 6371.0088 * asin(sqrt(
        CASE WHEN a > 1 THEN 1 ELSE a END
    )) AS km
    FROM (
        SELECT *, pow(sin(radians(lat2 - "lat 1") / 2), 2)
            + cos(radians("lat 1")) * cos(radians(lat2))
            * pow(sin(radians(lon2 - "lon`1") / 2), 2) AS a
        FROM points
    )
"""


def test_distance_runs(catalog: str, tmp_path: Path, reader: ModuleType) -> None:
    node = shutil.which("node")
    assert node, "node is not on the path"
    subprocess.run([node, str(EXTENSION / "build.mjs"), "--components"], check=True)
    put_parquet("s3://fixtures/points/data.parquet", POINTS)
    document = json.loads((EXTENSION / "distance.glueflow").read_text("utf-8"))
    document["nodes"] = {
        "points": {
            "component": "s3-input",
            "version": 1,
            "title": "Points",
            "config": {
                "paths": ["s3://fixtures/points/"],
                "format": "parquet",
                "columns": [
                    {"name": "place", "type": "string"},
                    {"name": "lat 1", "type": "double"},
                    {"name": "lon`1", "type": "double"},
                    {"name": "lat2", "type": "float"},
                    {"name": "lon2", "type": "int"},
                ],
            },
        },
        "distance": {
            "component": "acme-distance",
            "version": 1,
            "title": "Distance",
            "config": {
                "fromLatitude": "lat 1",
                "fromLongitude": "LON`1",
                "toLatitude": "lat2",
                "toLongitude": "lon2",
                "column": "km",
            },
        },
        "out": {
            "component": "s3-output",
            "version": 1,
            "title": "Out",
            "config": {"path": "s3://fixtures/out/distances/", "format": "parquet"},
        },
    }
    document["edges"] = {
        f"{start}_{end}": {
            "from": {"node": start, "port": "out"},
            "to": {"node": end, "port": "in"},
        }
        for start, end in (("points", "distance"), ("distance", "out"))
    }
    file = tmp_path / "distances.glueflow"
    file.write_text(json.dumps(document), "utf-8")
    done = subprocess.run(
        [
            *[node, str(ROOT / "packages" / "server" / "bin" / "glueflow.js")],
            *["run", str(file), "--extension", str(EXTENSION)],
        ],
        env={**os.environ, "GLUEFLOW_PYTHON": sys.executable, "GLUEFLOW_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    duck = duckdb.connect()
    duck.register("points", POINTS)
    written = pa.concat_tables(reader.read_files("s3://fixtures/out/distances/", ""))
    rows = list(zip(*written.to_pydict().values(), strict=True))
    assert not reader.differences(reader.Rows(written.column_names, rows), reader.ask(duck, SQL))
