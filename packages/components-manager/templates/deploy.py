"""Deploy an AWS Glue job: upload its script, create or update the job, run it if asked.

The job script stands beside this file. Needs Python 3.9 or later and boto3, nothing else:

    python -m pip install boto3
    python deploy_job.py --dry-run          what would change; changes nothing
    python deploy_job.py                    upload the script, create or update the job
    python deploy_job.py --run --wait       ... run it and follow the run to its end

The region, bucket, role and other settings below are what the export wrote; options override
them. AWS_ENDPOINT_URL, AWS_PROFILE and the other settings of AWS's tools are honoured.

Exit status: 0 done, 1 refused by AWS, 2 wrong usage, 3 credentials (or the wrong account),
4 the run did not succeed, 130 interrupted.
"""

from __future__ import annotations

import os
import sys

# A job script beside this file may have the name of a module: look for modules elsewhere first.
sys.path.sort(
    key=lambda place: os.path.realpath(place) == os.path.dirname(os.path.realpath(__file__))
)

import argparse
import hashlib
import random
import re
import shlex
import time
from pathlib import Path

try:
    import boto3
    import botocore.credentials
    import botocore.session
    from botocore import exceptions as failures
    from botocore.config import Config
except ImportError:
    sys.exit("deploy: this script needs boto3. Install it: python -m pip install boto3")

# <settings>
SETTINGS = {
    "script": "job.py",
    "job_name": "job",
    "role": "GlueRole",
    "bucket": "bucket",
    "prefix": "glueflow",
    "region": None,
    "profile": None,
    "assume_role_arn": None,
    "expected_account": None,
    "parameters": {},
    "folders": {},
    "s3_region": False,
    "job": {"Command": {"Name": "glueetl", "PythonVersion": "3"}, "DefaultArguments": {}},
    "tags": {},
    "permissions": [],
}
# </settings>

DONE, REFUSED, USAGE, CREDENTIALS, RUN_FAILED, INTERRUPTED = 0, 1, 2, 3, 4, 130

# Of a deployed job: what AWS writes itself and nobody asks for.
REPORTED_ONLY = {"Name", "CreatedOn", "LastModifiedOn", "AllocatedCapacity", "MaxCapacity"}
REPORTED_ONLY |= {"ProfileName"}
# What AWS means when a deployed job does not say.
DEFAULTS = {
    "JobMode": "SCRIPT",
    "JobRunQueuingEnabled": False,
    "MaxRetries": 0,
    "ExecutionClass": "STANDARD",
    "ExecutionProperty MaxConcurrentRuns": 1,
}
SECRET = re.compile(
    r"password|passwd|pwd|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key"
    r"|credential",
    re.IGNORECASE,
)
BUSY = {
    "ConcurrentModificationException",
    "IdempotentParameterMismatchException",
    "OperationTimeoutException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
}
ATTEMPTS = 7
ENDED = {"SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"}
# Set by AWS Glue for every run.
INTERNAL = {"--JOB_NAME", "--JOB_ID", "--JOB_RUN_ID", "--SECURITY_CONFIGURATION"}
INTERNAL |= {"--debug", "--mode", "--endpoint", "--RedshiftTempDir"}
VALUES = {
    "string": (r"[\s\S]*", "text"),
    "integer": (r"[+-]?\d+", "a whole number"),
    "number": (r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", "a number"),
    "boolean": (r"(?i:true|false)", "true or false"),
    "date": (r"\d{4}-\d{2}-\d{2}", "a date (2013-01-31)"),
    "timestamp": (
        r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?",
        "a timestamp (2013-01-31T10:00:00)",
    ),
}
# What the export added to the job beside its settings, by the name that --without takes.
ADDED = {
    "s3-region": ("--conf",),
    "temp-dir": ("--TempDir",),
    "continuous-log": ("--enable-continuous-cloudwatch-log",),
    "metrics": ("--enable-metrics",),
    "observability": ("--enable-observability-metrics",),
    "job-insights": ("--enable-job-insights",),
    "spark-ui": ("--enable-spark-ui", "--spark-event-logs-path"),
}
# Without it Spark's S3 client takes us-east-2 (AWS Glue 5.1 and later).
S3_REGION = "spark.hadoop.fs.s3a.endpoint.region"
REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}")
ROLE_ARN = re.compile(r"arn:(aws[a-z-]*):iam::([0-9]{12}):role/.+")
# What acts on a terminal, turns the direction of writing, or is no character at all.
UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff]"
)
# The permission behind a call whose name differs from it.
PERMISSIONS = {
    "HeadObject": "s3:GetObject",
    "PutObject": "s3:PutObject",
    "HeadBucket": "s3:ListBucket",
    "GetCallerIdentity": "sts:GetCallerIdentity",
    "AssumeRole": "sts:AssumeRole",
}


