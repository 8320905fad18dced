"""The REST calls about objects: listings, reads, uploads of each kind, copies, deletions."""

from __future__ import annotations

import email.utils
import io
import re
from collections.abc import Callable
from email.message import Message
from typing import Any

from glueflow.sandbox.lakefs import trees
from glueflow.sandbox.lakefs.branches import Branches
from glueflow.sandbox.lakefs.contents import (
    DEFAULT_TYPE,
    PRESIGNED_SECONDS,
    Contents,
    Source,
    entry,
    split,
)
from glueflow.sandbox.lakefs.http import Reply, Request, json_reply
from glueflow.sandbox.lakefs.problems import Invalid, Problem
from glueflow.sandbox.lakefs.trees import Entry
from glueflow.sandbox.lakefs.versions import Repository, Versions
from glueflow.sandbox.lakefs.wire import amount, listing, object_json, prefix_json

_META = "x-lakefs-meta-"
_MAX_DELETED = 1000
_MAX_PARTS = 10_000
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")

Call = Callable[..., Reply]


class ObjectCalls:
    """Answers calls about the objects of references and branches."""

    def __init__(self, versions: Versions, branches: Branches, contents: Contents) -> None:
        self._versions = versions
        self._branches = branches
        self._contents = contents

    def routes(self, ref: str, branch: str) -> dict[tuple[str, str], Call]:
        """List the routes below a reference's and a branch's path."""
        upload = f"{branch}/staging/pmpu"
        return {
            ("GET", f"{ref}/objects/ls"): self._list,
            ("GET", f"{ref}/objects"): self._get,
            ("HEAD", f"{ref}/objects"): self._get,
            ("GET", f"{ref}/objects/stat"): self._stat,
            ("POST", f"{branch}/objects"): self._upload,
            ("DELETE", f"{branch}/objects"): self._delete,
            ("POST", f"{branch}/objects/delete"): self._delete_many,
            ("POST", f"{branch}/objects/copy"): self._copy,
            ("GET", f"{branch}/staging/backing"): self._address,
            ("PUT", f"{branch}/staging/backing"): self._link,
            ("POST", upload): self._start_parts,
            ("PUT", f"{upload}/{{upload}}/parts/{{number}}"): self._sign_part,
            ("PUT", f"{upload}/{{upload}}"): self._complete_parts,
            ("DELETE", f"{upload}/{{upload}}"): self._abort_parts,
        }

    def _list(self, request: Request, repo: str, ref: str) -> Reply:
        query = request.query
        tree = self._branches.view(repo, ref)
        repository = self._versions.repository(repo)
        found, more = trees.names(
            sorted(tree),
            query.get("after", ""),
            query.get("prefix", ""),
            query.get("delimiter", ""),
            amount(request),
        )
        metadata = query.get("user_metadata", "true").lower() != "false"
        shown = [
            self._shown(repository, path, tree[path], request, metadata)
            if path in tree
            else prefix_json(path)
            for path in found
        ]
        return listing(shown, more, "path")

    def _stat(self, request: Request, repo: str, ref: str) -> Reply:
        path = _path(request)
        found = self._branches.entry(repo, ref, path)
        metadata = request.query.get("user_metadata", "true").lower() != "false"
        repository = self._versions.repository(repo)
        return json_reply(self._shown(repository, path, found, request, metadata))

    def _shown(
        self, repository: Repository, path: str, found: Entry, request: Request, metadata: bool
    ) -> dict[str, Any]:
        if not request.flag("presign"):
            return object_json(path, found, metadata)
        address, expiry = self._signed(repository, found, request)
        return object_json(path, found, metadata, address, expiry)

    def _signed(self, repository: Repository, found: Entry, request: Request) -> tuple[str, int]:
        name = self._contents.name(repository, found["address"])
        if name is not None:
            return self._contents.url(request.base, "get", repository.folder, name, found["type"])
        bucket, key = split(found["address"])
        params = {"Bucket": bucket, "Key": key}
        return str(
            self._contents.s3().generate_presigned_url("get_object", params, PRESIGNED_SECONDS)
        ), 0

    def _get(self, request: Request, repo: str, ref: str) -> Reply:
        found = self._branches.entry(repo, ref, _path(request))
        etag = f'"{found["checksum"]}"'
        if request.headers.get("if-none-match") == etag:
            return Reply(304)
        repository = self._versions.repository(repo)
        if request.flag("presign") and request.method == "GET":
            return Reply(302, headers={"Location": self._signed(repository, found, request)[0]})
        headers = {
            "ETag": etag,
            "Last-Modified": email.utils.formatdate(found["mtime"], usegmt=True),
            "Content-Type": found["type"],
            "Cache-Control": "no-store, must-revalidate",
            "Content-Disposition": "attachment",
        }
        return ranged(
            request,
            found["size"],
            headers,
            lambda start, length: self._contents.read(repository, found, start, length),
        )

    def _upload(self, request: Request, repo: str, branch: str) -> Reply:
        path = _path(request)
        repository = self._versions.repository(repo)
        self._versions.head(repo, branch)
        only_new = _only_new(request)
        if only_new and self._is_there(repo, branch, path):
            raise Problem("path already exists", 412)
        kind = request.headers.get("content-type", DEFAULT_TYPE)
        stream: Source = request.body
        if kind.startswith("multipart/form-data"):
            kind, stream = _form(kind, request)
        meta = {
            name[len(_META) :]: value.encode("latin-1").decode("utf-8", "replace")
            for name, value in request.headers.items()
            if name.startswith(_META)
        }
        made = self._contents.write(repository, stream, kind, meta)
        self._branches.stage(repo, branch, path, made, only_new)
        return json_reply(object_json(path, made), 201)

    def _is_there(self, repo: str, branch: str, path: str) -> bool:
        try:
            self._branches.entry(repo, branch, path)
        except Problem:
            return False
        return True

    def _delete(self, request: Request, repo: str, branch: str) -> Reply:
        self._branches.unstage(repo, branch, [_path(request)])
        return Reply(204)

    def _delete_many(self, request: Request, repo: str, branch: str) -> Reply:
        paths = request.json().get("paths")
        if not isinstance(paths, list):
            raise Invalid("paths are required")
        if len(paths) > _MAX_DELETED:
            raise Invalid(f"request size exceeded, max paths is set to {_MAX_DELETED}")
        self._branches.unstage(repo, branch, [str(path) for path in paths if path])
        return json_reply({"errors": []})

    def _copy(self, request: Request, repo: str, branch: str) -> Reply:
        body = request.json()
        path = request.query.get("dest_path", "")
        self._versions.head(repo, branch)
        source = self._branches.entry(
            repo, str(body.get("src_ref") or branch), str(body.get("src_path") or "")
        )
        repository = self._versions.repository(repo)
        stream = _Chunks(self._contents.read(repository, source, 0, source["size"]))
        made = self._contents.write(repository, stream, source["type"], dict(source["meta"]))
        made["checksum"] = source["checksum"]
        self._branches.stage(repo, branch, path, made, only_new=False)
        return json_reply(object_json(path, made), 201)

    def _address(self, request: Request, repo: str, branch: str) -> Reply:
        repository = self._versions.repository(repo)
        self._versions.head(repo, branch)
        name = self._new_name(repo, branch, _path(request))
        answer: dict[str, Any] = {"physical_address": self._contents.address(repository, name)}
        if request.flag("presign"):
            url, expires = self._contents.url(request.base, "put", repository.folder, name)
            answer |= {"presigned_url": url, "presigned_url_expiry": expires}
        return json_reply(answer)

    def _new_name(self, repo: str, branch: str, path: str) -> str:
        return self._contents.link_token(repo, branch, path, self._contents.new_name())

    def _link(self, request: Request, repo: str, branch: str) -> Reply:
        path = _path(request)
        body = request.json()
        repository = self._versions.repository(repo)
        address = str((body.get("staging") or {}).get("physical_address") or "")
        checksum = str(body.get("checksum") or "").strip('" ')
        if not checksum:
            raise Invalid("checksum is required")
        name = self._contents.name(repository, address)
        size = int(body.get("size_bytes") or 0)
        if name is not None:
            self._verify(repo, branch, path, name)
            size = self._contents.size(repository.folder, name)
        made = entry(
            address,
            size,
            checksum,
            str(body.get("content_type") or ""),
            dict(body.get("user_metadata") or {}),
        )
        self._branches.stage(repo, branch, path, made, _only_new(request))
        return json_reply(object_json(path, made))

    def _verify(self, repo: str, branch: str, path: str, name: str) -> None:
        if self._contents.link_token(repo, branch, path, name[:-16]) != name:
            raise Invalid("link address invalid")

    def _start_parts(self, request: Request, repo: str, branch: str) -> Reply:
        repository = self._versions.repository(repo)
        self._versions.head(repo, branch)
        path = _path(request)
        count = int(request.query.get("parts") or 0)
        if not 0 <= count <= _MAX_PARTS:
            raise Invalid(f"parts can be between 0 and {_MAX_PARTS}")
        name = self._new_name(repo, branch, path)
        answer: dict[str, Any] = {
            "upload_id": name,
            "physical_address": self._contents.address(repository, name),
        }
        if count:
            answer["presigned_urls"] = [
                self._contents.url(request.base, f"put-{number}", repository.folder, name)[0]
                for number in range(1, count + 1)
            ]
        return json_reply(answer, 201)

    def _sign_part(
        self, request: Request, repo: str, branch: str, upload: str, number: str
    ) -> Reply:
        repository = self._versions.repository(repo)
        self._verify(repo, branch, _path(request), upload)
        if not number.isdigit() or not 1 <= int(number) <= _MAX_PARTS:
            raise Invalid(f"part numbers are 1 to {_MAX_PARTS}")
        request.json()
        url, _ = self._contents.url(request.base, f"put-{number}", repository.folder, upload)
        return json_reply({"presigned_url": url})

    def _complete_parts(self, request: Request, repo: str, branch: str, upload: str) -> Reply:
        path = _path(request)
        body = request.json()
        repository = self._versions.repository(repo)
        self._verify(repo, branch, path, upload)
        parts = [(int(each["part_number"]), str(each["etag"])) for each in body.get("parts") or []]
        if not parts:
            raise Invalid("parts are required")
        made = self._contents.join(repository, upload, parts)
        made["type"] = str(body.get("content_type") or DEFAULT_TYPE)
        made["meta"] = dict(body.get("user_metadata") or {})
        self._branches.stage(repo, branch, path, made, only_new=False)
        return json_reply(object_json(path, made))

    def _abort_parts(self, request: Request, repo: str, branch: str, upload: str) -> Reply:
        repository = self._versions.repository(repo)
        self._verify(repo, branch, _path(request), upload)
        self._contents.drop_parts(repository.folder, upload)
        return Reply(204)


