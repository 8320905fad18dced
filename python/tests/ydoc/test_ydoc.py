"""The shared document: nothing is lost between file and maps, and TypeScript writes the same bytes.

The fixtures are the editor's own (packages/pipeline-editor/test/model): a name with `broken-` is
of a file that is kept as it is; one with a `.canonical` beside it is rewritten to that; any other
stands in the canonical form.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jupyter_ydoc import ydocs
from pycrdt import Doc, Map

from glueflow.document import parse_document, write_number

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTS = ROOT / "packages" / "pipeline-editor" / "test" / "fixtures" / "documents"
FILES = sorted(DOCUMENTS.glob("*.glueflow")) + sorted((ROOT / "examples").glob("*.glueflow"))
#: As jupyter-collaboration finds it.
YPipeline = ydocs["glueflow"]


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def expected(path: Path) -> str:
    canonical = path.with_suffix(".canonical")
    return read(canonical if canonical.exists() else path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_same_bytes(path: Path) -> None:
    document = YPipeline()
    document.set(read(path))
    assert document.get() == expected(path)
    assert ("$broken" in document.ydoc.get("meta", type=Map)) == path.name.startswith("broken-")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_same_bytes_for_who_joins(path: Path) -> None:
    document = YPipeline()
    document.set(read(path))
    other = YPipeline(Doc())
    other.ydoc.apply_update(document.ydoc.get_update())
    assert other.get() == expected(path)


JOIN = """
const Y = require('yjs');
const text = require('fs').readFileSync(0, 'utf8');
const doc = new Y.Doc();
Y.applyUpdate(doc, Buffer.from(text, 'base64'));
const copy = new Y.Doc();
const plain = value => value instanceof Y.Map
  ? new Y.Map([...value.entries()].map(([key, item]) => [key, plain(item)]))
  : value;
const odd = value =>
  typeof value === 'bigint' ||
  (value !== null && typeof value === 'object' && Object.values(value).some(odd));
for (const name of doc.share.keys()) {
  if (odd(doc.getMap(name).toJSON())) throw new Error('a bigint');
  for (const [key, value] of doc.getMap(name).entries()) {
    copy.getMap(name).set(key, plain(value));
  }
}
process.stdout.write(Buffer.from(Y.encodeStateAsUpdate(copy)).toString('base64'));
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_same_bytes_through_a_browsers_hands(path: Path) -> None:
    """Yjs reads every value, and writes it again as its own."""
    document = YPipeline()
    document.set(read(path))
    node = shutil.which("node")
    assert node is not None
    update = base64.b64encode(document.ydoc.get_update())
    said = subprocess.run([node, "-e", JOIN], input=update, capture_output=True, cwd=ROOT)
    assert said.returncode == 0, said.stderr
    other = YPipeline(Doc())
    other.ydoc.apply_update(base64.b64decode(said.stdout))
    # Yjs writes minus zero as zero.
    assert other.get() == expected(path).replace(": -0,\n", ": 0,\n")


def test_set_replaces_everything() -> None:
    document = YPipeline()
    document.set(read(DOCUMENTS / "unknown.glueflow"))
    document.set(read(DOCUMENTS / "broken-newer.glueflow"))
    document.set(read(DOCUMENTS / "annotations.glueflow"))
    assert document.get() == read(DOCUMENTS / "annotations.glueflow")


def test_a_new_file_is_a_pipeline_without_nodes() -> None:
    document = YPipeline()
    assert document.get() == read(DOCUMENTS / "empty.glueflow")
    document.set("")
    assert document.get() == read(DOCUMENTS / "empty.glueflow")


def test_structure() -> None:
    document = YPipeline()
    document.set(read(DOCUMENTS / "unknown.glueflow"))
    root = {
        name: document.ydoc.get(name, type=Map)
        for name in ("meta", "nodes", "edges", "layout", "annotations", "job")
    }
    assert isinstance(root["nodes"]["a"], Map)
    assert isinstance(root["nodes"]["a"]["config"], Map)
    assert root["nodes"]["a"]["config"]["nested"] == {"deep": [[], {}, [{}]]}
    assert root["edges"]["e"]["order"] == 2
    assert root["layout"]["a"] == {"x": 1, "y": 2, "pinned": True}
    assert root["meta"]["layout"] == {"grid": {"size": 20}}
    assert root["meta"]["glueflow"] == 1
    assert set(root["meta"]) == {"glueflow", "layout", "future"}
    document.set(read(DOCUMENTS / "annotations.glueflow"))
    assert root["annotations"]["g1"]["nodes"] == ["a"]


def test_edits_are_written() -> None:
    document = YPipeline()
    document.set(read(DOCUMENTS / "annotations.glueflow"))
    seen: list[str] = []
    document.observe(lambda name, _: seen.append(name))
    document.ydoc.get("nodes", type=Map)["a"]["config"]["limit"] = 5
    assert json.loads(document.get())["nodes"]["a"]["config"] == {"limit": 5}
    assert seen == ["nodes"]
    document.unobserve()
    document.ydoc.get("nodes", type=Map)["a"]["title"] = "A"
    assert seen == ["nodes"]


def test_half_of_a_surrogate_pair_is_kept_as_text() -> None:
    text = '{"glueflow": 1, "nodes": {}, "description": "\\ud800"}'
    document = YPipeline()
    document.set(text)
    assert document.get() == text


def test_the_schema_is_the_compilers() -> None:
    own = ROOT / "python" / "glueflow" / "glueflow-1.schema.json"
    assert read(own) == read(ROOT / "docs" / "schema" / "glueflow-1.schema.json")


def test_numbers_as_javascript_prints_them() -> None:
    node = shutil.which("node")
    assert node is not None
    digits = ["1", "12", "123456789", "1.5", "9.999999999999999", "4.35", "1.7976931348623157"]
    texts = [f"{sign}{d}e{e}" for sign in ("", "-") for d in digits for e in range(-30, 31)]
    code = "console.log(JSON.stringify(JSON.parse(process.argv[1]).map(t => String(Number(t)))))"
    said = subprocess.run([node, "-e", code, json.dumps(texts)], capture_output=True, text=True)
    wanted: list[Any] = json.loads(said.stdout)
    assert [write_number(float(text)) for text in texts] == wanted


@pytest.mark.parametrize("text", ["1", "null", '"x"', '{"nodes": {}}', '{"glueflow": 1.5}', "{"])
def test_what_is_no_pipeline(text: str) -> None:
    assert parse_document(text) is None
