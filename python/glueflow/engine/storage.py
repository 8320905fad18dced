"""The files of a folder, in S3 or on this machine."""

from __future__ import annotations

import os
from pathlib import Path

from glueflow.local import aws


def files(place: str) -> set[str]:
    """Return the paths of all files below a folder."""
    bucket, prefix = _place(place)
    if bucket is None:
        root = Path(place)
        return {str(Path(folder) / name) for folder, _, names in os.walk(root) for name in names}
    found: set[str] = set()
    pages = aws.client("s3").get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=bucket, Prefix=prefix):
        found.update(f"s3://{bucket}/{each['Key']}" for each in page.get("Contents", []))
    return found


def replace(place: str, before: set[str], only_partitions: bool) -> None:
    """Remove files that were there before a write: all of them, or those of folders it wrote to."""
    new = files(place) - before
    folders = {path.rsplit("/", 1)[0] for path in new}
    gone = {path for path in before if not only_partitions or path.rsplit("/", 1)[0] in folders}
    bucket, _ = _place(place)
    if bucket is None:
        for path in gone:
            os.remove(path)
        return
    keys = sorted(path.removeprefix(f"s3://{bucket}/") for path in gone)
    for start in range(0, len(keys), 1000):
        aws.client("s3").delete_objects(
            Bucket=bucket,
            Delete={"Objects": [{"Key": key} for key in keys[start : start + 1000]], "Quiet": True},
        )


def _place(place: str) -> tuple[str | None, str]:
    scheme, _, rest = place.partition("://")
    if scheme not in ("s3", "s3a", "s3n") or not rest:
        return None, ""
    bucket, _, key = rest.partition("/")
    return bucket, f"{key.rstrip('/')}/" if key else ""
