"""Who sent a request: AWS signatures, version 4 and (presigned S3 URLs) 2, made anew and compared.

A job run executes a script, so the sandbox serves only those who hold its keys, or keys it issued.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html and
https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html
"""

from __future__ import annotations

import hashlib
import hmac
import io
import re
import time
from base64 import b64encode
from calendar import timegm
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

ALGORITHM = "AWS4-HMAC-SHA256"
_PART = re.compile(r"(Credential|SignedHeaders|Signature)=([^,\s]+)")
# Query parameters that version 2 signs as part of the resource.
_SUBRESOURCES = (
    "accelerate", "acl", "cors", "delete", "lifecycle", "location", "logging", "notification",
    "object-lock", "partNumber", "policy", "replication", "requestPayment", "restore",
    "retention", "select", "select-type", "tagging", "torrent", "uploadId", "uploads",
    "versionId", "versioning", "versions", "website", "response-cache-control",
    "response-content-disposition", "response-content-encoding", "response-content-language",
    "response-content-type", "response-expires",
)  # fmt: skip


@dataclass(frozen=True)
class Key:
    """A secret access key, and the session token that belongs to it if there is one."""

    secret: str
    token: str | None = None


Lookup = Callable[[str], Key | None]
Pairs = list[tuple[str, str]]


