"""The S3 gateway: a repository is a bucket, a key is ``<reference>/<path>``.

Served where REST calls are: a request with an AWS signature is one for the gateway. Source:
https://docs.lakefs.io/latest/understand/architecture/#s3-gateway and
https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
"""

from __future__ import annotations

import email.utils
import io
import re
import time
import xml.etree.ElementTree as ElementTree
from typing import Any
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from glueflow.sandbox import payload, refusals, signing
from glueflow.sandbox.lakefs import trees
from glueflow.sandbox.lakefs.branches import Branches
from glueflow.sandbox.lakefs.contents import DEFAULT_TYPE, Contents, Source
from glueflow.sandbox.lakefs.http import Reply, Request
from glueflow.sandbox.lakefs.objectcalls import ranged
from glueflow.sandbox.lakefs.problems import Invalid, NotFound, Problem
from glueflow.sandbox.lakefs.trees import Entry
from glueflow.sandbox.lakefs.versions import Repository, Versions
from glueflow.sandbox.payload import Refused

_META = "x-amz-meta-"
_CODES = {400: "InvalidRequest", 404: "NoSuchKey", 409: "Conflict", 412: "PreconditionFailed"}
_NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
_TAG = re.compile(r"^\{[^}]*\}")


def is_signed(request: Request) -> bool:
    """Say whether a request is one for the gateway."""
    return (
        request.headers.get("authorization", "").startswith(signing.ALGORITHM)
        or "X-Amz-Algorithm" in request.query
    )


