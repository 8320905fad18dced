"""The command line: ``python -m glueflow.sandbox start|stop|status|seed|env``.

Exit status: 0 done, 1 refused or failed, 2 wrong usage. ``status`` exits 1 when nothing runs.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from glueflow import __version__, regions
from glueflow.sandbox import backends, control, faultline, home
from glueflow.sandbox.errors import SandboxError

SHELLS = ("bash", "fish", "powershell", "cmd")
START_SECONDS = 60.0
RACE_SECONDS = 10.0


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    arguments = _parser().parse_args(argv)
    folder = (arguments.home or home.default_home()).expanduser().absolute()
    command: Callable[[argparse.Namespace, Path], int] = arguments.run
    try:
        return command(arguments, folder)
    except OSError as error:
        return _refuse(arguments, f"{folder} can't be used: {error.strerror or error}.")
    except SandboxError as error:
        return _refuse(arguments, str(error))
    except KeyboardInterrupt:
        return 130


def _refuse(arguments: argparse.Namespace, text: str) -> int:
    if arguments.json:
        _print_json({"error": text})
    else:
        print(f"glueflow sandbox: {text}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="glueflow sandbox",
        description="A stand-in for AWS on this machine: S3, Glue, IAM, STS and CloudWatch Logs; "
        "and one for lakeFS.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="examples:\n"
        "  glueflow sandbox start\n"
        '  eval "$(glueflow sandbox env)" && aws glue get-tables --database-name nycflights\n'
        "  glueflow sandbox start --fresh\n"
        "  glueflow sandbox stop",
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--home",
        type=Path,
        metavar="DIR",
        help="folder of the sandbox's data (default: $GLUEFLOW_HOME/sandbox or "
        "~/.glueflow/sandbox)",
    )
    common.add_argument("--json", action="store_true", help="print facts as JSON")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    start = commands.add_parser("start", parents=[common], help="start it, unless it runs already")
    start.add_argument(
        "--port", type=_port, metavar="N", help="port to listen on; 0 for any (default: 5577)"
    )
    start.add_argument(
        "--region", type=_region, default=backends.DEFAULT_REGION, help="region to seed"
    )
    start.add_argument("--fresh", action="store_true", help="forget everything kept on disk")
    start.add_argument("--no-seed", action="store_true", help="do not put the example data in")
    start.add_argument("--foreground", action="store_true", help="stay; Ctrl+C stops it")
    start.set_defaults(run=_start)

    for name, action, text in (
        ("stop", _stop, "stop it; its data stays"),
        ("status", _status, "say whether and where it runs"),
        ("seed", _seed, "put the example data in (again)"),
        ("env", _env, "print what points AWS and lakeFS clients at it"),
    ):
        command = commands.add_parser(name, parents=[common], help=text)
        command.set_defaults(run=action)
        if name in ("seed", "env"):
            command.add_argument(
                "--region", type=_region, help="region (default: the one it started with)"
            )
        if name == "env":
            command.add_argument("--shell", choices=SHELLS, help="the shell to print for")
    faultline.add(commands, common)
    return parser


def _region(text: str) -> str:
    if not regions.is_region(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no AWS region. A region looks like eu-west-1."
        )
    return text


def _port(text: str) -> int:
    value = int(text) if text.isdigit() else -1
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port (0 to 65535)")
    return value


def _start(arguments: argparse.Namespace, folder: Path) -> int:
    running = control.find(folder)
    if running is not None:
        if arguments.fresh:
            raise SandboxError(
                f"The sandbox runs at {running['url']}; stop it before starting it fresh."
            )
        _report(arguments, running, "The sandbox already runs at {url} (data in {home}).")
        return 0
    backends.moto_version()
    home.prepare(folder)
    if arguments.foreground:
        return _serve(arguments, folder)
    if not arguments.json:
        print(f"Starting the sandbox (data in {folder})", flush=True)
    state = _spawn(arguments, folder)
    for message in state.get("messages", []):
        _print(arguments, message)
    _seed_if_new(arguments, folder, state)
    _report(
        arguments,
        state,
        "The sandbox runs at {url} (data in {home}).\n"
        "Its stand-in for lakeFS is at {lakefsUrl}.\n"
        "Point AWS and lakeFS clients at it:  glueflow sandbox env",
    )
    return 0


def _spawn(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "glueflow.sandbox", "start", "--foreground", "--no-seed"]
    command += ["--home", str(folder), "--region", arguments.region]
    if arguments.port is not None:
        command += ["--port", str(arguments.port)]
    if arguments.fresh:
        command.append("--fresh")
    flags: dict[str, Any] = {}
    if sys.platform == "win32":
        flags["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS
    else:
        flags["start_new_session"] = True
    env = dict(os.environ)
    package = str(Path(__file__).resolve().parents[2])
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [package, env.get("PYTHONPATH")]))
    log = folder / "sandbox.log"
    with open(log, "wb") as stream:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, env=env, **flags
        )
    ended = time.monotonic()
    deadline = ended + START_SECONDS
    while time.monotonic() < deadline:
        state = control.find(folder)
        if state is not None:
            return state
        if process.poll() is None:
            ended = time.monotonic()
        else:
            text = log.read_text("utf-8", "replace").strip()
            if "Another sandbox uses" in text and time.monotonic() < ended + RACE_SECONDS:
                time.sleep(0.1)  # Another start won the race and is about to answer.
                continue
            raise SandboxError(
                text.removeprefix("glueflow sandbox: ") or f"The sandbox did not start; see {log}."
            )
        time.sleep(0.05)
    raise SandboxError(f"The sandbox did not answer within {START_SECONDS:.0f} s; see {log}.")


def _serve(arguments: argparse.Namespace, folder: Path) -> int:
    from glueflow.sandbox.server import Sandbox

    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr
    )
    # The sandbox is its own AWS: nothing it does may reach the person's account.
    for name in [n for n in os.environ if n.startswith(("AWS_", "MOTO_"))]:
        del os.environ[name]
    over = threading.Event()
    sandbox = Sandbox(
        home=folder,
        port=arguments.port,
        fresh=arguments.fresh,
        region=arguments.region,
        report=lambda text: _print(arguments, text),
        on_shutdown=over.set,
    ).start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    try:
        _seed_if_new(arguments, folder, sandbox.status())
        _report(arguments, sandbox.status(), "The sandbox runs at {url} (data in {home}).")
        while not over.wait(1.0):
            pass
    finally:
        sandbox.stop()
    return 0


def _seed_if_new(arguments: argparse.Namespace, folder: Path, state: dict[str, Any]) -> None:
    if not arguments.no_seed and not _is_seeded(folder):
        _seed_into(arguments, folder, state, arguments.region)


def _is_seeded(folder: Path) -> bool:
    try:
        return "repository" in json.loads((folder / "seeded.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False


def _seed_into(
    arguments: argparse.Namespace, folder: Path, state: dict[str, Any], region: str
) -> dict[str, int]:
    from glueflow.sandbox.lakefs.seeding import REPOSITORY
    from glueflow.sandbox.seed import seed

    rows = seed(
        state["url"],
        region,
        home.keys(folder),
        lambda text: _print(arguments, text),
        state["lakefsUrl"],
    )
    seeded = {"region": region, "rows": rows, "repository": REPOSITORY}
    (folder / "seeded.json").write_text(json.dumps(seeded) + "\n")
    return rows


def _stop(arguments: argparse.Namespace, folder: Path) -> int:
    state = control.find(folder)
    if state is None:
        if arguments.json:
            _print_json({"running": False, "stopped": False})
        else:
            print(f"No sandbox runs (data in {folder}).")
        return 0
    control.shut_down(folder, state)
    if arguments.json:
        _print_json({"running": False, "stopped": True, "pid": state["pid"]})
    else:
        print(f"The sandbox at {state['url']} has stopped; its data stays in {folder}.")
    return 0


def _status(arguments: argparse.Namespace, folder: Path) -> int:
    state = control.find(folder)
    if state is None:
        if arguments.json:
            _print_json({"running": False, "home": str(folder), "version": __version__})
        else:
            print(f"No sandbox runs (data in {folder}). Start it with: glueflow sandbox start")
        return 1
    _report(
        arguments,
        state,
        "The sandbox runs at {url} (process {pid}, since {started}, data in {home}, "
        "{activeRuns} job runs active).\n"
        "Its stand-in for lakeFS is at {lakefsUrl}.",
    )
    return 0


def _seed(arguments: argparse.Namespace, folder: Path) -> int:
    state = _running(folder)
    region = arguments.region or state["region"]
    rows = _seed_into(arguments, folder, state, region)
    if arguments.json:
        _print_json({"database": "nycflights", "region": region, "rows": rows})
    else:
        print(f"The database nycflights is ready in {region}: {', '.join(rows)}.")
    return 0


def _env(arguments: argparse.Namespace, folder: Path) -> int:
    from glueflow.sandbox.clients import environment
    from glueflow.sandbox.lakefs.service import environment as lakefs_environment

    state = _running(folder)
    keys = home.keys(folder)
    values = {
        **environment(state["url"], arguments.region or state["region"], keys),
        **lakefs_environment(state["lakefsUrl"], keys),
    }
    if arguments.json:
        _print_json(values)
        return 0
    shell = arguments.shell or ("powershell" if sys.platform == "win32" else "bash")
    for name, value in values.items():
        print(_export(shell, name, value))
    return 0


def _export(shell: str, name: str, value: str) -> str:
    if shell == "powershell":
        quoted = value.replace("'", "''")
        return f"$env:{name} = '{quoted}'"
    if shell == "cmd":
        return f'set "{name}={value}"'
    if shell == "fish":
        return f"set -gx {name} {shlex.quote(value)}"
    return f"export {name}={shlex.quote(value)}"


def _running(folder: Path) -> dict[str, Any]:
    state = control.find(folder)
    if state is None:
        raise SandboxError(
            f"No sandbox runs (data in {folder}). Start it with: glueflow sandbox start"
        )
    return state


def _print(arguments: argparse.Namespace, text: str) -> None:
    if not arguments.json:
        print(text, flush=True)


def _report(arguments: argparse.Namespace, state: dict[str, Any], text: str) -> None:
    if arguments.json:
        _print_json(state)
    else:
        print(text.format(**state), flush=True)


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, sort_keys=True), flush=True)
