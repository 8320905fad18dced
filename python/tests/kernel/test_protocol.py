"""The kernel's names of requests, programs and steps are the contract's."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from glueflow.kernel import protocol
from glueflow.kernel.program import ProgramError, parse_program

from .conftest import FAULTS, Editor
from .programs import Node, program

NODES = (
    Node("a", "a = spark.range(1)", kind="read", reads=[{"database": "d", "table": "t"}]),
    Node("b", "b_x = b_y = a", ["a"], outputs=("x", "y")),
    Node("w", "pass", ["b:x"], kind="write", reads=[{"paths": ["s3://b/"]}], volatile=True),
)
PROGRAM: dict[str, Any] = protocol.STATED["program"]
STEP: dict[str, Any] = PROGRAM["properties"]["steps"]["items"]


class Asked(dict[str, Any]):
    """An object that keeps the names it was asked for."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)


def test_a_program_as_the_compiler_makes_it_is_taken() -> None:
    made = program(*NODES)
    assert not list(Draft202012Validator(PROGRAM).iter_errors(made))
    assert len(parse_program(made).steps) == 3


def test_the_kernel_reads_what_is_stated_and_nothing_else() -> None:
    made = Asked(program(*NODES))
    made["steps"] = steps = [Asked(each) for each in made["steps"]]
    parse_program(made)
    assert made.names == set(PROGRAM["properties"])
    # What a step's code is, is for the client.
    assert steps[1].names == set(STEP["properties"]) - {"code"}


# A kernel does without the others, for editors of later versions.
@pytest.mark.parametrize("name", ["nodeId", "kind", "variables", "lines", "key"])
def test_a_step_needs_what_is_required(name: str) -> None:
    assert name in STEP["required"]
    made = program(*NODES)
    del made["steps"][0][name]
    with pytest.raises(ProgramError):
        parse_program(made)


def test_requests_that_are_stated_are_known(editor: Editor) -> None:
    for kind in protocol.ANSWERED:
        message = editor.fail(type=kind)["message"]
        assert "knows no message" not in message
    assert "knows no message" in editor.fail(type="other")["message"]


def test_what_is_not_stated_is_a_fault(editor: Editor) -> None:
    editor.send({"type": "node", "id": "1", "nodeId": "a", "state": "asleep", "more": 1})
    assert len(FAULTS) == 2
    FAULTS.clear()
