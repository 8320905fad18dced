"""The sandbox as an object: ``with Sandbox(home=…, port=0) as sandbox: sandbox.url``."""

from __future__ import annotations

import json
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import Any

from glueflow import __version__
from glueflow.sandbox import api, backends, clients, context, home, objects, routes, signing
from glueflow.sandbox.app import Admin, Application
from glueflow.sandbox.errors import SandboxError
from glueflow.sandbox.lakefs import service as lakefs
from glueflow.sandbox.persistence import Snapshots
from glueflow.sandbox.runs import RunManager

log = logging.getLogger("glueflow.sandbox")

HOST = "127.0.0.1"
DEFAULT_PORT = 5577


class Sandbox(Admin):
    """A stand-in for AWS on loopback, in this process. One at a time: moto's state is global.

    ``home`` is the folder of its data (default: :func:`glueflow.sandbox.home.default_home`);
    ``port`` 0 takes any free port, None the usual one or any other when that is taken;
    ``fresh`` forgets what the folder holds; ``runner`` replaces the command that runs scripts;
    ``minute`` is how many seconds a minute of a job's Timeout lasts; ``report`` gets messages for
    people. Starting raises SandboxError when the folder or the port is in use.
    """

    def __init__(
        self,
        home: Path | str | None = None,
        port: int | None = 0,
        fresh: bool = False,
        region: str = backends.DEFAULT_REGION,
        runner: Sequence[str] | None = None,
        minute: float = 60.0,
        report: Callable[[str], None] | None = None,
        on_shutdown: Callable[[], None] | None = None,
    ) -> None:
        self._home_given = Path(home) if home is not None else None
        self._port_given = port
        self._fresh = fresh
        self.region = region
        self._runner = runner
        self._minute = minute
        self._report = report or (lambda text: log.info("%s", text))
        self._on_shutdown = on_shutdown
        self.token = secrets.token_urlsafe(32)
        self.messages: list[str] = []
        self._server: Any = None
        self._started = datetime.now(timezone.utc).isoformat(timespec="seconds")

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The address for ``AWS_ENDPOINT_URL``."""
        return f"http://{HOST}:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """The environment variables that point any AWS client here, and lakeFS clients."""
        return {**clients.environment(self.url, self.region, self._keys), **self.lakefs.env}

    def client(self, service: str) -> Any:
        """A boto3 client of this sandbox."""
        return clients.client(service, self.url, self.region, self._keys)

    def start(self) -> Sandbox:
        """Load what is on disk and serve until :meth:`stop`."""
        version = backends.moto_version()
        given = self._home_given if self._home_given is not None else home.default_home()
        self.home = home.prepare(given)
        self._lock = home.Lock(self.home)
        if not self._lock.acquire():
            raise SandboxError(f"Another sandbox uses {self.home}. Stop it first, or use --home.")
        try:
            self._keys = home.keys(self.home)
            port = _choose_port(self._port_given)
            if self._fresh:
                home.clear(self.home)
            self._start(port, version)
        except BaseException:
            self._lock.release()
            raise
        return self

    def _start(self, port: int, version: str) -> None:
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

        self._snapshots = Snapshots(self.home, self._notify, [self._keys["AWS_SECRET_ACCESS_KEY"]])
        self._patches: list[Any] = [
            objects.Patch(self._snapshots.objects),
            api.Patch(),
            routes.Patch(),
        ]
        self._runs = RunManager(
            self.home, lambda: self.url, self._snapshots.mark, self._runner, self._minute
        )
        context.install(context.Context(self._runs))
        self._restored = self._snapshots.load()
        self._snapshots.start()
        moto = DomainDispatcherApplication(create_backend_app)
        self._server = _serve(port, Application(moto, self, self._snapshots.mark, self._key))
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="sandbox-http", daemon=True
        )
        self._thread.start()
        self.lakefs = self._start_lakefs()
        self._keep_secret()
        with backends.LOCK:
            lost = self._runs.recover()
        if lost:
            self._notify(f"{lost} job runs were cut off when the sandbox stopped; they failed.")
        home.write_state(
            self.home,
            {
                "pid": os.getpid(),
                "port": self.port,
                "url": self.url,
                "lakefsUrl": self.lakefs.url,
                "region": self.region,
                "home": str(self.home),
                "started": self._started,
                "version": __version__,
                "moto": version,
                "token": self.token,
            },
        )

    def stop(self) -> None:
        """End job runs, save everything and stop serving. Safe to call twice.

        Raises SandboxError when the state can't be saved: what was saved last stays.
        """
        if self._server is None:
            return
        self._runs.close()
        self.lakefs.stop()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        lost: OSError | None = None
        try:
            self._snapshots.close()
        except OSError as error:
            lost = error
        home.remove_state(self.home, os.getpid())
        context.install(None)
        backends.reset()
        for patch in reversed(self._patches):
            patch.undo()
        self._server = None
        self._lock.release()
        if lost is not None:
            raise SandboxError(
                f"The sandbox's state could not be saved in {self.home}: {lost.strerror or lost}. "
                "What changed since the last save is lost."
            ) from lost

    def __enter__(self) -> Sandbox:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def status(self) -> dict[str, Any]:
        """Facts about the running sandbox, without its token."""
        return {
            "running": True,
            "pid": os.getpid(),
            "port": self.port,
            "url": self.url,
            "lakefsUrl": self.lakefs.url,
            "region": self.region,
            "home": str(self.home),
            "started": self._started,
            "version": __version__,
            "activeRuns": self._runs.running(),
            "messages": list(self.messages),
        }

    def seed(self) -> dict[str, int]:
        """Put the example data in; returns the number of rows of each table."""
        from glueflow.sandbox.seed import seed

        return seed(self.url, self.region, self._keys, self._report, self.lakefs.url)

    def save(self) -> None:
        """Write everything to disk now."""
        self._snapshots.save()

    def refusal(self, size: int, frees: bool) -> str | None:
        """Why a change can't be kept, or None."""
        return self._snapshots.refusal(size, frees)

    def shutdown(self) -> None:
        """Stop soon, from another thread, so that the reply of this request still goes out."""
        action = self._on_shutdown or self.stop
        threading.Timer(0.1, action).start()

    def _start_lakefs(self) -> lakefs.LakeFS:
        # Its usual port only beside the usual one of the sandbox: both are known then.
        port = _free_port(lakefs.DEFAULT_PORT) if self.port == DEFAULT_PORT else 0
        return lakefs.LakeFS(
            self.home / "lakefs", port, self._keys, lambda: self.client("s3"), self._key
        )

    def _keep_secret(self) -> None:
        """Keep the way to lakeFS as the secret that jobs look for where no other is named."""
        content = {
            "endpoint": self.lakefs.url,
            "access_key_id": self._keys["AWS_ACCESS_KEY_ID"],
            "secret_access_key": self._keys["AWS_SECRET_ACCESS_KEY"],
        }
        text = json.dumps(content)
        client = self.client("secretsmanager")
        try:
            client.create_secret(Name=lakefs.SECRET, SecretString=text)
        except client.exceptions.ResourceExistsException:
            client.put_secret_value(SecretId=lakefs.SECRET, SecretString=text)

    def _key(self, key_id: str) -> signing.Key | None:
        if key_id == self._keys["AWS_ACCESS_KEY_ID"]:
            return signing.Key(self._keys["AWS_SECRET_ACCESS_KEY"])
        return backends.issued_key(key_id)

    def _notify(self, text: str) -> None:
        self.messages.append(text)
        self._report(text)


def _choose_port(port: int | None) -> int:
    """The port to listen on: the one asked for, or for None the usual one unless it is taken.

    Raises SandboxError when a port asked for cannot be used.
    """
    if port is None:
        return _free_port(DEFAULT_PORT)
    try:
        return _probe(port)
    except OSError as error:
        raise SandboxError(
            f"Port {port} cannot be used: {error}. Choose another with --port, or --port 0 for any."
        ) from error


def _free_port(wanted: int) -> int:
    """Return a port, or 0 (any) when it is taken."""
    try:
        return _probe(wanted)
    except OSError:
        return 0


def _probe(wanted: int) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            # Elsewhere this option would let us share a port that is in use.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, wanted))
    return wanted


def _serve(port: int, application: Application) -> Any:
    from moto.moto_server.werkzeug_app import MotoRequestHandler
    from werkzeug.serving import make_server

    class Handler(MotoRequestHandler):
        """Quiet: a line per request helps nobody."""

        def log_request(self, *args: Any, **kwargs: Any) -> None:
            return None

        def log(self, type: str, message: str, *args: Any) -> None:
            log.warning(message, *args)

    return make_server(HOST, port, application, threaded=True, request_handler=Handler)
