"""What the arguments of a program bring: previews have it as a run has."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from .programs import Node, program

BODY = """
import acme_kernel
said = spark.range(1).selectExpr(f"'{acme_kernel.word()}' word")
"""


def wheel(folder: Path, word: str) -> str:
    folder.mkdir()
    file = folder / "acme_kernel-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("acme_kernel.py", f"def word():\n    return {word!r}\n")
    return str(file)


def test_a_package_and_a_property_reach_previews(editor: Any, tmp_path: Path) -> None:
    for word in ("one", "other"):
        arguments = {"--additional-python-modules": wheel(tmp_path / word, word)}
        asked = program(Node("said", BODY), arguments=arguments)
        assert editor.preview(asked, "said")["rows"] == [[word]]


def test_what_is_not_here_is_named(editor: Any) -> None:
    arguments = {"--additional-python-modules": "acme-no-such==2.0"}
    asked = program(Node("said", "said = spark.range(1)"), arguments=arguments)
    end = editor.fail(type="preview", program=asked, nodeId="said", limit=1)
    assert "acme-no-such==2.0 is not installed here" in end["message"]
