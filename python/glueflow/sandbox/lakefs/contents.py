"""The bytes of objects: files of its own, or (imported ones) objects of the sandbox's S3.

Addresses begin with the repository's storage namespace, as lakeFS's do; the bytes themselves stand
in the sandbox's folder, not in that bucket.
"""

from __future__ import annotations

import hashlib
import hmac
import mimetypes
import os
import shutil
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import quote, urlsplit

from glueflow.sandbox.lakefs.problems import Invalid, NotFound
from glueflow.sandbox.lakefs.store import Store
from glueflow.sandbox.lakefs.trees import Entry
from glueflow.sandbox.lakefs.versions import Repository

PRESIGNED_SECONDS = 15 * 60
CHUNK = 1 << 18
DEFAULT_TYPE = "application/octet-stream"


class Source(Protocol):
    """What bytes are read from."""

    def read(self, size: int = ..., /) -> bytes:
        """Read up to ``size`` bytes; nothing at the end."""


class Contents:
    """Writes and reads bytes. ``s3`` makes a client of the sandbox's S3."""

    def __init__(self, store: Store, s3: Callable[[], Any]) -> None:
        self._store = store
        self._make_s3 = s3
        self._s3: Any = None

    def new_name(self) -> str:
        """Return a name for a new content."""
        return self._store.new_name()

    def address(self, repository: Repository, name: str) -> str:
        """Return the physical address of a content of a repository."""
        return f"{repository.namespace.rstrip('/')}/data/{name}"

    def name(self, repository: Repository, address: str) -> str | None:
        """Return the name of a content of our own by its address, None for what is elsewhere."""
        start = f"{repository.namespace.rstrip('/')}/data/"
        return address[len(start) :] if address.startswith(start) else None

    def write(
        self, repository: Repository, stream: Source, kind: str, meta: dict[str, str]
    ) -> Entry:
        """Store a stream as a new content."""
        name = self._store.new_name()
        size, checksum = _store(self._path(repository.folder, name), stream)
        return entry(self.address(repository, name), size, checksum, kind, meta)

    def receive(
        self,
        folder: str,
        name: str,
        number: int | None,
        stream: Source,
        headers: dict[str, str],
    ) -> str:
        """Store what is sent to a signed address, a part or the whole; returns its MD5.

        Raises Invalid when it is not what ``Content-MD5`` says; nothing is kept then.
        """
        path = self._path(folder, name) if number is None else self.part(folder, name, number)
        _, checksum = _store(path, stream)
        digest = headers.get("content-md5")
        if digest is not None and digest != b64encode(bytes.fromhex(checksum)).decode():
            path.unlink()
            raise Invalid("BadDigest: the Content-MD5 you specified did not match what we received")
        return checksum

    def read(
        self, repository: Repository, found: Entry, start: int, length: int
    ) -> Iterator[bytes]:
        """Read ``length`` bytes of an object from ``start``. Raises Problem 410."""
        name = self.name(repository, found["address"])
        if name is not None:
            return self.read_name(repository.folder, name, start, length)
        return self._read_s3(found["address"], start, length)

    def read_name(self, folder: str, name: str, start: int, length: int) -> Iterator[bytes]:
        """Read a content of our own. Raises Problem 410 when it is gone."""
        try:
            stream = open(self._path(folder, name), "rb")  # noqa: SIM115 (closed by the reader)
        except FileNotFoundError as error:
            raise NotFound("No data", 410) from error
        return _chunks(stream, start, length)

    def size(self, folder: str, name: str) -> int:
        """Return the size of a content. Raises NotFound."""
        try:
            return self._path(folder, name).stat().st_size
        except FileNotFoundError as error:
            raise NotFound("No data", 410) from error

    def join(self, repository: Repository, name: str, parts: list[tuple[int, str]]) -> Entry:
        """Make one content of its uploaded parts (number, ETag). Raises Invalid."""
        digests = b""
        path = self._store.content(repository.folder, name)
        size = 0
        with open(path.with_suffix(".part"), "wb") as target:
            for number, etag in parts:
                part = self.part(repository.folder, name, number)
                if not part.exists():
                    raise Invalid(f"InvalidPart: part {number} was not uploaded")
                digest = hashlib.md5(usedforsecurity=False)
                with open(part, "rb") as stream:
                    while chunk := stream.read(CHUNK):
                        digest.update(chunk)
                        target.write(chunk)
                        size += len(chunk)
                if digest.hexdigest() != etag.strip('" '):
                    raise Invalid(f"InvalidPart: part {number} has another ETag")
                digests += digest.digest()
        os.replace(path.with_suffix(".part"), path)
        self.drop_parts(repository.folder, name)
        whole = hashlib.md5(digests, usedforsecurity=False).hexdigest()
        return entry(self.address(repository, name), size, f"{whole}-{len(parts)}", "", {})

    def part(self, folder: str, upload: str, number: int) -> Path:
        """Return where a part of an upload stands."""
        parts = self._path(folder, upload).with_suffix(".parts")
        parts.mkdir(exist_ok=True)
        return parts / f"{number:05d}"

    def drop_parts(self, folder: str, upload: str) -> None:
        """Remove what was uploaded of an upload in parts."""
        shutil.rmtree(self._path(folder, upload).with_suffix(".parts"), ignore_errors=True)

    def url(self, base: str, verb: str, folder: str, name: str, kind: str = "") -> tuple[str, int]:
        """Return a signed address for one verb (``get``, ``put``, ``put-<part>``), and its end."""
        expires = int(time.time()) + PRESIGNED_SECONDS
        path = f"/_data/{verb}/{folder}/{name}"
        signature = self._sign(path, expires, kind)
        return (
            f"{base}{path}?expires={expires}&type={quote(kind, safe='')}&signature={signature}",
            expires,
        )

    def allowed(self, path: str, query: dict[str, str]) -> bool:
        """Say whether a signed address is ours and not too old."""
        expires = query.get("expires", "")
        if not expires.isdigit() or int(expires) < time.time():
            return False
        wanted = self._sign(path, int(expires), query.get("type", ""))
        return hmac.compare_digest(wanted, query.get("signature", ""))

    def link_token(self, repo: str, branch: str, path: str, name: str) -> str:
        """Return a content's name that proves for which path it was given out."""
        text = "\0".join((repo, branch, path, name)).encode()
        return f"{name}{hmac.new(self._store.secret, text, hashlib.sha256).hexdigest()[:16]}"

    def _sign(self, path: str, expires: int, kind: str) -> str:
        text = f"{path}\0{expires}\0{kind}".encode()
        return hmac.new(self._store.secret, text, hashlib.sha256).hexdigest()

    def _path(self, folder: str, name: str) -> Path:
        try:
            return self._store.content(folder, name)
        except KeyError as error:
            raise NotFound("link address invalid") from error

    def s3(self) -> Any:
        """Return a client of the sandbox's S3."""
        if self._s3 is None:
            self._s3 = self._make_s3()
        return self._s3

    def _read_s3(self, address: str, start: int, length: int) -> Iterator[bytes]:
        if length == 0:
            return iter(())
        bucket, key = split(address)
        s3 = self.s3()
        try:
            reply = s3.get_object(
                Bucket=bucket, Key=key, Range=f"bytes={start}-{start + length - 1}"
            )
        except s3.exceptions.ClientError as error:
            raise NotFound("No data", 410) from error
        chunks: Iterator[bytes] = reply["Body"].iter_chunks(CHUNK)
        return chunks


