"""boto3 clients that talk to the sandbox and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

ACCESS_KEY = "AKIAGLUEFLOWSANDBOX0"
SECRET_KEY = "glueflow-sandbox-has-no-secrets"
KEYS: dict[str, str] = {
    "AWS_ACCESS_KEY_ID": ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
}
"""Made-up keys: the sandbox checks none, AWS SDKs insist on some."""


def client(
    service: str, url: str, region: str, keys: Mapping[str, str] | None = None, retries: int = 2
) -> Any:
    """A boto3 client of the sandbox at ``url``; the person's AWS profile and files are ignored."""
    import boto3
    import botocore.session
    from botocore.config import Config

    chosen = keys or KEYS
    session = botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )
    return boto3.session.Session(botocore_session=session).client(  # type: ignore[call-overload]
        service,
        endpoint_url=url,
        region_name=region,
        aws_access_key_id=chosen["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=chosen["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=chosen.get("AWS_SESSION_TOKEN"),
        config=Config(
            s3={"addressing_style": "path"},
            retries={"max_attempts": retries, "mode": "standard"},
            proxies={},
        ),
    )


def environment(url: str, region: str) -> dict[str, str]:
    """The environment variables that point any AWS client at the sandbox at ``url``."""
    return {
        "AWS_ENDPOINT_URL": url,
        **KEYS,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }
