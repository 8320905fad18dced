"""The WSGI application: a guard in front, the admin endpoints, moto behind, and proper errors."""

from __future__ import annotations

import errno
import hmac
import json
import logging
import re
import socket
import traceback
from collections.abc import Callable, Iterable
from typing import Any, NoReturn
from xml.sax.saxutils import escape

from glueflow.sandbox import faults, refusals, signing
from glueflow.sandbox.payload import Refused

log = logging.getLogger("glueflow.sandbox")

_READS = re.compile(
    r"^(BatchGet|Get|List|Describe|Search|Head|Lookup|Query|Check|Filter|Test|Simulate)"
)
_SCOPE = re.compile(r"Credential=[^/,\s]*(?:/|%2F)\d+(?:/|%2F)[^/&]+?(?:/|%2F)([^/&%]+)", re.I)
_REGION = re.compile(r"Credential=[^/,\s]*(?:/|%2F)\d+(?:/|%2F)([^/&%]+)", re.I)
_NOT_IMPLEMENTED = re.compile(r"The (\S+) action has not been implemented")

Start = Callable[..., Any]
NO_SPACE = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)


class Admin:
    """What ``/glueflow/…`` can ask of the sandbox; the server implements it."""

    token: str

    def status(self) -> dict[str, Any]:
        """Facts about the running sandbox."""
        raise NotImplementedError

    def save(self) -> None:
        """Write everything to disk. Raises OSError when the disk does not take it."""
        raise NotImplementedError

    def refusal(self, size: int, frees: bool) -> str | None:
        """Why a change that brings ``size`` bytes, or ``frees`` some, can't be kept, or None."""
        raise NotImplementedError

    def shutdown(self) -> None:
        """Stop soon after the reply has been sent."""
        raise NotImplementedError


