"""The folder `npm start` opens: a person's changes stay, other copies follow their examples."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "workspace.mjs"


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    folder = tmp_path / "examples"
    folder.mkdir()
    for name in ("a.glueflow", "b.glueflow", "c.glueflow", "a.sql"):
        (folder / name).write_text(f"first {name}")
    return folder


def workspace(examples: Path) -> dict[str, str]:
    """Make or refresh the folder; returns its pipelines."""
    folder = examples.parent / "workspace"
    node = shutil.which("node")
    assert node is not None
    call = f"workspace({str(folder)!r}, {str(examples)!r})"
    code = f"import({SCRIPT.as_uri()!r}).then(({{ workspace }}) => {call})"
    subprocess.run([node, "-e", code], check=True)
    return {path.name: path.read_text() for path in folder.glob("*.*") if path.name[0] != "."}


def test_pipelines_are_copied(examples: Path) -> None:
    names = ("a.glueflow", "b.glueflow", "c.glueflow")
    assert workspace(examples) == {name: f"first {name}" for name in names}


def test_what_a_person_did_stays(examples: Path) -> None:
    workspace(examples)
    own = examples.parent / "workspace"
    (own / "a.glueflow").write_text("mine")
    (own / "b.glueflow").unlink()
    (own / "own.glueflow").write_text("new")
    for name in ("a.glueflow", "b.glueflow", "c.glueflow", "d.glueflow"):
        (examples / name).write_text(f"second {name}")
    for _ in range(2):
        assert workspace(examples) == {
            "a.glueflow": "mine",
            "c.glueflow": "second c.glueflow",
            "d.glueflow": "second d.glueflow",
            "own.glueflow": "new",
        }


def test_a_file_that_was_there_before_stays(examples: Path) -> None:
    own = examples.parent / "workspace"
    own.mkdir()
    (own / "a.glueflow").write_text("mine")
    assert workspace(examples)["a.glueflow"] == "mine"


def test_a_folder_thrown_away_is_made_anew(examples: Path) -> None:
    workspace(examples)
    shutil.rmtree(examples.parent / "workspace")
    assert set(workspace(examples)) == {"a.glueflow", "b.glueflow", "c.glueflow"}
