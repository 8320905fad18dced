"""Bookmarks: per job and transformation context, written by commit only."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from glueflow.local import bookmarks
from glueflow.local.bookmarks import Bookmark, BookmarkError
from glueflow.local.storage import File

Put = Callable[[str, str | bytes], str]

READ = """
# [n1] New files
files = glue_context.create_dynamic_frame.from_options(
    "s3", {"paths": [f"s3://{args['bucket']}/in/"]}, "csv", transformation_ctx="n1"
)
every = glue_context.create_dynamic_frame.from_options(
    "s3", {"paths": [f"s3://{args['bucket']}/in/"]}, "csv"
)
print(sorted(row[0] for row in files.toDF().collect()), every.count(), files.toDF().columns)
"""
COMMIT = "\njob.commit()\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Bookmarks of the test's own."""
    monkeypatch.setenv("GLUEFLOW_BOOKMARK_DIR", str(tmp_path / "marks"))
    return tmp_path / "marks"


def option(name: str, run_id: str = "jr_0") -> list[str]:
    return ["--job-bookmark-option", f"job-bookmark-{name}", "--JOB_RUN_ID", run_id]


def test_reads_what_is_new(run: Callable[..., Any], put: Put) -> None:
    def lines(body: str, argv: list[str]) -> str:
        result = run(body, argv)
        assert result.ok, result.message
        return str(result.output)

    put("in/a.csv", "1\n")
    assert lines(READ, option("enable", "jr_1")).startswith("['1'] 1")
    # That run did not commit, so nothing counts as read.
    assert lines(READ + COMMIT, option("enable", "jr_1")).startswith("['1'] 1")
    put("in/b.csv", "2\n")
    # A paused run reads on and leaves no mark.
    assert lines(READ + COMMIT, option("pause", "jr_2")).startswith("['2'] 2")
    assert lines(READ + COMMIT, option("enable", "jr_2")).startswith("['2'] 2")
    # With nothing new the frame has no rows and, as on AWS, no columns.
    assert lines(READ + COMMIT, option("enable", "jr_3")) == "[] 2 []\n"
    put("in/a.csv", "10\n")
    assert lines(READ + COMMIT, option("enable", "jr_4")).startswith("['10'] 2")
    assert lines(READ + COMMIT, option("disable")).startswith("['10', '2'] 2")
    entry = bookmarks.read_entry("flights job")
    assert entry is not None
    assert (entry["Run"], entry["RunId"], entry["PreviousRunId"]) == (4, "jr_4", "jr_3")
    between = ["--job-bookmark-from", "jr_1", "--job-bookmark-to", "jr_2"]
    assert lines(READ, [*option("pause"), *between]).startswith("['2'] 2")
    bookmarks.reset("flights job")
    assert lines(READ, option("enable")).startswith("['10', '2'] 2")


def test_a_catalog_read_counts_too(
    run: Callable[..., Any], flights: str, put: Put, bucket: str
) -> None:
    body = """
    # [n1] Flights
    flights = glue_context.create_data_frame.from_catalog(
        database=args["database"],
        table_name="flights",
        push_down_predicate="month > 1",
        transformation_ctx="n1",
        additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
    )
    print(sorted(row.month for row in flights.select("month").distinct().collect()))
    job.commit()
    """
    assert run(body, option("enable")).output == "[2, 3]\n"
    assert run(body, option("enable")).output == "[]\n"
    assert run(body.replace("month > 1", "month > 0"), option("enable")).output == "[1]\n"


def test_a_failed_run_leaves_no_mark(run: Callable[..., Any], put: Put, folder: Any) -> None:
    put("in/a.csv", "1\n")
    assert not run(READ + "\nraise ValueError('late')\n" + COMMIT, option("enable")).ok
    assert not folder.exists()


def test_a_run_that_fails_after_its_sink_leaves_no_mark(
    run: Callable[..., Any], put: Put, glue: Any, database: str, bucket: str
) -> None:
    body = (
        READ
        + """
# [n2] Kept
sink = glue_context.getSink("s3", path=f"s3://{args['bucket']}/kept/", enableUpdateCatalog=True)
sink.setFormat("json")
sink.setCatalogInfo(catalogDatabase=args["database"], catalogTableName="kept")
sink.writeFrame(files)
"""
    )
    put("in/a.csv", "1\n")
    assert run(body + COMMIT, option("enable", "jr_1")).ok
    before = bookmarks.read_entry("flights job")
    put("in/b.csv", "2\n")
    late = run(body + "\nraise ValueError('late')\n" + COMMIT, option("enable", "jr_2"))
    assert late.message == "node Kept: ValueError: late"
    assert bookmarks.read_entry("flights job") == before
    # The next run reads again what the failed one wrote: at least once, as on AWS.
    assert run(body + COMMIT, option("enable", "jr_3")).output.startswith("['2'] 2")
    assert glue.get_table(DatabaseName=database, Name="kept")["Table"]["Name"] == "kept"


NOW = int(time.time() * 1000)
MINUTE = 60_000


def files(*names: str, size: int = 1, modified: int = NOW - MINUTE) -> list[File]:
    return [File(f"s3://b/{name}", size, modified, f"etag-{name}") for name in names]


def start(job: str = "job", run_id: str = "", **more: Any) -> Bookmark:
    args = {"job_bookmark_option": "job-bookmark-enable", "JOB_RUN_ID": run_id, **more}
    made = Bookmark.start(job, args)
    made.begun = NOW
    return made


