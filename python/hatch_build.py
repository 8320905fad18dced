"""What a wheel ships beside the package: the JupyterLab extension, the Jupyter server's setting.

An editable installation (a checkout's) has neither: `scripts/setup.mjs` puts them in place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHARED = {
    "glueflow/labextension": "share/jupyter/labextensions/@glueflow/pipeline-editor",
    "install.json": "share/jupyter/labextensions/@glueflow/pipeline-editor/install.json",
    "jupyter-config/glueflow.json": "etc/jupyter/jupyter_server_config.d/glueflow.json",
}
BUILT = ("glueflow/labextension/package.json", "glueflow/bundle/glueflow.mjs")


class SharedDataHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the shared data to a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files, or say that they are not built yet."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
        missing = [name for name in BUILT if not (root / name).is_file()]
        if missing:
            raise FileNotFoundError(f"{', '.join(missing)} is not built. Run: npm run build:wheel")
        build_data["shared_data"].update(
            {str(root / source): target for source, target in SHARED.items()}
        )