class Refused(Exception):
    """The request is not served; the kind is missing, unknown, mismatch or expired."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def check(environ: dict[str, Any], lookup: Lookup) -> None:
    """Check that a request is signed with a key that ``lookup`` knows.

    The body of a request that does not name its digest is read, and put back for the next reader.

    Raises Refused.
    """
    query = _pairs(environ.get("QUERY_STRING", ""))
    given = dict(query)
    header = environ.get("HTTP_AUTHORIZATION", "")
    if header.startswith(ALGORITHM):
        _check_header(environ, query, header, lookup)
    elif given.get("X-Amz-Algorithm") == ALGORITHM:
        _check_query(environ, query, given, lookup)
    elif "AWSAccessKeyId" in given and "Signature" in given:
        _check_old_query(environ, query, given, lookup)
    else:
        raise Refused("missing")


def _check_header(environ: dict[str, Any], query: Pairs, header: str, lookup: Lookup) -> None:
    parts = dict(_PART.findall(header))
    if len(parts) != 3:
        raise Refused("missing")
    key_id, scope = _scope(parts["Credential"])
    key = _key(lookup, key_id, environ.get("HTTP_X_AMZ_SECURITY_TOKEN"))
    digest = environ.get("HTTP_X_AMZ_CONTENT_SHA256") or hashlib.sha256(_body(environ)).hexdigest()
    moment = environ.get("HTTP_X_AMZ_DATE", "")
    names = parts["SignedHeaders"].split(";")
    wanted = _signature(environ, query, names, digest, key.secret, moment, scope)
    _compare(wanted, parts["Signature"])


def _check_query(
    environ: dict[str, Any], query: Pairs, given: dict[str, str], lookup: Lookup
) -> None:
    key_id, scope = _scope(given.get("X-Amz-Credential", ""))
    key = _key(lookup, key_id, given.get("X-Amz-Security-Token"))
    moment = given.get("X-Amz-Date", "")
    signed = [pair for pair in query if pair[0] != "X-Amz-Signature"]
    names = given.get("X-Amz-SignedHeaders", "").split(";")
    if scope[2] == "s3":
        digest = environ.get("HTTP_X_AMZ_CONTENT_SHA256") or "UNSIGNED-PAYLOAD"
    else:
        digest = hashlib.sha256(_body(environ)).hexdigest()
    wanted = _signature(environ, signed, names, digest, key.secret, moment, scope)
    _compare(wanted, given.get("X-Amz-Signature", ""))
    try:
        began = timegm(time.strptime(moment, "%Y%m%dT%H%M%SZ"))
        over = began + int(given.get("X-Amz-Expires", "604800"))
    except ValueError as error:
        raise Refused("mismatch") from error
    if time.time() > over:
        raise Refused("expired")


def _check_old_query(
    environ: dict[str, Any], query: Pairs, given: dict[str, str], lookup: Lookup
) -> None:
    key = _key(lookup, given["AWSAccessKeyId"], given.get("x-amz-security-token"))
    amz = sorted(
        (name[5:].replace("_", "-").lower(), " ".join(str(value).split()))
        for name, value in environ.items()
        if name.startswith("HTTP_X_AMZ_")
    )
    # The token of a presigned URL is signed as if it were a header.
    amz += [(name, value) for name, value in query if name == "x-amz-security-token"]
    resource = _raw_path(environ)
    parts = sorted((name, value) for name, value in query if name in _SUBRESOURCES)
    if parts:
        resource += "?" + "&".join(f"{n}={v}" if v else n for n, v in parts)
    text = "\n".join(
        [
            environ["REQUEST_METHOD"],
            environ.get("HTTP_CONTENT_MD5", ""),
            environ.get("CONTENT_TYPE", ""),
            given.get("Expires", ""),
            *(f"{name}:{value}" for name, value in sorted(amz)),
            resource,
        ]
    )
    wanted = b64encode(hmac.new(key.secret.encode(), text.encode(), hashlib.sha1).digest())
    _compare(wanted.decode(), given["Signature"])
    if not given.get("Expires", "").isdigit() or time.time() > int(given["Expires"]):
        raise Refused("expired")


def _key(lookup: Lookup, key_id: str, token: str | None) -> Key:
    key = lookup(key_id)
    if key is None or (
        key.token is not None
        and not hmac.compare_digest(key.token.encode(), (token or "").encode())
    ):
        raise Refused("unknown")
    return key


def _scope(credential: str) -> tuple[str, list[str]]:
    key_id, *scope = credential.split("/")
    if len(scope) != 4:
        raise Refused("missing")
    return key_id, scope


def _compare(wanted: str, given: str) -> None:
    if not hmac.compare_digest(wanted.encode(), given.encode()):
        raise Refused("mismatch")


def _signature(
    environ: dict[str, Any],
    query: Pairs,
    names: list[str],
    digest: str,
    secret: str,
    moment: str,
    scope: list[str],
) -> str:
    path = _raw_path(environ)
    # S3 signs the path as it is sent; every other service encodes it once more.
    path = quote(unquote(path), safe="/-_.~") if scope[2] == "s3" else quote(path, safe="/-_.~")
    text = "\n".join(
        [
            environ["REQUEST_METHOD"],
            path,
            "&".join("=".join(pair) for pair in sorted((_escape(n), _escape(v)) for n, v in query)),
            *(f"{name}:{_header(environ, name)}" for name in names),
            "",
            ";".join(names),
            digest,
        ]
    )
    canonical = hashlib.sha256(text.encode()).hexdigest()
    key = b"AWS4" + secret.encode()
    for step in scope:
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    signed = "\n".join([ALGORITHM, moment, "/".join(scope), canonical])
    return hmac.new(key, signed.encode(), hashlib.sha256).hexdigest()


def _header(environ: dict[str, Any], name: str) -> str:
    variable = name.upper().replace("-", "_")
    if variable not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        variable = f"HTTP_{variable}"
    # WSGI hands bytes over as Latin-1 text; clients sign the bytes.
    text = str(environ.get(variable, "")).encode("latin-1", "replace").decode("utf-8", "replace")
    return " ".join(text.split())


def _raw_path(environ: dict[str, Any]) -> str:
    target = str(environ.get("RAW_URI") or environ.get("PATH_INFO") or "/")
    return target.partition("?")[0] or "/"


def _pairs(text: str) -> Pairs:
    found = []
    for part in text.split("&"):
        if part:
            name, _, value = part.partition("=")
            found.append((unquote(name), unquote(value)))
    return found


def _escape(text: str) -> str:
    return quote(text, safe="-_.~")


def _body(environ: dict[str, Any]) -> bytes:
    length = str(environ.get("CONTENT_LENGTH") or "0")
    body: bytes = environ["wsgi.input"].read(int(length)) if length.isdigit() else b""
    environ["wsgi.input"] = io.BytesIO(body)
    return body