class Failure(Exception):
    """Why the deployment ended early: a message for a person, and the exit status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def plain(text: str, keep: str = "") -> str:
    """Text for a terminal: what acts on one, of AWS's answers too, is shown as an escape."""
    return UNFIT.sub(lambda match: match[0] if match[0] in keep else escaped(match[0]), text)


def escaped(character: str) -> str:
    """One character as Python writes it."""
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def say(label: str, text: str) -> None:
    """Print one step."""
    print(plain(f"{label:<9} {text}"), flush=True)


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Read the command line; wrong usage ends the process with status 2."""
    text = __doc__ or ""
    parser = argparse.ArgumentParser(
        description=plain(f"Deploy the AWS Glue job {SETTINGS['job_name']}.").replace("%", "%%"),
        epilog=text[text.find("Exit status") :],
    )
    connect = parser.add_argument_group("where")
    connect.add_argument(
        "--profile", default=SETTINGS["profile"], help="profile of ~/.aws/config (SSO included)"
    )
    connect.add_argument("--region", default=SETTINGS["region"], help="AWS region")
    connect.add_argument(
        "--expected-account",
        metavar="ID",
        default=SETTINGS["expected_account"],
        help="stop unless the credentials belong to this account (12 digits)",
    )
    connect.add_argument(
        "--assume-role-arn",
        metavar="ARN",
        default=SETTINGS["assume_role_arn"],
        help="deploy as this role",
    )
    connect.add_argument("--external-id", metavar="ID", help="external id the role asks for")
    what = parser.add_argument_group("what")
    what.add_argument("--bucket", default=SETTINGS["bucket"], help="bucket for the script")
    what.add_argument("--prefix", default=SETTINGS["prefix"], help="folder within the bucket")
    what.add_argument(
        "--role", default=SETTINGS["role"], help="IAM role the job runs as (name or ARN)"
    )
    what.add_argument("--job-name", default=SETTINGS["job_name"], help="name of the job")
    what.add_argument(
        "--without",
        action="append",
        default=[],
        choices=sorted(ADDED),
        help="leave out what the export added to the job (again for more)",
    )
    do = parser.add_argument_group("how")
    do.add_argument("--dry-run", action="store_true", help="say what would change; change nothing")
    do.add_argument("--run", action="store_true", help="start a run")
    do.add_argument("--wait", action="store_true", help="with --run: follow the run to its end")
    do.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="value of a pipeline parameter for the run (again for more)",
    )
    options = parser.parse_args(arguments)
    for name in ("bucket", "role", "job_name"):
        if not getattr(options, name):
            parser.error(f"--{name.replace('_', '-')} is needed: the export set none")
    options.prefix = (options.prefix or "").strip("/")
    if options.wait and not options.run:
        parser.error("--wait follows a run: add --run")
    if options.param and not options.run:
        parser.error("--param is for a run: add --run")
    if options.external_id and not options.assume_role_arn:
        parser.error("--external-id goes with --assume-role-arn")
    if options.expected_account and not re.fullmatch(r"\d{12}", options.expected_account):
        parser.error("--expected-account must be 12 digits")
    if options.region and not is_region(options.region):
        parser.error(f"{options.region!r} is no AWS region; a region looks like eu-west-1")
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", options.bucket):
        parser.error(f"{options.bucket!r} cannot be the name of an S3 bucket")
    options.arguments = run_arguments(parser, options) if options.run else {}
    return options


def is_region(name: str) -> bool:
    """Whether a text is the name of a region: it becomes part of a host's name."""
    return len(name) <= 40 and REGION.fullmatch(name) is not None


def is_option(value: str) -> bool:
    """Whether the job's script would take a value for the name of an argument (argparse does)."""
    if value.startswith("--"):
        return True
    return re.fullmatch(r"-[^ ]+", value) is not None and not re.fullmatch(
        r"-([0-9]+|[0-9]*\.[0-9]+)", value
    )