class Gateway:
    """Answers S3 requests from the repositories."""

    def __init__(
        self,
        versions: Versions,
        branches: Branches,
        contents: Contents,
        lookup: signing.Lookup,
    ) -> None:
        self._versions = versions
        self._branches = branches
        self._contents = contents
        self._lookup = lookup

    def answer(self, request: Request) -> Reply:
        """Answer an S3 request; refusals are S3's XML."""
        try:
            environ = _environ(request)
            signing.check(environ, self._lookup)
            return self._route(request, io.BytesIO(payload.content(environ)))
        except Refused as refused:
            return _error(request, *refusals.describe("s3", refused.kind))
        except Problem as problem:
            code = _CODES.get(problem.status, "InternalError")
            if "repository" in problem.message and problem.status == 404:
                code = "NoSuchBucket"
            return _error(request, problem.status, code, problem.message)

    def _route(self, request: Request, body: Source) -> Reply:
        bucket, _, key = request.path.lstrip("/").partition("/")
        if not bucket:
            return _xml("ListAllMyBucketsResult", self._buckets())
        repository = self._versions.repository(bucket)
        if not key:
            return self._bucket(request, repository, body)
        reference, _, path = key.partition("/")
        query = request.query
        if request.method in ("GET", "HEAD"):
            return self._get(request, repository, reference, path)
        if request.method == "PUT" and "partNumber" in query:
            number = int(query["partNumber"])
            checksum = self._contents.receive(
                repository.folder, query["uploadId"], number, body, {}
            )
            return Reply(headers={"ETag": f'"{checksum}"'})
        if request.method == "PUT":
            return self._put(request, repository, reference, path, body)
        if request.method == "POST" and "uploads" in query:
            return self._start_parts(request, repository, key)
        if request.method == "POST" and "uploadId" in query:
            return self._complete(request, repository, reference, path, body)
        if request.method == "DELETE" and "uploadId" in query:
            self._contents.drop_parts(repository.folder, query["uploadId"])
            return Reply(204)
        if request.method == "DELETE":
            self._branches.unstage(repository.id, reference, [path] if path else [])
            return Reply(204)
        raise Problem(f"the gateway has no {request.method} with {request.query_string}", 501)

    def _buckets(self) -> str:
        shown = "".join(
            f"<Bucket><Name>{each.id}</Name><CreationDate>{_moment(each.created)}</CreationDate>"
            "</Bucket>"
            for each in self._versions.repositories()
        )
        return f"<Owner><ID>sandbox</ID></Owner><Buckets>{shown}</Buckets>"

    def _bucket(self, request: Request, repository: Repository, body: Source) -> Reply:
        query = request.query
        if request.method == "HEAD":
            return Reply()
        if request.method == "GET" and "location" in query:
            return _xml("LocationConstraint", "")
        if request.method == "GET" and "versioning" in query:
            return _xml("VersioningConfiguration", "")
        if request.method == "GET":
            return self._list(request, repository)
        if request.method == "POST" and "delete" in query:
            return self._delete_many(repository, body)
        raise Problem(f"the gateway has no {request.method} of a bucket", 501)

    def _list(self, request: Request, repository: Repository) -> Reply:
        query = request.query
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        after = query.get("continuation-token") or query.get("start-after") or query.get("marker")
        wanted = min(int(query.get("max-keys", "1000")), 1000)
        reference, slash, _ = prefix.partition("/")
        entries: trees.Tree = {}
        if slash:
            view = self._branches.view(repository.id, reference)
            entries = {f"{reference}/{path}": view[path] for path in view}
            names, more = trees.names(sorted(entries), after or "", prefix, delimiter, wanted)
        else:
            names = [
                f"{name}/"
                for name, _ in self._versions.branches(repository.id, hidden=False)
                if name.startswith(reference)
            ]
            more = False
        url = query.get("encoding-type") == "url"
        parts = [f"<Name>{repository.id}</Name><Prefix>{_shown(prefix, url)}</Prefix>"]
        parts.append(f"<MaxKeys>{wanted}</MaxKeys><KeyCount>{len(names)}</KeyCount>")
        if delimiter:
            parts.append(f"<Delimiter>{_shown(delimiter, url)}</Delimiter>")
        if url:
            parts.append("<EncodingType>url</EncodingType>")
        parts.append(f"<IsTruncated>{str(more).lower()}</IsTruncated>")
        if more:
            last = _shown(names[-1], url)
            parts.append(f"<NextContinuationToken>{escape(names[-1])}</NextContinuationToken>")
            parts.append(f"<NextMarker>{last}</NextMarker>")
        for name in names:
            entry = entries.get(name)
            shown = _shown(name, url)
            if entry is None:
                parts.append(f"<CommonPrefixes><Prefix>{shown}</Prefix></CommonPrefixes>")
                continue
            parts.append(
                f"<Contents><Key>{shown}</Key><LastModified>{_moment(entry['mtime'])}"
                f"</LastModified><ETag>&quot;{entry['checksum']}&quot;</ETag>"
                f"<Size>{entry['size']}</Size><StorageClass>STANDARD</StorageClass></Contents>"
            )
        return _xml("ListBucketResult", "".join(parts))

    def _get(self, request: Request, repository: Repository, reference: str, path: str) -> Reply:
        if not path:
            raise NotFound("the key names a reference, no object")
        entry = self._branches.entry(repository.id, reference, path)
        headers = {
            "ETag": f'"{entry["checksum"]}"',
            "Last-Modified": email.utils.formatdate(entry["mtime"], usegmt=True),
            "Content-Type": entry["type"],
            **{_META + name: value for name, value in entry["meta"].items()},
        }
        return ranged(
            request,
            entry["size"],
            headers,
            lambda start, length: self._contents.read(repository, entry, start, length),
        )

    def _put(
        self, request: Request, repository: Repository, branch: str, path: str, body: Source
    ) -> Reply:
        source = request.headers.get("x-amz-copy-source")
        if not path:
            # Hadoop makes markers of folders: a branch needs none.
            return Reply(headers={"ETag": '""'})
        if source is not None:
            return self._copy(unquote(source).lstrip("/"), repository, branch, path)
        self._versions.head(repository.id, branch)
        kind = request.headers.get("content-type", DEFAULT_TYPE)
        made = self._contents.write(repository, body, kind, _metadata(request))
        only_new = request.headers.get("if-none-match") == "*"
        self._branches.stage(repository.id, branch, path, made, only_new)
        return Reply(headers={"ETag": f'"{made["checksum"]}"'})

    def _copy(self, source: str, repository: Repository, branch: str, path: str) -> Reply:
        bucket, _, key = source.partition("/")
        reference, _, from_path = key.partition("/")
        origin = self._versions.repository(bucket)
        entry = self._branches.entry(bucket, reference, from_path)
        stream = io.BytesIO(b"".join(self._contents.read(origin, entry, 0, entry["size"])))
        made = self._contents.write(repository, stream, entry["type"], dict(entry["meta"]))
        self._branches.stage(repository.id, branch, path, made, only_new=False)
        return _xml(
            "CopyObjectResult",
            f"<ETag>&quot;{made['checksum']}&quot;</ETag>"
            f"<LastModified>{_moment(made['mtime'])}</LastModified>",
        )

    def _delete_many(self, repository: Repository, body: Source) -> Reply:
        keys = [
            "".join(node.itertext())
            for node in _parse(body.read()).iter()
            if _TAG.sub("", node.tag) == "Key"
        ]
        by_branch: dict[str, list[str]] = {}
        for key in keys:
            branch, _, path = key.partition("/")
            by_branch.setdefault(branch, []).append(path)
        for branch, paths in by_branch.items():
            self._branches.unstage(repository.id, branch, [each for each in paths if each])
        shown = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        return _xml("DeleteResult", shown)

    def _start_parts(self, request: Request, repository: Repository, key: str) -> Reply:
        upload = self._contents.new_name()
        notes = self._contents.part(repository.folder, upload, 0)
        kind = request.headers.get("content-type", DEFAULT_TYPE)
        meta = _metadata(request)
        notes.write_text("\n".join([kind, *(f"{k}={v}" for k, v in meta.items())]), "utf-8")
        return _xml(
            "InitiateMultipartUploadResult",
            f"<Bucket>{repository.id}</Bucket><Key>{escape(key)}</Key><UploadId>{upload}</UploadId>",
        )

    def _complete(
        self, request: Request, repository: Repository, branch: str, path: str, body: Source
    ) -> Reply:
        upload = request.query["uploadId"]
        notes = self._contents.part(repository.folder, upload, 0)
        if not notes.exists():
            raise NotFound("NoSuchUpload")
        kind, *lines = notes.read_text("utf-8").split("\n")
        parts = []
        for node in _parse(body.read()).iter():
            if _TAG.sub("", node.tag) == "Part":
                values = {_TAG.sub("", each.tag): each.text or "" for each in node}
                parts.append((int(values["PartNumber"]), values["ETag"]))
        made: Entry = self._contents.join(repository, upload, parts)
        made["type"] = kind
        made["meta"] = dict(line.split("=", 1) for line in lines)
        self._branches.stage(repository.id, branch, path, made, only_new=False)
        return _xml(
            "CompleteMultipartUploadResult",
            f"<Bucket>{repository.id}</Bucket><Key>{escape(f'{branch}/{path}')}</Key>"
            f"<ETag>&quot;{made['checksum']}&quot;</ETag>",
        )


