"""Where in a script an error comes from, and what to say of it."""

from __future__ import annotations

from dataclasses import dataclass

from glueflow.local import causes, origins
from glueflow.local.nodes import Block, Script


@dataclass(frozen=True)
class Failure:
    """What a person sees of an error.

    `block` is the node it belongs to (None outside every node), `line` the script's line,
    `message` "node <title>: <cause>", `credentials` whether AWS credentials were the cause.
    `text` is the cause alone, and `sql` the place it names within a text of SQL: line and column,
    both from 1.
    """

    message: str
    block: Block | None
    line: int | None
    credentials: bool
    text: str = ""
    sql: tuple[int, int] | None = None

    @property
    def sql_message(self) -> dict[str, int] | None:
        """Return the place within SQL as messages have it."""
        return None if self.sql is None else {"line": self.sql[0], "column": self.sql[1]}


def describe(
    error: BaseException, script: Script, file: str, default: Block | None = None
) -> Failure:
    """Work out node, line and cause of an error.

    Args:
        file: the name the script was compiled under.
        default: the node to name when nothing in the error tells.
    """
    outer, inner = locate(error, script, file)
    block = script.block(outer) or default
    text = exit_text(error) if isinstance(error, SystemExit) else causes.cause(error)
    message = f"node {block.title}: {text}" if block else text
    place = causes.sql_place(error)
    alone = causes.without_place(text) if place else text
    return Failure(message, block, inner, causes.is_credentials(error), alone, place)


def locate(error: BaseException, script: Script, file: str) -> tuple[int | None, int | None]:
    """Return the lines (that decides the node, that is shown) of an error."""
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno, error.lineno
    workers = causes.worker_lines(error, file)
    if workers and script.block(workers[-1]):
        return workers[-1], workers[-1]
    for fragment in causes.query_fragments(error):
        line = script.line_of(fragment)
        if line is not None:
            return line, line
    path = causes.data_file(error)
    origin = origins.line_of(path, file, script.lines) if path else None
    if origin is not None and script.block(origin):
        return origin, origin
    found: list[int] = []
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            found.append(trace.tb_lineno)
        trace = trace.tb_next
    if not found:
        return None, None
    return found[0], (workers[-1] if workers else found[-1])


def clean_exit(error: BaseException) -> bool:
    """Tell whether a script ended itself without an error."""
    return isinstance(error, SystemExit) and error.code in (None, 0)


def exit_text(error: SystemExit) -> str:
    """Say how a script ended itself."""
    if isinstance(error.code, int):
        return f"the script ended with exit code {error.code}"
    return str(error.code)
