"""Bookmarks: only what is to be bookmarked carries a context, and what that means in two runs."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any

import boto3
import pyarrow as pa
import pytest

from glueflow.local.runner import run_script

from .conftest import ask_compiler, put_parquet, storage
from .pipeline import Case, Step

PLACE = "s3://fixtures/marked/"
NAMES = pa.table({"id": [1, 2], "name": ["one", "two"]})


@pytest.fixture(scope="module", autouse=True)
def tables(catalog: str) -> None:
    glue = boto3.client("glue")
    glue.create_database(DatabaseInput={"Name": "marked"})
    put_parquet(f"{PLACE}names/data.parquet", NAMES)
    glue.create_table(
        DatabaseName="marked",
        TableInput={
            "Name": "names",
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "parquet"},
            "PartitionKeys": [],
            "StorageDescriptor": storage(NAMES, f"{PLACE}names/"),
        },
    )


def put_events(name: str, *ids: int) -> None:
    body = "".join(json.dumps({"id": each}) + "\n" for each in ids)
    boto3.client("s3").put_object(Bucket="fixtures", Key=f"marked/events/{name}", Body=body)


def script_of(steps: dict[str, Step], slug: str) -> str:
    document = Case(slug, steps, "", result="-").document()
    found = ask_compiler({slug: {"document": document}})[slug]
    assert not [p for p in found["problems"] if p["severity"] == "error"], found["problems"]
    script: str = found["script"]
    return script


def run(script: str, slug: str) -> None:
    outcome = run_script(script, ["--JOB_NAME", slug, "--job-bookmark-option=job-bookmark-enable"])
    assert outcome.ok, outcome.message


EVENTS = Step(
    "s3-input",
    {
        "paths": [f"{PLACE}events/"],
        "format": "json",
        "bookmark": True,
        "columns": [{"name": "id", "type": "bigint"}],
    },
)


def out(**config: Any) -> Step:
    return Step("glue-catalog-output", {"database": "marked", **config}, ["named"])


def test_a_lookup_table_is_read_whole_in_every_run(reader: ModuleType) -> None:
    """A read without a context is not bookmarked, whatever the job's option says.

    https://docs.aws.amazon.com/glue/latest/dg/programming-etl-connect-bookmarks.html
    """
    script = script_of(
        {
            "events": EVENTS,
            "dim": Step("glue-catalog-input", {"database": "marked", "table": "names"}),
            "named": Step(
                "join",
                {"how": "left", "keys": [{"left": "id", "right": "id"}]},
                ["events:left", "dim:right"],
            ),
            "out": out(table="named", path=f"{PLACE}named/", format="json", mode="append"),
        },
        "lookup",
    )
    assert script.count("transformation_ctx") == 1
    put_events("1.json", 1)
    run(script, "lookup")
    put_events("2.json", 2)
    run(script, "lookup")
    rows = reader.read_table("marked", "named")
    assert sorted(map(tuple, rows.values)) == [(1, "one"), (2, "two")]


def test_nothing_new_and_no_table_yet_makes_no_table() -> None:
    """Without rows AWS's Parquet writer makes a table without columns: the write is skipped.

    https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-parquet-home.html
    """
    script = script_of(
        {
            "events": EVENTS,
            "named": Step(
                "filter-rows", {"mode": "expression", "expression": "id > 100"}, ["events"]
            ),
            "out": out(table="late", path=f"{PLACE}late/", mode="append"),
        },
        "late",
    )
    glue = boto3.client("glue")
    put_events("1.json", 1)
    outcome = run_script(script, ["--JOB_NAME", "late"])
    assert outcome.ok, outcome.message
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_table(DatabaseName="marked", Name="late")
    put_events("3.json", 300)
    run(script, "late")
    found = glue.get_table(DatabaseName="marked", Name="late")["Table"]["StorageDescriptor"]
    assert [(each["Name"], each["Type"]) for each in found["Columns"]] == [("id", "bigint")]