def ranged(
    request: Request, size: int, headers: dict[str, str], read: Callable[[int, int], Any]
) -> Reply:
    """Answer with the whole of something, or with the range that is asked for.

    Source: https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
    """
    headers["Accept-Ranges"] = "bytes"
    wanted = request.headers.get("range")
    match = _RANGE.fullmatch(wanted) if wanted else None
    start, end = 0, size - 1
    status = 200
    if match is not None and match.groups() != ("", ""):
        first, last = match.groups()
        if first:
            start, end = int(first), min(int(last) if last else size - 1, size - 1)
        else:
            start = max(size - int(last), 0)
        if start > end:
            refusal = json_reply({"message": "Requested Range Not Satisfiable"}, 416)
            refusal.headers["Content-Range"] = f"bytes */{size}"
            return refusal
        headers["Content-Range"] = f"bytes {start}-{end}/{size}"
        status = 206
    length = end - start + 1
    body = read(start, length) if request.method == "GET" else b""
    return Reply(status, body, length, headers)


def _path(request: Request) -> str:
    path = request.query.get("path", "")
    if not path:
        raise Invalid("argument path: path is required")
    return path


def _only_new(request: Request) -> bool:
    condition = request.headers.get("if-none-match")
    if condition not in (None, "*"):
        raise Problem("Unsupported If-None-Match value", 501)
    if request.headers.get("if-match"):
        raise Problem("the Glueflow stand-in has no If-Match", 501)
    return condition == "*"


def _form(kind: str, request: Request) -> tuple[str, Source]:
    message = Message()
    message["Content-Type"] = kind
    boundary = f"--{message.get_param('boundary')}".encode()
    for part in request.body.read().split(boundary)[1:-1]:
        head, _, data = part.partition(b"\r\n\r\n")
        fields = head.decode("utf-8", "replace")
        if 'name="content"' in fields:
            match = re.search(r"(?im)^content-type:\s*(.+?)\s*$", fields)
            return match.group(1) if match else DEFAULT_TYPE, io.BytesIO(data[:-2])
    raise Problem("multipart upload missing key 'content': http: no such file", 500)


class _Chunks:
    """An iterator of chunks as a stream."""

    def __init__(self, chunks: Any) -> None:
        self._chunks = chunks

    def read(self, size: int = -1, /) -> bytes:
        return bytes(next(self._chunks, b""))
