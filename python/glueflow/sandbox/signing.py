"""Who sent a request: AWS signatures, version 4 and (presigned S3 URLs) 2, made anew and compared.

A job run executes a script, so the sandbox serves only those who hold its keys, or keys it issued.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html,
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html and
https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from base64 import b64encode
from calendar import timegm
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_tz
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from glueflow.sandbox import payload
from glueflow.sandbox.payload import Refused

ALGORITHM = "AWS4-HMAC-SHA256"
SKEW_SECONDS = 15 * 60
"""How far a request's date may be from the clock."""
WEEK_SECONDS = 7 * 24 * 3600
_STAMP = "%Y%m%dT%H%M%SZ"
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
Pairs = list[tuple[bytes, bytes]]


def check(environ: dict[str, Any], lookup: Lookup) -> None:
    """Check that a request is signed with a key that ``lookup`` knows, not long ago, as it is.

    A body that the signature covers is read, and put back for the next reader.

    Raises Refused.
    """
    query = _pairs(environ.get("QUERY_STRING", ""))
    given = {_text(name): _text(value) for name, value in query}
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
    moment = _moment(environ)
    names = parts["SignedHeaders"].split(";")
    if scope[2] == "s3":
        digest = str(environ.get("HTTP_X_AMZ_CONTENT_SHA256", ""))
        if not digest:
            raise Refused("nodigest")
        _check_names(environ, names)
    else:
        # Other services digest the body themselves, whatever a header says of it.
        digest = hashlib.sha256(payload.read(environ)).hexdigest()
    signing = _signing_key(key.secret, scope)
    wanted = _signature(environ, query, names, digest, signing, moment, scope)
    _compare(wanted, parts["Signature"])
    began = _seconds(moment)
    _check_scope_date(moment, scope)
    if time.time() > began + SKEW_SECONDS:
        raise Refused("late")
    if time.time() < began - SKEW_SECONDS:
        raise Refused("early")
    if scope[2] == "s3":
        signer = payload.Signer(signing, moment, "/".join(scope), wanted)
        payload.check(environ, digest, signer)


def _check_query(
    environ: dict[str, Any], query: Pairs, given: dict[str, str], lookup: Lookup
) -> None:
    key_id, scope = _scope(given.get("X-Amz-Credential", ""))
    key = _key(lookup, key_id, given.get("X-Amz-Security-Token"))
    moment = given.get("X-Amz-Date", "")
    signed = [pair for pair in query if pair[0] != b"X-Amz-Signature"]
    names = given.get("X-Amz-SignedHeaders", "").split(";")
    s3 = scope[2] == "s3"
    if s3:
        digest = str(environ.get("HTTP_X_AMZ_CONTENT_SHA256") or payload.UNSIGNED)
        _check_names(environ, names)
    else:
        digest = hashlib.sha256(payload.read(environ)).hexdigest()
    signing = _signing_key(key.secret, scope)
    wanted = _signature(environ, signed, names, digest, signing, moment, scope)
    _compare(wanted, given.get("X-Amz-Signature", ""))
    began = _seconds(moment)
    _check_scope_date(moment, scope)
    lifetime = given.get("X-Amz-Expires", "" if s3 else str(SKEW_SECONDS))
    if not re.fullmatch(r"[0-9]{1,9}", lifetime) or int(lifetime) > WEEK_SECONDS:
        raise Refused("lifetime")
    if time.time() > began + int(lifetime):
        raise Refused("expired")
    if time.time() < began - SKEW_SECONDS:
        raise Refused("early")
    if s3:
        signer = payload.Signer(signing, moment, "/".join(scope), wanted)
        payload.check(environ, digest, signer)


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
    pairs = [(_text(name), _text(value)) for name, value in query]
    amz += [(name, value) for name, value in pairs if name == "x-amz-security-token"]
    resource = _raw_path(environ)
    parts = sorted((name, value) for name, value in pairs if name in _SUBRESOURCES)
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


def _moment(environ: dict[str, Any]) -> str:
    """Return when a request was signed, as its signature has it: x-amz-date, or else Date."""
    given = str(environ.get("HTTP_X_AMZ_DATE") or environ.get("HTTP_DATE") or "")
    parsed = parsedate_tz(given)
    if parsed is None:
        return given
    return time.strftime(_STAMP, time.gmtime(timegm(parsed[:9]) - (parsed[9] or 0)))


def _seconds(moment: str) -> int:
    try:
        return timegm(time.strptime(moment, _STAMP))
    except (ValueError, OverflowError) as error:
        raise Refused("nodate") from error


def _check_scope_date(moment: str, scope: list[str]) -> None:
    if moment[:8] != scope[0]:
        raise Refused("scope")


def _check_names(environ: dict[str, Any], names: list[str]) -> None:
    """Refuse S3 requests whose host or whose own headers (x-amz-…) are not signed."""
    present = {
        name[5:].replace("_", "-").lower() for name in environ if name.startswith("HTTP_X_AMZ_")
    }
    if not {"host", *present} <= set(names) | {"x-amz-content-sha256"}:
        raise Refused("unnamed")


def _signing_key(secret: str, scope: list[str]) -> bytes:
    key = b"AWS4" + secret.encode()
    for step in scope:
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    return key


def _signature(
    environ: dict[str, Any],
    query: Pairs,
    names: list[str],
    digest: str,
    key: bytes,
    moment: str,
    scope: list[str],
) -> str:
    path = _raw_path(environ)
    # S3 signs the path as it is sent; every other service encodes it once more.
    sent = unquote_to_bytes(path.encode("latin-1", "replace"))
    path = _escape(sent, "/") if scope[2] == "s3" else quote(path, safe="/-_.~")
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
    """Split a query into names and values, decoded to bytes.

    A blank arrives as ``%20`` or, from clients that fill in forms, as ``+``; both are signed as
    ``%20``, and a plus sign arrives as ``%2B``.
    """
    found = []
    for part in text.encode("latin-1", "replace").split(b"&"):
        if part:
            name, _, value = part.replace(b"+", b" ").partition(b"=")
            found.append((unquote_to_bytes(name), unquote_to_bytes(value)))
    return found


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _escape(text: bytes, also: str = "") -> str:
    return quote(text, safe=f"-_.~{also}")
