"""A DuckDB connection that reads and writes S3 as the local runtime does."""

from __future__ import annotations

import contextlib
import importlib.util
import os
from pathlib import Path
from typing import Any

from glueflow.local import aws

SECRET = "glueflow"
_COPIED = ("s3_access_key_id", "s3_secret_access_key", "s3_session_token")
"""Settings that the extension fills from the environment, and any query can read."""
_OPTIONS = ("KEY_ID", "SECRET", "SESSION_TOKEN", "REGION", "ENDPOINT")


class EngineUnavailable(Exception):
    """DuckDB, or what it needs for S3, is not installed."""


class CredentialsMissing(Exception):
    """There are no AWS credentials."""


def connect(s3: bool = True) -> Any:
    """Return a connection in memory that fetches no extension by itself.

    Args:
        s3: load the extension for S3 and take the credentials of the environment, which the
            secret alone holds then.

    Raises:
        EngineUnavailable: a package lacks; the message says how to install it.
    """
    try:
        import duckdb
    except ImportError as error:
        raise EngineUnavailable(remedy("duckdb")) from error
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
        }
    )
    # In a Jupyter kernel without ipywidgets there is no bar, and setting it is an error.
    with contextlib.suppress(duckdb.InvalidInputException):
        connection.execute("SET enable_progress_bar = false")
    if s3:
        connection.execute(f"LOAD {_literal(str(_extension(duckdb.__version__)))}")
        for name in _COPIED:
            connection.execute(f"SET GLOBAL {name} = ''")
        sign_in(connection, "s3://")
    return connection


def sign_in(connection: Any, place: str) -> None:
    """Give a connection the present credentials, region and endpoint, where a place is in S3.

    Values reach DuckDB as variables, so that no text of SQL, and no error about one, holds them.

    Raises:
        CredentialsMissing: there are none.
    """
    if not place.startswith(("s3:", "s3a:", "s3n:")):
        return
    values = _values()
    if "KEY_ID" not in values:
        raise CredentialsMissing(
            "There are no AWS credentials. Name a profile or a connection, or sign in: "
            "aws sso login --profile NAME"
        )
    url = aws.endpoint("s3")
    for name in _OPTIONS:
        connection.execute(f"SET VARIABLE glueflow_{name.lower()} = $1", [values.get(name)])
    options = [
        f"{name} getvariable('glueflow_{name.lower()}')" for name in _OPTIONS if name in values
    ]
    options += [
        f"URL_STYLE {_literal('path' if url else 'vhost')}",
        f"USE_SSL {str(url is None or url.startswith('https')).lower()}",
    ]
    try:
        connection.execute(f"CREATE OR REPLACE SECRET {SECRET} (TYPE s3, {', '.join(options)})")
    finally:
        for name in _OPTIONS:
            connection.execute(f"RESET VARIABLE glueflow_{name.lower()}")


def _values() -> dict[str, str]:
    """Return what the secret holds: keys where there are any, region and endpoint."""
    values: dict[str, str] = {}
    keys = aws.present_keys()
    if keys is not None:
        key, secret, token = keys
        values.update(KEY_ID=key, SECRET=secret)
        if token:
            values["SESSION_TOKEN"] = token
    where = aws.region()
    if where:
        values["REGION"] = where
    url = aws.endpoint("s3")
    if url:
        values["ENDPOINT"] = url.split("://", 1)[-1].rstrip("/")
    elif where and where.startswith("cn-"):
        values["ENDPOINT"] = f"s3.{where}.amazonaws.com.cn"
    return values


def _extension(version: str) -> Path:
    """Return the file of the extension for S3, which a package of its own brings."""
    found = importlib.util.find_spec("duckdb_extension_httpfs")
    if found is None or not found.submodule_search_locations:
        raise EngineUnavailable(remedy(f"duckdb-extension-httpfs=={version}"))
    folder = Path(next(iter(found.submodule_search_locations)))
    file = folder / "extensions" / f"v{version}" / "httpfs.duckdb_extension"
    if not file.is_file():
        raise EngineUnavailable(remedy(f"duckdb-extension-httpfs=={version}"))
    return file


def remedy(package: str) -> str:
    """Return what to do where a package lacks."""
    return f'DuckDB lacks {package}. Run: pip install "glueflow[local]" (or pip install {package})'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def hidden(message: str) -> str:
    """Return an error message without the keys that the environment holds."""
    for name in aws.ENVIRONMENT_KEYS:
        value = os.environ.get(name)
        if value:
            message = message.replace(value, "…")
    return message
