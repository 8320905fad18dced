"""boto3 clients that talk to the sandbox and nothing else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any


def client(service: str, url: str, region: str, keys: Mapping[str, str], retries: int = 2) -> Any:
    """A boto3 client of the sandbox at ``url``; the person's AWS profile and files are ignored.

    ``keys`` are environment variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, if there is
    one, AWS_SESSION_TOKEN (:func:`glueflow.sandbox.home.keys` gives those of a sandbox).
    """
    import boto3
    import botocore.session
    from botocore.config import Config

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
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=keys.get("AWS_SESSION_TOKEN"),
        config=Config(
            s3={"addressing_style": "path"},
            retries={"max_attempts": retries, "mode": "standard"},
            proxies={},
        ),
    )


def environment(url: str, region: str, keys: Mapping[str, str]) -> dict[str, str]:
    """The environment variables that point any AWS client at the sandbox at ``url``."""
    return {
        "AWS_ENDPOINT_URL": url,
        **keys,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }
