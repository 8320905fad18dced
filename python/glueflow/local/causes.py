"""The short cause of an error, out of Spark's, Java's, boto3's and Python's own."""

from __future__ import annotations

import re
import traceback
from typing import Any

from glueflow.local import dataerrors

_CLASS = re.compile(r"^\[[A-Z0-9_.]+\]\s*")
_STATE = re.compile(r"(?<!\s)\s*SQLSTATE: \w+")
_JAVA_TYPE = re.compile(r"^(?:[a-z][\w$]*\.)+[A-Z][\w$]*(?:Exception|Error|Throwable)?:\s*")
_WORKER_FRAME = re.compile(r'^\s*File "(?P<file>[^"]+)", line (?P<line>\d+)', re.MULTILINE)
_DROPPED = ("Traceback (most recent call last):",)
_CREDENTIALS = (
    "NoAuthWithAWSException",
    "NoAwsCredentialsException",
    "Unable to load AWS credentials",
    "Unable to load credentials",
    "ExpiredToken",
    "InvalidIdentityToken",
    "IDPRejectedClaim",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "security token included in the request is",
    "The SSO session",
    "Unable to locate credentials",
)
_BOTO = (
    "NoCredentialsError",
    "PartialCredentialsError",
    "CredentialRetrievalError",
    "UnauthorizedSSOTokenError",
    "SSOTokenLoadError",
    "TokenRetrievalError",
    "LoginRefreshRequired",
    "ProfileNotFound",
)
_PLACE = re.compile(r"(?<!\s)\s*\(line (\d+), pos (\d+)\)|; line (\d+) pos (\d+)")
_LOST_TABLE = re.compile(
    r"^(?:\[TABLE_OR_VIEW_NOT_FOUND\] )?(The table or view \S+ cannot be found\.) Verify the"
)
_UPLOAD = re.compile(
    r"^Failed to upload .* to (?P<bucket>[^/\s]+)/(?P<key>\S*): An error occurred "
    r"\((?P<code>\w+)\)[^:]*: (?P<message>.*)$",
    re.DOTALL,
)
LENGTH = 600