def run_arguments(parser: argparse.ArgumentParser, options: argparse.Namespace) -> dict[str, str]:
    """The arguments of the run, from --param; checked against the pipeline's parameters."""
    parameters = SETTINGS["parameters"]
    result = {}
    for text in options.param:
        name, equals, value = text.partition("=")
        if not equals or not name:
            parser.error(f"--param takes NAME=VALUE, not {name!r}")
        if name.startswith("--"):
            if name in INTERNAL:
                parser.error(f"AWS Glue sets {name} itself; a run must not")
            result[name] = value
            continue
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            parser.error(f"the pipeline has no parameter {name!r}; it has: {known}")
        if "\0" in value or re.search("[\ud800-\udfff]", value):
            parser.error(f"the parameter {name!r} has a character that no argument can hold")
        if is_option(value):
            parser.error(
                f"the value {value!r} of the parameter {name!r} begins with -, which the job would "
                "take for the name of an argument; put something before it, such as a blank"
            )
        pattern, kind = VALUES[parameters[name]["type"]]
        if not re.fullmatch(pattern, value):
            parser.error(f"the parameter {name!r} must be {kind}, not {value!r}")
        result[f"--{name}"] = value
    job = SETTINGS["job"]
    fixed = {**job.get("DefaultArguments", {}), **job.get("NonOverridableArguments", {})}
    missing = [n for n in parameters if f"--{n}" not in {**fixed, **result}]
    if missing:
        wanted = " ".join(f"--param {name}=..." for name in missing)
        parser.error(f"parameters without a default need a value: {wanted}")
    return result


class Connection:
    """Clients for one set of credentials, region and endpoint."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        if any(name.startswith("AWS_ENDPOINT_URL") for name in os.environ):
            version = tuple(int(part) for part in boto3.__version__.split(".")[:2])
            if version < (1, 28):
                raise Failure(
                    USAGE,
                    f"boto3 {boto3.__version__} does not know AWS_ENDPOINT_URL and would deploy "
                    "to AWS itself. Upgrade it: python -m pip install --upgrade boto3",
                )
        self.session = self._session()
        if not self.session.region_name:
            raise Failure(
                USAGE,
                "No region is set. Add --region (such as --region eu-west-1), set AWS_REGION, "
                "or: aws configure set region REGION --profile "
                + shlex.quote(current_profile(self.options)),
            )
        self.region = self.session.region_name
        if not is_region(self.region):
            raise Failure(
                USAGE,
                f"{self.region!r} is no AWS region. A region looks like eu-west-1. Correct "
                "--region, AWS_REGION or the region of the profile.",
            )
        self.glue = self._client("glue")
        self.s3 = self._client("s3")

    def identity(self) -> dict:
        """Who the credentials belong to; stops when that is not the account expected."""
        who = attempt("sts", self._client("sts").get_caller_identity)
        expected = self.options.expected_account
        if expected and who["Account"] != expected:
            raise Failure(
                CREDENTIALS,
                f"The credentials belong to account {who['Account']} ({who['Arn']}), not "
                f"{expected}. Nothing was changed. Choose another --profile.",
            )
        return who

    def _session(self) -> boto3.Session:
        region = self.options.region or os.environ.get("AWS_REGION")
        core = botocore.session.Session(profile=self.options.profile)
        session = boto3.Session(botocore_session=core, region_name=region)
        region = session.region_name
        if not self.options.assume_role_arn or not region or not is_region(region):
            return session
        # Fetched anew when they expire, so that a long wait outlives them.
        extra = {"RoleSessionName": "glueflow-deploy"}
        if self.options.external_id:
            extra["ExternalId"] = self.options.external_id
        source = session.get_credentials()
        if source is None:
            raise failures.NoCredentialsError()
        fetcher = botocore.credentials.AssumeRoleCredentialFetcher(
            core.create_client, source, self.options.assume_role_arn, extra_args=extra
        )
        provider = RoleProvider(fetcher.fetch_credentials)
        chain = botocore.credentials.CredentialResolver([provider])
        assumed = botocore.session.Session(profile=self.options.profile)
        assumed.register_component("credential_provider", chain)
        return boto3.Session(botocore_session=assumed, region_name=session.region_name)

    def _client(self, service: str):
        # A stand-in for S3 rarely answers to bucket names in its host name.
        custom = os.environ.get("AWS_ENDPOINT_URL") or os.environ.get("AWS_ENDPOINT_URL_S3")
        config = Config(
            connect_timeout=10,
            read_timeout=60,
            retries={"mode": "standard", "total_max_attempts": 2},
            user_agent_extra="glueflow",
            s3={"addressing_style": "path"} if custom else None,
        )
        return self.session.client(service, config=config)


class RoleProvider(botocore.credentials.CredentialProvider):
    """Hands botocore the credentials of the role to deploy as."""

    METHOD = "assume-role"
    CANONICAL_NAME = "glueflow-assume-role"

    def __init__(self, fetch) -> None:
        super().__init__()
        self._fetch = fetch

    def load(self):
        """The credentials, fetched when first needed."""
        return botocore.credentials.DeferredRefreshableCredentials(self._fetch, self.METHOD)


def attempt(what: str, call, **request) -> dict:
    """Call AWS, again with growing pauses while it is busy or somebody else changes the job."""
    for number in range(1, ATTEMPTS + 1):
        try:
            return call(**request)
        except failures.ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code not in BUSY or number == ATTEMPTS:
                raise
            pause = min(20.0, 0.5 * 2 ** (number - 1)) * random.uniform(0.7, 1.3)
            say("Retry", f"{what}: AWS says {code}; trying again in {pause:.1f} s")
            time.sleep(pause)
    raise AssertionError("the loop returns or raises")


def safe_name(name: str) -> str:
    """The job's name as part of an S3 key."""
    return re.sub(
        r"[^A-Za-z0-9._-]",
        lambda match: "".join(f"!{byte:02x}" for byte in match[0].encode()),
        name,
    )


