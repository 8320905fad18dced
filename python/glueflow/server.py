"""The Jupyter server extension: ``<base_url>/glueflow/…`` reaches the HTTP service.

Jupyter's login guards it.

The service (``glueflow serve``) is started by the first request, in the server's root folder, on a
unix socket (on Windows: a loopback port with a token that nobody else sees). It ends with the
Jupyter server, however that ends: it holds the other end of the service's standard input.

See docs/service.md.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from jupyter_server_proxy.handlers import NamedLocalProxyHandler
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError

from glueflow import extensions
from glueflow.cli import NodeMissing, node_command

START_SECONDS = 60
#: How long a process may take from closing its socket to its end.
ENDING_SECONDS = 5
#: Headers that concern Jupyter only; the service needs none of its secrets.
PRIVATE_HEADERS = ("Authorization", "Cookie", "X-Xsrftoken")

T = TypeVar("T")


class ServiceError(Exception):
    """The service can't be started; the message says why, ``remedy`` what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class Service:
    """The service's process: started when it is needed, and again when it has ended.

    Args:
        folder: what relative paths in requests are relative to.
        sockets: whether unix sockets can be used.
        extensions: returns folders of extensions to load; asked at each start.
    """

    def __init__(
        self,
        folder: str,
        sockets: bool = sys.platform != "win32",
        extensions: Callable[[], list[str]] = list,
    ) -> None:
        self.folder = folder
        self._extensions = extensions
        #: Where it listens: ``socket``, or ``url`` and ``token``; and its ``pid``.
        self.access: dict[str, Any] = {}
        self._sockets = sockets
        self._process: subprocess.Popen[bytes] | None = None
        self._scratch: str | None = None
        self._lock = threading.Lock()

    @property
    def running(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process unless it runs; returns when it listens.

        Raises:
            ServiceError: it can't be started.
        """
        with self._lock:
            if not self.running:
                self._stop()
                self._start()

    def ended(self, seconds: float) -> bool:
        """Return whether the process has ended, or ends within so many seconds."""
        process = self._process
        if process is None:
            return True
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> None:
        """Let the process end; safe to repeat."""
        with self._lock:
            self._stop()

    def _start(self) -> None:
        try:
            command = [*node_command(), "serve", "--attached", *self._place()]
            for folder in self._extensions():
                command += ["--extension", folder]
        except NodeMissing as error:
            raise ServiceError(str(error), "Install Node, then try again.") from error
        # Jupyter's own log takes what it says of faults.
        self._process = subprocess.Popen(
            command,
            cwd=self.folder,
            env={**os.environ, "GLUEFLOW_PYTHON": sys.executable},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=sys.platform != "win32",
        )
        impatient = threading.Timer(START_SECONDS, self._process.kill)
        impatient.start()
        assert self._process.stdout is not None
        try:
            line = self._process.stdout.readline()
        finally:
            impatient.cancel()
        if not line:
            self._stop()
            raise ServiceError(
                "Glueflow's service could not be started.",
                "The log of the Jupyter server says why (the terminal it runs in).",
            )
        self.access = json.loads(line)

    def _place(self) -> list[str]:
        if not self._sockets:
            return ["--port", "0"]
        # A folder only its owner can enter, with a path short enough for a socket.
        self._scratch = tempfile.mkdtemp(prefix="glueflow-")
        return ["--socket", str(Path(self._scratch, "service.sock"))]

    def _stop(self) -> None:
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None
        self.access = {}


class Unanswered(Exception):
    """A request's connection was refused, or broke off before the answer."""


async def in_thread(work: Callable[..., T], *args: Any) -> T:
    """Return what a blocking function returns, without blocking the event loop."""
    return await asyncio.get_running_loop().run_in_executor(None, work, *args)


class ServiceHandler(NamedLocalProxyHandler):  # type: ignore[misc]
    """Passes a logged-in person's requests on to the service."""

    def initialize(self, service: Service) -> None:
        """Take the service to pass requests on to."""
        self.name = "glueflow"
        self.proxy_base = "glueflow"
        self.service = service

    async def proxy(self, port: int, path: str) -> None:
        """Start the service when it does not run, then pass the request on."""
        try:
            try:
                await self._pass_on(path)
            except Unanswered:
                if not await self._may_repeat():
                    raise
                await self._pass_on(path)
        except ServiceError as error:
            self.log.error("%s", error)
            self._fail(503, str(error), error.remedy)
        except Unanswered:
            # It answers what it refuses before it has read all of it, or it has ended just now.
            self._fail(502, "Glueflow's service did not take the request.", "Try again.")

    async def _pass_on(self, path: str) -> None:
        await in_thread(self.service.start)
        access = self.service.access
        self.unix_socket = access.get("socket")
        try:
            await super().proxy(urlsplit(access["url"]).port if "url" in access else 0, path)
        except (OSError, StreamClosedError, HTTPError) as error:
            # The proxy makes an HTTPError of status 500 or 599 of most that breaks off.
            if isinstance(error, HTTPError) and error.status_code not in (500, 599):
                raise
            raise Unanswered from error

    async def _may_repeat(self) -> bool:
        """Return whether a request can't have had an effect and the service it met has ended."""
        if self.request.method != "GET" or self._headers_written:
            return False
        # A process that ends still looks alive for a moment, while its threads stop.
        return await in_thread(self.service.ended, ENDING_SECONDS)

    def _fail(self, status: int, message: str, remedy: str) -> None:
        self.set_status(status)
        self.finish({"error": {"kind": "refused", "message": message, "remedy": remedy}})

    async def open(self, path: str) -> None:
        """Close a web socket: the service has none."""
        self.close(1003, "Glueflow's service has no web sockets.")

    def check_xsrf_cookie(self) -> None:
        """Check Jupyter's token against cross-site requests, as its own handlers do."""
        JupyterHandler.check_xsrf_cookie(self)

    def proxy_request_headers(self) -> Any:
        """The request's headers, without Jupyter's secrets; on a port with the service's token."""
        return service_headers(super().proxy_request_headers(), self.service.access)


def service_headers(headers: Any, access: dict[str, Any]) -> Any:
    """Change a request's headers (in place) to what the service at ``access`` shall see."""
    for name in PRIVATE_HEADERS:
        if name in headers:
            del headers[name]
    if "url" in access:
        # The service compares these two, and takes only a Host of its own.
        if urlsplit(headers.get("Origin", "")).netloc == headers.get("Host"):
            headers["Origin"] = access["url"]
        headers["Host"] = urlsplit(access["url"]).netloc
        headers["Authorization"] = f"Bearer {access['token']}"
    return headers


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "glueflow.server"}]


def _load_jupyter_server_extension(server_app: Any) -> None:
    settings = server_app.web_app.settings
    service = Service(
        server_app.root_dir, extensions=lambda: extensions.component_folders(server_app)
    )
    atexit.register(service.stop)
    pattern = url_path_join(settings["base_url"], "glueflow") + r"(/.*)"
    server_app.web_app.add_handlers(".*$", [(pattern, ServiceHandler, {"service": service})])
