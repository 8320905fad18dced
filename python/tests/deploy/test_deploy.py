"""The deployment script against the sandbox: create, update, skip, dry run, tags, roles, runs."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

import pytest

from glueflow.sandbox.server import Sandbox

from .conftest import BUCKET, Export, settings


def test_creates_then_updates(export: Export, glue: Any, sandbox: Sandbox) -> None:
    first = export.deploy()
    assert (first.status, first.errors) == (0, "")
    assert "uploaded to s3://deployments/glueflow/test_creates_then_updates/" in first.output
    assert f"us-east-1 at {sandbox.url}" in first.output
    assert "created test_creates_then_updates" in first.output
    second = export.deploy()
    assert second.status == 0
    assert "nothing uploaded" in second.output
    assert "updated test_creates_then_updates (no setting changed)" in second.output
    job = glue.get_job(JobName=export.name)["Job"]
    assert (job["Role"], job["GlueVersion"], job["Timeout"]) == ("GlueRole", "5.1", 480)
    assert job["DefaultArguments"]["--TempDir"] == f"s3://{BUCKET}/glueflow/{export.name}/temp/"
    bucket, key = job["Command"]["ScriptLocation"].removeprefix("s3://").split("/", 1)
    stored = sandbox.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    assert stored == (export.folder / "job.py").read_bytes()


def test_update_is_the_whole_specification(export: Export, glue: Any) -> None:
    """UpdateJob resets what it is not given: what the settings no longer say goes away."""
    export.render(
        settings(
            description="old",
            glueConnections=["net"],
            tags={"team": "data", "stale": "1"},
            defaultArguments={"--x": "1", "--db-password": "hunter2", "--none": ""},
            numberOfWorkers=3,
        )
    )
    assert export.deploy().status == 0
    arn = f"arn:aws:glue:us-east-1:123456789012:job/{export.name}"
    glue.tag_resource(ResourceArn=arn, TagsToAdd={"by-hand": "yes"})
    export.write("print('new')\n")
    tags = {"team": "bi", "Name": "n", "Role": "", "MaxRetries": "0"}
    export.render(settings(tags=tags, numberOfWorkers=5, maxRetries=1))
    changes = [
        "~ Command ScriptLocation: 's3://deployments/",
        "- Connections Connections: ['net']",
        "- DefaultArguments --db-password: (not shown)",
        "- DefaultArguments --none: ''",
        "- DefaultArguments --x: '1'",
        "- Description: 'old'",
        "~ MaxRetries: 0 -> 1",
        "~ NumberOfWorkers: 3 -> 5",
    ]
    before = glue.get_job(JobName=export.name)["Job"]
    dry = export.deploy("--dry-run")
    for change in [*changes, "- tag by-hand: 'yes'", "~ tag team: 'data' -> 'bi'"]:
        assert change in dry.output
    assert "hunter2" not in dry.output
    assert glue.get_job(JobName=export.name)["Job"] == before
    done = export.deploy()
    assert done.status == 0
    for change in [*changes, "Tag       - by-hand: 'yes'", "Tag       - stale: '1'"]:
        assert change in done.output
    assert glue.get_tags(ResourceArn=arn)["Tags"] == tags
    job = glue.get_job(JobName=export.name)["Job"]
    assert "Description" not in job
    assert "Connections" not in job
    assert "--x" not in job["DefaultArguments"]
    assert "no changes" in export.deploy("--dry-run").output


def test_dry_run_tells_what_the_role_needs(export: Export) -> None:
    why = "The step “Mask” decrypts."
    needed = {"actions": ["kms:Decrypt"], "resources": ["arn:aws:kms:*:*:key/1"], "why": why}
    export.render(settings(), options={"scriptName": "job.py", "permissions": [needed]})
    lines = export.deploy("--dry-run").output.splitlines()
    at = lines.index("Role      needs, beside AWS's policy AWSGlueServiceRole:")
    assert [line.strip() for line in lines[at + 1 :]] == [
        "kms:Decrypt on arn:aws:kms:*:*:key/1",
        why,
    ]


def test_dry_run_of_a_new_job(export: Export, glue: Any, sandbox: Sandbox) -> None:
    dry = export.deploy("--dry-run")
    assert (dry.status, dry.errors) == (0, "")
    assert "would be uploaded" in dry.output
    assert f"{export.name} would be created" in dry.output
    assert "+ Role: 'GlueRole'" in dry.output
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_job(JobName=export.name)
    listed = sandbox.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=f"glueflow/{export.name}/")
    assert listed["KeyCount"] == 0


def test_options_override_the_export(export: Export, glue: Any, sandbox: Sandbox) -> None:
    sandbox.client("s3").create_bucket(Bucket="elsewhere")
    name = 'odd "name" é😀 % {x}'
    options = ["--bucket", "elsewhere", "--prefix", "/a/b/", "--role", "Other", "--job-name", name]
    assert export.deploy(*options).status == 0
    job = glue.get_job(JobName=name)["Job"]
    safe = "odd!20!22name!22!20!c3!a9!f0!9f!98!80!20!25!20!7bx!7d"
    assert job["Role"] == "Other"
    assert job["Command"]["ScriptLocation"].startswith(f"s3://elsewhere/a/b/{safe}/{safe}-")
    assert job["DefaultArguments"]["--TempDir"] == f"s3://elsewhere/a/b/{safe}/temp/"
    assert "no changes" in export.deploy(*options, "--dry-run").output
    glue.delete_job(JobName=name)


def test_a_role_by_name_and_by_arn_is_no_change(export: Export) -> None:
    assert export.deploy("--role", "arn:aws:iam::123456789012:role/service-role/GlueRole")
    assert "no changes" in export.deploy("--dry-run").output


def test_assume_role(export: Export, sandbox: Sandbox) -> None:
    role = ["--assume-role-arn", "arn:aws:iam::222222222222:role/deployer", "--external-id", "x7"]
    done = export.deploy("--dry-run", *role, "--expected-account", "222222222222")
    assert (done.status, done.errors) == (0, "")
    assert "222222222222 as arn:aws:sts::222222222222:assumed-role/deployer/" in done.output


def test_run_with_parameters(export: Export, glue: Any) -> None:
    parameters = {
        "since": {"type": "date"},
        "limit": {"type": "integer", "default": 10},
        "text": {"type": "string", "default": "a 'b' \"c\" ${d} é😀\n"},
    }
    export.render(settings(), parameters=parameters)
    export.write("import sys\nprint(sys.argv)\n")
    options = ["--param", "since=2013-01-31", "--param", "limit=-5"]
    done = export.deploy(
        "--run", "--wait", *options, "--param=--job-bookmark-option=job-bookmark-pause"
    )
    assert (done.status, done.errors) == (0, "")
    assert "with --since, --limit, --job-bookmark-option" in done.output
    assert "SUCCEEDED" in done.output
    [run] = glue.get_job_runs(JobName=export.name)["JobRuns"]
    assert run["Arguments"]["--since"] == "2013-01-31"
    assert run["Arguments"]["--limit"] == "-5"
    assert run["Arguments"]["--text"] == "a 'b' \"c\" ${d} é😀\n"
    assert run["Arguments"]["--job-bookmark-option"] == "job-bookmark-pause"


def test_run_without_wait(export: Export, glue: Any) -> None:
    done = export.deploy("--run")
    assert done.status == 0
    assert f"aws glue get-job-run --job-name {export.name} --run-id jr_" in done.output


def test_failed_run(export: Export) -> None:
    export.write("raise ValueError('no such month')\n")
    done = export.deploy("--run", "--wait")
    assert done.status == 4
    assert "ended FAILED" in done.errors
    assert "Message: node Broken step: no such month (script line 1)" in done.errors
    assert "/aws-glue/jobs/error" in done.errors
    assert "aws logs tail /aws-glue/jobs/error --log-stream-name-prefix jr_" in done.errors


def test_failed_run_that_succeeds_when_retried(export: Export) -> None:
    export.render(settings(maxRetries=1))
    mark = export.folder / "mark"
    export.write(
        f"import pathlib\nmark = pathlib.Path({str(mark)!r})\n"
        "if not mark.exists():\n    mark.touch()\n    raise ValueError('flaky')\n"
    )
    done = export.deploy("--run", "--wait")
    assert (done.status, done.errors) == (0, "")
    assert "AWS tries again as jr_" in done.output
    assert "flaky" in done.output


def test_timed_out_run(export: Export) -> None:
    export.render(settings(timeout=1))
    export.write("import time\ntime.sleep(60)\n")
    done = export.deploy("--run", "--wait")
    assert done.status == 4
    assert "ended TIMEOUT" in done.errors
    assert "exceeded its timeout" in done.errors


def test_too_many_runs(export: Export, glue: Any) -> None:
    export.write("import time\ntime.sleep(60)\n")
    assert export.deploy("--run").status == 0
    done = export.deploy("--run")
    assert done.status == 1
    assert "already runs as often as it may" in done.errors
    [run] = glue.get_job_runs(JobName=export.name)["JobRuns"]
    glue.batch_stop_job_run(JobName=export.name, JobRunIds=[run["Id"]])


@pytest.mark.skipif(sys.platform == "win32", reason="a console's Ctrl+C cannot be sent to a child")
def test_interrupted_wait(export: Export, glue: Any) -> None:
    export.write("import time\ntime.sleep(60)\n")
    process = subprocess.Popen(
        export.command("--run", "--wait"),
        env=export.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    while "RUNNING" not in (line := process.stdout.readline()):
        assert line
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, "")
    assert "goes on" in output
    [run] = glue.get_job_runs(JobName=export.name)["JobRuns"]
    assert run["JobRunState"] == "RUNNING"
    stop = f"aws glue batch-stop-job-run --job-name {export.name} --job-run-ids {run['Id']}"
    assert stop in output
    glue.batch_stop_job_run(JobName=export.name, JobRunIds=[run["Id"]])


def test_missing_bucket(export: Export) -> None:
    for options in (["--dry-run"], []):
        done = export.deploy("--bucket", "nobody-made-this", *options)
        assert done.status == 1
        assert "The bucket nobody-made-this does not exist." in done.errors
        assert "aws s3 mb s3://nobody-made-this" in done.errors


def test_wrong_account(export: Export, glue: Any) -> None:
    done = export.deploy("--expected-account", "999999999999")
    assert done.status == 3
    assert "belong to account 123456789012" in done.errors
    assert "Nothing was changed." in done.errors
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_job(JobName=export.name)


REGION = "spark.hadoop.fs.s3a.endpoint.region"


def test_the_region_of_s3_is_the_one_deployed_to(export: Export) -> None:
    """AWS Glue developer guide, migrating-version-51: S3A takes us-east-2 where nothing is set."""
    export.render(settings(region=None, defaultArguments={"--conf": "spark.a=1"}))
    for region in ("eu-west-1", "us-east-1"):
        dry = export.call("--region", region, "--dry-run")
        assert f"+ DefaultArguments --conf: 'spark.a=1 --conf {REGION}={region}'" in dry.output
    off = export.call("--region", "us-east-1", "--dry-run", "--without", "s3-region")
    assert "+ DefaultArguments --conf: 'spark.a=1'" in off.output
    export.render(settings(glueVersion="5.0"))
    assert REGION not in export.call("--dry-run").output


def test_what_the_export_added_can_be_left_out(export: Export) -> None:
    whole = export.call("--dry-run").output
    names = ["temp-dir", "continuous-log", "metrics", "observability", "job-insights", "spark-ui"]
    options = [word for name in names for word in ("--without", name)]
    less = export.call("--dry-run", *options).output
    for argument in (
        "--TempDir",
        "--enable-continuous-cloudwatch-log",
        "--enable-metrics",
        "--enable-observability-metrics",
        "--enable-job-insights",
        "--enable-spark-ui",
        "--spark-event-logs-path",
    ):
        assert f"+ DefaultArguments {argument}:" in whole
        assert f"+ DefaultArguments {argument}:" not in less


def test_conf_of_a_run_keeps_the_jobs_own(export: Export, glue: Any) -> None:
    """StartJobRun's arguments stand over the job's by name: a whole --conf would be lost."""
    done = export.call("--run", "--param=--conf=spark.b=2")
    assert done.status == 0, done.errors
    [run] = glue.get_job_runs(JobName=export.name)["JobRuns"]
    assert run["Arguments"]["--conf"] == f"spark.b=2 --conf {REGION}=us-east-1"


@pytest.mark.parametrize(
    "role",
    [
        "arn:aws:iam::000000000000:role/x",
        "arn:aws:iam::222222222222:role/path/x",
        "arn:aws-cn:iam::123456789012:role/x",
    ],
)
@pytest.mark.parametrize("how", ["--dry-run", "--run"])
def test_a_role_of_another_account(export: Export, glue: Any, role: str, how: str) -> None:
    """IAM user guide, id_roles_use_passrole: AWS passes no role across accounts."""
    done = export.call("--role", role, how)
    assert done.status == 2
    assert f"The role {role} belongs to account" in done.errors
    assert "Nothing was changed" in done.errors
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_job(JobName=export.name)
