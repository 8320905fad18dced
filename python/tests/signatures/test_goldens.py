"""Generated scripts please Python and ruff, and call only what awsglue and PySpark have."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import GOLDENS, HERE

SCRIPTS = sorted(GOLDENS.glob("*.py"))
CONFIG = HERE.parents[1] / "pyproject.toml"


def test_there_are_goldens() -> None:
    assert len(SCRIPTS) > 15


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_parses_as_the_oldest_python(script: Path) -> None:
    ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 10))


def test_ruff_format_changes_nothing() -> None:
    result = ruff("format", "--check", "--diff")
    assert result.returncode == 0, result.stdout + result.stderr


def test_ruff_check_finds_nothing() -> None:
    # RUF003 is about letters in comments: a node's title stays as the person wrote it.
    result = ruff("check", "--ignore", "RUF003")
    assert result.returncode == 0, result.stdout + result.stderr


def ruff(command: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ruff", command, "--config", str(CONFIG), "--no-cache", *options]
        + [str(script) for script in SCRIPTS],
        capture_output=True,
        text=True,
        timeout=120,
    )


def bind(folder: Path, scripts: list[Path]) -> dict[str, dict[str, Any]]:
    """What `bind.py` says, run where `awsglue` is AWS's own and nothing else."""
    result = subprocess.run(
        [sys.executable, str(HERE / "bind.py"), *map(str, scripts)],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    report: dict[str, dict[str, Any]] = json.loads(result.stdout)
    return report


@pytest.fixture(scope="module")
def report(awsglue_folder: Path) -> dict[str, dict[str, Any]]:
    return bind(awsglue_folder, SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_every_call_binds(script: Path, report: dict[str, dict[str, Any]]) -> None:
    result = report[script.name]
    assert result["failures"] == []
    assert result["bound"]["awsglue"] >= 5
    # Bookmarked reads and catalog outputs are AWS Glue's own: that script leaves Spark one call.
    assert result["bound"]["pyspark"] >= (1 if script.stem == "bookmark" else 2)


def test_a_wrong_call_is_found(awsglue_folder: Path, tmp_path: Path) -> None:
    slice_ = (GOLDENS / "slice.py").read_text(encoding="utf-8")
    wrong = {
        "keyword": slice_.replace("table_name=", "table="),
        "method": slice_.replace(".writeFrame(", ".writeFrames("),
        "positional": slice_.replace(".writeFrame(", '.writeFrame("a", "b", '),
        "pyspark": slice_.replace(".filter(", ".filter(1, "),
        "function": slice_.replace('F.col("origin")', 'F.column_of("origin")'),
    }
    scripts = []
    for name, text in wrong.items():
        assert text != slice_
        scripts.append(tmp_path / f"{name}.py")
        scripts[-1].write_text(text, encoding="utf-8")
    report = bind(awsglue_folder, scripts)
    assert [name for name in wrong if not report[f"{name}.py"]["failures"]] == []
