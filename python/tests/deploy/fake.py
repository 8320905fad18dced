"""A loopback server that replies to AWS calls as a test says: errors a sandbox cannot make."""

from __future__ import annotations

import json
import threading
import urllib.parse
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

ACCOUNT = "123456789012"
Reply = tuple[int, dict[str, Any]]


class Fake:
    """Replies by call (``GetJob``, ``PUT`` for an upload …); a list is used up one by one.

    A reply is a body for status 200, or ``error(code, message)``. ``calls`` records what came.
    """

    def __init__(self) -> None:
        self.replies: dict[str, Any] = {
            "GetJob": error("EntityNotFoundException", "Job not found."),
            "CreateJob": {"Name": "job"},
            "UpdateJob": {"JobName": "job"},
            "GetTags": {"Tags": {}},
            "HEAD": (404, {}),
            "PUT": {},
            "StartJobRun": {"JobRunId": "jr_1"},
        }
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._reply))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """The address for ``AWS_ENDPOINT_URL``."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def named(self, name: str) -> list[dict[str, Any]]:
        """The requests of one call."""
        return [request for call, request in self.calls if call == name]

    def _reply(self, name: str, request: dict[str, Any]) -> Reply:
        self.calls.append((name, request))
        reply = self.replies.get(name, {})
        if isinstance(reply, list):
            reply = reply.pop(0) if len(reply) > 1 else reply[0]
        return reply if isinstance(reply, tuple) else (200, reply)

    def __enter__(self) -> Fake:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def error(code: str, message: str = "", status: int = 400) -> Reply:
    """The reply of a call AWS refuses."""
    return status, {"__type": code, "message": message}


def _handler(reply: Callable[[str, dict[str, Any]], Reply]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Speaks the three protocols: JSON (Glue), query (STS), REST with XML (S3)."""

        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self._body()
            target = self.headers.get("X-Amz-Target")
            if target:
                status, content = reply(target.rsplit(".", 1)[-1], json.loads(body or b"{}"))
                self._send(status, "application/x-amz-json-1.1", json.dumps(content))
            elif b"Action=" in body:
                query = dict(urllib.parse.parse_qsl(body.decode()))
                status, content = reply(query["Action"], query)
                self._send(status, "text/xml", _query(query["Action"], status, content))
            elif self.path.startswith("/federation/credentials"):
                status, content = reply("GetRoleCredentials", {"path": self.path})
                self._send(status, "application/json", json.dumps(content))
            else:
                status, content = reply(self.command, {"path": self.path, "size": len(body)})
                self._send(status, "application/xml", _xml(status, content))

        do_GET = do_POST = do_PUT = do_HEAD = _serve

        def _body(self) -> bytes:
            if self.headers.get("Expect", "").lower() == "100-continue":
                self.send_response_only(100)
                self.end_headers()
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def handle_expect_100(self) -> bool:
            return True

        def _send(self, status: int, kind: str, text: str) -> None:
            data = text.encode() if self.command != "HEAD" else b""
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            return None

    return Handler


def _query(action: str, status: int, content: dict[str, Any]) -> str:
    if status != 200:
        return (
            f"<ErrorResponse><Error><Code>{content['__type']}</Code>"
            f"<Message>{content['message']}</Message></Error></ErrorResponse>"
        )
    values = content or {
        "Account": ACCOUNT,
        "Arn": f"arn:aws:iam::{ACCOUNT}:user/dev",
        "UserId": "AIDA",
    }
    inner = "".join(f"<{key}>{value}</{key}>" for key, value in values.items())
    return f"<{action}Response><{action}Result>{inner}</{action}Result></{action}Response>"


def _xml(status: int, content: dict[str, Any]) -> str:
    if status == 200 or not content:
        return ""
    return f"<Error><Code>{content['__type']}</Code><Message>{content['message']}</Message></Error>"
