"""JSON shapes of the specification: https://docs.lakefs.io/latest/reference/api/."""

from __future__ import annotations

from typing import Any

from glueflow.sandbox.lakefs.http import Reply, Request, json_reply
from glueflow.sandbox.lakefs.problems import Invalid
from glueflow.sandbox.lakefs.trees import Change, Entry
from glueflow.sandbox.lakefs.versions import Commit, Repository

MAX_PER_PAGE = 1000
DEFAULT_PER_PAGE = 100


def amount(request: Request) -> int:
    """Return how many results a page holds. Raises Invalid."""
    text = request.query.get("amount", str(DEFAULT_PER_PAGE))
    try:
        value = int(text)
    except ValueError as error:
        raise Invalid(f"amount: {text} is no number") from error
    return DEFAULT_PER_PAGE if value < 0 else min(value or DEFAULT_PER_PAGE, MAX_PER_PAGE)


def listing(results: list[dict[str, Any]], more: bool, key: str) -> Reply:
    """Make a page of results; ``key`` names the field that the next page starts after."""
    return json_reply(
        {
            "pagination": {
                "has_more": more,
                "next_offset": str(results[-1][key]) if more and results else "",
                "results": len(results),
                "max_per_page": MAX_PER_PAGE,
            },
            "results": results,
        }
    )


def repository_json(each: Repository) -> dict[str, Any]:
    """Show a repository."""
    return {
        "id": each.id,
        "creation_date": each.created,
        "default_branch": each.default_branch,
        "storage_id": "",
        "storage_namespace": each.namespace,
        "read_only": each.read_only,
    }


def commit_json(each: Commit) -> dict[str, Any]:
    """Show a commit."""
    return {
        "id": each.id,
        "parents": each.parents,
        "committer": each.committer,
        "message": each.message,
        "creation_date": int(each.created),
        "meta_range_id": each.tree,
        "metadata": each.metadata,
        "generation": each.generation,
        "version": 1,
    }


def change_json(change: Change) -> dict[str, Any]:
    """Show a difference."""
    path, kind, size = change
    prefix = kind == "prefix_changed"
    shown = {"type": kind, "path": path, "path_type": "common_prefix" if prefix else "object"}
    return shown if prefix else {**shown, "size_bytes": size}


def object_json(
    path: str, entry: Entry, metadata: bool = True, address: str | None = None, expiry: int = 0
) -> dict[str, Any]:
    """Show an object; ``address`` (and when it expires) stands in for where its bytes are."""
    shown: dict[str, Any] = {
        "path": path,
        "path_type": "object",
        "physical_address": address or entry["address"],
        "checksum": entry["checksum"],
        "size_bytes": entry["size"],
        "mtime": entry["mtime"],
        "content_type": entry["type"],
    }
    if metadata:
        shown["metadata"] = entry["meta"]
    if expiry:
        shown["physical_address_expiry"] = expiry
    return shown


def prefix_json(path: str) -> dict[str, Any]:
    """Show a common prefix."""
    return {
        "path": path,
        "path_type": "common_prefix",
        "physical_address": "",
        "checksum": "",
        "mtime": 0,
    }
