"""A script whose file has the name of a module is not that module (public trials, late 2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from glueflow.local.runner import run_script


@pytest.mark.parametrize("name", ["csv", "json", "random", "boto3", "pyspark", "awsglue", "types"])
def test_a_script_hides_no_module(tmp_path: Path, name: str) -> None:
    script = tmp_path / f"{name}.py"
    (tmp_path / "helper_of_mine.py").write_text("VALUE = 7\n")
    script.write_text(
        "import sys\n"
        f"sys.modules.pop('{name}', None) if '{name}' == 'csv' else None\n"
        f"import {name}\n"
        "import helper_of_mine\n"
        f"print({name}.__file__ == __file__, helper_of_mine.VALUE)\n"
    )
    result = run_script(script)
    assert result.ok, result.message
    assert result.output == "False 7\n"