def _environ(request: Request) -> dict[str, Any]:
    """Return the request as the signature check reads one."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "RAW_URI": request.target,
        "PATH_INFO": request.path,
        "QUERY_STRING": request.query_string,
        "CONTENT_TYPE": request.headers.get("content-type", ""),
        "CONTENT_LENGTH": request.headers.get("content-length", ""),
        "wsgi.input": io.BytesIO(request.body.read()),
    }
    for name, value in request.headers.items():
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    return environ


def _metadata(request: Request) -> dict[str, str]:
    return {
        name[len(_META) :]: value
        for name, value in request.headers.items()
        if name.startswith(_META)
    }


def _parse(body: bytes) -> ElementTree.Element:
    # Entities could blow a small text up; S3's requests have none.
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Invalid("the XML has a document type")
    try:
        return ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise Invalid(f"MalformedXML: {error}") from error


def _shown(text: str, url: bool) -> str:
    return quote(text, safe="/") if url else escape(text)


def _moment(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(seconds))


def _xml(name: str, content: str) -> Reply:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} {_NAMESPACE}>{content}</{name}>'
    return Reply(200, text.encode(), headers={"Content-Type": "application/xml"})


def _error(request: Request, status: int, code: str, message: str) -> Reply:
    text = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    body = b"" if request.method == "HEAD" else text.encode()
    return Reply(status, body, headers={"Content-Type": "application/xml"})
