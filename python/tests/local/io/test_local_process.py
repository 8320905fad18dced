"""A run as a process: it ends with its parent, hides what it was given, and keeps its log whole."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glueflow.local import jars

ROOT = Path(__file__).parents[3]
WAITS = (
    "import os, sys, tempfile, time\n"
    "from pyspark.context import SparkContext\n"
    "sc = SparkContext()\n"
    "tempfile.mkstemp()\n"
    "java = sc._gateway.proc.pid\n"
    "print(os.getpid(), java, sys.argv[1:], flush=True)\n"
    "sc.parallelize(range(2), 2).foreach(lambda x: time.sleep(100))\n"
)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def gone(*pids: int, seconds: float = 25.0) -> bool:
    deadline = time.monotonic() + seconds
    while any(alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


class Started:
    """A run that waits in a Spark job, started as `glueflow run` does."""

    def __init__(self, folder: Path, *options: str, script: str = WAITS) -> None:
        self.home = folder / "home"
        self.folder = folder / "run"
        self.folder.mkdir()
        (self.folder / "job.py").write_text(script, encoding="utf-8")
        command = [sys.executable, "-m", "glueflow.local", "run", str(self.folder / "job.py")]
        self.process = subprocess.Popen(
            [*command, "--arguments-from", "HIDDEN", *options],
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "GLUEFLOW_HOME": str(self.home),
                "HIDDEN": json.dumps(["--JOB_NAME", "j", "--password", "s3cret"]),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait(self) -> tuple[int, int, str]:
        """Wait until it is in its Spark job: its pid, Java's, and its arguments."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()
        python, java, arguments = line.split(" ", 2)
        return int(python), int(java), arguments

    def left(self) -> list[str]:
        """Return what lies in the folder of temporary files."""
        folder = self.home / "tmp"
        return [path.name for path in folder.iterdir()] if folder.exists() else []


@pytest.fixture
def started(tmp_path: Path, aws_endpoint: str) -> Iterator[Any]:
    runs: list[Started] = []

    def start(*options: str, script: str = WAITS) -> Started:
        runs.append(Started(tmp_path, *options, script=script))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            os.killpg(run.process.pid, signal.SIGKILL)
        run.process.wait()
        for stream in (run.process.stdin, run.process.stdout, run.process.stderr):
            stream.close()


def test_a_run_ends_with_its_parent(started: Any, tmp_path: Path) -> None:
    run = started("--with-parent", str(tmp_path / "run"))
    python, java, _ = run.wait()
    assert run.left()
    run.process.stdin.close()
    assert run.process.wait(30) == 130
    assert gone(python, java)
    assert not run.folder.exists()
    assert run.left() == []


def test_arguments_and_secrets_are_on_no_command_line(started: Any) -> None:
    run = started()
    python, java, arguments = run.wait()
    assert arguments == "['--JOB_NAME', 'j', '--password', 's3cret']\n"
    for pid in (python, java):
        shown = Path(f"/proc/{pid}/cmdline").read_bytes()
        assert b"s3cret" not in shown and b"authenticate.secret" not in shown
    assert b"spark.authenticate=true" in Path(f"/proc/{java}/cmdline").read_bytes()
    assert b"s3cret" not in Path(f"/proc/{java}/environ").read_bytes()
    assert stat.S_IMODE(run.home.stat().st_mode) == 0o700
    (folder,) = (run.home / "tmp").iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    # Shuffle files and Java's own, and what the script writes, lie in there.
    assert list(folder.glob("spark-*/blockmgr-*"))
    assert [path for path in folder.iterdir() if path.name.startswith("tmp")]
    opened = {os.readlink(f) for f in Path(f"/proc/{java}/fd").iterdir() if f.exists()}
    # The checkout, Python and the jars may themselves lie in the temporary folder.
    known = (str(run.home), str(ROOT.parent), sys.prefix, str(jars.cache_dir()))
    assert not [path for path in opened if path.startswith("/tmp/") and not path.startswith(known)]


@pytest.mark.parametrize("numbers", [("SIGTERM", "SIGTERM"), ("SIGINT", "SIGTERM"), ("SIGHUP",)])
def test_signals_stop_a_run_once(started: Any, numbers: tuple[str, ...]) -> None:
    run = started()
    python, java, _ = run.wait()
    for name in numbers:
        os.kill(python, getattr(signal, name))
        time.sleep(0.05)
    _, errors = run.process.communicate(timeout=30)
    assert run.process.returncode == 130
    assert errors == "Stopped.\n"
    assert gone(java)
    assert run.left() == []


def test_what_a_killed_run_left_goes_with_the_next(started: Any, tmp_path: Path) -> None:
    from glueflow.local import scratch

    run = started()
    python, java, _ = run.wait()
    os.kill(python, signal.SIGKILL)
    assert gone(python, java)
    assert run.left()
    scratch.sweep(run.home / "tmp")
    assert run.left() == []


def test_a_folder_in_use_is_not_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from glueflow.local import scratch

    monkeypatch.setenv("GLUEFLOW_HOME", str(tmp_path / "mine"))
    folder = scratch.make("x")
    scratch.sweep(tmp_path / "mine" / "tmp")
    assert folder.is_dir() and scratch.root() == folder.parent


def test_a_log_is_for_its_owner(tmp_path: Path) -> None:
    from glueflow.local.runner import run_script

    log = tmp_path / "new" / "run.log"
    result = run_script("import sys\nprint('x', file=sys.stderr)\n", log=log)
    assert result.ok
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert "x" in log.read_text()


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_a_log_on_a_full_disk_is_refused_before_the_run(started: Any) -> None:
    run = started("--log", str(FULL), script="print('ran')\nprint('line two')\n")
    printed, errors = run.process.communicate(timeout=60)
    assert run.process.returncode == 2
    assert printed == ""
    assert errors == (
        "The log /dev/full can't be written: No space left on device. "
        "Free some space, or name another file with --log.\n"
    )


def test_a_log_in_a_place_that_takes_none(started: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    log = tmp_path / "file" / "run.log"
    run = started("--log", str(log), script="print('ran')\nprint('two')\n")
    printed, errors = run.process.communicate(timeout=60)
    assert (run.process.returncode, printed) == (2, "")
    assert errors.startswith(f"The log {log} can't be written: ")


def test_a_log_that_breaks_off_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from glueflow.local import logs
    from glueflow.local.runner import run_script

    def full(self: logs.LogFile) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(logs.LogFile, "flush", full)
    events: list[dict[str, Any]] = []
    log = tmp_path / "run.log"
    result = run_script(
        "import sys\nprint('x', file=sys.stderr)\n", log=log, on_event=events.append
    )
    assert (result.ok, result.log_problem) == (True, "No space left on device")
    said = {"event": "log", "log": str(log), "problem": "No space left on device"}
    assert said in events