class Deployment:
    """One deployment: the settings of the export under the options of the command line."""

    def __init__(self, options: argparse.Namespace, connection: Connection) -> None:
        self.options = options
        self.aws = connection
        self.name = options.job_name
        script = Path(__file__).resolve().parent / SETTINGS["script"]
        try:
            self.script = script.read_bytes()
        except OSError as error:
            raise Failure(
                USAGE, f"The job script {script} cannot be read: {error.strerror}."
            ) from error
        folder = "/".join(filter(None, [options.prefix, safe_name(self.name)]))
        digest = hashlib.sha256(self.script).hexdigest()
        self.key = f"{folder}/{safe_name(self.name)}-{digest[:16]}.py"
        self.location = f"s3://{options.bucket}/{self.key}"
        self.update = self._update(f"s3://{options.bucket}/{folder}/")
        self.tags = dict(SETTINGS["tags"])
        self.arn = ""

    def _update(self, folder: str) -> dict:
        job = dict(SETTINGS["job"])
        job["Role"] = self.options.role
        job["Command"] = {**job["Command"], "ScriptLocation": self.location}
        paths = {name: folder + place for name, place in SETTINGS["folders"].items()}
        job["DefaultArguments"] = {**job["DefaultArguments"], **paths}
        without = self.options.without
        if SETTINGS["s3_region"] and "s3-region" not in without:
            self._add_region(job)
        for name in without:
            for argument in ADDED[name] if name != "s3-region" else ():
                job["DefaultArguments"].pop(argument, None)
        return job

    def _add_region(self, job: dict) -> None:
        # A fixed argument stands over the default one of its name as a whole.
        fixed = job.get("NonOverridableArguments", {})
        group = "NonOverridableArguments" if "--conf" in fixed else "DefaultArguments"
        own = job.get(group, {}).get("--conf", "")
        conf = join_conf(own, f"{S3_REGION}={self.aws.region}")
        job[group] = {**job.get(group, {}), "--conf": conf}

    def go(self) -> int:
        """Do what the options say; returns the exit status."""
        who = self.aws.identity()
        endpoint = self.aws.glue.meta.endpoint_url
        public = ".amazonaws.com" in endpoint
        place = self.aws.region if public else f"{self.aws.region} at {endpoint}"
        say("Account", f"{who['Account']} as {who['Arn']}, {place}")
        partition = who["Arn"].split(":")[1]
        self.check_role(partition, who["Account"])
        self.arn = f"arn:{partition}:glue:{self.aws.region}:{who['Account']}:job/{self.name}"
        if self.options.dry_run:
            return self.preview()
        self.upload()
        self.save()
        if not self.options.run:
            return DONE
        return self.run()

    def check_role(self, partition: str, account: str) -> None:
        """Stop for a role of another account or partition, which AWS passes to no service."""
        owner = ROLE_ARN.fullmatch(self.options.role)
        if owner and owner.groups() != (partition, account):
            raise Failure(
                USAGE,
                f"The role {self.options.role} belongs to account {owner[2]} ({owner[1]}), but the "
                f"job is deployed in {account} ({partition}): AWS passes no role across accounts. "
                f"Name a role of {account} with --role. Nothing was changed.",
            )

    # The script

    def uploaded(self) -> bool:
        """Whether a script of this content is there already."""
        try:
            found = attempt(
                "script", self.aws.s3.head_object, Bucket=self.options.bucket, Key=self.key
            )
        except failures.ClientError as error:
            # Without s3:ListBucket S3 says 403 for what is not there; the upload tells.
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404):
                return False
            raise
        return found["ContentLength"] == len(self.script)

    def find_bucket(self) -> None:
        """Stop when there is no such bucket; whether we may look is another matter."""
        try:
            attempt("bucket", self.aws.s3.head_bucket, Bucket=self.options.bucket)
        except failures.ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 403:
                raise

    def upload(self) -> None:
        """Put the script into the bucket unless it is there."""
        if self.uploaded():
            say("Script", f"{self.location} is there already, nothing uploaded")
            return
        attempt(
            "script",
            self.aws.s3.put_object,
            Bucket=self.options.bucket,
            Key=self.key,
            Body=self.script,
            ContentType="text/x-python",
        )
        say("Script", f"uploaded to {self.location} ({len(self.script):,} bytes)")

    # The job

    def deployed(self) -> dict | None:
        """The job as it is, or None."""
        try:
            return attempt("job", self.aws.glue.get_job, JobName=self.name)["Job"]
        except failures.ClientError as error:
            if error.response["Error"]["Code"] == "EntityNotFoundException":
                return None
            raise

    def save(self) -> None:
        """Create the job, or update all of it, tags included."""
        job = self.deployed()
        if job is None:
            try:
                request = {"Name": self.name, **self.update}
                if self.tags:
                    request["Tags"] = self.tags
                attempt("job", self.aws.glue.create_job, **request)
            except failures.ClientError as error:
                if error.response["Error"]["Code"] != "AlreadyExistsException":
                    raise
                job = self.deployed() or {}
            else:
                say("Job", f"created {self.name}")
                return
        changes = job_differences(job, self.update)
        attempt("job", self.aws.glue.update_job, JobName=self.name, JobUpdate=self.update)
        count = f"{len(changes)} changed" if changes else "no setting changed"
        say("Job", f"updated {self.name} ({count})")
        for change in changes:
            say("", f"  {describe(change)}")
        self.save_tags()

    def current_tags(self) -> dict[str, str]:
        """The job's tags, without AWS's own."""
        tags = attempt("tags", self.aws.glue.get_tags, ResourceArn=self.arn).get("Tags", {})
        return {key: value for key, value in tags.items() if not key.startswith("aws:")}

    def save_tags(self) -> None:
        """Add and change tags, remove those no longer wanted."""
        current = self.current_tags()
        changes = differences(current, self.tags)
        if not changes:
            return
        stale = sorted(set(current) - set(self.tags))
        new = {key: value for key, value in self.tags.items() if current.get(key) != value}
        if new:
            attempt("tags", self.aws.glue.tag_resource, ResourceArn=self.arn, TagsToAdd=new)
        if stale:
            attempt("tags", self.aws.glue.untag_resource, ResourceArn=self.arn, TagsToRemove=stale)
        for change in changes:
            say("Tag", describe(change))

    def preview(self) -> int:
        """Print what would change."""
        say("Dry run", "nothing is changed")
        there = self.uploaded()
        if not there:
            self.find_bucket()
            say("Script", f"would be uploaded to {self.location} ({len(self.script):,} bytes)")
        job = self.deployed()
        if job is None:
            say("Job", f"{self.name} would be created")
            changes = differences({}, {**self.update, "Tags": self.tags})
        else:
            changes = job_differences(job, self.update)
            tags = differences(self.current_tags(), self.tags)
            changes += [(f"tag {name}", old, new) for name, old, new in tags]
            if changes:
                say("Job", f"{self.name} would be updated, {len(changes)} changed")
        for change in changes:
            say("", f"  {describe(change)}")
        if there and not changes:
            say("Job", f"{self.name}: no changes")
        if self.options.run:
            say("Run", "would be started")
        if SETTINGS["permissions"]:
            say("Role", "needs, beside AWS's policy AWSGlueServiceRole:")
        for actions, resources, why in SETTINGS["permissions"]:
            say("", f"  {', '.join(actions)} on {', '.join(resources)}")
            say("", f"    {why}")
        return DONE

    # The run

    def run(self) -> int:
        """Start a run, and follow it if asked."""
        arguments = dict(self.options.arguments)
        if "--conf" in arguments:
            # An argument of a run stands over the job's as a whole.
            own = self.update["DefaultArguments"].get("--conf", "")
            arguments["--conf"] = join_conf(arguments["--conf"], own)
        request = {"Arguments": arguments} if arguments else {}
        reply = attempt("run", self.aws.glue.start_job_run, JobName=self.name, **request)
        run_id = reply["JobRunId"]
        given = f" with {', '.join(arguments)}" if arguments else ""
        say("Run", f"started {run_id}{given}")
        if not self.options.wait:
            say(
                "Follow",
                self.command("glue get-job-run", **{"job-name": self.name, "run-id": run_id}),
            )
            return DONE
        try:
            return self.follow(run_id)
        except KeyboardInterrupt:
            stop = self.command(
                "glue batch-stop-job-run", **{"job-name": self.name, "job-run-ids": run_id}
            )
            print(flush=True)
            say("Stopped", f"waiting; the run {run_id} goes on. To stop it: {stop}")
            return INTERRUPTED

    def follow(self, run_id: str) -> int:
        """Print each state of the run until it ends."""
        start = printed = time.monotonic()
        state, pause = "", 0.5
        while True:
            reply = attempt("run", self.aws.glue.get_job_run, JobName=self.name, RunId=run_id)
            run = reply["JobRun"]
            now = time.monotonic()
            if run["JobRunState"] != state or now - printed >= 60:
                state, printed = run["JobRunState"], now
                say("Run", f"{clock(now - start)} {state}")
            if state in ENDED:
                again = self.retry_of(run)
                if again is None:
                    return self.ended(run)
                say("Run", f"{clock(now - start)} AWS tries again as {again}: {message_of(run)}")
                run_id, state, pause = again, "", 0.5
                continue
            time.sleep(pause)
            pause = min(10.0, pause * 1.3)

    def retry_of(self, run: dict) -> str | None:
        """The id of the run by which AWS retries one that failed, or None."""
        number = run.get("Attempt", 0)
        if run["JobRunState"] != "FAILED" or number >= self.update.get("MaxRetries", 0):
            return None
        for _ in range(30):
            reply = attempt("run", self.aws.glue.get_job_runs, JobName=self.name, MaxResults=50)
            for other in reply["JobRuns"]:
                if other.get("PreviousRunId") == run["Id"] and other.get("Attempt", 0) > number:
                    return other["Id"]
            time.sleep(1)
        return None

    def ended(self, run: dict) -> int:
        """Say how the run ended, and where its logs are."""
        state, run_id = run["JobRunState"], run["Id"]
        used = run.get("DPUSeconds")
        cost = f", {used / 3600:.2f} DPU-hours" if used else ""
        took = f"{clock(run.get('ExecutionTime') or 0)} of execution{cost}"
        group = (run.get("LogGroupName") or "/aws-glue/jobs").rstrip("/")
        if state == "SUCCEEDED":
            say("Done", f"{run_id} {state}, {took}")
            return DONE
        logs = {
            kind: self.command(
                f"logs tail {group}/{kind}", **{"log-stream-name-prefix": run_id, "since": "1d"}
            )
            for kind in ("error", "output")
        }
        raise Failure(
            RUN_FAILED,
            f"The run {run_id} of {self.name} ended {state} ({took}).\n"
            f"  Message: {message_of(run)}\n"
            f"  Logs:    CloudWatch log groups {group}/error and {group}/output, stream {run_id}\n"
            f"           {logs['error']}\n           {logs['output']}",
        )

    def command(self, text: str, **options: str) -> str:
        """A command of AWS's own command line, ready to paste."""
        words = ["aws", *text.split()]
        for name, value in options.items():
            words += [f"--{name}", value]
        words += ["--region", self.aws.region]
        if self.options.profile:
            words += ["--profile", self.options.profile]
        return " ".join(shlex.quote(word) for word in words)


