"""What Spark's and S3's errors about data mean: which file, which column, and what helps.

The deepest cause alone names neither (`column: [id], physicalType: INT32`), so the whole stack of
Java errors is looked at.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

_PARQUET = re.compile(
    r"Parquet column cannot be converted in file (?P<file>\S+?)\. "
    r"Column: \[(?P<column>.+?)\], Expected: (?P<wanted>.+?), Found: (?P<found>\w+)"
)
_ILLEGAL = re.compile(r"Illegal Parquet type: (?P<type>\w+(?: \([^)]*\)+)?)")
_NANOS = re.compile(r"TIMESTAMP\(NANOS")
_FILE = re.compile(
    r"(?:while reading file|converted in file|in file|[Rr]eading file|for file:?"
    r"|FileStatus\{path=)\s*(?P<file>(?:s3[an]?|file|hdfs):/[^\s;,]+)"
)
_FLAT_CHOICE = re.compile(
    r"The (?P<format>\w+) datasource doesn't support the column `?(?P<column>.+?)`? of the type "
    r"\"(?P<type>STRUCT<.*>)\""
)
_BUCKET_GONE = re.compile(
    r"(?:UnknownStoreException: `?(?P<path>s3[an]?://[^\s':]+)|(?P<code>NoSuchBucket))"
)
_DENIED = re.compile(r"AccessDeniedException: (?P<path>s3[an]?://\S+?): ")
_MOVED = re.compile(r"AWSRedirectException: .*?(?P<path>s3[an]?://\S+?)[:\s]")
_S3_PATH = re.compile(r"s3[an]?://(?P<bucket>[^/\s:'`]+)")

# The types of the catalog that hold what a Parquet file calls so.
_TYPES = {
    "INT32": "int",
    "INT64": "bigint",
    "INT96": "timestamp",
    "FLOAT": "float",
    "DOUBLE": "double",
    "BOOLEAN": "boolean",
    "BINARY": "string",
}
# As the fields of a choice are called once it is a struct.
_GLUE_TYPES = {
    *("array", "binary", "boolean", "byte", "date", "decimal", "double", "float", "int", "long"),
    *("map", "short", "string", "struct", "timestamp"),
}


def explain(text: str) -> str | None:
    """Return what a Java stack trace says about files, columns or buckets, with the remedy."""
    return _parquet(text) or _choice(text) or _store(text)


def data_file(text: str | None) -> str | None:
    """Return the path of the file that an error says it was reading."""
    match = _FILE.search(text or "")
    return unquote(match["file"].rstrip(".:'")) if match else None


def explain_boto(error: BaseException) -> str | None:
    """Return what an error of boto3 says about a bucket, naming it."""
    response: Any = getattr(error, "response", None)
    if not isinstance(response, dict):
        return None
    found = response.get("Error") or {}
    if found.get("Code") == "NoSuchBucket":
        bucket = found.get("BucketName")
        return no_bucket(str(bucket)) if bucket else None
    return None


def no_bucket(bucket: str) -> str:
    """Say that a bucket is not there."""
    return f"There is no bucket “{bucket}”. Correct the path, or make the bucket first."


def _parquet(text: str) -> str | None:
    match = _PARQUET.search(text)
    if match:
        found = match["found"]
        kind = _TYPES.get(found)
        same = f"the type of the files ({kind})" if kind else "the type of the files"
        return (
            f"The file {unquote(match['file'])} holds the column “{match['column']}” as {found}, "
            f"and it is to be read as {match['wanted']}: Spark reads Parquet in the file's own "
            f"types. Turn on “Inconsistent types” in the step that reads it, or give the column "
            f"{same} there and cast it afterwards (Change schema)."
        )
    match = _ILLEGAL.search(text)
    if match is None:
        return None
    file = data_file(text)
    where = f"The file {file}" if file else "A file of the input"
    if _NANOS.search(match["type"]):
        return (
            f"{where} holds timestamps in nanoseconds, which Spark can't read. Write the files "
            "with microseconds, or set spark.sql.legacy.parquet.nanosAsLong=true in the job's "
            "--conf, declare the column as bigint and divide it by 1000000000."
        )
    return (
        f"{where} holds a column of the Parquet type {match['type']}, which Spark can't read. "
        "Write the files in another type."
    )


def _choice(text: str) -> str | None:
    match = _FLAT_CHOICE.search(text)
    if match is None:
        return None
    kinds = re.findall(r"[<,]\s*(\w+): ", match["type"])
    if len(kinds) < 2 or not set(map(str.lower, kinds)) <= _GLUE_TYPES:
        return None
    column = match["column"]
    return (
        f"The column “{column}” holds values of several types (a choice of {', '.join(kinds)}), "
        f"which {match['format']} files can't hold. Resolve the choice first: "
        f'ResolveChoice with specs=[("{column}", "cast:string")], or “Inconsistent types” in the '
        "step that reads the data."
    )


def _store(text: str) -> str | None:
    gone = _BUCKET_GONE.search(text)
    if gone:
        path = _S3_PATH.search(gone["path"] or text[max(0, gone.start() - 300) : gone.end() + 300])
        if path:
            return no_bucket(path["bucket"])
    denied = _DENIED.search(text)
    if denied and ("403" in text or "AccessDenied" in text):
        return (
            f"Access to {denied['path']} was denied (403). The credentials of this run may not "
            "read or write there: check the policy of the user or role, and that of the bucket."
        )
    moved = _MOVED.search(text)
    path = _S3_PATH.search(moved["path"]) if moved else None
    if path:
        return (
            f"The bucket “{path['bucket']}” is in another region than the run's. Name its region "
            "(--region, or the connection's)."
        )
    return None