def is_credentials(error: BaseException) -> bool:
    """Tell whether an error means that credentials are missing, unknown or expired."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & set(_BOTO):
        return True
    text = "\n".join(filter(None, (str(error), java_text(error))))
    return any(mark in text for mark in _CREDENTIALS)


def cause(error: BaseException) -> str:
    """Return the root cause of an error in a line or two, without plans and stack traces."""
    left = getattr(error, "left", "")
    if left and isinstance(left, str) and error.__cause__ is not None:
        # A write to lakeFS says what is on which branch, beside its cause.
        return f"{cause(error.__cause__)} {left}"
    text = _credentials(error) or _python_worker(error) or _data(error) or _java(error)
    if text is None:
        text = str(error).strip()
        if isinstance(error, KeyError):
            text = f"no {text} there (KeyError)"
        elif not text or type(error).__module__ == "builtins":
            name = type(error).__name__
            plain = isinstance(error, (RuntimeError, OSError, Exception)) and text
            text = f"{name}: {text}" if plain and name != "Exception" else text or name
    upload = _UPLOAD.match(text)
    if upload:
        text = _not_written(**upload.groupdict())
    lost = _LOST_TABLE.match(text)
    if lost:
        # Spark speaks of dropping tables and of its current schema, for which nobody has asked.
        text = (
            f"{lost[1]} A query reads the inputs of its step by their names, and tables of the "
            "catalog as database.table."
        )
    return _short(text)


def _data(error: BaseException) -> str | None:
    """Say what an error about files, columns or buckets means; its deepest cause names neither."""
    said = dataerrors.explain_boto(error)
    text = said or java_text(error) or ""
    return said or dataerrors.explain(f"{error}\n{text}")


def data_file(error: BaseException) -> str | None:
    """Return the path of the file that an error says it was reading."""
    return dataerrors.data_file(java_text(error))


def _not_written(bucket: str, key: str, code: str, message: str) -> str:
    if code == "NoSuchBucket":
        return dataerrors.no_bucket(bucket)
    return f"s3://{bucket}/{key} could not be written: {message} ({code})"


def _credentials(error: BaseException) -> str | None:
    import os

    if not is_credentials(error):
        return None
    profile = os.environ.get("AWS_PROFILE")
    name = type(error).__name__
    if name == "ProfileNotFound":
        return f"There is no AWS profile named {profile}. Run: aws configure list-profiles"
    first = str(error).strip().splitlines()[0]
    if "SSO" in name or "Token" in name or "SSO" in first:
        login = f"aws sso login --profile {profile}" if profile else "aws sso login"
        return f"The AWS session has expired or is missing. Run: {login}"
    if "ExpiredToken" in str(error) or "ExpiredToken" in (java_text(error) or ""):
        return "The AWS credentials have expired. Renew them and start the run again."
    missing = ("Unable to l", "NoAuthWithAWS", "NoAwsCredentials")
    if name in _BOTO or any(mark in first + (java_text(error) or "") for mark in missing):
        return (
            "No AWS credentials were found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, and start the run again."
        )
    return None


def java_text(error: BaseException) -> str | None:
    """Return the whole Java stack trace behind a Python error, if there is one."""
    java = _throwable(error)
    if java is None:
        return None
    try:
        return str(java.__dict__.get("_text") or _stack(java))
    except Exception:
        # The Java process may be gone; what Python knows must do then.
        return None


def _stack(java: Any) -> str:
    from pyspark import SparkContext

    context = SparkContext._active_spark_context
    if context is None or context._jvm is None:
        return ""
    return str(context._jvm.org.apache.spark.util.Utils.exceptionString(java))


def _throwable(error: BaseException) -> Any:
    return getattr(error, "java_exception", None) or getattr(error, "_origin", None)


def _java(error: BaseException) -> str | None:
    java = _throwable(error)
    if java is None:
        from pyspark.errors import PySparkException

        if java_gone(error):
            return (
                "Spark's Java process has ended, most likely for want of memory. Give it more with "
                "GLUEFLOW_SPARK_MEMORY (such as 4g), or read less data."
            )
        return str(error).strip() if isinstance(error, PySparkException) else None
    try:
        root, depth = java, 0
        while root.getCause() is not None and depth < 20:
            root, depth = root.getCause(), depth + 1
        message = root.getMessage()
        name = str(root.getClass().getSimpleName())
    except Exception:
        return str(error).strip()
    text = str(message or name)
    if "Job aborted due to stage failure" in text:
        text = _stage_failure(text)
    if name == "UnsupportedFileSystemException" or "No FileSystem for scheme" in text:
        text = f"{text}. The jars for S3 are missing; run: python -m glueflow.local prepare"
    return text


def java_gone(error: BaseException) -> bool:
    """Tell whether an error means that the Java process does not answer any more."""
    from py4j.protocol import Py4JError, Py4JNetworkError

    if isinstance(error, Py4JNetworkError):
        return True
    if isinstance(error, Py4JError):
        # The same class stands for a missing method, which Java then says in a trace.
        return "does not exist" not in str(error) and "Trace:" not in str(error)
    if not isinstance(error, ConnectionError) or error.__traceback__ is None:
        return False
    last = traceback.extract_tb(error.__traceback__)[-1].filename
    return "py4j" in last


def _stage_failure(text: str) -> str:
    causes = re.findall(r"^Caused by: (.+)$", text, re.MULTILINE)
    if causes:
        return str(causes[-1])
    match = re.search(r"\(TID \d+\) \([^)]*\): (.+)", text)
    return match.group(1) if match else text


def _python_worker(error: BaseException) -> str | None:
    text = _worker_text(error)
    if text is None:
        return None
    lines = [
        line
        for line in text.strip().splitlines()
        if re.match(r"^[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Warning)\b", line)
    ]
    return lines[-1] if lines else None


def _worker_text(error: BaseException) -> str | None:
    """Return the traceback of a Python worker (a UDF, filter or map function), if that failed."""
    text = str(error) if "PythonException" in type(error).__name__ else java_text(error) or ""
    start = text.find("Traceback (most recent call last):")
    if start < 0:
        return None
    end = text.find("\n\tat ", start)
    return text[start:] if end < 0 else text[start:end]


def worker_lines(error: BaseException, file: str) -> list[int]:
    """Return the lines of a script that a failed Python worker was in, innermost last."""
    text = _worker_text(error)
    if text is None:
        return []
    return [int(m["line"]) for m in _WORKER_FRAME.finditer(text) if m["file"] == file]


def query_fragments(error: BaseException) -> list[str]:
    """Return the pieces of SQL that Spark says an error comes from."""
    java = _throwable(error)
    found: list[str] = []
    try:
        depth = 0
        while java is not None and depth < 20:
            getter = getattr(java, "getQueryContext", None)
            if getter is not None and _speaks_sql(java):
                found += [str(context.fragment()) for context in java.getQueryContext()]
            java, depth = java.getCause(), depth + 1
    except Exception:
        return found
    return found


def _speaks_sql(java: Any) -> bool:
    from pyspark import SparkContext

    context = SparkContext._active_spark_context
    if context is None or context._jvm is None or context._gateway is None:
        return False
    from py4j.java_gateway import is_instance_of

    return bool(is_instance_of(context._gateway, java, "org.apache.spark.SparkThrowable"))


def sql_place(error: BaseException) -> tuple[int, int] | None:
    """Return the line and column, both from 1, that an error of Spark names in a text of SQL."""
    from pyspark.errors import AnalysisException

    # A ParseException is one.
    if not isinstance(error, AnalysisException):
        return None
    match = _PLACE.search(str(error))
    if match is None:
        return None
    line, position = (int(each) for each in match.groups() if each is not None)
    return line, position + 1


def without_place(text: str) -> str:
    """Leave out of a cause what `sql_place` has reported."""
    return _PLACE.sub("", text).strip()


def full_text(error: BaseException) -> str:
    """Return everything known of an error, for the log: Python's traceback and Java's."""
    parts = ["".join(traceback.format_exception(type(error), error, error.__traceback__))]
    java = java_text(error)
    if java and java not in parts[0]:
        parts.append(java)
    return "\n".join(parts)


def _short(text: str) -> str:
    """Cut logical plans, stack traces, error class names and over-length off a message."""
    text = re.split(r";?\n\s*'|\n\s*\tat |\n\s*at [\w.$]+\(|\n== SQL|\nJVM stacktrace", text)[0]
    text = re.split(r";\s*line \d+ pos \d+|;?\s*\n[+:'!(]|\n\[SQLSTATE", text)[0]
    text = _STATE.sub("", text).strip().rstrip(";")
    while True:
        stripped = _CLASS.sub("", _JAVA_TYPE.sub("", text))
        if stripped == text or not stripped:
            break
        text = stripped
    text = " ".join(line.strip() for line in text.splitlines() if line.strip() not in _DROPPED)
    return text if len(text) <= LENGTH else text[: LENGTH - 1] + "…"
