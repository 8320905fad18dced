"""The REST calls: a table of routes, each to a method that answers it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from glueflow import __version__
from glueflow.sandbox.lakefs.auth import USER, Auth
from glueflow.sandbox.lakefs.branches import Branches
from glueflow.sandbox.lakefs.contents import Contents
from glueflow.sandbox.lakefs.http import Reply, Request, json_reply
from glueflow.sandbox.lakefs.imports import Imports
from glueflow.sandbox.lakefs.objectcalls import ObjectCalls
from glueflow.sandbox.lakefs.problems import Conflict, Invalid, MergeConflict, NotFound
from glueflow.sandbox.lakefs.trees import Change, group, page
from glueflow.sandbox.lakefs.versions import Commit, Repository, Versions
from glueflow.sandbox.lakefs.wire import (
    amount,
    change_json,
    commit_json,
    listing,
    repository_json,
)

VERSION = f"1.88.0-glueflow-standin-{__version__}"
_BASE = "/api/v1"

Call = Callable[..., Reply]


class Rest:
    """Answers the calls below ``/api/v1``."""

    def __init__(
        self,
        auth: Auth,
        versions: Versions,
        branches: Branches,
        imports: Imports,
        contents: Contents,
    ) -> None:
        self._auth = auth
        self._versions = versions
        self._branches = branches
        self._imports = imports
        self._contents = contents
        objects = ObjectCalls(versions, branches, contents)
        repo = "/repositories/{repo}"
        branch = f"{repo}/branches/{{branch}}"
        ref = f"{repo}/refs/{{ref}}"
        table: dict[tuple[str, str], Call] = {
            ("GET", "/repositories"): self._list_repositories,
            ("POST", "/repositories"): self._create_repository,
            ("GET", repo): self._get_repository,
            ("DELETE", repo): self._delete_repository,
            ("GET", f"{repo}/metadata"): self._get_metadata,
            ("POST", f"{repo}/metadata"): self._set_metadata,
            ("GET", f"{repo}/branches"): self._list_branches,
            ("POST", f"{repo}/branches"): self._create_branch,
            ("GET", branch): self._get_branch,
            ("DELETE", branch): self._delete_branch,
            ("PUT", branch): self._reset_branch,
            ("GET", f"{branch}/diff"): self._diff_branch,
            ("POST", f"{branch}/commits"): self._commit,
            ("POST", f"{branch}/revert"): self._revert,
            ("POST", f"{branch}/cherry-pick"): self._cherry_pick,
            ("GET", f"{branch}/import"): self._import_status,
            ("POST", f"{branch}/import"): self._import_start,
            ("DELETE", f"{branch}/import"): self._import_cancel,
            ("GET", f"{repo}/tags"): self._list_tags,
            ("POST", f"{repo}/tags"): self._create_tag,
            ("GET", f"{repo}/tags/{{tag}}"): self._get_tag,
            ("DELETE", f"{repo}/tags/{{tag}}"): self._delete_tag,
            ("GET", f"{repo}/commits/{{ref}}"): self._get_commit,
            ("GET", f"{ref}/commits"): self._log,
            ("GET", f"{ref}/diff/{{other}}"): self._diff,
            ("POST", f"{ref}/merge/{{branch}}"): self._merge,
            ("GET", f"{ref}/merge/{{branch}}"): self._merge_base,
            **objects.routes(ref, branch),
        }
        self._routes = [
            (verb, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), call)
            for (verb, path), call in table.items()
        ]
        self._by_verb: dict[str, list[tuple[re.Pattern[str], Call]]] = {}
        for verb, pattern, call in self._routes:
            self._by_verb.setdefault(verb, []).append((pattern, call))

    def answer(self, request: Request) -> Reply:
        """Answer a call. Raises Problem."""
        path = request.raw_path[len(_BASE) :].rstrip("/") or "/"
        route = (request.method, path)
        if route == ("POST", "/auth/login"):
            return json_reply(self._auth.login(request.json()))
        if route == ("POST", "/auth/external/principal/login"):
            host = request.headers.get("host", "").rsplit(":", 1)[0]
            return json_reply(self._auth.login_principal(request.json(), host))
        if route == ("GET", "/healthcheck"):
            return Reply(204)
        self._auth.check(request.headers)
        if route == ("GET", "/user"):
            return json_reply({"user": {"id": USER, "creation_date": 0}})
        if request.method == "GET" and path in _FACTS:
            return json_reply(_FACTS[path])
        for pattern, call in self._by_verb.get(request.method, []):
            match = pattern.fullmatch(path)
            if match is not None:
                return call(request, **{k: unquote(v) for k, v in match.groupdict().items()})
        raise NotFound(f"the Glueflow stand-in for lakeFS has no {request.method} {path}")

    def _list_repositories(self, request: Request) -> Reply:
        found, more = page(self._versions.repositories(), lambda each: each.id, *_window(request))
        return listing([repository_json(each) for each in found], more, "id")

    def _create_repository(self, request: Request) -> Reply:
        body = request.json()
        if body.get("storage_id"):
            raise Invalid("storage id: invalid value: no storage config found")
        made = self._versions.create(
            str(body.get("name") or ""),
            str(body.get("storage_namespace") or ""),
            str(body.get("default_branch") or "main"),
            bool(body.get("read_only")),
            USER,
        )
        if body.get("sample_data"):
            self._put_samples(made)
        return json_reply(repository_json(made), 201)

    def _put_samples(self, made: Repository) -> None:
        text = io.BytesIO(f"# {made.id}\n\nSample data.\n".encode())
        readme = self._contents.write(made, text, "text/markdown", {})
        self._branches.stage(made.id, made.default_branch, "README.md", readme, False)
        self._branches.commit(made.id, made.default_branch, {"message": "Add sample data"}, USER)

    def _get_repository(self, request: Request, repo: str) -> Reply:
        return json_reply(repository_json(self._versions.repository(repo)))

    def _delete_repository(self, request: Request, repo: str) -> Reply:
        self._versions.delete(repo)
        return Reply(204)

    def _get_metadata(self, request: Request, repo: str) -> Reply:
        return json_reply(self._versions.repository(repo).metadata)

    def _set_metadata(self, request: Request, repo: str) -> Reply:
        self._versions.set_metadata(repo, dict(request.json().get("metadata") or {}))
        return Reply(204)

    def _list_branches(self, request: Request, repo: str) -> Reply:
        return _refs(self._versions.branches(repo, request.flag("show_hidden")), request)

    def _create_branch(self, request: Request, repo: str) -> Reply:
        body = request.json()
        head = self._versions.create_branch(
            repo, str(body.get("name")), str(body.get("source")), bool(body.get("hidden"))
        )
        return Reply(201, head.encode(), headers={"Content-Type": "text/html"})

    def _get_branch(self, request: Request, repo: str, branch: str) -> Reply:
        return json_reply({"id": branch, "commit_id": self._versions.head(repo, branch)})

    def _delete_branch(self, request: Request, repo: str, branch: str) -> Reply:
        self._versions.delete_branch(repo, branch)
        return Reply(204)

    def _reset_branch(self, request: Request, repo: str, branch: str) -> Reply:
        body = request.json()
        self._branches.reset(repo, branch, str(body.get("type")), str(body.get("path") or ""))
        return Reply(204)

    def _diff_branch(self, request: Request, repo: str, branch: str) -> Reply:
        return _changes(self._branches.uncommitted(repo, branch), request)

    def _commit(self, request: Request, repo: str, branch: str) -> Reply:
        made = self._branches.commit(repo, branch, request.json(), USER)
        return json_reply(commit_json(made), 201)

    def _revert(self, request: Request, repo: str, branch: str) -> Reply:
        self._branches.revert(repo, branch, request.json(), USER)
        return Reply(204)

    def _cherry_pick(self, request: Request, repo: str, branch: str) -> Reply:
        made = self._branches.cherry_pick(repo, branch, request.json(), USER)
        return json_reply(commit_json(made), 201)

    def _import_start(self, request: Request, repo: str, branch: str) -> Reply:
        return json_reply({"id": self._imports.start(repo, branch, request.json(), USER)}, 202)

    def _import_status(self, request: Request, repo: str, branch: str) -> Reply:
        status = self._imports.status(repo, request.query.get("id", ""))
        if isinstance(status.get("commit"), Commit):
            status["commit"] = commit_json(status["commit"])
        return json_reply(status)

    def _import_cancel(self, request: Request, repo: str, branch: str) -> Reply:
        self._imports.cancel(repo, request.query.get("id", ""))
        return Reply(204)

    def _list_tags(self, request: Request, repo: str) -> Reply:
        return _refs(self._versions.tags(repo), request)

    def _create_tag(self, request: Request, repo: str) -> Reply:
        body = request.json()
        name = str(body.get("id") or "")
        commit = self._versions.create_tag(repo, name, str(body.get("ref") or ""))
        return json_reply({"id": name, "commit_id": commit}, 201)

    def _get_tag(self, request: Request, repo: str, tag: str) -> Reply:
        return json_reply({"id": tag, "commit_id": self._versions.tag(repo, tag)})

    def _delete_tag(self, request: Request, repo: str, tag: str) -> Reply:
        self._versions.delete_tag(repo, tag)
        return Reply(204)

    def _get_commit(self, request: Request, repo: str, ref: str) -> Reply:
        return json_reply(commit_json(self._versions.resolve(repo, ref).commit))

    def _log(self, request: Request, repo: str, ref: str) -> Reply:
        start = self._versions.resolve(repo, ref).commit
        after, _, wanted = _window(request)
        stop_at = request.query.get("stop_at")
        stop = self._versions.resolve(repo, stop_at).commit.id if stop_at else None
        found: list[Commit] = []
        more, passed = False, not after
        for commit in self._versions.log(repo, start, request.flag("first_parent")):
            if passed and self._touches(repo, commit, request):
                if len(found) == wanted:
                    more = True
                    break
                found.append(commit)
            passed = passed or commit.id == after
            if commit.id == stop:
                break
        return listing(
            [commit_json(each) for each in found], more and not request.flag("limit"), "id"
        )

    def _touches(self, repo: str, commit: Commit, request: Request) -> bool:
        objects, prefixes = request.values("objects"), request.values("prefixes")
        if not objects and not prefixes:
            return True
        parent = commit.parents[0] if commit.parents else None
        if parent is None:
            return False
        return any(
            path in objects or any(path.startswith(each) for each in prefixes)
            for path, _, _ in self._branches.diff(repo, parent, commit.id, two_dot=True)
        )

    def _diff(self, request: Request, repo: str, ref: str, other: str) -> Reply:
        two_dot = request.query.get("type") == "two_dot"
        return _changes(self._branches.diff(repo, ref, other, two_dot), request)

    def _merge(self, request: Request, repo: str, ref: str, branch: str) -> Reply:
        try:
            made = self._branches.merge(repo, ref, branch, request.json(), USER)
        except MergeConflict:
            # lakeFS answers a conflict with an empty result and names no paths.
            return json_reply({"reference": ""}, Conflict.status)
        return json_reply({"reference": made})

    def _merge_base(self, request: Request, repo: str, ref: str, branch: str) -> Reply:
        source = self._versions.resolve(repo, ref).commit
        destination = self._versions.resolve(repo, branch).commit
        base = self._versions.base(repo, destination, source)
        return json_reply(
            {
                "source_commit_id": source.id,
                "destination_commit_id": destination.id,
                "base_commit_id": base.id,
            }
        )


_STORAGE: dict[str, Any] = {
    "blockstore_type": "s3",
    "blockstore_namespace_example": "s3://example-bucket/",
    "blockstore_namespace_ValidityRegex": "^(s3|local|mem)://",
    "default_namespace_prefix": "",
    "pre_sign_support": True,
    "pre_sign_support_ui": False,
    "import_support": True,
    "import_validity_regex": "^s3://",
    "pre_sign_multipart_upload": True,
}
_VERSION = {
    "version": VERSION,
    "version_context": "glueflow-sandbox",
    "upgrade_recommended": False,
}
_FACTS: dict[str, Any] = {
    "/config/version": _VERSION,
    "/config/storage": _STORAGE,
    "/config": {"version_config": _VERSION, "storage_config": _STORAGE},
}


def _window(request: Request) -> tuple[str, str, int]:
    return request.query.get("after", ""), request.query.get("prefix", ""), amount(request)


def _refs(refs: list[tuple[str, str]], request: Request) -> Reply:
    found, more = page(refs, lambda each: each[0], *_window(request))
    return listing([{"id": name, "commit_id": commit} for name, commit in found], more, "id")


def _changes(changes: list[Change], request: Request) -> Reply:
    after, prefix, wanted = _window(request)
    grouped = group(changes, prefix, request.query.get("delimiter", ""))
    found, more = page(grouped, lambda each: each[0], after, prefix, wanted)
    return listing([change_json(each) for each in found], more, "path")
