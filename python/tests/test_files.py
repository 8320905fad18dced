"""Files of settings and state: no change is lost, none is half, nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from glueflow import files

CODE = """
import sys
from pathlib import Path
from glueflow import files
path = Path(sys.argv[1])
for _ in range(10):
    with files.changing(path):
        before = int(path.read_text()) if path.exists() else 0
        files.replace(path, str(before + 1))
"""
KILLED = """
import os, signal, sys
from pathlib import Path
from glueflow import files
path = Path(sys.argv[1])
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with files.changing(path):
    files.replace(path, "half")
"""


def test_no_change_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "count.json"
    processes = [subprocess.Popen([sys.executable, "-c", CODE, str(path)]) for _ in range(4)]
    assert [process.wait() for process in processes] == [0, 0, 0, 0]
    assert path.read_text() == "40"
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_nothing_stays_of_a_killed_process(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text("old")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_text() == "old"
    assert len(list(tmp_path.glob(".state.json.*.tmp"))) == 1
    (tmp_path / f"state.json.{os.getpid()}").write_text("draft of an earlier version")
    with files.changing(path):
        files.replace(path, "new")
    assert path.read_text() == "new"
    assert sorted(each.name for each in tmp_path.iterdir()) == [".state.json.pylock", "state.json"]


def test_whoever_waits_too_long_gets_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    with (
        files.changing(path),
        pytest.raises(files.FileBusy, match=r"a\.json for long"),
        files.changing(path),
    ):
        raise AssertionError("both have the lock")