def split(address: str) -> tuple[str, str]:
    """Return bucket and key of an ``s3://`` address. Raises Invalid."""
    parts = urlsplit(address, allow_fragments=False)
    key = address.split("/", 3)[3] if address.count("/") >= 3 else ""
    if parts.scheme != "s3" or not parts.netloc:
        raise Invalid(f"{address}: invalid import source: the stand-in reads s3:// only")
    return parts.netloc, key


def entry(address: str, size: int, checksum: str, kind: str, meta: dict[str, str]) -> Entry:
    """Make an entry as of now."""
    return {
        "address": address,
        "size": size,
        "checksum": checksum,
        "mtime": int(time.time()),
        "type": kind or DEFAULT_TYPE,
        "meta": meta,
    }


def guess_type(path: str) -> str:
    """Return the media type that a name's extension stands for."""
    return mimetypes.guess_type(path)[0] or DEFAULT_TYPE


def _store(path: Path, stream: Source) -> tuple[int, str]:
    """Write a stream to a file; returns size and MD5. Nothing stays when it breaks off."""
    draft = path.with_suffix(f".{os.urandom(6).hex()}")
    digest = hashlib.md5(usedforsecurity=False)
    size = 0
    try:
        with open(draft, "wb") as target:
            while chunk := stream.read(CHUNK):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return size, digest.hexdigest()


def _chunks(stream: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    with stream:
        stream.seek(start)
        while length > 0 and (chunk := stream.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
