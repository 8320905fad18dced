"""The local runtime's SerDes are those of the compiler."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from glueflow.local import catalog, serdes
from glueflow.local.escapes import Dialect, records
from glueflow.local.formats import FormatError

LIB = Path(__file__).resolve().parents[4] / "packages/components-core/lib/common/serde.js"


def test_same_table_as_the_compiler() -> None:
    node = shutil.which("node")
    assert node, "node is not on the path"
    code = f"import {{SERDES}} from {json.dumps(LIB.as_uri())};console.log(JSON.stringify(SERDES))"
    done = subprocess.run(
        [node, "--input-type=module", "-e", code], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    theirs = [(each["id"], each["classes"], each["defaults"]) for each in json.loads(done.stdout)]
    assert [(s.id, list(s.classes), s.defaults) for s in serdes.SERDES] == theirs


def table(serde: str, properties: dict[str, str], parameters: dict[str, str]) -> catalog.Table:
    return catalog.read_table(
        {
            "Name": "t",
            "Parameters": parameters,
            "StorageDescriptor": {
                "SerdeInfo": {"SerializationLibrary": serde, "Parameters": properties}
            },
        },
        "d",
    )


@pytest.mark.parametrize(
    ("serde", "properties", "expected"),
    [
        ("x.LazySimpleSerDe", {"field.delim": "\\t"}, {"sep": "\t", "quote": '"', "escape": '"'}),
        ("x.LazySimpleSerDe", {}, {"sep": "\x01"}),
        ("x.LazySimpleSerDe", {"quoteChar": "-1", "field.delim": ","}, {"quote": ""}),
        ("x.LazySimpleSerDe", {"escape.delim": "\\", "field.delim": ","}, {"escaper": "\\"}),
        ("x.OpenCSVSerde", {}, {"sep": ",", "quote": '"', "escaper": "\\"}),
        ("x.OpenCSVSerde", {"quoteChar": "'", "escapeChar": "'"}, {"escape": "'"}),
    ],
)
def test_csv_options(serde: str, properties: dict[str, str], expected: dict[str, str]) -> None:
    found = serdes.csv_options(table(serde, properties, {}))
    assert expected.items() <= found.items()
    assert ("escaper" in found) == ("escaper" in expected)


def test_refuses_what_aws_glue_does_not_follow() -> None:
    with pytest.raises(FormatError, match="Athena"):
        serdes.check(table("x.RegexSerDe", {"input.regex": "(.*)"}, {}))
    with pytest.raises(FormatError, match="2 header lines"):
        serdes.csv_options(table("x.LazySimpleSerDe", {}, {"skip.header.line.count": "2"}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a,"b,""c""",d\n', [["a", 'b,"c"', "d"]]),
        ('a,"b\\"c",d\r\ne,,\r', [["a", 'b"c', "d"], ["e", "", ""]]),
        ("a\\,b,\\n\\\\,c", [["a,b", "\n\\", "c"]]),
        ("a\n\n\nb\n", [["a"], ["b"]]),
    ],
)
def test_escapes(text: str, expected: list[list[str]]) -> None:
    assert list(records(text, Dialect(",", '"', "\\", False))) == expected


def test_line_breaks_within_quotes() -> None:
    text = 'a,"b\r\nc"\nd,e\n'
    assert list(records(text, Dialect(",", '"', "\\", True))) == [["a", "b\r\nc"], ["d", "e"]]
