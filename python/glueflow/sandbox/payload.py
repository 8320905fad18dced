"""What a request carries, held against the digest it was signed with.

Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html,
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
"""

from __future__ import annotations

import hashlib
import hmac
import io
import re
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

UNSIGNED = "UNSIGNED-PAYLOAD"
_HEX = re.compile(r"[0-9a-f]{64}")
_SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
_STREAMS = (_SIGNED_CHUNKS, f"{_SIGNED_CHUNKS}-TRAILER", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
_EMPTY = hashlib.sha256(b"").hexdigest()
_CHECKSUMS: dict[str, Callable[[bytes], bytes]] = {
    "x-amz-checksum-sha256": lambda data: hashlib.sha256(data).digest(),
    "x-amz-checksum-sha1": lambda data: hashlib.sha1(data).digest(),
    "x-amz-checksum-crc32": lambda data: zlib.crc32(data).to_bytes(4, "big"),
}


class Refused(Exception):
    """The request is not served.

    The kind is missing, unknown, mismatch, expired, early, late, nodate, lifetime, unnamed, scope,
    digest, nodigest, badvalue, checksum or incomplete (see `glueflow.sandbox.refusals`).
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Signer:
    """What signs the chunks of a body: the key of the request's scope and its own signature."""

    key: bytes
    moment: str
    scope: str
    seed: str

    def sign(self, algorithm: str, before: str, *digests: str) -> str:
        """Sign a chunk or the trailer; `before` is the signature of what came before it."""
        text = "\n".join([f"AWS4-HMAC-SHA256-{algorithm}", self.moment, self.scope, before])
        text = "\n".join([text, *digests])
        return hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()


def read(environ: dict[str, Any]) -> bytes:
    """Read a request's body and put it back for the next reader."""
    stream = environ["wsgi.input"]
    length = str(environ.get("CONTENT_LENGTH") or "")
    if length.isdigit():
        body: bytes = stream.read(int(length))
    else:
        # Without a length only a stream that ends by itself (chunked transfer) may be read.
        body = stream.read() if environ.get("wsgi.input_terminated") else b""
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def check(environ: dict[str, Any], declared: str, signer: Signer) -> None:
    """Hold the body against what ``x-amz-content-sha256`` declared and the signature covers.

    Raises Refused when body, chunk signatures, trailer or decoded length differ.
    """
    if declared == UNSIGNED:
        return
    if declared in _STREAMS:
        _check_stream(environ, declared, signer)
    elif not _HEX.fullmatch(declared):
        raise Refused("badvalue")
    elif not hmac.compare_digest(hashlib.sha256(read(environ)).hexdigest(), declared):
        raise Refused("digest")


def content(environ: dict[str, Any]) -> bytes:
    """Return the body of a request that was checked, without the chunks it was sent in."""
    body = read(environ)
    if environ.get("HTTP_X_AMZ_CONTENT_SHA256") not in _STREAMS:
        return body
    return b"".join(data for data, _ in _chunks(io.BytesIO(body)))


def _check_stream(environ: dict[str, Any], declared: str, signer: Signer) -> None:
    length = str(environ.get("HTTP_X_AMZ_DECODED_CONTENT_LENGTH", ""))
    if not length.isdigit():
        raise Refused("incomplete")
    stream = io.BytesIO(read(environ))
    signed = declared.startswith(_SIGNED_CHUNKS)
    before, content = signer.seed, bytearray()
    for data, signature in _chunks(stream):
        if signed:
            wanted = signer.sign("PAYLOAD", before, _EMPTY, hashlib.sha256(data).hexdigest())
            _same(wanted, signature)
            before = wanted
        content += data
    if len(content) != int(length):
        raise Refused("incomplete")
    if declared.endswith("-TRAILER"):
        _check_trailer(stream, bytes(content), signer if signed else None, before)


def _chunks(stream: io.BytesIO) -> Iterator[tuple[bytes, str]]:
    """Yield each chunk with its signature, the empty last one included."""
    while True:
        size, _, extension = stream.readline().strip().partition(b";")
        if not re.fullmatch(rb"[0-9a-fA-F]{1,16}", size):
            raise Refused("incomplete")
        data = stream.read(int(size, 16))
        if len(data) != int(size, 16):
            raise Refused("incomplete")
        name, _, signature = extension.partition(b"=")
        yield data, signature.decode("latin-1") if name == b"chunk-signature" else ""
        if not data:
            return
        if stream.readline() != b"\r\n":
            raise Refused("incomplete")


def _check_trailer(stream: io.BytesIO, content: bytes, signer: Signer | None, before: str) -> None:
    lines = [line.strip().decode("latin-1") for line in stream.read().splitlines()]
    fields = [line.partition(":") for line in lines if ":" in line]
    headers = {name.strip().lower(): value.strip() for name, _, value in fields}
    signature = headers.pop("x-amz-trailer-signature", "")
    if signer is not None:
        text = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        _same(signer.sign("TRAILER", before, hashlib.sha256(text.encode()).hexdigest()), signature)
    for name, value in headers.items():
        digest = _CHECKSUMS.get(name)
        if digest is not None and b64encode(digest(content)).decode() != value:
            raise Refused("checksum")


def _same(wanted: str, given: str) -> None:
    if not hmac.compare_digest(wanted.encode(), given.encode("latin-1", "replace")):
        raise Refused("mismatch")
