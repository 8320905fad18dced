"""The audit of dependencies finds what it is for; that it finds nothing is a static check."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HASH = f"--hash=sha256:{'0' * 64}"


def _call(name: str, *arguments: object) -> list[str]:
    code = (
        f"import {{ {name} as part }} from {json.dumps((ROOT / 'scripts/audit.mjs').as_uri())};"
        f"console.log(JSON.stringify(part(...{json.dumps(arguments)})))"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[str] = json.loads(done.stdout)
    return found


def _package(licence: str) -> dict[str, str]:
    return {"name": "a", "version": "1", "license": licence}


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "LGPL-2.1", "MPL-2.0", "", "mine", "MIT AND GPL-2.0"]
)
def test_what_may_not_be_shipped(licence: str) -> None:
    (line,) = _call("refused", [_package(licence)])
    assert line.startswith("a@1 is shipped under")


@pytest.mark.parametrize("licence", ["MIT", "(MIT OR GPL-3.0-only)", "Apache-2.0 AND ISC"])
def test_what_may_be_shipped(licence: str) -> None:
    assert _call("refused", [_package(licence)]) == []


def test_installed_packages_need_an_exception() -> None:
    lines = _call(
        "restricted",
        [
            _package("GNU General Public License v2 (GPLv2)"),
            _package("MIT License"),
            {**_package("MPL-2.0"), "name": "certifi"},
        ],
    )
    assert [line.split(" and ")[0] for line in lines] == [
        "a 1 is installed under “GNU General Public License v2 (GPLv2)”"
    ]


def test_requirements_without_a_hash() -> None:
    text = f"a==1 \\\n    {HASH}\n    # via b\nb==2 ; python_version < '3.11'\nc>=1 {HASH}\n"
    assert _call("unhashed", text) == [
        "b==2 is locked without a hash",
        "c>=1 is locked without a hash",
    ]


def test_dependencies_need_a_reason_and_reasons_a_dependency() -> None:
    page = "| `@aws-sdk/*` | clients |\n| `gone`, `used` | reason |\n"
    assert _call("undocumented", ["@aws-sdk/a", "used", "new"], page) == [
        "new has no line in CONTRIBUTING.md, under “Dependencies”",
        "CONTRIBUTING.md explains gone, which is not used",
    ]