class Application:
    """Serves AWS requests from loopback clients.

    ``mark`` gets the service (moto's name) of every request that may have changed something;
    ``lookup`` knows the access keys whose requests are served.
    """

    def __init__(
        self, moto: Any, admin: Admin, mark: Callable[[str], None], lookup: signing.Lookup
    ) -> None:
        self._moto = moto
        self._admin = admin
        self._mark = mark
        self._lookup = lookup
        self.faults = faults.Faults()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        refusal = _refusal(environ)
        if refusal is not None:
            return _json(start, 403, {"__type": "AccessDeniedException", "message": refusal})
        path = environ.get("PATH_INFO", "")
        if path.startswith("/glueflow/"):
            return self._serve_admin(path, environ, start)
        if path.startswith("/moto-api"):
            return _json(start, 404, {"message": "The sandbox has no moto API."})
        service = service_of(environ)
        try:
            signing.check(environ, self._lookup)
        except Refused as refused:
            return _unsigned(environ, start, service, refused.kind)
        refused_as, drops = self._strike(environ, service)
        if refused_as is not None:
            protocol = _protocol(environ, service)
            return _answer(environ, start, protocol, *faults.REFUSALS[refused_as][protocol])
        if not drops:
            return self._serve(environ, start, service)
        # The call has its effect, of which the client never hears.
        for _ in self._serve(environ, lambda *_: None, service):
            pass
        return _drop(environ)

    def _strike(self, environ: dict[str, Any], service: str) -> tuple[str | None, bool]:
        call = f"{service}:{_action(environ) or environ['REQUEST_METHOD']}"
        try:
            return self.faults.strike(call)
        except faults.Dropped:
            return _drop(environ)

    def _serve(self, environ: dict[str, Any], start: Start, service: str) -> Iterable[bytes]:
        writes = _writes(environ, service)
        if writes:
            full = self._admin.refusal(_size(environ), _frees(environ))
            if full is not None:
                return _full(environ, start, service, full)
        try:
            return self._moto(environ, start)  # type: ignore[no-any-return]
        except OSError as error:
            if error.errno not in NO_SPACE:
                return _error(environ, start, service, error)
            return _full(environ, start, service, f"The sandbox's disk is full: {error.strerror}.")
        except Exception as error:  # moto raises what it cannot do; clients must get AWS's shape.
            return _error(environ, start, service, error)
        finally:
            if writes:
                self._mark(service)

    def _serve_admin(self, path: str, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        given = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self._admin.token.encode()):
            return _json(start, 401, {"message": "The token of sandbox.json is needed."})
        route = (environ["REQUEST_METHOD"], path)
        if route == ("GET", "/glueflow/status"):
            return _json(start, 200, self._admin.status())
        if route == ("GET", "/glueflow/faults"):
            return _json(start, 200, self.faults.describe())
        if route == ("PUT", "/glueflow/faults"):
            return self._replace_faults(environ, start)
        if route == ("POST", "/glueflow/save"):
            return self._save(start) or _json(start, 200, {"saved": True})
        if route == ("POST", "/glueflow/shutdown"):
            # A sandbox that can't save its state goes on: ending would lose it.
            refused = self._save(start)
            if refused is not None:
                return refused
            self._admin.shutdown()
            return _json(start, 202, {"stopping": True})
        return _json(start, 404, {"message": f"There is no {route[0]} {path}."})

    def _replace_faults(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        try:
            given = json.loads(environ["wsgi.input"].read(_size(environ)) or b"{}")
            self.faults.replace([faults.rule(item) for item in given["faults"]], given["seed"])
        except (ValueError, KeyError, TypeError) as error:
            return _json(start, 400, {"message": str(error)})
        return _json(start, 200, self.faults.describe())

    def _save(self, start: Start) -> Iterable[bytes] | None:
        """Save everything; the reply that says why not, or None."""
        try:
            self._admin.save()
        except OSError as error:
            return _json(start, 507, {"message": error.strerror or str(error)})
        return None


def _drop(environ: dict[str, Any]) -> NoReturn:
    """Close the connection without a reply. Raises Dropped, which the server takes as its end."""
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        connection.shutdown(socket.SHUT_RDWR)
    raise faults.Dropped


def service_of(environ: dict[str, Any]) -> str:
    """The service a request is signed for; ``s3`` when it does not say."""
    match = _SCOPE.search(environ.get("HTTP_AUTHORIZATION") or environ.get("QUERY_STRING", ""))
    return match.group(1).lower() if match else "s3"


def _region(environ: dict[str, Any]) -> str | None:
    """Return the region that a request is signed for."""
    match = _REGION.search(environ.get("HTTP_AUTHORIZATION") or environ.get("QUERY_STRING", ""))
    return match.group(1) if match else None


def _refusal(environ: dict[str, Any]) -> str | None:
    """Why a request must not be served, or None.

    Job runs execute scripts, so a web page open in a browser on this machine must not reach us:
    browsers name the page in Origin, and a page that renamed its own host to 127.0.0.1 (DNS
    rebinding) still sends that name in Host.
    """
    if environ.get("HTTP_ORIGIN"):
        return "The sandbox does not serve web pages (the request has an Origin header)."
    host = environ.get("HTTP_HOST", "").lower()
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if name in ("127.0.0.1", "localhost", "[::1]", "") or name.endswith(".localhost"):
        return None
    return f"The sandbox serves 127.0.0.1 and localhost, not {name}."


def _action(environ: dict[str, Any]) -> str | None:
    target = environ.get("HTTP_X_AMZ_TARGET")
    return str(target).rsplit(".", 1)[-1] if target else None


def _writes(environ: dict[str, Any], service: str) -> bool:
    action = _action(environ)
    if action is not None:
        return _READS.match(action) is None
    return environ["REQUEST_METHOD"] not in ("GET", "HEAD")


def _size(environ: dict[str, Any]) -> int:
    length = str(environ.get("CONTENT_LENGTH") or "")
    return int(length) if length.isdigit() else 0


def _frees(environ: dict[str, Any]) -> bool:
    """Whether a request makes room: it deletes or stops something."""
    action = _action(environ)
    if action is not None:
        return action.startswith(("Delete", "BatchDelete", "BatchStop", "Stop"))
    query = environ.get("QUERY_STRING", "").split("&")
    return environ["REQUEST_METHOD"] == "DELETE" or "delete" in query or "delete=" in query


def _full(environ: dict[str, Any], start: Start, service: str, text: str) -> Iterable[bytes]:
    protocol = _protocol(environ, service)
    return _answer(environ, start, protocol, *refusals.full(protocol), text)


def _error(
    environ: dict[str, Any], start: Start, service: str, error: Exception
) -> Iterable[bytes]:
    match = _NOT_IMPLEMENTED.search(str(error)) if isinstance(error, NotImplementedError) else None
    if match or isinstance(error, NotImplementedError):
        name = _action(environ) or (match.group(1) if match else str(error))
        code = "UnknownOperationException"
        text = f"The Glueflow sandbox does not implement {service}:{name}."
    elif isinstance(error, KeyError) and _region(environ) in error.args:
        # moto looks a region up among those that AWS has.
        code = "UnknownRegionException"
        text = f"There is no AWS region {_region(environ)}. Name one such as us-east-1."
    else:
        log.error("%s failed\n%s", service, "".join(traceback.format_exception(error)))
        code = "InternalServiceException"
        name = _action(environ) or environ.get("PATH_INFO", "")
        text = f"The Glueflow sandbox failed in {service}:{name}: {error!r}"
    # 400 and 501, never 500: an SDK would send the same request again, several times over.
    protocol = _protocol(environ, service)
    if protocol == "s3":
        return _answer(environ, start, protocol, 501, "NotImplemented", text)
    return _answer(environ, start, protocol, 400, code, text)


def _unsigned(environ: dict[str, Any], start: Start, service: str, kind: str) -> Iterable[bytes]:
    protocol = _protocol(environ, service)
    return _answer(environ, start, protocol, *refusals.describe(protocol, kind))


def _protocol(environ: dict[str, Any], service: str) -> str:
    """How the service spells errors: ``s3`` and ``query`` in XML, ``json``."""
    kind = environ.get("CONTENT_TYPE", "")
    if environ.get("HTTP_X_AMZ_TARGET") or kind.startswith("application/x-amz-json"):
        return "json"
    if kind.startswith("application/x-www-form-urlencoded") or service in ("iam", "sts"):
        return "query"
    return "s3" if service == "s3" else "json"


def _answer(
    environ: dict[str, Any], start: Start, protocol: str, status: int, code: str, text: str
) -> Iterable[bytes]:
    if protocol == "s3":
        body = f"<Error><Code>{code}</Code><Message>{escape(text)}</Message></Error>"
        if environ["REQUEST_METHOD"] == "HEAD":
            body = ""
        return _reply(start, status, "application/xml", body)
    if protocol == "query":
        body = (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
            f"<Message>{escape(text)}</Message></Error></ErrorResponse>"
        )
        return _reply(start, status, "text/xml", body)
    return _json(start, status, {"__type": code, "message": text, "Message": text}, code)


_PHRASES = {
    200: "OK",
    202: "Accepted",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    500: "Internal Server Error",
    501: "Not Implemented",
    507: "Insufficient Storage",
}


def _json(
    start: Start, status: int, content: dict[str, Any], error: str | None = None
) -> Iterable[bytes]:
    text = json.dumps(content, ensure_ascii=False, default=str)
    return _reply(start, status, "application/json", text, error)


def _reply(
    start: Start, status: int, kind: str, text: str, error: str | None = None
) -> Iterable[bytes]:
    body = text.encode()
    headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
    if error:
        headers.append(("x-amzn-ErrorType", error))
    start(f"{status} {_PHRASES[status]}", headers)
    return [body]