class TestBookmark:
    def test_a_folder_of_ones_own(self, tmp_path: Any, folder: Any) -> None:
        place = tmp_path / "elsewhere"
        mark = start("job", "jr_1")
        mark.unread("one", files("a"))
        mark.commit()
        entry = bookmarks.read_entry("job")
        assert entry is not None
        assert bookmarks.read_entry("job", place) is None
        assert bookmarks.reset("job", None, place) is None
        bookmarks.write_entry(entry, place)
        assert bookmarks.bookmark_path("job", place).parent == place
        changed = bookmarks.reset("job", None, place)
        assert changed is not None and changed["Run"] == 0
        assert bookmarks.read_entry("job") == entry

    def test_no_context_no_bookmark(self) -> None:
        for _ in range(2):
            mark = start()
            assert mark.unread("", files("a")) == files("a")
            mark.commit()

    def test_contexts_and_jobs_are_apart(self) -> None:
        mark = start()
        mark.unread("one", files("a"))
        mark.commit()
        assert start().unread("one", files("a", "b")) == files("b")
        assert start().unread("two", files("a")) == files("a")
        assert start("other/ job").unread("one", files("a")) == files("a")

    def test_a_changed_object_is_new(self) -> None:
        mark = start()
        mark.unread("one", files("a"))
        mark.commit()
        assert start().unread("one", files("a", size=2)) == files("a", size=2)

    def test_files_older_than_the_band_count_as_read(self) -> None:
        """A bookmark goes by time: what a run has not seen, but is old, is never read."""
        mark = start()
        mark.unread("one", files("a"))
        mark.commit()
        young = files("young", modified=NOW - 14 * MINUTE)
        old = files("old", modified=NOW - 16 * MINUTE)
        assert start().unread("one", [*young, *old]) == young
        assert start().unread("one", [*young, *old], band=17 * 60) == [*young, *old]
        # A context of its own has not read anything.
        assert start().unread("other", [*young, *old]) == [*young, *old]

    def test_files_newer_than_the_run_wait_for_the_next(self) -> None:
        mark = start()
        later = files("later", modified=NOW + 2 * MINUTE)
        assert mark.unread("one", [*files("a"), *later]) == files("a")
        mark.commit()
        following = start()
        following.begun += 3 * MINUTE
        assert following.unread("one", [*files("a"), *later]) == later

    def test_a_run_without_new_files_moves_the_time(self) -> None:
        for number in range(3):
            mark = start()
            mark.begun += number * 20 * MINUTE
            found = mark.unread("one", files("a"))
            assert found == (files("a") if number == 0 else [])
            mark.commit()
        assert start().unread("one", files("b")) == []

    def test_an_entry_of_an_older_version(self) -> None:
        mark = start(run_id="jr_1")
        mark.unread("one", files("a"))
        mark.commit()
        entry = bookmarks.read_entry("job")
        assert entry is not None
        entry["JobBookmark"] = json.dumps(
            {"one": {"S3": {"s3://b/a": [1, 1, NOW - MINUTE, "etag-a"]}}}
        )
        bookmarks.write_entry(entry)
        assert start().unread("one", files("a", "b")) == files("b")

    def test_two_runs_at_once(self) -> None:
        first, second = start(), start()
        first.unread("one", files("a"))
        second.unread("one", files("a"))
        first.commit()
        with pytest.raises(BookmarkError, match="changed by another run"):
            second.commit()

    def test_reset_to_a_run(self) -> None:
        for number in (1, 2, 3):
            mark = start(run_id=f"jr_{number}")
            mark.unread("one", files(str(number)))
            mark.commit()
        entry = bookmarks.reset("job", "jr_2")
        assert entry is not None
        assert (entry["Run"], entry["RunId"], entry["PreviousRunId"]) == (2, "jr_2", "jr_1")
        assert start().unread("one", files("1", "2", "3")) == files("3")
        with pytest.raises(BookmarkError, match="jr_3"):
            bookmarks.reset("job", "jr_3")

    def test_the_file(self, folder: Any) -> None:
        mark = start("my/job", "jr_1")
        mark.unread("one", files("é"))
        mark.commit()
        entry = json.loads((folder / "my%2Fjob.json").read_text(encoding="utf-8"))
        assert json.loads(entry.pop("JobBookmark")) == {
            "one": {"S3": [[1, NOW, {"s3://b/é": [1, NOW - MINUTE, "etag-é"]}]]}
        }
        assert entry == {
            "JobName": "my/job", "Version": 1, "Run": 1, "Attempt": 0, "RunId": "jr_1",
            "PreviousRunId": "", "Runs": [[1, "jr_1"]],
        }  # fmt: skip
        (folder / "my%2Fjob.json").write_text("{")
        with pytest.raises(BookmarkError, match="Delete the file"):
            start("my/job")


def test_bounded_reads_catch_up(run: Callable[..., Any], put: Put) -> None:
    body = READ.replace('/in/"]}', '/in/"], "boundedFiles": 1}', 1) + COMMIT
    put("in/a.csv", "1\n")
    put("in/b.csv", "2\n")
    found = [run(body, option("enable")).output.partition("]")[0] + "]" for _ in range(3)]
    assert sorted(found) == ["['1']", "['2']", "[]"]
    assert found[2] == "[]"
