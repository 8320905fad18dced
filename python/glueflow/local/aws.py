"""AWS for the local runtime: boto3 clients and the S3A settings that match them.

Both follow the same environment: `AWS_ENDPOINT_URL_<SERVICE>` or `AWS_ENDPOINT_URL`, `AWS_REGION`
or `AWS_DEFAULT_REGION`, and credentials from the keys in the environment, from
`AWS_CONTAINER_CREDENTIALS_FULL_URI`, or from `AWS_PROFILE` (SSO included).
"""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from glueflow import regions

JAVA_PROPERTY = "java:"
"""Marks a setting that is a system property of the Java process, not one of Hadoop's."""
ENVIRONMENT_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_CONTAINER = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
FOLLOWED = (
    *ENVIRONMENT_KEYS,
    *_CONTAINER,
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_SESSION_NAME",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_GLUE",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
)
# What the Java process saw at its start decides which provider can read a container address.
_CONTAINER_AT_START = {name: os.environ.get(name) for name in _CONTAINER}

_lock = threading.Lock()
_clients: dict[tuple[str, ...], Any] = {}
# Without any keys, boto3 waits for an address that only machines of AWS answer.
_nothing: dict[str, Any] = {}
NOTHING_SECONDS = 30


def endpoint(service: str) -> str | None:
    """Return the endpoint set for a service, or None for AWS itself."""
    return (
        os.environ.get(f"AWS_ENDPOINT_URL_{service.upper()}")
        or os.environ.get("AWS_ENDPOINT_URL")
        or None
    )


def region() -> str | None:
    """Return the region: from the environment, the profile, or us-east-1 beside an endpoint.

    Raises:
        RegionError: what is named is no region; it would become part of a host's name.
    """
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        if os.environ.get(name):
            return regions.checked(os.environ[name], name)
    import botocore.session

    found: str | None = botocore.session.Session().get_config_variable("region")
    if found:
        return regions.checked(found, "the region of the profile")
    return "us-east-1" if endpoint("glue") or endpoint("s3") else None


def client(service: str) -> Any:
    """Return a boto3 client for the present environment, cached until the environment changes.

    Raises:
        botocore.exceptions.BotoCoreError: no region, an unknown profile, an expired session …
    """
    import boto3
    from botocore.config import Config

    key = (service, *(os.environ.get(name, "") for name in FOLLOWED))
    with _lock:
        if key not in _clients:
            options: dict[str, Any] = {"retries": {"mode": "standard", "max_attempts": 5}}
            if endpoint(service):
                options["s3"] = {"addressing_style": "path"}
                options["connect_timeout"] = 5
            options["max_pool_connections"] = 32
            _clients[key] = boto3.Session().client(
                service,
                region_name=region(),
                endpoint_url=endpoint(service),
                config=Config(**options),
            )
        return _clients[key]


def s3a_settings() -> dict[str, str]:
    """Return the `fs.s3a.*` settings for the present environment.

    Keys are handed over in memory (Hadoop's configuration inside the Java process), never in
    Spark's own settings, which logs and the Spark UI show.
    """
    settings: dict[str, str] = {}
    url = endpoint("s3")
    where = region()
    if url:
        settings["fs.s3a.endpoint"] = url
        settings["fs.s3a.path.style.access"] = "true"
        settings["fs.s3a.connection.ssl.enabled"] = str(url.startswith("https")).lower()
    elif where:
        suffix = ".cn" if where.startswith("cn-") else ""
        settings["fs.s3a.endpoint"] = f"s3.{where}.amazonaws.com{suffix}"
    if where:
        settings["fs.s3a.endpoint.region"] = where
    settings.update(_credential_settings())
    return settings


def _credential_settings() -> dict[str, str]:
    provider = "fs.s3a.aws.credentials.provider"
    key = os.environ.get("AWS_ACCESS_KEY_ID")
    secret = os.environ.get("AWS_SECRET_ACCESS_KEY")
    if key and secret:
        return _keys(key, secret, os.environ.get("AWS_SESSION_TOKEN"))
    container = {name: os.environ.get(name) for name in _CONTAINER}
    if any(container.values()) and container == _CONTAINER_AT_START:
        # The SDK asks this address again before each set of keys expires.
        return {provider: "com.amazonaws.auth.EC2ContainerCredentialsProviderWrapper"}
    found = _from_boto()
    if found is None:
        # Says at once that there are no keys, instead of asking an address nobody answers.
        return {provider: "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"}
    return _keys(*found)


def present_keys() -> tuple[str, str, str | None] | None:
    """Return the keys of the environment, or of boto3's chain; None where there are none."""
    key = os.environ.get("AWS_ACCESS_KEY_ID")
    secret = os.environ.get("AWS_SECRET_ACCESS_KEY")
    if key and secret:
        return key, secret, os.environ.get("AWS_SESSION_TOKEN")
    return _from_boto()


def _from_boto() -> tuple[str, str, str | None] | None:
    """Ask boto3's chain (profiles, SSO, roles …) for keys; None is remembered for a while."""
    import botocore.session

    seen = tuple(os.environ.get(name, "") for name in FOLLOWED)
    if _nothing.get("seen") == seen and time.monotonic() - _nothing["at"] < NOTHING_SECONDS:
        return None
    try:
        found = botocore.session.Session().get_credentials()
        frozen = found.get_frozen_credentials() if found else None
    except Exception:
        # boto3 raises the same again, with its own words, as soon as the script asks for S3.
        frozen = None
    if frozen is None or not frozen.access_key or not frozen.secret_key:
        _nothing.update(seen=seen, at=time.monotonic())
        return None
    return frozen.access_key, frozen.secret_key, frozen.token


def _keys(key: str, secret: str, token: str | None) -> dict[str, str]:
    provider = "fs.s3a.aws.credentials.provider"
    if token is None:
        return {
            provider: "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
            "fs.s3a.access.key": key,
            "fs.s3a.secret.key": secret,
        }
    # Not S3A's TemporaryAWSCredentialsProvider: it loads its keys lazily and, asked by two threads
    # at once (a read of several partitions), tells the second one that it has none.
    return {
        provider: "com.amazonaws.auth.SystemPropertiesCredentialsProvider",
        f"{JAVA_PROPERTY}aws.accessKeyId": key,
        f"{JAVA_PROPERTY}aws.secretKey": secret,
        f"{JAVA_PROPERTY}aws.sessionToken": token,
    }
