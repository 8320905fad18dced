"""A bookmarked job with a lakeFS output may end at any of its points: what the next run gives."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import boto3
import pytest

from glueflow.local import bookmarks
from glueflow.local.runner import run_script

from .conftest import ask_compiler
from .pipeline import Case, Step

PLACE = "s3://fixtures/killed/"
# The requests of a run that change something, in their order; the last one is no request.
POINTS = ("branch", "commit", "merge", "delete", "bookmark")


class Ended(BaseException):
    """The run is dead: nothing it does reaches anything any more."""


@contextmanager
def ends_at(point: str, after: bool) -> Iterator[Callable[[], int]]:
    """End whatever runs meanwhile at a point, before or after it took effect."""
    real, commit = urllib.request.urlopen, bookmarks.Bookmark.commit
    last = POINTS.index(point) + 1
    count = 0

    def end(do: Callable[[], Any]) -> Any:
        nonlocal count
        count += 1
        if count < last:
            return do()
        if after:
            do()
        raise Ended(point)

    def opened(request: Any, *args: Any, **kwargs: Any) -> Any:
        if count >= last:
            raise Ended(point)
        if request.get_method() == "GET":
            return real(request, *args, **kwargs)
        return end(lambda: real(request, *args, **kwargs))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urllib.request, "urlopen", opened)
        patch.setattr(bookmarks.Bookmark, "commit", lambda self: end(lambda: commit(self)))
        yield lambda: count


def script_of(name: str, **config: Any) -> str:
    steps = {
        "events": Step(
            "s3-input",
            {
                "paths": [f"{PLACE}{name}/"],
                "format": "json",
                "bookmark": True,
                "columns": [{"name": "id", "type": "bigint"}],
            },
        ),
        "out": Step(
            "lakefs-output",
            {"repository": "fixtures-lake", "path": f"{name}/", "format": "json", **config},
            ["events"],
        ),
    }
    found = ask_compiler({name: {"document": Case(name, steps, "", result="-").document()}})[name]
    assert not [p for p in found["problems"] if p["severity"] == "error"], found["problems"]
    script: str = found["script"]
    return script


def put(name: str, number: int) -> None:
    body = json.dumps({"id": number}) + "\n"
    boto3.client("s3").put_object(Bucket="fixtures", Key=f"killed/{name}/{number}.json", Body=body)


def run(script: str, name: str) -> Any:
    return run_script(script, ["--JOB_NAME", name, "--job-bookmark-option=job-bookmark-enable"])


def rows(reader: ModuleType, name: str) -> Counter[Any]:
    found = reader.read_rows(f"lakefs://fixtures-lake/main/{name}/")
    return Counter(value for row in found.values for value in row)


@pytest.mark.parametrize(
    ("point", "after", "kept", "in_all"),
    [
        ("branch", False, {}, {1: 1, 2: 1}),
        ("commit", False, {}, {1: 1, 2: 1}),
        ("merge", False, {}, {1: 1, 2: 1}),
        ("merge", True, {1: 1}, {1: 2, 2: 1}),
        ("bookmark", False, {1: 1}, {1: 2, 2: 1}),
        ("bookmark", True, {1: 1}, {1: 1, 2: 1}),
    ],
)
def test_a_run_that_is_killed_and_the_next_one(
    catalog: str,
    reader: ModuleType,
    point: str,
    after: bool,
    kept: dict[int, int],
    in_all: dict[int, int],
) -> None:
    name = f"{point}-{'after' if after else 'before'}"
    script = script_of(name)
    put(name, 1)
    with ends_at(point, after) as count:
        assert not run(script, name).ok
    assert count() == POINTS.index(point) + 1
    assert rows(reader, name) == kept
    put(name, 2)
    outcome = run(script, name)
    assert outcome.ok, outcome.message
    assert rows(reader, name) == in_all


def test_a_failed_run_names_the_branch_to_look_at(catalog: str, reader: ModuleType) -> None:
    """The message of the run has Spark's cause, short, and the branch whole."""
    script = script_of("failing")
    put("failing", 1)
    broken = script.replace("events.write", "events.selectExpr('raise_error(\"no\") AS id').write")
    assert broken != script
    outcome = run(broken, "failing")
    assert not outcome.ok
    assert outcome.node_id == "out"
    assert outcome.message.startswith("node Out: no")
    assert "Branch main of repository fixtures-lake is as it was" in outcome.message
    assert "glueflow lakefs tx show lakefs://fixtures-lake/tx-main-" in outcome.message
    assert rows(reader, "failing") == {}
