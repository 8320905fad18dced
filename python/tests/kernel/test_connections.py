"""Connections: credentials of a process that lives as long as the kernel."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from glueflow.kernel.connections import ConnectionFailed, Connections
from glueflow.kernel.connections import command as command_line

from .programs import Node, program

FAKE = """
import json, os, sys
assert sys.argv[1:3] == ["credentials", "--connection"]
name = sys.argv[3]
with open(os.environ["STARTS"], "a") as file:
    file.write(f"{name} {os.getpid()}\\n")
if name == "expired":
    print("glueflow: The SSO session for profile dev has expired.", file=sys.stderr)
    print("Run: aws sso login", file=sys.stderr)
    sys.exit(3)
if name == "unknown":
    print("glueflow: There is no connection unknown.", file=sys.stderr)
    sys.exit(2)
if name == "chatty":
    print("secret-key-123")
else:
    env = {"AWS_REGION": "eu-central-1", "AWS_PROFILE": None, "FAKE_NAME": name}
    print(json.dumps({"env": env}))
sys.stdout.flush()
if name == "brief":
    sys.exit(0)
sys.stdin.read()
with open(os.environ["STARTS"], "a") as file:
    file.write(f"end {os.getpid()}\\n")
"""


@pytest.fixture
def starts(tmp_path: Path) -> Path:
    return tmp_path / "starts"


@pytest.fixture
def command(tmp_path: Path) -> Callable[[], list[str]]:
    script = tmp_path / "fake.py"
    script.write_text(textwrap.dedent(FAKE))
    return lambda: [sys.executable, str(script)]


@pytest.fixture
def connections(command: Any, starts: Path) -> Iterator[Connections]:
    made = Connections({**os.environ, "STARTS": str(starts), "AWS_PROFILE": "base"}, command)
    yield made
    made.close()


def test_one_process_for_each_connection(connections: Connections, starts: Path) -> None:
    env = connections.environment("dev")
    assert env["AWS_REGION"] == "eu-central-1" and env["FAKE_NAME"] == "dev"
    assert env["AWS_PROFILE"] is None
    assert connections.environment("dev") == env
    connections.environment("other")
    lines = starts.read_text().split("\n")[:-1]
    assert [line.split()[0] for line in lines] == ["dev", "other"]
    connections.close()
    lines = starts.read_text().split("\n")[2:-1]
    assert [line.split()[0] for line in lines] == ["end", "end"]


def test_what_cells_changed_is_put_back(connections: Connections, monkeypatch: Any) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "of a cell")
    assert connections.environment("dev")["AWS_SESSION_TOKEN"] == connections._base.get(
        "AWS_SESSION_TOKEN"
    )


def test_a_process_that_ended_is_started_again(connections: Connections, starts: Path) -> None:
    connections.environment("brief")
    connections._running["brief"]._process.wait()
    connections.environment("brief")
    assert starts.read_text().count("brief") == 2


@pytest.mark.parametrize(
    ("name", "message", "credentials"),
    [
        ("expired", "The SSO session for profile dev has expired. Run: aws sso login", True),
        ("unknown", "There is no connection unknown.", False),
    ],
)
def test_failures(connections: Connections, name: str, message: str, credentials: bool) -> None:
    with pytest.raises(ConnectionFailed) as caught:
        connections.environment(name)
    assert str(caught.value) == message
    assert caught.value.credentials is credentials


def test_no_answer_is_shown(connections: Connections) -> None:
    with pytest.raises(ConnectionFailed) as caught:
        connections.environment("chatty")
    assert "secret-key" not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_waiting_can_be_given_up(connections: Connections, starts: Path) -> None:
    def check() -> None:
        raise KeyError("stop")

    with pytest.raises(KeyError):
        connections.environment("dev", check)
    assert connections._running == {}


def test_a_missing_program(starts: Path) -> None:
    made = Connections(os.environ, lambda: ["/nowhere/node"])
    with pytest.raises(ConnectionFailed, match="can't be started") as caught:
        made.environment("dev")
    assert not caught.value.credentials


def test_a_request_works_with_its_connection(
    editor: Any, service: Any, connections: Connections, monkeypatch: Any
) -> None:
    monkeypatch.setattr(service, "connections", connections)
    monkeypatch.setenv("AWS_PROFILE", "base")
    connections._base.update(
        {k: v for k, v in os.environ.items() if k.startswith("AWS_") and k != "AWS_REGION"}
    )
    node = Node("e", 'import os\ne = spark.range(1).select(F.lit(os.environ.get("FAKE_NAME")))')
    made = program(node)
    assert editor.preview(made, "e", connection="dev")["rows"] == [["dev"]]
    assert editor.preview(made, "e", connection="other")["rows"] == [["other"]]
    assert editor.preview(made, "e")["rows"] == [[None]]
    assert "FAKE_NAME" not in os.environ and os.environ["AWS_PROFILE"] == "base"
    end = editor.fail(type="run", program=made, connection="expired")
    assert end["credentials"] is True and "aws sso login" in end["message"]
    end = editor.fail(type="run", program=made, connection="unknown")
    assert "credentials" not in end
    editor.post(type="start", connection="expired")
    assert editor.preview(made, "e")["rows"] == [[None]]


def test_the_real_command(
    editor: Any, service: Any, tmp_path: Path, s3: Any, bucket: str, aws_endpoint: str
) -> None:
    """Data is read with the keys that `glueflow credentials` lends."""
    try:
        run = command_line()
    except ConnectionFailed as error:
        pytest.skip(str(error))
    if not (Path(run[1]).parents[1] / "lib").is_dir() and run[1].endswith(".js"):
        pytest.skip("the command line is not built")
    base = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    base |= {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    base |= {"AWS_ACCESS_KEY_ID": "lent", "AWS_SECRET_ACCESS_KEY": "lent"}
    add = ["connections", "add", "local", "--endpoint", aws_endpoint, "--environment"]
    subprocess.run(
        [*run, *add, "--region", "us-east-1", "--path-style"],
        env=base,
        check=True,
        capture_output=True,
    )
    s3.put_object(Bucket=bucket, Key="a.csv", Body=b"1\n")
    node = Node(
        "r",
        f'r = spark.read.csv("s3://{bucket}/a.csv")',
        reads=[{"paths": [f"s3://{bucket}/a.csv"]}],
    )
    made = Connections(base)
    before = service.connections
    service.connections = made
    try:
        page = editor.preview(program(node), "r", connection="local")
        assert page["rows"] == [["1"]]
        process = made._running["local"]._process
        assert process.poll() is None
        end = editor.fail(type="run", program=program(node), connection="nosuch")
        assert "nosuch" in end["message"] and "connections add" in end["message"]
    finally:
        service.connections = before
        made.close()
    assert process.returncode == 0
