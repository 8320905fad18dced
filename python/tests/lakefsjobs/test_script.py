"""The helper of scripts against the stand-in, with failures at every request; no Spark."""

from __future__ import annotations

import importlib.util
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.error import HTTPError, URLError

import boto3
import pytest

from glueflow.sandbox.lakefs import seeding
from glueflow.sandbox.server import Sandbox

TEMPLATE = Path(__file__).parents[3] / "packages/components-manager/templates/lakefs.py"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(home=tmp_path_factory.mktemp("lakefs")) as running:
        yield running


@pytest.fixture
def script(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, in the environment of a job that knows the stand-in."""
    spec = importlib.util.spec_from_file_location("lakefs_script", TEMPLATE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, value in sandbox.env.items():
        monkeypatch.setenv(name, value)
    settings: dict[str, str] = {}
    java = SimpleNamespace(hadoopConfiguration=lambda: SimpleNamespace(set=settings.__setitem__))
    context = SimpleNamespace(getOrCreate=lambda: SimpleNamespace(_jsc=java))
    monkeypatch.setattr(module, "SparkContext", context)
    monkeypatch.setattr(module, "settings", settings, raising=False)
    monkeypatch.setattr(module.time, "sleep", lambda seconds: None)
    arguments(monkeypatch)
    return module


def arguments(monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    given = ["script.py", "--JOB_NAME", "nightly", "--JOB_RUN_ID=jr_7", *more]
    monkeypatch.setattr(sys, "argv", given)


class Lake:
    """A repository of its own, looked at by the API and filled by the gateway."""

    def __init__(self, sandbox: Sandbox, name: str) -> None:
        self.name = name
        self._url, self._keys = sandbox.lakefs.url, keys(sandbox)
        self.s3 = boto3.client(
            "s3",
            endpoint_url=self._url,
            aws_access_key_id=self._keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self._keys["AWS_SECRET_ACCESS_KEY"],
            region_name="us-east-1",
        )
        body = {"name": name, "storage_namespace": f"local://{name}"}
        seeding.call(self._url, self._keys, "POST", "repositories", body)

    def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        path = f"repositories/{self.name}/{path}"
        return seeding.call(self._url, self._keys, method, path, body)

    def put(self, branch: str, *paths: str) -> None:
        for path in paths:
            self.s3.put_object(Bucket=self.name, Key=f"{branch}/{path}", Body=path.encode())

    def commit(self) -> None:
        self.call("POST", "branches/main/commits", {"message": "before"})

    def paths(self, branch: str = "main") -> list[str]:
        listed = self.call("GET", f"refs/{branch}/objects/ls?amount=1000")["results"]
        return [each["path"] for each in listed]

    def branches(self) -> list[str]:
        listed = self.call("GET", "branches?show_hidden=true&amount=100")["results"]
        return [each["id"] for each in listed if each["id"] != "main"]

    def log(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("GET", "refs/main/commits?amount=100")["results"]
        return found


def keys(sandbox: Sandbox) -> dict[str, str]:
    return {name: value for name, value in sandbox.env.items() if name.startswith("AWS_")}


class Writer:
    """What Spark's writer is to the helper; it puts one object."""

    def __init__(self, lake: Lake, name: str, error: Exception | None = None) -> None:
        self._lake, self._name, self._error = lake, name, error

    def mode(self, mode: str) -> Writer:
        assert mode == "append"
        return self

    def format(self, kind: str) -> Writer:
        return self

    def save(self, place: str) -> None:
        repository, branch, path = place.removeprefix("s3a://").split("/", 2)
        assert repository == self._lake.name
        self._lake.put(branch, path + self._name)
        if self._error:
            raise self._error


def write(
    server: Any,
    lake: Lake,
    name: str = "new",
    path: str = "out/",
    mode: str = "append",
    **more: Any,
) -> None:
    error = more.pop("error", None)
    settings = {"branch": "main", "message": "{job} as {run} of {pipeline}", **more}
    writer = Writer(lake, name, error)
    server.write(writer, "json", repository=lake.name, path=path, mode=mode, **settings)


def test_outputs_to_a_branch_are_one_commit(script: ModuleType, sandbox: Sandbox) -> None:
    lake = Lake(sandbox, "shared")
    server = script.LakeFS([lake.name], "flights")
    write(server, lake, "a", message="First at {time}")
    write(server, lake, "b", "more/")
    assert lake.paths() == []
    (branch,) = lake.branches()
    assert branch.startswith("tx-main-")
    server.finish()
    assert lake.paths() == ["more/b", "out/a"]
    assert lake.branches() == []
    newest = lake.log()[0]
    first, second = newest["message"].split("\n")
    assert first.startswith("First at 20") and first.endswith("Z")
    assert second == "nightly as jr_7 of flights"
    assert newest["metadata"] == {
        "glueflow_job": "nightly",
        "glueflow_run": "jr_7",
        "glueflow_pipeline": "flights",
        "glueflow_branch": branch,
    }


def test_only_the_repositories_of_a_script_are_reached(script: ModuleType) -> None:
    server = script.LakeFS(["one-repo"])
    assert {name.split(".", 4)[3] for name in script.settings} == {"one-repo"}
    assert server.folder("one-repo", "main", "a/b/") == "s3a://one-repo/main/a/b/"
    assert server.source("one-repo", "v1", "{x}*/") == "s3a://one-repo/v1/\\{x\\}\\*/"
    for parts in (("one-repo", "main", "a//b"), ("one-repo", "..", "a"), ("one-repo", "", "a")):
        with pytest.raises(script.LakeFSError, match="empty or dotted part"):
            server.folder(*parts)
    with pytest.raises(script.LakeFSError, match="can't be the name"):
        script.LakeFS(["evil.example/"])


@pytest.mark.parametrize(
    ("mode", "left"),
    [
        ("append", ["out/_SUCCESS", "out/m=1/old", "out/m=2/new", "out/m=2/old", "outside/x"]),
        ("overwrite", ["out/m=2/new", "outside/x"]),
        ("partitions", ["out/_SUCCESS", "out/m=1/old", "out/m=2/new", "outside/x"]),
    ],
)
def test_what_a_mode_replaces(
    script: ModuleType, sandbox: Sandbox, mode: str, left: list[str]
) -> None:
    lake = Lake(sandbox, f"mode-{mode}")
    lake.put("main", "out/m=1/old", "out/m=2/old", "out/_SUCCESS", "outside/x")
    lake.commit()
    server = script.LakeFS([lake.name])
    write(server, lake, "m=2/new", mode=mode)
    assert "out/m=2/old" in lake.paths()
    server.finish()
    assert lake.paths() == left


def test_a_failed_write_names_its_branch(script: ModuleType, sandbox: Sandbox) -> None:
    lake = Lake(sandbox, "failed")
    server = script.LakeFS([lake.name])
    with pytest.raises(script.LakeFSError) as caught:
        write(server, lake, error=ValueError("no such column"))
    (branch,) = lake.branches()
    message = str(caught.value)
    assert message.startswith("no such column Branch main of repository failed is as it was;")
    assert f"glueflow lakefs tx show lakefs://failed/{branch}" in message
    assert isinstance(caught.value.__cause__, ValueError)
    assert lake.paths() == [] and lake.paths(branch) == ["out/new"]
    # A kernel goes on with the same object: the next run must not take the branch up again.
    write(server, lake, "second")
    server.finish()
    assert lake.paths() == ["out/second"] and lake.branches() == [branch]


def test_nothing_written_is_no_commit(script: ModuleType, sandbox: Sandbox) -> None:
    lake = Lake(sandbox, "nothing")
    lake.put("main", "out/new")
    lake.commit()
    server = script.LakeFS([lake.name])
    server.begin(lake.name, "main", True)
    server.finish()
    assert len(lake.log()) == 2 and lake.branches() == []


def test_without_a_transaction_the_branch_is_committed(
    script: ModuleType, sandbox: Sandbox
) -> None:
    lake = Lake(sandbox, "direct")
    server = script.LakeFS([lake.name])
    write(server, lake, "a", transaction=False)
    assert lake.paths() == ["out/a"] and lake.branches() == []
    write(server, lake, "b", message="Both kinds at once")
    server.finish()
    assert lake.paths() == ["out/a", "out/b"] and lake.branches() == []
    with pytest.raises(script.LakeFSError, match="has what was written, uncommitted"):
        write(server, lake, "c", transaction=False, error=ValueError("no"))


def test_a_conflict_leaves_the_branch(script: ModuleType, sandbox: Sandbox) -> None:
    lake = Lake(sandbox, "conflict")
    server = script.LakeFS([lake.name])
    write(server, lake, "same")
    lake.put("main", "out/same", "out/other")
    lake.s3.put_object(Bucket=lake.name, Key="main/out/same", Body=b"other")
    lake.commit()
    with pytest.raises(script.LakeFSError, match=r"conflict.*Branch main .* is as it was"):
        server.finish()
    assert len(lake.branches()) == 1


class TestOnBranch:
    def test_all_goes_by_that_branch(
        self, script: ModuleType, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lake = Lake(sandbox, "on-branch")
        arguments(monkeypatch, "--lakefs-on-branch", "trial")
        server = script.LakeFS([lake.name])
        write(server, lake, "a", transaction=False)
        write(server, lake, "b")
        assert lake.branches() == ["trial"]
        assert lake.paths() == [] and lake.paths("trial") == ["out/a", "out/b"]
        server.finish()
        assert lake.paths() == ["out/a", "out/b"] and lake.branches() == []

    def test_it_must_be_new_and_for_one_branch(
        self, script: ModuleType, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lake = Lake(sandbox, "taken")
        for name in ("dev", "trial"):
            lake.call("POST", "branches", {"name": name, "source": "main"})
        arguments(monkeypatch, "--lakefs-on-branch=trial")
        server = script.LakeFS([lake.name])
        with pytest.raises(script.LakeFSError, match="already exists"):
            write(server, lake)
        arguments(monkeypatch, "--lakefs-on-branch=other")
        write(server, lake)
        with pytest.raises(script.LakeFSError, match="would stand for two branches of taken"):
            write(server, lake, branch="dev")


class TestWayIn:
    def test_the_secret_of_the_job(
        self, script: ModuleType, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in list(sandbox.lakefs.env):
            monkeypatch.delenv(name)
        arguments(monkeypatch, "--lakefs-secret", "glueflow/lakefs")
        server = script.LakeFS(["any"])
        assert server.endpoint == sandbox.lakefs.url
        assert script.settings["fs.s3a.bucket.any.endpoint"] == sandbox.lakefs.url

    def test_what_is_missing_is_said_without_the_secret(
        self, script: ModuleType, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in list(sandbox.lakefs.env):
            monkeypatch.delenv(name)
        with pytest.raises(script.LakeFSError, match=r"are not known\. Name a secret"):
            script.LakeFS(["any"])
        client = sandbox.client("secretsmanager")
        for name, content in (("half", '{"access_key_id": "hush"}'), ("text", "hush")):
            client.create_secret(Name=name, SecretString=content)
            arguments(monkeypatch, "--lakefs-secret", name)
            with pytest.raises(script.LakeFSError, match="must be a JSON object") as caught:
                script.LakeFS(["any"])
            assert "hush" not in repr(caught.value)
            assert "it has no endpoint" in str(caught.value)
        arguments(monkeypatch, "--lakefs-secret", "gone")
        with pytest.raises(script.LakeFSError, match=r"The secret gone .* can't be read"):
            script.LakeFS(["any"])


def failing(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, step: int, after: bool
) -> Callable[[], int]:
    """Fail the n-th request that changes something, before or after it took effect."""
    real = script.urlopen
    count = 0

    def opened(request: Any, timeout: float) -> Any:
        nonlocal count
        if request.get_method() == "GET":
            return real(request, timeout=timeout)
        count += 1
        if count == step:
            if after:
                real(request, timeout=timeout).read()
            raise URLError("connection reset")
        return real(request, timeout=timeout)

    monkeypatch.setattr(script, "urlopen", opened)
    return lambda: count


# Branch, removal of what is replaced, commit, merge, removal of the branch.
REQUESTS = 5


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(1, REQUESTS + 1))
def test_a_failure_at_any_request_leaves_all_or_nothing(
    script: ModuleType,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    step: int,
    after: bool,
) -> None:
    lake = Lake(sandbox, f"step-{step}-{'after' if after else 'before'}")
    lake.put("main", "out/old")
    lake.commit()
    server = script.LakeFS([lake.name])
    count = failing(script, monkeypatch, step, after)
    merged = (step == 4 and after) or step == 5
    message = ""
    try:
        write(server, lake, mode="overwrite")
        server.finish()
    except script.LakeFSError as error:
        message = str(error)
    assert count() >= step
    assert lake.paths() == (["out/new"] if merged else ["out/old"])
    # An answer to the merge that is lost, and a branch that is left over, are no failures.
    assert (message == "") == merged
    if message and step > 1:
        (branch,) = lake.branches()
        assert f"lakefs://{lake.name}/{branch}" in message


def test_busy_and_failing_servers_are_asked_again_only_where_it_does_no_harm(
    script: ModuleType, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake(sandbox, "busy")
    server = script.LakeFS([lake.name])
    asked: list[str] = []

    def opened(request: Any, timeout: float) -> Any:
        asked.append(request.get_method())
        assert "Authorization" not in request.headers  # Not one that a redirect takes along.
        code = 429 if len(asked) < 3 else 503
        body = io.BytesIO(json.dumps({"message": "busy"}).encode())
        raise HTTPError(request.full_url, code, "busy", request.headers, body)

    monkeypatch.setattr(script, "urlopen", opened)
    with pytest.raises(script.LakeFSError, match=r"busy\. \(status 503\)"):
        server.call("POST", "busy/branches", {})
    assert asked == ["POST"] * 3
    asked.clear()
    with pytest.raises(script.LakeFSError):
        server.call("GET", "busy/branches")
    assert asked == ["GET"] * 4
