"""Where the generated scripts are, and AWS's own awsglue to hold them against."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
GOLDENS = ROOT / "packages" / "components-manager" / "test" / "codegen" / "goldens"
CACHE = ROOT / "python" / ".cache" / "awsglue-5.1.0"


@pytest.fixture(scope="session")
def awsglue_folder() -> Path:
    """The unpacked wheel of AWSGlueDataplanePython; fetched once, kept where no test imports."""
    if (CACHE / "awsglue" / "context.py").exists():
        return CACHE
    wheels = CACHE.with_name("awsglue-wheel")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--require-hashes"]
    subprocess.run(
        [*command, "-r", str(HERE / "requirements.txt"), "-d", str(wheels)], check=True, timeout=300
    )
    partial = CACHE.with_name(f"{CACHE.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
        wheel.extractall(partial)
    shutil.rmtree(CACHE, ignore_errors=True)
    partial.rename(CACHE)
    return CACHE
