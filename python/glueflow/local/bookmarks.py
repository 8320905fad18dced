"""Job bookmarks: which files a job has read already, kept per job in one JSON file.

The file is `<folder>/<job>.json`, the folder `GLUEFLOW_BOOKMARK_DIR` or `GLUEFLOW_HOME/bookmarks`
(`GLUEFLOW_HOME` defaults to `~/.glueflow`); the job's name is percent-encoded where a file system
could mind. It has the members of Glue's JobBookmarkEntry (API page "Job bookmark"):

    JobName         the job
    Version         grows by one with each commit and each reset
    Run             number of the last run that committed, from 1
    Attempt         number of that run's attempt (its retries), from 0
    RunId           its id (JOB_RUN_ID), "" if it had none
    PreviousRunId   the id of the committed run before it, "" if none
    JobBookmark     the state, a JSON text: {"<transformation_ctx>": {"S3": {"<path>":
                    [run, bytes, modified in ms, "etag"]}}}, run = number of the run that read it
    Runs            [[run, "run id"], …] of all committed runs, for --job-bookmark-from and -to

A file has been read when its path is there with the same bytes, etag and time. To reset a
bookmark, delete the file (or call `reset`); to reset it to an earlier run, call `reset` with it.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from glueflow.local.storage import File

Seen = dict[str, list[Any]]


class BookmarkError(RuntimeError):
    """A bookmark can't be read, or was changed by another run meanwhile."""


def folder() -> Path:
    """Return the folder the bookmarks are in."""
    chosen = os.environ.get("GLUEFLOW_BOOKMARK_DIR")
    if chosen:
        return Path(chosen).expanduser()
    home = os.environ.get("GLUEFLOW_HOME")
    return (Path(home).expanduser() if home else Path.home() / ".glueflow") / "bookmarks"


def bookmark_path(job: str, place: Path | None = None) -> Path:
    """Return the file a job's bookmark is in, whether or not it exists.

    Args:
        place: the folder of the bookmarks, here and in the functions below; `folder()` unless told.
    """
    return (folder() if place is None else place) / (quote(job, safe=" -_@+") + ".json")


