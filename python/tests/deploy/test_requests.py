"""Requests against AWS's own model of Glue, and settings that try to leave their literal."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from glueflow.sandbox.errors import GlueError
from glueflow.sandbox.validation import validate

from .conftest import ROOT, render, settings

NASTY = [
    '"',
    "'''",
    '"""',
    "\\",
    "\\N{DASH} \\x41 \\",
    "new\nline\r\n\ttab",
    "# </settings>",
    "{x} %s ${y} $${z}",
    "é ß 漢字 😀 \u200f\u2028\ufeff",
    "import os; os.system('true')",
    "lambda None True class",
    "\x00\x07\x1b",
]
VARIANTS: list[dict[str, Any]] = [
    {},
    {"glueVersion": "4.0", "workerType": "R.1X", "autoScaling": False, "metrics": False},
    {"glueVersion": "5.0", "workerType": "G.16X", "sparkUi": False, "jobInsights": False},
    {"glueVersion": "6.0", "executionClass": "FLEX", "timeout": 10080, "maxRetries": 10},
    {"queuing": True, "maxConcurrentRuns": 20},
    {"bookmark": "enable"},
    {
        "description": "a\nb",
        "glueConnections": ["one", "two"],
        "securityConfiguration": "sec",
        "notifyDelayAfter": 1,
        "defaultArguments": {"--conf": "a=b"},
        "nonOverridableArguments": {"--x": "1"},
        "tags": {"a": "", "Köln": "x/y"},
    },
]


@lru_cache
def _model() -> Any:
    return botocore.session.get_session().get_service_model("glue")


def test_requests_fit_the_model_of_botocore() -> None:
    rendered = render([{"settings": settings(name="job", **more)} for more in VARIANTS])
    for result in rendered:
        assert [p for p in result["problems"] if p["severity"] == "error"] == []
        requests = {
            "CreateJob": result["specification"],
            "UpdateJob": {"JobName": "job", "JobUpdate": result["update"]},
        }
        for call, request in requests.items():
            shape = _model().operation_model(call).input_shape
            report = ParamValidator().validate(request, shape)
            assert not report.has_errors(), report.generate_report()
            validate(call, request)  # Patterns, lengths and enumerations too.


def test_the_model_refuses_what_is_wrong() -> None:
    """The two checks above can fail."""
    [result] = render([{"settings": settings(name="job")}])
    wrong = {**result["specification"], "Timout": 3}
    shape = _model().operation_model("CreateJob").input_shape
    assert ParamValidator().validate(wrong, shape).has_errors()
    with pytest.raises(GlueError):
        validate("CreateJob", {**result["specification"], "Name": "x" * 256})


def test_any_text_stays_a_value(tmp_path: Path) -> None:
    """Whatever a field holds, the script parses and the literal comes back equal."""
    requests = [
        {
            "settings": settings(
                name=text,
                role=text,
                description=text,
                prefix=text,
                glueConnections=[text],
                defaultArguments={f"--{text}": text},
                tags={text: text},
            ),
            "parameters": {text: {"type": "string", "default": text}},
            "options": {"scriptName": text, "profile": text},
        }
        for text in NASTY
    ]
    for text, result in zip(NASTY, render(requests), strict=True):
        tree = ast.parse(result["script"])
        [value] = [
            ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id == "SETTINGS"
        ]
        assert value["script"] == value["profile"] == value["job_name"] == value["role"] == text
        assert value["job"]["Description"] == text
        assert value["job"]["Connections"] == {"Connections": [text]}
        assert value["job"]["DefaultArguments"][f"--{text}"] == text
        assert value["tags"] == {text: text}
        assert value["parameters"] == {text: {"type": "string"}}
        (tmp_path / f"deploy_{NASTY.index(text)}.py").write_text(result["script"], "utf-8")
    config = str(ROOT / "python" / "pyproject.toml")
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "-q", "--config", config, str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout


def test_the_script_is_python_3_9() -> None:
    [result] = render([{"settings": settings(name="job")}])
    ast.parse(result["script"], feature_version=(3, 9))


def test_the_script_is_clean_by_ruffs_own_rules(tmp_path: Path) -> None:
    """Without any configuration, and with the rules a person may add (a shebang, short flags)."""
    [result] = render([{"settings": settings(name="job")}])
    (tmp_path / "deploy_job.py").write_text(result["script"], "utf-8")
    for rules in ([], ["--preview", "--extend-select", "FURB167,EXE001,EXE002,EXE005"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", "check", "-q", "--isolated", *rules, str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout
