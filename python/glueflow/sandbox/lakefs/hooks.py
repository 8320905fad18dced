"""Hooks of actions files: a part of lakeFS's, enough to refuse commits and merges.

Files ``_lakefs_actions/*.yaml`` of the branch name events (``pre-commit``, ``pre-merge``), branches
and hooks; a hook of type ``webhook`` is called, and an answer other than success refuses it. Only
addresses on this machine are called. Source: https://docs.lakefs.io/latest/howto/hooks/
"""

from __future__ import annotations

import fnmatch
import ipaddress
import json
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from glueflow.sandbox.lakefs.problems import Precondition
from glueflow.sandbox.lakefs.trees import Entry, Tree

_FOLDER = "_lakefs_actions/"
_SECONDS = 20.0


class Hooks:
    """Runs the hooks of a tree; ``read`` gives an object's bytes."""

    def __init__(self, read: Callable[[str, Entry], bytes]) -> None:
        self._read = read

    def run(
        self,
        event: str,
        repo: str,
        branch: str,
        tree: Tree,
        message: str,
        metadata: dict[str, str],
    ) -> None:
        """Run the hooks for an event. Raises Precondition when one refuses or can't be run."""
        for path in sorted(each for each in tree if each.startswith(_FOLDER)):
            for action, hook in self._hooks(repo, path, tree[path], event, branch):
                body = {
                    "event_type": event,
                    "action_name": action,
                    "hook_id": hook.get("id"),
                    "repository_id": repo,
                    "branch_id": branch,
                    "commit_message": message,
                    "commit_metadata": metadata,
                }
                reason = _call(hook, body)
                if reason is not None:
                    raise Precondition(
                        f"update branch {branch}: {event} hook aborted, "
                        f"run id '{uuid.uuid4().hex}': "
                        f"1 error occurred:\n\t* hook run id '0000_0000' failed on action "
                        f"'{action}' hook '{hook.get('id')}': {reason}\n\n"
                    )

    def _hooks(
        self, repo: str, path: str, entry: Entry, event: str, branch: str
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        import yaml

        try:
            action = yaml.safe_load(self._read(repo, entry))
            wanted = action["on"] if "on" in action else action[True]  # YAML 1.1 reads on as true.
            patterns = (wanted.get(event) or {}).get("branches") if event in wanted else []
            if event in wanted and (
                not patterns or any(fnmatch.fnmatchcase(branch, each) for each in patterns)
            ):
                for hook in action["hooks"]:
                    yield str(action.get("name", path)), dict(hook)
        except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise Precondition(f"{path} is no actions file: {type(error).__name__}") from error


def _call(hook: dict[str, Any], body: dict[str, Any]) -> str | None:
    """Call a hook; returns why it refuses, or None."""
    if hook.get("type") != "webhook":
        return f"the Glueflow stand-in runs hooks of type webhook only, not {hook.get('type')}"
    url = str((hook.get("properties") or {}).get("url", ""))
    if not _is_local(url):
        return "the Glueflow stand-in calls webhooks on this machine only"
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    try:
        # No proxies: the address is on this machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=_SECONDS):
            return None
    except urllib.error.HTTPError as error:
        return f"webhook request failed (status code: {error.code})"
    except (OSError, ValueError) as error:
        return f"webhook request failed: {error}"


def _is_local(url: str) -> bool:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "http" or parts.hostname is None:
        return False
    if parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname).is_loopback
    except ValueError:
        return False
