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
    JobBookmark     the state, a JSON text: {"<transformation_ctx>": {"S3": [[run, time, {"<path>":
                    [bytes, modified, "etag"]}], …]}}: for each run that read under the context
                    its number, up to when files count as read (ms since 1970), and those files of
                    the last band before that time that have been read
    Runs            [[run, "run id"], …] of all committed runs, for --job-bookmark-from and -to

Files are tracked by time, as on AWS: a run reads what was modified after the time of the last one
and up to its own start, and of the band before that time (900 s, the option maxBand) what is not
in its list. A file older than the band counts as read, whether a run has seen it or not. To reset
a bookmark, delete the file (or call `reset`); to reset it to an earlier run, call `reset` with it.

Source: AWS Glue developer guide, "Tracking processed data using job bookmarks"
(https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html), and maxBand in "Connection
types and options for ETL: Amazon S3 connections".
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from glueflow import files
from glueflow.local.storage import File

Known = dict[str, list[Any]]
Mark = tuple[int, int, Known]
"""What a run has read under a context: its number, the time, the files of the band before it."""

BAND_SECONDS = 900


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
        place: the folder of the bookmarks, here and in the functions below; by default `folder()`.
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
    """Write a job's bookmark entry by one rename. Call it within `files.changing`."""
    text = json.dumps(entry, ensure_ascii=False, indent=1)
    files.replace(bookmark_path(entry["JobName"], place), text)


def reset(job: str, run_id: str | None = None, place: Path | None = None) -> dict[str, Any] | None:
    """Forget what a job has read, all of it or what it read after a run; return the new entry.

    Raises:
        BookmarkError: there is no such run.
    """
    with files.changing(bookmark_path(job, place)):
        entry = read_entry(job, place)
        if entry is None:
            return None
        if run_id is None:
            state: dict[str, dict[str, list[Mark]]] = {}
            entry.update(Run=0, Attempt=0, RunId="", PreviousRunId="", Runs=[])
        else:
            last = run_number(entry, run_id)
            state = _state(entry)
            for kinds in state.values():
                kinds["S3"] = [mark for mark in kinds["S3"] if mark[0] <= last]
            kept = [pair for pair in entry["Runs"] if pair[0] <= last]
            entry.update(Run=last, RunId=run_id, Runs=kept)
            entry["PreviousRunId"] = kept[-2][1] if len(kept) > 1 else ""
        entry["Version"] += 1
        entry["JobBookmark"] = json.dumps(state, ensure_ascii=False)
        write_entry(entry, place)
        return entry


def _state(entry: dict[str, Any]) -> dict[str, dict[str, list[Mark]]]:
    """Read the marks of an entry; those of older versions listed every file with its run."""
    state: dict[str, dict[str, Any]] = json.loads(entry["JobBookmark"])
    for kinds in state.values():
        files = kinds["S3"]
        if isinstance(files, dict):
            at = max((seen[2] for seen in files.values()), default=0)
            band = {p: s[1:] for p, s in files.items() if s[2] > at - BAND_SECONDS * 1000}
            kinds["S3"] = [[entry["Run"], at, band]] if files else []
    return state


def _is_unread(file: File, mark: Mark | None, band: int) -> bool:
    """Tell whether a file is new for a run after this mark."""
    if mark is None or file.modified > mark[1]:
        return True
    known = mark[2].get(file.path)
    return file.modified > mark[1] - band and known != [file.size, file.modified, file.etag]


def run_number(entry: dict[str, Any], run_id: str) -> int:
    """Return the number of a committed run.

    Raises:
        BookmarkError: the job has no such run.
    """
    for number, name in entry.get("Runs", []):
        if name == run_id:
            return int(number)
    raise BookmarkError(f"The job {entry['JobName']} has no committed run with the id {run_id}.")


def _last(marks: list[Mark]) -> Mark | None:
    return marks[-1] if marks else None


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
    begun: int = 0
    _state: dict[str, dict[str, list[Mark]]] = field(default_factory=dict)
    _read: dict[str, Mark] = field(default_factory=dict)

    @classmethod
    def start(cls, job: str, args: dict[str, Any]) -> Bookmark:
        """Read a job's bookmark for a run with these resolved arguments."""
        made = cls(
            job,
            str(args.get("job_bookmark_option", "job-bookmark-disable")),
            str(args.get("JOB_RUN_ID") or ""),
            first=args.get("job_bookmark_from"),
            last=args.get("job_bookmark_to"),
            begun=int(time.time() * 1000),
        )
        if made.active:
            made._entry = read_entry(job)
            if made._entry is not None:
                made._state = _state(made._entry)
        return made

    @property
    def active(self) -> bool:
        """Whether reads leave out what was read before (enabled or paused)."""
        return self.option in ("job-bookmark-enable", "job-bookmark-pause")

    def unread(self, context: str, files: list[File], band: int = BAND_SECONDS) -> list[File]:
        """Return the files not read before under a transformation context; note them as read.

        An empty context means no bookmark.
        """
        chosen = self.peek(context, files, band)
        self.note(context, chosen, band=band)
        return chosen

    def peek(self, context: str, files: list[File], band: int = BAND_SECONDS) -> list[File]:
        """Return what `unread` would, without noting it."""
        if not self.active or not context:
            return files
        marks = self._state.get(context, {}).get("S3", [])
        if self.first is not None and self.last is not None:
            entry = self._entry or {"JobName": self.job}
            low, high = run_number(entry, self.first), run_number(entry, self.last)
            before = _last([mark for mark in marks if mark[0] <= low])
            after = _last([mark for mark in marks if mark[0] <= high])
            return [
                file
                for file in files
                if _is_unread(file, before, band * 1000)
                and after is not None
                and not _is_unread(file, after, band * 1000)
            ]
        last = _last(marks)
        return [
            file
            for file in files
            if file.modified <= self.begun and _is_unread(file, last, band * 1000)
        ]

    def note(
        self, context: str, files: list[File], whole: bool = True, band: int = BAND_SECONDS
    ) -> None:
        """Note files as read.

        Args:
            whole: nothing unread is left; otherwise files are read in the order of their times, and
                what is newer than the last one stays unread.
            band: the seconds before the time in which files are known by their names.
        """
        if not self.active or not context:
            return
        before = self._read.get(context) or _last(self._state.get(context, {}).get("S3", []))
        known = dict(before[2]) if before else {}
        known |= {file.path: [file.size, file.modified, file.etag] for file in files}
        latest = max((file.modified for file in files), default=before[1] if before else 0)
        at = self.begun if whole else latest
        self._read[context] = (
            0,
            at,
            {path: each for path, each in known.items() if each[1] > at - band * 1000},
        )

    def commit(self) -> None:
        """Write the bookmark, if it is enabled (a paused one is never written).

        Raises:
            BookmarkError: another run of the job committed since this one began.
        """
        if self.option != "job-bookmark-enable":
            return
        with files.changing(bookmark_path(self.job)):
            now = read_entry(self.job)
            before = self._entry or {"Version": 0, "Run": 0, "RunId": "", "Runs": []}
            if (now or {"Version": 0})["Version"] != before["Version"]:
                raise BookmarkError(
                    f"The bookmark of job {self.job} was changed by another run since this one "
                    "began, so it was not written. Run one at a time, or give each its own job "
                    "name."
                )
            run = int(before["Run"]) + 1
            for context, (_, at, known) in self._read.items():
                self._state.setdefault(context, {}).setdefault("S3", []).append((run, at, known))
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