def read_entry(job: str, place: Path | None = None) -> dict[str, Any] | None:
    """Return a job's bookmark entry (see the module's text), or None if it has none.

    Raises:
        BookmarkError: the file is there but can't be understood.
    """
    path = bookmark_path(job, place)
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
        json.loads(entry["JobBookmark"])
        int(entry["Run"]), int(entry["Version"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BookmarkError(
            f"The bookmark of job {job} in {path} can't be read ({error}). "
            "Delete the file to start over."
        ) from error
    return entry  # type: ignore[no-any-return]


def write_entry(entry: dict[str, Any], place: Path | None = None) -> None:
    """Write a job's bookmark entry by one rename."""
    path = bookmark_path(entry["JobName"], place)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".bookmark-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(entry, file, ensure_ascii=False, indent=1)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def reset(job: str, run_id: str | None = None, place: Path | None = None) -> dict[str, Any] | None:
    """Forget what a job has read, all of it or what it read after a run; return the new entry.

    Raises:
        BookmarkError: there is no such run.
    """
    entry = read_entry(job, place)
    if entry is None:
        return None
    if run_id is None:
        state: dict[str, dict[str, Seen]] = {}
        entry.update(Run=0, Attempt=0, RunId="", PreviousRunId="", Runs=[])
    else:
        last = run_number(entry, run_id)
        state = json.loads(entry["JobBookmark"])
        for kinds in state.values():
            kinds["S3"] = {p: seen for p, seen in kinds["S3"].items() if seen[0] <= last}
        kept = [pair for pair in entry["Runs"] if pair[0] <= last]
        entry.update(Run=last, RunId=run_id, Runs=kept)
        entry["PreviousRunId"] = kept[-2][1] if len(kept) > 1 else ""
    entry["Version"] += 1
    entry["JobBookmark"] = json.dumps(state, ensure_ascii=False)
    write_entry(entry, place)
    return entry


def run_number(entry: dict[str, Any], run_id: str) -> int:
    """Return the number of a committed run.

    Raises:
        BookmarkError: the job has no such run.
    """
    for number, name in entry.get("Runs", []):
        if name == run_id:
            return int(number)
    raise BookmarkError(f"The job {entry['JobName']} has no committed run with the id {run_id}.")


@dataclass
class Bookmark:
    """The bookmark of one run: what it must not read again, and what it has read itself."""

    job: str
    option: str
    run_id: str = ""
    attempt: int = 0
    first: str | None = None
    last: str | None = None
    _entry: dict[str, Any] | None = None
    _state: dict[str, dict[str, Seen]] = field(default_factory=dict)
    _read: dict[str, list[File]] = field(default_factory=dict)

    @classmethod
    def start(cls, job: str, args: dict[str, Any]) -> Bookmark:
        """Read a job's bookmark for a run with these resolved arguments."""
        made = cls(
            job,
            str(args.get("job_bookmark_option", "job-bookmark-disable")),
            str(args.get("JOB_RUN_ID") or ""),
            first=args.get("job_bookmark_from"),
            last=args.get("job_bookmark_to"),
        )
        if made.active:
            made._entry = read_entry(job)
            if made._entry is not None:
                made._state = json.loads(made._entry["JobBookmark"])
        return made

    @property
    def active(self) -> bool:
        """Whether reads leave out what was read before (enabled or paused)."""
        return self.option in ("job-bookmark-enable", "job-bookmark-pause")

    def unread(self, context: str, files: list[File]) -> list[File]:
        """Return the files not read before under a transformation context; note them as read.

        An empty context means no bookmark.
        """
        chosen = self.peek(context, files)
        if self.active and context:
            self._read.setdefault(context, []).extend(chosen)
        return chosen

    def peek(self, context: str, files: list[File]) -> list[File]:
        """Return what `unread` would, without noting it."""
        if not self.active or not context:
            return files
        seen = self._state.get(context, {}).get("S3", {})
        low, high = 0, None
        if self.first is not None and self.last is not None:
            entry = self._entry or {"JobName": self.job}
            low, high = run_number(entry, self.first), run_number(entry, self.last)
        chosen = []
        for file in files:
            known = seen.get(file.path)
            same = known is not None and known[1:] == [file.size, file.modified, file.etag]
            if high is None:
                wanted = not same
            else:
                wanted = same and known is not None and low < known[0] <= high
            if wanted:
                chosen.append(file)
        return chosen

    def commit(self) -> None:
        """Write the bookmark, if it is enabled (a paused one is never written).

        Raises:
            BookmarkError: another run of the job committed since this one began.
        """
        if self.option != "job-bookmark-enable":
            return
        now = read_entry(self.job)
        before = self._entry or {"Version": 0, "Run": 0, "RunId": "", "Runs": []}
        if (now or {"Version": 0})["Version"] != before["Version"]:
            raise BookmarkError(
                f"The bookmark of job {self.job} was changed by another run since this one began, "
                "so it was not written. Run one at a time, or give each its own job name."
            )
        run = int(before["Run"]) + 1
        for context, files in self._read.items():
            seen = self._state.setdefault(context, {}).setdefault("S3", {})
            for file in files:
                seen[file.path] = [run, file.size, file.modified, file.etag]
        entry = {
            "JobName": self.job,
            "Version": before["Version"] + 1,
            "Run": run,
            "Attempt": self.attempt,
            "RunId": self.run_id,
            "PreviousRunId": before["RunId"],
            "JobBookmark": json.dumps(self._state, ensure_ascii=False),
            "Runs": [*before["Runs"], [run, self.run_id]],
        }
        write_entry(entry)
        self._entry = entry
        self._read.clear()
