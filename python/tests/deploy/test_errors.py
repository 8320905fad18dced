"""Every way the deployment script ends early: exit status, and a message that says what to do.

At least one test of each exit status runs a process of its own, here or in test_deploy.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from .conftest import Export, settings
from .fake import Fake, error

ROLE = "arn:aws:iam::123456789012:role/GlueRole"
DENIED = (
    "User: arn:aws:iam::123456789012:user/dev is not authorized to perform: {0} on resource: {1} "
    "because no identity-based policy allows the {0} action"
)
PARAMETERS = {"since": {"type": "date"}, "limit": {"type": "integer", "default": 1}}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--param", "limit=2"], "--param is for a run: add --run"),
        (["--run"], "need a value: --param since=..."),
        (["--run", "--param", "sinse=2013-01-01"], "no parameter 'sinse'; it has: since, limit"),
        (["--run", "--param", "since=soon"], "'since' must be a date (2013-01-31), not 'soon'"),
        (["--run", "--param", "since"], "--param takes NAME=VALUE"),
        (["--run", "--param=--JOB_NAME=x"], "AWS Glue sets --JOB_NAME itself"),
        (["--run", "--param", "since=--dash"], "begins with -"),
        (["--run", "--param", "since=-x"], "put something before it"),
        (["--region", "mars-1"], "'mars-1' is no AWS region"),
        (["--region", "x@127.0.0.1:5699/"], "is no AWS region"),
        (["--without", "wings"], "invalid choice: 'wings'"),
        (["--external-id", "x"], "goes with --assume-role-arn"),
        (["--expected-account", "12"], "--expected-account must be 12 digits"),
        (["--bucket", "My_Bucket"], "cannot be the name of an S3 bucket"),
        (["--role", ""], "--role is needed"),
        (["--no-such-option"], "unrecognized arguments"),
    ],
)
def test_wrong_usage(faked: Export, fake: Fake, options: list[str], message: str) -> None:
    if "--param" in options or "--run" in options:
        faked.render(settings(), parameters=PARAMETERS)
    done = faked.call(*options)
    assert done.status == 2
    assert message in done.errors
    assert fake.calls == []


def test_wrong_usage_of_the_process(faked: Export, fake: Fake) -> None:
    done = faked.deploy("--wait")
    assert done.status == 2
    assert "--wait follows a run: add --run" in done.errors
    assert fake.calls == []


def test_missing_script(faked: Export, fake: Fake) -> None:
    (faked.folder / "job.py").unlink()
    done = faked.deploy()
    assert done.status == 2
    assert "job.py cannot be read: No such file or directory" in done.errors
    assert fake.calls == []


def test_no_region(faked: Export) -> None:
    faked.render(settings(region=""))
    done = faked.call()
    assert done.status == 2
    assert "No region is set. Add --region" in done.errors


def test_region_of_the_environment(faked: Export) -> None:
    faked.render({**settings(), "region": None})
    done = faked.call(AWS_REGION="eu-west-3")
    assert done.status == 0
    assert "eu-west-3" in done.output


def test_no_credentials(faked: Export) -> None:
    done = faked.deploy(AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
    assert done.status == 3
    assert "No AWS credentials were found." in done.errors


def test_missing_profile(faked: Export, home: Path) -> None:
    _configure(home, "[profile dev]\nregion = eu-west-1\n[profile prod]\nregion = eu-west-1\n")
    done = faked.call("--profile", "dve")
    assert done.status == 3
    assert "There is no profile 'dve'" in done.errors
    assert "Profiles there are: dev, prod" in done.errors


SSO = """
[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = us-east-1
[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer
[profile ops]
role_arn = arn:aws:iam::123456789012:role/Ops
source_profile = dev
"""


def test_sso_never_started(faked: Export, home: Path) -> None:
    _configure(home, SSO)
    done = faked.call("--profile", "dev")
    assert done.status == 3
    assert "Run: aws sso login --profile dev\n" in done.errors


def test_sso_expired(faked: Export, home: Path) -> None:
    _configure(home, SSO)
    _token(home, hours=-1)
    done = faked.deploy("--profile", "dev")
    assert done.status == 3
    assert "Run: aws sso login --profile dev\n" in done.errors


def test_sso_expired_behind_a_role(faked: Export, home: Path) -> None:
    """One logs in to the profile that has the SSO settings."""
    _configure(home, SSO)
    done = faked.call("--profile", "ops")
    assert done.status == 3
    assert "for profile ops" in done.errors
    assert "Run: aws sso login --profile dev\n" in done.errors


def test_sso_session_goes_on(faked: Export, fake: Fake, home: Path) -> None:
    _configure(home, SSO)
    _token(home, hours=1)
    keys = {"accessKeyId": "ASIAX", "secretAccessKey": "s", "sessionToken": "t"}
    fake.replies["GetRoleCredentials"] = {"roleCredentials": {**keys, "expiration": 4e12}}
    done = faked.deploy("--profile", "dev")
    assert (done.status, done.errors) == (0, "")
    assert "role_name=Developer" in fake.named("GetRoleCredentials")[0]["path"]


@pytest.mark.parametrize(
    ("call", "reply", "message"),
    [
        ("GetCallerIdentity", error("ExpiredToken", "expired", 403), "has expired"),
        ("GetCallerIdentity", error("InvalidClientTokenId", "bad", 403), "does not accept"),
        ("PUT", error("InvalidAccessKeyId", "bad", 403), "does not accept the credentials"),
        ("GetJob", error("UnrecognizedClientException", "bad"), "does not accept"),
    ],
)
def test_bad_credentials(faked: Export, fake: Fake, call: str, reply: object, message: str) -> None:
    fake.replies[call] = reply
    done = faked.call()
    assert done.status == 3
    assert message in done.errors


@pytest.mark.parametrize(
    ("call", "reply", "message"),
    [
        (
            "CreateJob",
            error("AccessDeniedException", DENIED.format("glue:CreateJob", "arn:aws:glue:x:job/j")),
            "Access denied: glue:CreateJob on arn:aws:glue:x:job/j.",
        ),
        (
            "CreateJob",
            error("AccessDeniedException", DENIED.format("iam:PassRole", ROLE)),
            f"You may not give AWS Glue the role {ROLE}. Ask for iam:PassRole",
        ),
        (
            "CreateJob",
            error("InvalidInputException", "Role GlueRole should be given assume permissions."),
            "AWS Glue cannot use the role GlueRole:",
        ),
        (
            "CreateJob",
            error("ResourceNumberLimitExceededException", "Too many jobs."),
            "AWS refused glue:CreateJob: Too many jobs.",
        ),
        (
            "PUT",
            error("AccessDenied", "Access Denied", 403),
            "Access denied: s3:PutObject on bucket deployments.",
        ),
        ("PUT", error("NoSuchBucket", "none", 404), "The bucket deployments does not exist."),
    ],
)
def test_refused(faked: Export, fake: Fake, call: str, reply: object, message: str) -> None:
    fake.replies[call] = reply
    done = faked.call()
    assert done.status == 1
    assert message in done.errors


def test_unseen_objects_are_uploaded(faked: Export, fake: Fake) -> None:
    """Without s3:ListBucket S3 says 403 for a script that is not there."""
    fake.replies["HEAD"] = (403, {})
    assert faked.call().status == 0
    assert len(fake.named("PUT")) == 1


def test_assumed_role_refused(faked: Export, fake: Fake) -> None:
    arn = "arn:aws:iam::210987654321:role/deployer"
    fake.replies["AssumeRole"] = error("AccessDenied", DENIED.format("sts:AssumeRole", arn), 403)
    done = faked.call("--assume-role-arn", arn)
    assert done.status == 1
    assert f"Access denied: sts:AssumeRole on {arn}." in done.errors


def test_throttling_is_waited_out(faked: Export, fake: Fake) -> None:
    busy = error("ThrottlingException", "Rate exceeded")
    changing = error("ConcurrentModificationException", "Somebody else")
    fake.replies["GetJob"] = [busy, busy, busy, {"Job": {"Name": "job", "Role": "GlueRole"}}]
    fake.replies["UpdateJob"] = [changing, {"JobName": "job"}]
    done = faked.call()
    assert (done.status, done.errors) == (0, "")
    assert "AWS says ThrottlingException; trying again in" in done.output
    assert "AWS says ConcurrentModificationException; trying again in" in done.output
    assert len(fake.named("UpdateJob")) == 2


def test_job_made_meanwhile(faked: Export, fake: Fake) -> None:
    """Somebody creates the job between our look and our CreateJob: it is updated."""
    missing = error("EntityNotFoundException", "none")
    fake.replies["GetJob"] = [missing, {"Job": {"Name": "job"}}]
    fake.replies["CreateJob"] = error("AlreadyExistsException", "Job already submitted")
    done = faked.call()
    assert done.status == 0
    assert len(fake.named("UpdateJob")) == 1


def test_unreachable(faked: Export) -> None:
    done = faked.deploy(AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert done.status == 1
    assert "AWS cannot be reached." in done.errors
    assert "AWS_ENDPOINT_URL is set" in done.errors


def test_endpoint_that_is_none(faked: Export) -> None:
    done = faked.call(AWS_ENDPOINT_URL="nonsense")
    assert done.status == 2
    assert "Invalid endpoint: nonsense" in done.errors


@pytest.mark.parametrize("state", ["FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"])
def test_run_that_does_not_succeed(faked: Export, fake: Fake, state: str) -> None:
    run = {"Id": "jr_1", "JobRunState": state, "ErrorMessage": "out of memory", "ExecutionTime": 75}
    fake.replies["GetJobRun"] = [
        {"JobRun": {"Id": "jr_1", "JobRunState": "STARTING"}},
        {"JobRun": run},
    ]
    done = faked.call("--run", "--wait")
    assert done.status == 4
    assert f"The run jr_1 of job ended {state} (0:01:15 of execution)." in done.errors
    assert "out of memory" in done.errors
    assert "STARTING" in done.output


def test_region_of_the_environment_that_is_none(faked: Export, fake: Fake) -> None:
    faked.render(settings(region=None))
    done = faked.call(AWS_REGION="x@127.0.0.1:5699/")
    assert done.status == 2
    assert "is no AWS region" in done.errors
    assert fake.calls == []


# ECMA-48 (C0 and C1 act on a terminal); Unicode Technical Report 36 (direction of writing).
HOSTILE = "a\x1b[31m\x9b2J\x07\r\u202e\u2066\u2028\ufeffz"


def test_what_aws_says_acts_on_no_terminal(faked: Export, fake: Fake) -> None:
    fake.replies["GetJob"] = {"Job": {"Name": "job", "Role": HOSTILE, "Description": HOSTILE}}
    fake.replies["GetTags"] = {"Tags": {f"k{HOSTILE}": HOSTILE}}
    fake.replies["GetJobRun"] = {
        "JobRun": {"Id": "jr_1", "JobRunState": "FAILED", "ErrorMessage": HOSTILE}
    }
    fake.replies["HEAD"] = {}
    for options in (["--dry-run"], ["--run", "--wait"]):
        done = faked.call(*options)
        text = done.output + done.errors
        assert "\\x9b2J" in text
        assert re.sub(r"[ -~\n]", "", text) == ""


def _configure(home: Path, text: str) -> None:
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws" / "config").write_text(text)


def _token(home: Path, hours: float) -> None:
    """The file ``aws sso login`` leaves for the session ``corp``."""
    folder = home / ".aws" / "sso" / "cache"
    os.makedirs(folder)
    expires = datetime.now(timezone.utc) + timedelta(hours=hours)
    text = expires.strftime("%Y-%m-%dT%H:%M:%SZ")
    name = hashlib.sha1(b"corp").hexdigest()
    content = {"startUrl": "https://corp.example/start", "region": "us-east-1", "accessToken": "t"}
    (folder / f"{name}.json").write_text(json.dumps({**content, "expiresAt": text}))
