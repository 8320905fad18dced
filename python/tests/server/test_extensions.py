"""Extensions of JupyterLab that bring components reach the service, unless they are disabled."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from helpers.jupyter import running_jupyter

from glueflow.extensions import component_folders

COMPONENT = """
  id: '%s', version: 1, title: 'T', category: 'transform', icon: 'i', help: 'H', keywords: [],
  inputs: [], outputs: [], configuration: {}, summary: () => '', schema: () => ({}), lower: () => []
"""


def install(data: Path, name: str, component: str | None) -> Path:
    """Put an extension where JupyterLab finds it; without a component it has nothing for us."""
    folder = data / "labextensions" / name
    folder.mkdir(parents=True)
    manifest: dict[str, Any] = {
        "name": name,
        "version": "1.0.0",
        "jupyterlab": {"_build": {"load": "static/remoteEntry.js", "extension": "./extension"}},
    }
    if component is not None:
        manifest["glueflow"] = {"components": "./components.cjs"}
        text = "module.exports = [{" + COMPONENT % component + "}];"
        (folder / "components.cjs").write_text(text)
    (folder / "package.json").write_text(json.dumps(manifest))
    return folder


class App(SimpleNamespace):
    """An application of a Jupyter server."""

    __hash__ = object.__hash__


def server_with(paths: list[Path], settings: Path) -> Any:
    """Stand for a Jupyter server with JupyterLab and an extension of another kind."""
    lab = App(
        extra_labextensions_path=[],
        labextensions_path=[str(path / "labextensions") for path in paths],
        app_settings_dir=str(settings),
    )
    apps = {"jupyterlab": {lab}, "other": {App()}} if paths else {}
    return SimpleNamespace(extension_manager=SimpleNamespace(extension_apps=apps))


def test_the_first_of_a_name_counts(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    found = [
        install(first, "@acme/steps", "acme-one"),
        install(second, "steps", "acme-two"),
    ]
    install(second, "@acme/steps", "acme-one")
    install(first, "plain", None)
    got = component_folders(server_with([first, second], tmp_path))
    assert got == [str(folder) for folder in found]
    assert component_folders(server_with([], tmp_path)) == []


@pytest.mark.parametrize(
    ("disabled", "loaded"),
    [
        ("@acme/steps", False),
        ("@acme/steps:plugin", False),
        ("@acme/step", True),
        ("other:@acme", True),
    ],
)
def test_a_disabled_one_is_left_out(tmp_path: Path, disabled: str, loaded: bool) -> None:
    install(tmp_path, "@acme/steps", "acme-one")
    (tmp_path / "page_config.json").write_text(json.dumps({"disabledExtensions": [disabled]}))
    assert bool(component_folders(server_with([tmp_path], tmp_path))) == loaded


def test_a_broken_one_does_not_stop_the_service(tmp_path: Path) -> None:
    folder = install(tmp_path, "@acme/steps", "acme-one")
    (folder / "package.json").write_text("{")
    assert component_folders(server_with([tmp_path], tmp_path)) == []


def test_the_service_has_their_components(tmp_path: Path) -> None:
    data = tmp_path / "path"
    install(data, "@acme/steps", "acme-one")
    install(data, "@acme/off", "acme-off")
    install(data, "@acme/broken", "Not an id")
    config = tmp_path / "config" / "labconfig"
    config.mkdir(parents=True)
    (config / "page_config.json").write_text(
        json.dumps({"disabledExtensions": {"@acme/off": True}})
    )
    env = {**os.environ, "JUPYTER_PATH": str(data), "JUPYTER_CONFIG_PATH": str(tmp_path / "config")}
    with running_jupyter(tmp_path, env=env) as jupyter:
        listed = jupyter.ask("GET", "/base/glueflow/components").json["components"]
        assert {each["id"] for each in listed if "extension" in each} == {"acme-one"}
    log = (tmp_path / "jupyter.log").read_text()
    assert "@acme/broken@1.0.0" in log
    assert "its id must be lower-case words" in log
