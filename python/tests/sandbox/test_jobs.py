"""Job definitions, driven by boto3."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from .conftest import refusal

COMMAND = {"Name": "glueetl", "ScriptLocation": "s3://scripts/x.py"}


def create(glue: Any, name: str, **settings: Any) -> dict[str, Any]:
    glue.create_job(**{"Name": name, "Role": "R", "Command": COMMAND, **settings})
    job: dict[str, Any] = glue.get_job(JobName=name)["Job"]
    return job


def test_every_setting_comes_back(glue: Any, name: str) -> None:
    settings: dict[str, Any] = {
        "Description": "Zürich 'quoted' \\ 🛫",
        "Role": "arn:aws:iam::123456789012:role/service-role/R",
        "ExecutionProperty": {"MaxConcurrentRuns": 3},
        "Command": {**COMMAND, "PythonVersion": "3"},
        "DefaultArguments": {"--a": "1", "--TempDir": "s3://x/y"},
        "NonOverridableArguments": {"--fixed": "yes"},
        "Connections": {"Connections": ["c1"]},
        "MaxRetries": 2,
        "Timeout": 30,
        "SecurityConfiguration": "sec",
        "NotificationProperty": {"NotifyDelayAfter": 5},
        "GlueVersion": "5.0",
        "NumberOfWorkers": 4,
        "WorkerType": "R.2X",
        "ExecutionClass": "STANDARD",
        "JobMode": "VISUAL",
        "JobRunQueuingEnabled": False,
        "CodeGenConfigurationNodes": {
            "node-1": {
                "S3CsvSource": {
                    "Name": "in",
                    "Paths": ["s3://b/"],
                    "Separator": "comma",
                    "QuoteChar": "quote",
                }
            }
        },
        "SourceControlDetails": {"Provider": "GITHUB", "Repository": "r"},
    }
    job = create(glue, name, **settings)
    assert {key: job[key] for key in settings} == settings
    assert job["MaxCapacity"] == 8.0
    assert job["CreatedOn"] == job["LastModifiedOn"]


def test_streaming_keeps_its_maintenance_window(glue: Any, name: str) -> None:
    command = {"Name": "gluestreaming", "ScriptLocation": "s3://scripts/x.py"}
    job = create(glue, name, Command=command, MaintenanceWindow="Sun:10")
    assert job["MaintenanceWindow"] == "Sun:10"


def test_defaults(glue: Any, name: str) -> None:
    job = create(glue, name)
    assert job["GlueVersion"] == "5.1"
    assert (job["Timeout"], job["MaxRetries"]) == (480, 0)
    assert job["ExecutionProperty"] == {"MaxConcurrentRuns": 1}
    assert create(glue, name + "_4", GlueVersion="4.0")["Timeout"] == 2880


def test_a_second_job_of_the_same_name_is_refused(glue: Any, name: str) -> None:
    create(glue, name)
    code, _ = refusal(glue.create_job, Name=name, Role="other", Command=COMMAND)
    assert code == "AlreadyExistsException"
    assert glue.get_job(JobName=name)["Job"]["Role"] == "R"


def test_update_resets_what_it_is_not_given(glue: Any, name: str) -> None:
    before = create(
        glue,
        name,
        GlueVersion="4.0",
        Description="d",
        MaxRetries=3,
        Timeout=5,
        WorkerType="G.2X",
        NumberOfWorkers=2,
        DefaultArguments={"--a": "1"},
        Tags={"team": "x"},
    )
    glue.update_job(JobName=name, JobUpdate={"Role": "R2", "Command": COMMAND})
    job = glue.get_job(JobName=name)["Job"]
    assert "Description" not in job
    assert (job["Role"], job["MaxRetries"], job["Timeout"]) == ("R2", 0, 2880)
    assert (job["WorkerType"], job["NumberOfWorkers"]) == ("G.1X", 10)
    assert job["DefaultArguments"] == {}
    assert job["GlueVersion"] == "4.0"
    assert job["CreatedOn"] == before["CreatedOn"]
    assert job["LastModifiedOn"] > before["LastModifiedOn"]
    arn = f"arn:aws:glue:us-east-1:123456789012:job/{name}"
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {"team": "x"}


def test_tags(glue: Any, name: str) -> None:
    create(glue, name, Tags={"a": "1", "b": "2"})
    arn = f"arn:aws:glue:us-east-1:123456789012:job/{name}"
    glue.tag_resource(ResourceArn=arn, TagsToAdd={"a": "9", "c": "3"})
    glue.untag_resource(ResourceArn=arn, TagsToRemove=["b"])
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {"a": "9", "c": "3"}
    assert name in glue.list_jobs(Tags={"a": "9", "c": "3"}, MaxResults=1000)["JobNames"]
    assert name not in glue.list_jobs(Tags={"a": "9", "c": "4"}, MaxResults=1000)["JobNames"]
    glue.delete_job(JobName=name)
    assert refusal(glue.get_tags, ResourceArn=arn)[0] == "EntityNotFoundException"
    create(glue, name)
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {}


def test_pages_of_jobs(glue: Any, name: str) -> None:
    names = {f"{name}_{i:02}" for i in range(7)}
    for one in names:
        create(glue, one)
    for call, key in (("get_jobs", "Jobs"), ("list_jobs", "JobNames")):
        pages = (
            list(glue.get_paginator(call).paginate(PaginationConfig={"PageSize": 3}))
            if (glue.can_paginate(call))
            else _pages(glue.list_jobs, key)
        )
        found = [j["Name"] if isinstance(j, dict) else j for page in pages for j in page[key]]
        assert all(len(page[key]) <= 3 for page in pages)
        assert len(pages) > 2
        assert names <= set(found)
        assert len(found) == len(set(found))
    found = glue.batch_get_jobs(JobNames=[f"{name}_00", "no_such_job"])
    assert [j["Name"] for j in found["Jobs"]] == [f"{name}_00"]
    assert found["JobsNotFound"] == ["no_such_job"]


def _pages(call: Any, key: str) -> list[dict[str, Any]]:
    pages = [call(MaxResults=3)]
    while pages[-1].get("NextToken"):
        pages.append(call(MaxResults=3, NextToken=pages[-1]["NextToken"]))
    return pages


def test_a_token_of_another_request_is_refused(glue: Any, name: str) -> None:
    for i in range(3):
        create(glue, f"{name}_{i}")
    token = glue.get_jobs(MaxResults=1)["NextToken"]
    assert refusal(glue.list_jobs, NextToken=token, Tags={"a": "b"})[0] == "InvalidInputException"
    assert refusal(glue.get_jobs, NextToken="rubbish")[0] == "InvalidInputException"


def test_missing_jobs(glue: Any) -> None:
    assert refusal(glue.get_job, JobName="none") == (
        "EntityNotFoundException",
        "Job none not found.",
    )
    update = {"Role": "R", "Command": COMMAND}
    assert refusal(glue.update_job, JobName="none", JobUpdate=update)[0] == (
        "EntityNotFoundException"
    )
    assert refusal(glue.start_job_run, JobName="none")[0] == "EntityNotFoundException"
    assert glue.delete_job(JobName="none")["JobName"] == "none"


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"Command": {"Name": "spark", "ScriptLocation": "s3://b/x.py"}}, "Command name"),
        ({"Command": {"Name": "glueetl"}}, "ScriptLocation"),
        ({"GlueVersion": "7.3"}, "Glue version"),
        ({"MaxCapacity": 2.0, "WorkerType": "G.1X", "NumberOfWorkers": 2}, "Max Capacity"),
        ({"MaxCapacity": 2.0, "GlueVersion": "5.0"}, "Max Capacity"),
        ({"WorkerType": "G.1X"}, "Number of Workers"),
        ({"ExecutionClass": "FLEX", "GlueVersion": "2.0"}, "FLEX"),
        ({"WorkerType": "G.025X", "NumberOfWorkers": 2}, "G.025X"),
        ({"JobRunQueuingEnabled": True, "MaxRetries": 1}, "MaxRetries"),
        ({"Timeout": 10081}, "10080"),
        ({"MaxRetries": 11}, "MaxRetries"),
    ],
)
def test_rules_of_glue(glue: Any, name: str, settings: dict[str, Any], word: str) -> None:
    request = {"Name": name, "Role": "R", "Command": COMMAND, **settings}
    code, message = refusal(glue.create_job, **request)
    assert code == "InvalidInputException"
    assert word in message
    assert refusal(glue.get_job, JobName=name)[0] == "EntityNotFoundException"


def test_constraints_of_the_model(glue: Any, name: str) -> None:
    command = {**COMMAND, "PythonVersion": "9"}
    code, message = refusal(glue.create_job, Name=name, Role="R", Command=command)
    assert code == "ValidationException"
    assert message.startswith("1 validation error detected: Value '9' at 'command.pythonVersion'")
    code, message = refusal(
        glue.create_job, Name=name, Role="R", Command=COMMAND, WorkerType="G.3X", NumberOfWorkers=1
    )
    assert "enum value set" in message
    code, _ = refusal(glue.create_job, Name="a\nb", Role="R", Command=COMMAND)
    assert code == "ValidationException"
    create(glue, name + " 🛫 ünï")


@pytest.mark.parametrize(
    "role",
    [
        "arn:aws:iam::000000000000:role/x",
        "arn:aws:iam::222222222222:role/path/x",
        "arn:aws-cn:iam::123456789012:role/x",
    ],
)
def test_a_role_of_another_account_is_not_passed(glue: Any, role: str) -> None:
    """IAM user guide, id_roles_use_passrole: a role is passed within one account."""
    command = {"Name": "glueetl", "ScriptLocation": "s3://b/k.py"}
    with pytest.raises(ClientError, match="Cross-account pass role is not allowed") as refused:
        glue.create_job(Name="foreign", Role=role, Command=command)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    glue.create_job(Name="own", Role="arn:aws:iam::123456789012:role/x", Command=command)
    with pytest.raises(ClientError, match="Cross-account"):
        glue.update_job(JobName="own", JobUpdate={"Role": role, "Command": command})
    assert glue.get_job(JobName="own")["Job"]["Role"].startswith("arn:aws:iam::123456789012:")
    glue.delete_job(JobName="own")