def properties(conf: str) -> list[str]:
    """The properties that a value of --conf sets, as written: a=b --conf c=d."""
    found = re.split(r"\s--conf(?=\s)", f" {conf} ")
    return [each.strip() for each in found if each.strip()]


def join_conf(own: str, needed: str) -> str:
    """One value of --conf with the properties of two; those of the first win."""
    known = {each.partition("=")[0].strip() for each in properties(own)}
    more = [e for e in properties(needed) if e.partition("=")[0].strip() not in known]
    return " --conf ".join([*properties(own), *more])


def message_of(run: dict) -> str:
    """Why a run ended as it did, as AWS says it."""
    return run.get("ErrorMessage") or run.get("StateDetail") or "AWS gave no message."


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


# Differences


def flatten(value, path: str = "") -> dict:
    """Nested settings as path to value; what is not set is not there."""
    if isinstance(value, dict):
        result = {}
        for key, item in value.items():
            result.update(flatten(item, f"{path} {key}".strip()))
        return result
    return {} if value is None or value == [] else {path: value}


def differences(old: dict, new: dict) -> list[tuple]:
    """What differs between two settings: (path, old value or None, new value or None)."""
    before, after = flatten(old), flatten(new)
    paths = sorted({*before, *after})
    return [
        (path, before.get(path), after.get(path))
        for path in paths
        if before.get(path) != after.get(path)
    ]


