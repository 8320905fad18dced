"""Files under a path, on S3 (through boto3) or on this machine, as one set of calls."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from glueflow.local import aws

S3_SCHEMES = ("s3", "s3a", "s3n")
UPLOADS = 16


@dataclass(frozen=True)
class File:
    """One file: its full path, bytes, modification time (ms since 1970), etag, storage class."""

    path: str
    size: int
    modified: int
    etag: str = ""
    storage_class: str = "STANDARD"


def is_s3(path: str) -> bool:
    """Tell whether a path is on S3 (s3://, s3a:// or s3n://)."""
    return path.partition("://")[0].lower() in S3_SCHEMES and "://" in path


def split_s3(path: str) -> tuple[str, str]:
    """Split `s3://bucket/key` into bucket and key.

    Raises:
        ValueError: the path names no bucket.
    """
    bucket, _, key = path.split("://", 1)[1].partition("/")
    if not bucket:
        raise ValueError(f"The path {path!r} names no bucket.")
    return bucket, key


def local_path(path: str) -> Path:
    """Turn a local path or a file: address into a Path."""
    if path.startswith("file:"):
        return Path(url2pathname(unquote(urlsplit(path).path)))
    return Path(path)


def join(base: str, *parts: str) -> str:
    """Join a path and relative parts with single slashes."""
    return "/".join([base.rstrip("/"), *(part.strip("/") for part in parts)])


def hidden(relative: str) -> bool:
    """Tell whether Spark would skip a file: a part of its path starts with `_` or `.`."""
    return any(
        part.startswith(".") or (part.startswith("_") and "=" not in part)
        for part in relative.split("/")
    )


def list_files(path: str, *, recurse: bool = True, everything: bool = False) -> Iterator[File]:
    """Yield the data files at or under a path, or everything, hidden files and marks included.

    A path without a file or folder behind it yields nothing.
    """
    if is_s3(path):
        yield from _list_s3(path, recurse, everything)
    else:
        yield from _list_local(path, recurse, everything)


def _list_s3(path: str, recurse: bool, everything: bool) -> Iterator[File]:
    scheme = path.partition("://")[0]
    bucket, key = split_s3(path)
    folder = key if not key or key.endswith("/") else key + "/"
    pages = aws.client("s3").get_paginator("list_objects_v2")
    found = False
    for prefix in dict.fromkeys((folder, key)):
        if found:
            return
        for page in pages.paginate(Bucket=bucket, Prefix=prefix):
            for item in page.get("Contents", []):
                name: str = item["Key"]
                # The plain key matters when the path is one object, not a folder.
                if prefix == key != folder and name != key:
                    continue
                relative = name[len(folder) :] if prefix == folder else name.rpartition("/")[2]
                mark = name.endswith(("/", "_$folder$"))
                if not everything and (mark or hidden(relative)):
                    continue
                if not recurse and "/" in relative:
                    continue
                found = True
                yield _s3_file(scheme, bucket, item)


def _s3_file(scheme: str, bucket: str, item: dict[str, Any]) -> File:
    return File(
        f"{scheme}://{bucket}/{item['Key']}",
        item["Size"],
        int(item["LastModified"].timestamp() * 1000),
        item.get("ETag", "").strip('"'),
        item.get("StorageClass", "STANDARD"),
    )


def _list_local(path: str, recurse: bool, everything: bool) -> Iterator[File]:
    root = local_path(path)
    if root.is_file():
        yield _local_file(root)
        return
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if everything or not hidden(f)) if recurse else []
        for name in sorted(files):
            if everything or not hidden(name):
                yield _local_file(Path(folder) / name)


def _local_file(path: Path) -> File:
    stat = path.stat()
    return File(path.absolute().as_posix(), stat.st_size, stat.st_mtime_ns // 1_000_000)


def exclude(files: Iterable[File], patterns: list[str]) -> Iterator[File]:
    """Leave out files whose full path matches one of these Unix-style glob patterns.

    `**` crosses folders, `*` does not, as for Glue's `exclusions`.
    """
    tests = [_glob(pattern) for pattern in patterns]
    for file in files:
        if not any(test.fullmatch(file.path) for test in tests):
            yield file


def _glob(pattern: str) -> re.Pattern[str]:
    parts = []
    for piece in re.split(r"(\*\*|\*|\?|\[[^\]]*\]|\{[^}]*\})", pattern):
        if piece == "**":
            parts.append(".*")
        elif piece == "*":
            parts.append("[^/]*")
        elif piece == "?":
            parts.append("[^/]")
        elif piece.startswith("[") and piece.endswith("]"):
            parts.append(fnmatch.translate(piece).removeprefix("(?s:").removesuffix(")\\Z"))
        elif piece.startswith("{") and piece.endswith("}"):
            parts.append("(?:" + "|".join(map(re.escape, piece[1:-1].split(","))) + ")")
        else:
            parts.append(re.escape(piece))
    return re.compile("".join(parts), re.DOTALL)


def publish(staged: list[tuple[Path, str]]) -> None:
    """Put staged local files at their final paths, all of them or none.

    Args:
        staged: (local file, final path) pairs; the local files are used up.
    """
    done: list[str] = []

    def one(pair: tuple[Path, str]) -> None:
        source, target = pair
        if is_s3(target):
            bucket, key = split_s3(target)
            aws.client("s3").upload_file(str(source), bucket, key)
        else:
            final = local_path(target)
            final.parent.mkdir(parents=True, exist_ok=True)
            # A move between disks copies: readers must not meet half a file.
            half = final.with_name(f".{final.name}")
            shutil.move(str(source), half)
            os.replace(half, final)
        done.append(target)

    try:
        with ThreadPoolExecutor(max_workers=UPLOADS) as pool:
            list(pool.map(one, staged))
    except BaseException:
        remove(done)
        raise


def remove(paths: list[str]) -> None:
    """Delete files by full path; those already gone are fine."""
    by_bucket: dict[str, list[str]] = {}
    for path in paths:
        if is_s3(path):
            bucket, key = split_s3(path)
            by_bucket.setdefault(bucket, []).append(key)
        else:
            local_path(path).unlink(missing_ok=True)
    for bucket, keys in by_bucket.items():
        for start in range(0, len(keys), 1000):
            reply = aws.client("s3").delete_objects(
                Bucket=bucket,
                Delete={
                    "Objects": [{"Key": key} for key in keys[start : start + 1000]],
                    "Quiet": True,
                },
            )
            for problem in reply.get("Errors", [])[:1]:
                raise RuntimeError(
                    f"s3://{bucket}/{problem['Key']} could not be deleted: "
                    f"{problem.get('Code')} {problem.get('Message', '')}".strip()
                )


def read_text(path: str) -> str:
    """Read one small UTF-8 file, from S3 or this machine."""
    if is_s3(path):
        bucket, key = split_s3(path)
        body: bytes = aws.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        return body.decode()
    return local_path(path).read_text(encoding="utf-8")


def download(path: str, folder: Path) -> Path:
    """Copy one file into a folder and return where it is; a local file stays where it is."""
    if not is_s3(path):
        return local_path(path)
    bucket, key = split_s3(path)
    target = folder / key.rpartition("/")[2]
    aws.client("s3").download_file(bucket, key, str(target))
    return target
