"""The stand-in as an object: starts and stops with the sandbox."""

from __future__ import annotations

import logging
import threading
import traceback
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from glueflow.sandbox import signing
from glueflow.sandbox.lakefs.auth import Auth
from glueflow.sandbox.lakefs.branches import Branches
from glueflow.sandbox.lakefs.contents import Contents
from glueflow.sandbox.lakefs.gateway import Gateway, is_signed
from glueflow.sandbox.lakefs.hooks import Hooks
from glueflow.sandbox.lakefs.http import Reply, Request, Server, json_reply
from glueflow.sandbox.lakefs.imports import Imports
from glueflow.sandbox.lakefs.objectcalls import ranged
from glueflow.sandbox.lakefs.problems import Problem
from glueflow.sandbox.lakefs.rest import Rest
from glueflow.sandbox.lakefs.store import Store
from glueflow.sandbox.lakefs.trees import Entry
from glueflow.sandbox.lakefs.versions import Versions

DEFAULT_PORT = 5578
SECRET = "glueflow/lakefs"
"""The secret that jobs take the way to lakeFS from."""
HOST = "127.0.0.1"

log = logging.getLogger("glueflow.sandbox")


class LakeFS:
    """A lakeFS stand-in on loopback. ``keys`` is the sandbox's access key, which is its own too.

    ``home`` is the folder of its data, ``port`` 0 takes any; ``s3`` makes a client of the sandbox's
    S3, which imports read; ``lookup`` knows the keys that sign identities.
    """

    def __init__(
        self,
        home: Path,
        port: int,
        keys: Mapping[str, str],
        s3: Callable[[], Any],
        lookup: signing.Lookup,
    ) -> None:
        self._keys = keys
        self._stopped = False
        self._store = Store(home)
        self._versions = Versions(self._store)
        self._contents = Contents(self._store, s3)
        branches = Branches(self._store, self._versions, Hooks(self._bytes))
        imports = Imports(self._versions, branches, self._contents)
        auth = Auth(
            keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"], self._store.secret, lookup
        )
        self._rest = Rest(auth, self._versions, branches, imports, self._contents)
        self._gateway = Gateway(self._versions, branches, self._contents, lookup)
        self._server = Server(HOST, port, self._answer)
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="sandbox-lakefs", daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The address of the server, without ``/api/v1``."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    @property
    def env(self) -> dict[str, str]:
        """The environment variables that point lakeFS clients at it."""
        return environment(self.url, self._keys)

    def stop(self) -> None:
        """Stop serving; its data stays."""
        self._stopped = True
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._store.close()

    def _bytes(self, repo: str, entry: Entry) -> bytes:
        repository = self._versions.repository(repo)
        return b"".join(self._contents.read(repository, entry, 0, entry["size"]))

    def _answer(self, request: Request) -> Reply:
        if request.headers.get("origin"):
            return json_reply({"message": "The sandbox does not serve web pages."}, 403)
        if not _is_here(request.headers.get("host", "")):
            return json_reply({"message": "The sandbox serves 127.0.0.1 and localhost."}, 403)
        try:
            reply = self._dispatch(request)
        except Problem as problem:
            reply = json_reply({"message": problem.message}, problem.status)
        except ConnectionError:
            raise
        except (ValueError, TypeError, KeyError) as error:
            reply = json_reply({"message": f"bad request: {type(error).__name__}: {error}"}, 400)
        except Exception as error:  # A client must get an answer, whatever went wrong here.
            if self._stopped:
                raise ConnectionAbortedError("the sandbox has stopped") from error
            log.error("lakeFS failed\n%s", "".join(traceback.format_exception(error)))
            reply = json_reply({"message": f"The Glueflow stand-in failed: {error!r}"}, 500)
        reply.headers["X-Request-ID"] = request.headers.get("x-request-id") or str(uuid.uuid4())
        return reply

    def _dispatch(self, request: Request) -> Reply:
        if request.raw_path.startswith("/_data/"):
            return self._data(request)
        if is_signed(request):
            return self._gateway.answer(request)
        if request.raw_path.startswith("/api/v1/"):
            return self._rest.answer(request)
        return json_reply({"message": "This is the Glueflow sandbox's stand-in for lakeFS."}, 404)

    def _data(self, request: Request) -> Reply:
        """Answer a pre-signed request: the address is its own permission."""
        _, _, verb, folder, name = request.raw_path.split("/")
        allowed = self._contents.allowed(request.raw_path, request.query)
        wanted = "get" if request.method in ("GET", "HEAD") else "put"
        if not allowed or verb.partition("-")[0] != wanted:
            return json_reply({"message": "Request has expired"}, 403)
        if wanted == "get":
            kind = request.query.get("type") or "application/octet-stream"
            return ranged(
                request,
                self._contents.size(folder, name),
                {"Content-Type": kind},
                lambda start, length: self._contents.read_name(folder, name, start, length),
            )
        part = verb.partition("-")[2]
        checksum = self._contents.receive(
            folder, name, int(part) if part else None, request.body, request.headers
        )
        return Reply(headers={"ETag": f'"{checksum}"'})


def environment(url: str, keys: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables that point lakeFS clients at ``url``."""
    return {
        "LAKECTL_SERVER_ENDPOINT_URL": url,
        "LAKECTL_CREDENTIALS_ACCESS_KEY_ID": keys["AWS_ACCESS_KEY_ID"],
        "LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY": keys["AWS_SECRET_ACCESS_KEY"],
    }


def _is_here(host: str) -> bool:
    # A page that renamed its own host to 127.0.0.1 (DNS rebinding) still names it in Host.
    return host.lower().rsplit(":", 1)[0] in ("127.0.0.1", "localhost", "[::1]", "")
