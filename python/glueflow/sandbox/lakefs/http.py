"""A small HTTP/1.1 server with connections that stay open: requests in, replies out."""

from __future__ import annotations

import contextlib
import json
import socketserver
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from io import BufferedIOBase
from typing import Any
from urllib.parse import parse_qsl, unquote

from glueflow.sandbox.lakefs.problems import Invalid

MAX_JSON = 32 * 2**20
_DRAIN = 2**20


@dataclass
class Reply:
    """An answer: a body of bytes, or chunks whose length is known."""

    status: int = 200
    body: bytes | Iterator[bytes] = b""
    length: int | None = None
    headers: dict[str, str] = field(default_factory=dict)


def json_reply(value: Any, status: int = 200) -> Reply:
    """Make a reply of a JSON value."""
    return Reply(status, json.dumps(value).encode(), headers={"Content-Type": "application/json"})


class Body:
    """A request's body as a stream that ends where the body does."""

    def __init__(self, source: BufferedIOBase, length: int | None) -> None:
        self._source = source
        self._left = length  # None: chunks say how long they are.
        self._chunk = 0
        self._done = length == 0

    def read(self, size: int = -1, /) -> bytes:
        """Read up to ``size`` bytes; nothing at the end. Raises ConnectionError."""
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 18), b""))
        if self._done or size == 0:
            return b""
        if self._left is None:
            return self._read_chunked(size)
        data = self._source.read(min(size, self._left))
        if not data:
            raise ConnectionError("the body was cut off")
        self._left -= len(data)
        self._done = self._left == 0
        return data

    def _read_chunked(self, size: int) -> bytes:
        if self._chunk == 0:
            line = self._source.readline(64)
            try:
                self._chunk = int(line.split(b";")[0], 16)
            except ValueError as error:
                raise ConnectionError("the body was cut off") from error
            if self._chunk == 0:
                self._done = True
                while self._source.readline(65536).strip():
                    pass
                return b""
        data = self._source.read(min(size, self._chunk))
        if not data:
            raise ConnectionError("the body was cut off")
        self._chunk -= len(data)
        if self._chunk == 0:
            self._source.readline(8)
        return data

    def drain(self) -> bool:
        """Read what is left; False when that is too much to be worth it."""
        for _ in range(_DRAIN >> 16):
            if not self.read(1 << 16):
                return True
        return self._done


@dataclass
class Request:
    """A request: its parts decoded, the body a stream."""

    method: str
    target: str
    headers: dict[str, str]
    body: Body
    base: str

    def __post_init__(self) -> None:
        self.raw_path, _, self.query_string = self.target.partition("?")
        self.path = unquote(self.raw_path)
        self.query: dict[str, str] = dict(parse_qsl(self.query_string, keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """Read the body as a JSON object; an empty one when there is none. Raises Invalid."""
        data = self.body.read()
        if not data:
            return {}
        try:
            value = json.loads(data)
        except ValueError as error:
            raise Invalid(f"the body is no JSON: {error}") from error
        if not isinstance(value, dict):
            raise Invalid("the body must be a JSON object")
        return value

    def flag(self, name: str) -> bool:
        """Read a query parameter that is true or false."""
        return self.query.get(name, "").lower() == "true"

    def values(self, name: str) -> list[str]:
        """Read a query parameter that may be repeated."""
        return [value for key, value in parse_qsl(self.query_string) if key == name]


Answer = Callable[[Request], Reply]


class Server(socketserver.ThreadingTCPServer):
    """Serves ``answer`` on loopback, a thread for each connection."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, answer: Answer) -> None:
        self.answer = answer
        super().__init__((host, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server_version = "GlueflowLakeFS"
    sys_version = ""

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: a line per request helps nobody."""

    def _serve(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        chunked = "chunked" in headers.get("transfer-encoding", "").lower()
        length = headers.get("content-length", "0")
        body = Body(self.rfile, None if chunked else int(length) if length.isdigit() else 0)
        host = headers.get("host") or "{}:{}".format(*self.server.server_address)
        request = Request(self.command, self.path, headers, body, f"http://{host}")
        reply = self.server.answer(request)
        with contextlib.suppress(OSError):
            if not body.drain():
                self.close_connection = True
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        chunks: Iterable[bytes] = [reply.body] if isinstance(reply.body, bytes) else reply.body
        length = len(reply.body) if isinstance(reply.body, bytes) else reply.length or 0
        if reply.length is not None:
            length = reply.length
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value.encode().decode("latin-1"))
        if reply.status not in (204, 304):
            self.send_header("Content-Length", str(length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD" and reply.status not in (204, 304):
            sent = 0
            for chunk in chunks:
                self.wfile.write(chunk)
                sent += len(chunk)
            if sent != length:
                self.close_connection = True
        self.wfile.flush()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve
