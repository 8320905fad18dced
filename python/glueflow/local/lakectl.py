"""Where lakeFS is, for runs on this machine: the environment, or the settings file of lakectl.

Source: https://docs.lakefs.io/latest/reference/cli/ (configuration)
"""

from __future__ import annotations

import base64
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

LOG = logging.getLogger("glueflow.job")
SCHEME = "lakefs://"
ENDPOINT = "LAKECTL_SERVER_ENDPOINT_URL"
KEY = ("LAKECTL_CREDENTIALS_ACCESS_KEY_ID", "LAKECTL_ACCESS_KEY_ID")
SECRET = ("LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY", "LAKECTL_ACCESS_SECRET_KEY")
SECONDS = 30.0


@dataclass(frozen=True)
class Object:
    """One object of a repository: its path there, its bytes, and what stands for its content."""

    path: str
    size: int
    state: str


def follow_settings() -> None:
    """Set the variables that scripts look at by the settings file, where they are not all set."""
    if _of(ENDPOINT) and _of(*KEY) and _of(*SECRET):
        return
    given = os.environ.get("LAKECTL_CONFIG_FILE")
    path = Path(given) if given else Path.home() / ".lakectl.yaml"
    if not path.is_file():
        return
    settings = _read(path)
    server, keys = settings.get("server"), settings.get("credentials")
    for names, section, field in (
        ((ENDPOINT,), server, "endpoint_url"),
        (KEY, keys, "access_key_id"),
        (SECRET, keys, "secret_access_key"),
    ):
        value = section.get(field) if isinstance(section, dict) else None
        if value and not _of(*names):
            os.environ[names[0]] = str(value)


def objects(address: str) -> Iterator[Object]:
    """List the objects at `lakefs://repository/reference/path`.

    Raises:
        ValueError: the address or the way to lakeFS is not complete.
        OSError: lakeFS can't be reached, or refuses.
    """
    repository, reference, path = [*address.removeprefix(SCHEME).split("/", 2), "", ""][:3]
    endpoint, key, secret = _of(ENDPOINT), _of(*KEY), _of(*SECRET)
    if not (repository and reference and endpoint and key and secret):
        raise ValueError(f"{address} can't be looked at: it, or the way to lakeFS, is incomplete.")
    base = f"{endpoint.rstrip('/').removesuffix('/api/v1')}/api/v1/repositories/"
    place = "/".join(quote(each, safe="") for each in (repository, "refs", reference))
    token = base64.b64encode(f"{key}:{secret}".encode()).decode()
    after = ""
    while True:
        query = urlencode({"prefix": path, "after": after, "amount": 1000})
        request = Request(f"{base}{place}/objects/ls?{query}")
        request.add_unredirected_header("Authorization", f"Basic {token}")
        with urlopen(request, timeout=SECONDS) as reply:
            page = json.loads(reply.read())
        for each in page["results"]:
            state = f"{each.get('checksum', '')}\0{each.get('physical_address', '')}"
            yield Object(each["path"], int(each.get("size_bytes") or 0), state)
        if not page["pagination"]["has_more"]:
            return
        after = page["pagination"]["next_offset"]


def _of(*names: str) -> str:
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


def _read(path: Path) -> dict[str, Any]:
    try:
        import yaml

        found = yaml.safe_load(path.read_text("utf-8"))
    except Exception as error:
        # Its content may be a secret, and the message of a parser quotes it.
        LOG.warning("%s can't be read (%s): lakeFS is not known.", path, type(error).__name__)
        return {}
    return found if isinstance(found, dict) else {}