def job_differences(job: dict, update: dict) -> list[tuple]:
    """What an update would change of a deployed job: UpdateJob resets what it is not given."""
    asked = {key: value for key, value in job.items() if key not in REPORTED_ONLY and value != ""}
    before = {**DEFAULTS, **flatten(asked)}
    return [
        (path, old, new)
        for path, old, new in differences(before, flatten(update))
        if not (path == "Role" and old and new and same_role(old, new))
    ]


def same_role(one: str, other: str) -> bool:
    """Whether a role's name and an ARN may mean the same role."""
    if one.startswith("arn:") == other.startswith("arn:"):
        return one == other
    return one.rsplit("/", 1)[-1] == other.rsplit("/", 1)[-1]


def describe(change: tuple) -> str:
    """A difference as a line: + added, - removed, ~ changed; secrets are not shown."""
    path, old, new = change
    old, new = (None if value is None else shown(path, value) for value in (old, new))
    if old is None:
        return f"+ {path}: {new}"
    if new is None:
        return f"- {path}: {old}"
    return f"~ {path}: {old} -> {new}"


def shown(path: str, value) -> str:
    """A value for the screen."""
    if SECRET.search(path) or re.search(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b", str(value)):
        return "(not shown)"
    return repr(value) if isinstance(value, str) else str(value)


# Errors


def explain(error: Exception, options: argparse.Namespace) -> Failure:
    """What an error of boto3 means and what to do about it."""
    kind = type(error).__name__
    profile = current_profile(options)
    quoted = shlex.quote(profile)
    if isinstance(error, failures.ProfileNotFound):
        known = ", ".join(sorted(botocore.session.Session().available_profiles)) or "none"
        return Failure(
            CREDENTIALS,
            f"There is no profile {profile!r} in ~/.aws/config or ~/.aws/credentials. "
            f"Profiles there are: {known}. Make it with: aws configure sso --profile {quoted}",
        )
    if kind in (
        "SSOTokenLoadError",
        "UnauthorizedSSOTokenError",
        "TokenRetrievalError",
        "SSOError",
    ):
        name = shlex.quote(sso_profile(profile))
        return Failure(
            CREDENTIALS,
            f"The SSO session for profile {profile} has expired or was never started. "
            f"Run: aws sso login --profile {name}",
        )
    if kind.startswith("Login"):
        return Failure(CREDENTIALS, f"The session of profile {profile} has expired. Run: aws login")
    if isinstance(error, (failures.NoCredentialsError, failures.PartialCredentialsError)):
        return Failure(
            CREDENTIALS,
            "No AWS credentials were found. Name a profile (--profile NAME), log in with "
            "aws sso login --profile NAME, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
        )
    if isinstance(error, failures.ClientError):
        return explain_reply(error, options, profile)
    if isinstance(error, failures.NoRegionError):
        return Failure(USAGE, "No region is set. Add --region, such as --region eu-west-1.")
    if isinstance(error, failures.ParamValidationError):
        return Failure(USAGE, f"AWS cannot take these settings. {error}")
    if isinstance(error, (failures.ConnectionError, failures.HTTPClientError)):
        custom = [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]
        hint = (
            f"{' and '.join(sorted(custom))} is set: is what it names running? "
            "(The sandbox: glueflow sandbox start)"
            if custom
            else "Check the network, the proxy and the region's name."
        )
        return Failure(REFUSED, f"AWS cannot be reached. {error} {hint}")
    if "redential" in kind or "redential" in str(error) or "MFA" in kind:
        return Failure(CREDENTIALS, f"The credentials of profile {profile} do not work: {error}")
    return Failure(USAGE if isinstance(error, ValueError) else REFUSED, f"{error}")


def explain_reply(
    error: failures.ClientError, options: argparse.Namespace, profile: str
) -> Failure:
    """What an error AWS replied with means."""
    details = error.response.get("Error", {})
    code, message = details.get("Code", ""), details.get("Message", "") or str(error)
    call = error.operation_name
    action = PERMISSIONS.get(call, f"glue:{call}")
    bucket = options.bucket
    resource = f"bucket {bucket}" if action.startswith("s3:") else f"job {options.job_name}"
    if action == "sts:AssumeRole":
        resource = f"role {options.assume_role_arn}"
    if code in ("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"):
        return Failure(
            CREDENTIALS,
            f"The session of profile {profile} has expired. Run aws sso login --profile "
            f"{shlex.quote(sso_profile(profile))}, or get new keys.",
        )
    if code in (
        "AuthFailure",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "InvalidToken",
        "MissingAuthenticationToken",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    ):
        return Failure(
            CREDENTIALS,
            f"AWS does not accept the credentials of profile {profile} ({code}). "
            "Check the access key, the secret key and this machine's clock.",
        )
    if code in (
        "AccessDenied",
        "AccessDeniedException",
        "403",
        "Forbidden",
        "UnauthorizedOperation",
    ):
        named = re.search(r"not authorized to perform: ([\w:*-]+)", message)
        on = re.search(r"on resource: (\S+)", message)
        action = named[1] if named else action
        resource = on[1] if on else resource
        if action == "iam:PassRole":
            return Failure(
                REFUSED,
                f"You may not give AWS Glue the role {resource}. Ask for iam:PassRole on it "
                "(condition iam:PassedToService = glue.amazonaws.com).",
            )
        return Failure(
            REFUSED,
            f"Access denied: {action} on {resource}. Ask for that permission, or use another "
            "--profile." + ("" if named else f" AWS says: {message}"),
        )
    if code == "NoSuchBucket" or (code == "404" and call == "HeadBucket"):
        return Failure(
            REFUSED,
            f"The bucket {bucket} does not exist. Name another with --bucket, or make it: "
            f"aws s3 mb s3://{bucket}",
        )
    if code == "ConcurrentRunsExceededException":
        return Failure(
            REFUSED,
            f"The job {options.job_name} already runs as often as it may. Wait for its runs to "
            "end, or raise its concurrent runs (or switch queuing on) and deploy again.",
        )
    if code in BUSY:
        return Failure(
            REFUSED, f"AWS is still busy after {ATTEMPTS} attempts ({code}). Try again later."
        )
    if call in ("CreateJob", "UpdateJob") and re.search(r"\brole\b", message, re.IGNORECASE):
        return Failure(
            REFUSED,
            f"AWS Glue cannot use the role {options.role}: {message} The role must exist and "
            "trust the service glue.amazonaws.com; name another with --role.",
        )
    return Failure(REFUSED, f"AWS refused {action}: {message} ({code})")


def current_profile(options: argparse.Namespace) -> str:
    """The name of the profile in use."""
    named = options.profile or os.environ.get("AWS_PROFILE")
    return named or os.environ.get("AWS_DEFAULT_PROFILE") or "default"


def sso_profile(name: str) -> str:
    """The profile to log in to: this one, or the one it takes its credentials from."""
    profiles = botocore.session.Session().full_config.get("profiles", {})
    step = name
    for _ in range(10):
        profile = profiles.get(step, {})
        if "sso_session" in profile or "sso_start_url" in profile:
            return step
        step = profile.get("source_profile", "")
    return name


def main(arguments: list[str] | None = None) -> int:
    """Deploy; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character of a job's name must not end the deployment.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = parse(arguments)
    try:
        return Deployment(options, Connection(options)).go()
    except Failure as failure:
        problem = failure
    except (failures.BotoCoreError, failures.ClientError, ValueError) as error:
        problem = explain(error, options)
    except KeyboardInterrupt:
        problem = Failure(INTERRUPTED, "Interrupted. What was printed above is done.")
    print(plain(f"deploy: {problem}", keep="\n"), file=sys.stderr)
    return problem.status


if __name__ == "__main__":
    sys.exit(main())
