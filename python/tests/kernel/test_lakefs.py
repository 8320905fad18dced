"""lakeFS in a kernel: the head runs once for many runs, and a preview never writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from glueflow.sandbox.lakefs import seeding
from glueflow.sandbox.lakefs.service import LakeFS
from glueflow.sandbox.signing import Key

from .conftest import Editor
from .programs import HEAD, Node, program

KEYS = {"AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST", "AWS_SECRET_ACCESS_KEY": "secret"}
TEMPLATE = Path(__file__).parents[3] / "packages/components-manager/templates/lakefs.py"
SCRIPT_HEAD = (
    TEMPLATE.read_text(encoding="utf-8").partition("from __future__ import annotations\n")[2]
    + HEAD
    + 'lakefs = LakeFS(["kernel-lake"])\n'
)


class Lake:
    """A repository and what it holds."""

    def __init__(self, url: str) -> None:
        self._url, self._keys = url, KEYS
        self._s3 = boto3.client(
            "s3",
            endpoint_url=url,
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            region_name="us-east-1",
        )
        body = {"name": "kernel-lake", "storage_namespace": "local://kernel-lake"}
        seeding.call(self._url, self._keys, "POST", "repositories", body)

    def put(self, name: str, *ids: int) -> None:
        text = "".join(f'{{"id": {each}}}\n' for each in ids)
        self._s3.put_object(Bucket="kernel-lake", Key=f"main/in/{name}", Body=text.encode())
        self._call("POST", "branches/main/commits", {"message": name})

    def messages(self) -> list[str]:
        found = self._call("GET", "refs/main/commits?amount=100")["results"]
        return [each["message"] for each in found]

    def hidden(self) -> list[str]:
        found = self._call("GET", "branches?amount=100&show_hidden=true")["results"]
        return [each["id"] for each in found if each["id"] != "main"]

    def _call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        path = f"repositories/kernel-lake/{path}"
        return seeding.call(self._url, self._keys, method, path, body)


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    key = Key(KEYS["AWS_SECRET_ACCESS_KEY"])
    server = LakeFS(tmp_path / "lakefs", 0, KEYS, lambda: None, lambda name: key)
    for name, value in server.env.items():
        monkeypatch.setenv(name, value)
    yield Lake(server.url)
    server.stop()


def pipeline(written: str = "files") -> Any:
    read = Node(
        "files",
        'files = spark.read.json(lakefs.source("kernel-lake", "main", "in/"))',
        kind="read",
        reads=[{"paths": ["lakefs://kernel-lake/main/in/"]}],
    )
    write = Node(
        "out",
        f"""
        lakefs.write(
            {written}.write,
            "json",
            repository="kernel-lake",
            branch="main",
            path="out/",
            mode="overwrite",
            message="written",
        )
        lakefs.finish()
        """,
        inputs=["files"],
        kind="write",
    )
    return program(read, write, head=SCRIPT_HEAD)


def test_runs_and_previews(editor: Editor, lake: Lake) -> None:
    lake.put("a.json", 1, 2)
    assert len(editor.preview(pipeline(), "files")["rows"]) == 2
    assert lake.messages() == ["a.json", "Repository created"]
    assert editor.run(pipeline())["out"]["state"] == "done"
    # The commit of the hidden branch, and its merge.
    assert lake.messages() == ["written", "written", "a.json", "Repository created"]
    # What is committed meanwhile is seen.
    lake.put("b.json", 3)
    assert len(editor.preview(pipeline(), "files")["rows"]) == 3
    failed = editor.fail(type="run", program=pipeline("files.selectExpr('raise_error(\"no\")')"))
    (left,) = lake.hidden()
    assert failed["state"] == "failed"
    before = lake.messages()
    # The branch of the failed run is not taken up again.
    editor.run(pipeline())
    assert lake.hidden() == [left]
    assert len(lake.messages()) == len(before) + 2
