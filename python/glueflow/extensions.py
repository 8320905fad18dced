"""JupyterLab's extensions that bring components for pipelines: the service loads them too.

An installed extension is trusted as JupyterLab trusts it; a disabled one is not loaded. Its
package.json says `"glueflow": {"components": …}`. See docs/extending.md.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LOG = logging.getLogger(__name__)


def component_folders(server_app: Any) -> list[str]:
    """Return the folders of the extensions that bring components, in JupyterLab's order.

    Args:
        server_app: the Jupyter server. Without JupyterLab in it there is no editor, and none.
    """
    folders: dict[str, str] = {}
    for apps in server_app.extension_manager.extension_apps.values():
        for app in apps:
            if hasattr(app, "labextensions_path"):
                paths = [*app.extra_labextensions_path, *app.labextensions_path]
                for name, folder in _enabled(paths, app.app_settings_dir):
                    folders.setdefault(name, folder)
    return list(folders.values())


def _enabled(paths: list[str], settings: str) -> Iterable[tuple[str, str]]:
    """Yield name and folder of each extension with components that JupyterLab loads."""
    from jupyterlab_server.config import get_federated_extensions, get_page_config

    try:
        found = get_federated_extensions(paths)
        page = get_page_config(paths, settings)
    except (OSError, ValueError, KeyError) as error:
        # One broken package.json must not keep the service from starting.
        LOG.warning("JupyterLab's extensions can't be listed: %s", error)
        return
    loaded = {each["name"] for each in page["federated_extensions"]}
    disabled = page["disabledExtensions"]
    for name, extension in found.items():
        folder = extension["ext_path"]
        if name in loaded and not is_disabled(name, disabled) and _has_components(folder):
            yield name, folder


def is_disabled(name: str, disabled: Iterable[str]) -> bool:
    """Return whether an extension is disabled, as a whole or one of its plugins.

    What adds its components may be the plugin that is disabled.
    """
    return any(each == name or each.startswith(f"{name}:") for each in disabled)


def _has_components(folder: str) -> bool:
    manifest = json.loads(Path(folder, "package.json").read_text("utf-8"))
    glueflow = manifest.get("glueflow")
    return isinstance(glueflow, dict) and "components" in glueflow
