"""The kernel side of the editor: previews and runs of pipelines in a Jupyter kernel.

The editor executes `import glueflow.kernel as k; k.install()` in the document's kernel and opens a
comm to the target `glueflow`. docs/kernel.md describes the messages.
"""

from __future__ import annotations

import atexit
import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glueflow.kernel.service import Service

TARGET = "glueflow"

# The environment of the kernel before its cells changed it, as far as that can be known.
_base = dict(os.environ)
_lock = threading.Lock()
_service: Service | None = None


def install() -> None:
    """Make this kernel answer the editor; safe to repeat.

    Raises:
        ImportError: PySpark or the comm package is missing; the message says what to install.
    """
    global _service
    import importlib.util

    try:
        from comm import get_comm_manager
    except ImportError as error:
        raise ImportError("The package comm is missing. Run: pip install ipykernel") from error
    if importlib.util.find_spec("pyspark") is None:
        raise ImportError('PySpark is missing in this kernel. Run: pip install "glueflow[local]"')
    from glueflow.kernel.service import Service

    with _lock:
        if _service is None:
            _service = Service(_base)
            atexit.register(_service.close)
        get_comm_manager().register_target(TARGET, _service.opened)
