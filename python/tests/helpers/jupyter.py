"""A Jupyter server of its own for tests: free port, token, empty configuration."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOKEN = "a-token-of-the-tests"
PROGRAM = """
import sys
from jupyter_server.serverapp import ServerApp

class Reported(ServerApp):
    def start_ioloop(self):
        # Within the loop: it listens by then.
        self.io_loop.add_callback(lambda: print(self.port, flush=True))
        super().start_ioloop()

Reported.launch_instance(sys.argv[1:])
"""


@dataclass
class Reply:
    """What a server answered."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def json(self) -> Any:
        """The body, which is JSON."""
        return json.loads(self.text)


@dataclass
class Jupyter:
    """A running Jupyter server."""

    port: int
    process: subprocess.Popen[str]
    root: Path

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        token: str | None = TOKEN,
        **headers: str,
    ) -> Reply:
        """Send a request with Jupyter's token, unless it is None; ``_`` in headers is ``-``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            self.send(connection, method, path, body, token, **headers)
            reply = connection.getresponse()
            return Reply(reply.status, reply.headers, reply.read().decode("utf-8"))
        finally:
            connection.close()

    def send(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: Any = None,
        token: str | None = TOKEN,
        **headers: str,
    ) -> None:
        """Send a request on a connection; the reply is the caller's to read."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            sent["Authorization"] = f"token {token}"
        text = None
        if body is not None:
            text = json.dumps(body)
            sent.setdefault("Content-Type", "application/json")
        connection.request(method, path, text, sent)


@contextmanager
def running_jupyter(
    folder: Path, python: str = sys.executable, env: dict[str, str] | None = None
) -> Iterator[Jupyter]:
    """Run a Jupyter server below a folder; it has ended when this is left."""
    root = folder / "root"
    root.mkdir(parents=True)
    settings = {
        **(os.environ if env is None else env),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "GLUEFLOW_HOME": str(folder / "home"),
        "GLUEFLOW_CONFIG": str(folder / "glueflow"),
    }
    arguments = [
        "--ServerApp.port=0",
        "--ServerApp.ip=127.0.0.1",
        "--no-browser",
        f"--ServerApp.root_dir={root}",
        f"--IdentityProvider.token={TOKEN}",
        "--allow-root",
        "--ServerApp.base_url=/base/",
    ]
    with open(folder / "jupyter.log", "w") as log:
        process = subprocess.Popen(
            [python, "-c", PROGRAM, *arguments],
            env=settings,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, (folder / "jupyter.log").read_text()
            yield Jupyter(int(line), process, root)
        finally:
            process.terminate()
            process.wait(30)
