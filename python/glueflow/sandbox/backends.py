"""The one place that knows which moto this is, and reaches into its backends."""

from __future__ import annotations

import importlib.metadata
import threading
from typing import Any

from glueflow.sandbox.errors import SandboxError
from glueflow.sandbox.signing import Key

SUPPORTED_MOTO = (5, 2)
"""Major and minor version of the moto whose inner workings the sandbox completes."""

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"

LOCK = threading.RLock()
"""Guards Glue, logs and STS state: requests, job runs and snapshots take it."""


def moto_version() -> str:
    """The installed moto's version.

    Raises SandboxError when moto is missing or not the release line this code was written for.
    """
    try:
        version = importlib.metadata.version("moto")
    except importlib.metadata.PackageNotFoundError as error:
        raise SandboxError(
            "The sandbox needs moto, which is not installed. "
            "Run: python -m pip install 'glueflow[sandbox]'"
        ) from error
    parts = tuple(int(part) for part in version.split(".")[:2])
    if parts != SUPPORTED_MOTO:
        wanted = ".".join(map(str, SUPPORTED_MOTO))
        raise SandboxError(
            f"The sandbox needs moto {wanted}, but {version} is installed. "
            "Run: python -m pip install 'glueflow[sandbox]'"
        )
    return version


def glue(account: str, region: str) -> Any:
    """moto's Glue backend of one account and region."""
    from moto.glue.models import glue_backends

    return glue_backends[account][region]


def logs(account: str, region: str) -> Any:
    """moto's CloudWatch Logs backend of one account and region."""
    from moto.logs.models import logs_backends

    return logs_backends[account][region]


def sts(account: str) -> Any:
    """moto's STS backend of one account."""
    from moto.sts.models import sts_backends

    return sts_backends[account]["aws"]


def iam(account: str) -> Any:
    """moto's IAM backend of one account."""
    from moto.iam.models import iam_backends

    return iam_backends[account]["aws"]


def issued_key(key_id: str) -> Key | None:
    """The secret, and the session token, of a key that this sandbox's STS or IAM issued."""
    from moto.iam.models import iam_backends
    from moto.sts.models import sts_backends

    with LOCK:
        found: list[Any] = [backend for _, _, backend in sts_backends.iter_backends()]
        for backend in found:
            for role in backend.assumed_roles:
                if role.access_key_id == key_id:
                    return Key(role.secret_access_key, role.session_token)
        found = [backend for _, _, backend in iam_backends.iter_backends()]
        for backend in found:
            for user in backend.users.values():
                for key in user.access_keys:
                    if key.access_key_id == key_id and key.status == "Active":
                        return Key(key.secret_access_key)
    return None


def active() -> list[Any]:
    """Every backend dictionary of moto that has been used in this process."""
    from moto.core.base_backend import BackendDict

    registry: Any = BackendDict
    return list(registry._instances)


def every_glue() -> list[tuple[str, str, Any]]:
    """``(account, region, backend)`` of every Glue backend in use."""
    from moto.glue.models import glue_backends

    return list(glue_backends.iter_backends())


def forget_instances() -> None:
    """Empty moto's own list of everything it ever made, which a long-lived process would fill."""
    from moto.core.model_instances import model_data

    for models in list(model_data.values()):
        for model in list(models.values()):
            instances: list[Any] = getattr(model, "instances_tracked", [])
            instances.clear()


def reset() -> None:
    """Forget all of moto's state."""
    from moto.core.base_backend import BackendDict
    from moto.s3.models import s3_backends

    BackendDict.reset()
    s3_backends.bucket_accounts.clear()
