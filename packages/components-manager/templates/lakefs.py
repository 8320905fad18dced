"""What a script that reads from or writes to lakeFS carries, from the first class on.

Needs the standard library, PySpark, and boto3 for the secret. It is printed into scripts as it
stands here: ASCII, and nothing but classes and functions after the imports.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from base64 import b64encode
from datetime import datetime, timezone
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

import boto3
from pyspark.context import SparkContext


class LakeFSError(RuntimeError):
    """What lakeFS refused, or a write that failed; left says what is on which branch."""

    status = 0
    left = ""


class LakeFSWork:
    """What a run does to one branch: source is that branch, branch where its files go first."""

    def __init__(self, repository: str, source: str, branch: str) -> None:
        self.repository, self.source, self.branch = repository, source, branch
        self.messages: list[str] = []
        self.merged = False

    def address(self, *parts: str) -> str:
        """Return a path of the API; every part may hold any character."""
        return "/".join(quote(each, safe="") for each in (self.repository, *parts))

    def left(self) -> str:
        """Say what is where after a failure, and how to look."""
        name, look = f"{self.source} of repository {self.repository}", "glueflow lakefs"
        if self.merged:
            return f"Branch {name} has all that was written to it."
        if self.branch == self.source:
            return f"Branch {name} has what was written, uncommitted. Look: {look} diff " + (
                f"lakefs://{self.repository}/{self.source}"
            )
        return (
            f"Branch {name} is as it was; what was written is on its branch {self.branch}. "
            f"Look: {look} tx show lakefs://{self.repository}/{self.branch}"
        )


class LakeFS:
    """A lakeFS server: files through S3A and its S3 gateway, branches by its API.

    What a run writes to a branch goes to a hidden branch, which is merged when all is written.
    """

    def __init__(self, repositories: list[str], pipeline: str = "") -> None:
        self.endpoint, self.key, self.password = self.credentials()
        self.job = self.argument("JOB_NAME")
        self.pipeline = pipeline or self.job
        self.run = self.argument("JOB_RUN_ID") or "local"
        self.works: dict[tuple[str, str, bool], LakeFSWork] = {}
        hadoop = SparkContext.getOrCreate()._jsc.hadoopConfiguration()
        for repository in sorted(set(repositories)):
            if not re.fullmatch(r"[a-z0-9][a-z0-9-]{2,62}", repository):
                raise LakeFSError(f"{repository!r} can't be the name of a lakeFS repository.")
            for name, value in {
                "endpoint": self.endpoint,
                "endpoint.region": "us-east-1",
                "path.style.access": "true",
                "access.key": self.key,
                "secret.key": self.password,
                "aws.credentials.provider": "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
                "directory.marker.retention": "delete",
                "committer.name": "file",
            }.items():
                hadoop.set(f"fs.s3a.bucket.{repository}.{name}", value)

    @staticmethod
    def argument(name: str) -> str:
        """Return a job argument, which stands as --name value or --name=value; empty: none."""
        for place, each in enumerate(sys.argv):
            found, equals, value = each.partition("=")
            if found == f"--{name}":
                return value if equals else "".join(sys.argv[place + 1 : place + 2])
        return ""

    def credentials(self) -> tuple[str, str, str]:
        """Return endpoint and keys: of the environment, or else of the secret of the job."""
        names = ("endpoint", "access_key_id", "secret_access_key")
        variables = (
            ("LAKECTL_SERVER_ENDPOINT_URL",),
            ("LAKECTL_CREDENTIALS_ACCESS_KEY_ID", "LAKECTL_ACCESS_KEY_ID"),
            ("LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY", "LAKECTL_ACCESS_SECRET_KEY"),
        )
        found = [
            next((os.environ[name] for name in each if os.environ.get(name)), "")
            for each in variables
        ]
        secret = self.argument("lakefs-secret")
        if not all(found) and secret:
            try:
                text = boto3.client("secretsmanager").get_secret_value(SecretId=secret)
            except Exception as error:
                raise LakeFSError(
                    f"The secret {secret} with the way to lakeFS can't be read: {error} Make it in "
                    "AWS Secrets Manager, or name another by the job argument --lakefs-secret. On "
                    "your own machine set LAKECTL_SERVER_ENDPOINT_URL and the keys instead."
                ) from error
            try:
                content = json.loads(text["SecretString"])
                found = [str(content.get(name) or "") for name in names]
            except (AttributeError, KeyError, ValueError):
                found = ["", "", ""]
            missing = [name for name, value in zip(names, found, strict=True) if not value]
            if missing:
                raise LakeFSError(
                    f"The secret {secret} must be a JSON object with {', '.join(names)}; it has no "
                    f"{', '.join(missing)}."
                )
        if not all(found):
            raise LakeFSError(
                "Where lakeFS is and its keys are not known. Name a secret of AWS Secrets Manager "
                "by the job argument --lakefs-secret, or set LAKECTL_SERVER_ENDPOINT_URL and keys."
            )
        endpoint = found[0].rstrip("/")
        endpoint = endpoint[: -len("/api/v1")] if endpoint.endswith("/api/v1") else endpoint
        return endpoint.rstrip("/"), found[1], found[2]

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> dict[str, Any]:
        """Call the API below a repository. What may not be done twice is sent once."""
        url = f"{self.endpoint}/api/v1/repositories/{path}"
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{url}?{urlencode(query)}" if query else url, data, method=method)
        request.add_header("Content-Type", "application/json")
        # Never sent on to where a server redirects.
        keys = b64encode(f"{self.key}:{self.password}".encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {keys}")
        for pause in (0.5, 1.0, 2.0, 0.0):
            try:
                with urlopen(request, timeout=300) as reply:
                    text = reply.read()
                # A new branch is answered by the plain text of its commit.
                return dict(json.loads(text)) if text.startswith(b"{") else {}
            except HTTPError as error:
                status, said = error.code, error.read().decode("utf-8", "replace")
                try:
                    said = str(json.loads(said)["message"])
                except (KeyError, TypeError, ValueError):
                    said = said[:200] or str(error)
            except OSError as error:
                status, said = 0, str(getattr(error, "reason", error))
            if not pause or not (status == 429 or (method == "GET" and not 0 < status < 500)):
                break
            time.sleep(pause)
        failed = LakeFSError(f"lakeFS: {method} {path}: {said.rstrip('.')}. (status {status})")
        failed.status = status
        raise failed

    def folder(self, repository: str, reference: str, path: str) -> str:
        """Return where Spark reads and writes a path of a branch, tag or commit."""
        steps = [repository, reference, *path.rstrip("/").split("/")]
        if {"", ".", ".."} & set(steps if path else steps[:2]):
            raise LakeFSError(
                f"lakefs://{repository}/{reference}/{path} has an empty or dotted part: check the "
                "parameters it is made of."
            )
        return f"s3a://{repository}/{reference}/{path}"

    def source(self, repository: str, reference: str, path: str) -> str:
        """Return where Spark reads a path, with what it would take for a pattern escaped."""
        return re.sub(r"[\\{}\[\]*?]", r"\\\g<0>", self.folder(repository, reference, path))

    def write(
        self,
        writer: Any,
        kind: str,
        repository: str,
        branch: str,
        path: str,
        mode: str,
        message: str,
        transaction: bool = True,
    ) -> None:
        """Write files of a format below a path, in the transaction of the run on that branch."""
        work = None
        try:
            self.folder(repository, branch, path)
            work = self.begin(repository, branch, transaction)
            work.messages.append(self.filled(message))
            place = path.rstrip("/") + "/"
            before = {} if mode == "append" else self.objects(work, place)
            writer.mode("append").format(kind).save(self.folder(repository, work.branch, place))
            if before:
                self.remove_replaced(work, place, before, mode == "partitions")
        except BaseException as error:
            # A notebook's kernel keeps this object for its next run.
            works, self.works = list(self.works.values()), {}
            if isinstance(error, Exception):
                raise self.failed(error, works) from error
            raise

    def begin(self, repository: str, source: str, transaction: bool) -> LakeFSWork:
        """Return the work of the run on a branch; its hidden branch is made the first time."""
        named = self.argument("lakefs-on-branch")
        known = self.works.get((repository, source, transaction or bool(named)))
        if known:
            return known
        branch = named or (f"tx-{source[:40]}-{uuid4()}" if transaction else source)
        if named and any(each.repository == repository for each in self.works.values()):
            raise LakeFSError(
                f"--lakefs-on-branch {named} would stand for two branches of {repository}, where "
                "the pipeline writes to more than one. Run it without."
            )
        work = LakeFSWork(repository, source, branch)
        if branch != source:
            body = {"name": branch, "source": source, "hidden": not named}
            self.call("POST", work.address("branches"), body)
        self.works[repository, source, transaction or bool(named)] = work
        return work

    def filled(self, message: str) -> str:
        """Return a message with the facts of the run in it."""
        now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        facts = {"job": self.job, "run": self.run, "pipeline": self.pipeline, "time": now}
        return re.sub(r"\{(job|run|pipeline|time)\}", lambda found: facts[found[1]], message)

    def objects(self, work: LakeFSWork, prefix: str) -> dict[str, str]:
        """Return the paths below a prefix, each with the address of its bytes."""
        found: dict[str, str] = {}
        after = ""
        while True:
            page = self.call(
                "GET",
                work.address("refs", work.branch, "objects", "ls"),
                prefix=prefix,
                after=after,
                amount=1000,
            )
            found.update({each["path"]: each["physical_address"] for each in page["results"]})
            if not page["pagination"]["has_more"]:
                return found
            after = page["pagination"]["next_offset"]

    def remove_replaced(
        self, work: LakeFSWork, prefix: str, before: dict[str, str], only_written: bool
    ) -> None:
        """Remove what was there before and was not written again: all, or by partition."""
        now = self.objects(work, prefix)
        written = {path for path, address in now.items() if before.get(path) != address}
        folders = {prefix}
        if only_written:
            parts = [path.rpartition("/") for path in written]
            folders = {f"{folder}/" for folder, _, name in parts if not name.startswith("_")}
        old = [path for path in before if path in now and path not in written]
        old = [path for path in old if path.startswith(tuple(folders))]
        for start in range(0, len(old), 1000):
            address = work.address("branches", work.branch, "objects", "delete")
            reply = self.call("POST", address, {"paths": old[start : start + 1000]})
            for each in reply.get("errors") or []:
                raise LakeFSError(f"{each.get('path')} is not removed: {each.get('message')}")

    def finish(self) -> None:
        """Commit what was written, then merge it, branch after branch."""
        works, self.works = list(self.works.values()), {}
        # A branch with uncommitted changes takes no merge: what was written to it directly first.
        works.sort(key=lambda work: work.branch != work.source)
        try:
            changed = [work for work in works if self.commit(work)]
            for work in changed:
                if work.branch != work.source:
                    self.merge(work)
                    work.merged = True
        except Exception as error:
            raise self.failed(error, works) from error
        for work in works:
            if work.branch != work.source:
                try:
                    self.call("DELETE", work.address("branches", work.branch))
                except LakeFSError as error:
                    print(f"Branch {work.branch} of {work.repository} is left over: {error}")

    def commit(self, work: LakeFSWork) -> bool:
        """Commit what was written to a branch; return whether there was anything."""
        branch = work.address("branches", work.branch)
        if not self.call("GET", f"{branch}/diff", amount=1)["results"]:
            return False
        metadata = self.metadata(work)
        body = {"message": self.message(work), "metadata": metadata}
        self.call("POST", f"{branch}/commits", body)
        work.merged = work.branch == work.source
        return True

    def merge(self, work: LakeFSWork) -> None:
        """Merge the branch of a work into its source, and find out where the answer is lost."""
        address = work.address("refs", work.branch, "merge", work.source)
        body = {"message": self.message(work), "metadata": self.metadata(work)}
        try:
            self.call("POST", address, body)
        except LakeFSError as error:
            if 0 < error.status < 500:
                raise
            log = self.call("GET", work.address("refs", work.source, "commits"), amount=100)
            marks = [each.get("metadata") or {} for each in log["results"]]
            if not any(each.get("glueflow_branch") == work.branch for each in marks):
                raise

    def message(self, work: LakeFSWork) -> str:
        """Return the messages of all outputs to a branch, each once."""
        return "\n".join(dict.fromkeys(work.messages))

    def metadata(self, work: LakeFSWork) -> dict[str, str]:
        """Return what a commit knows of the run."""
        return {
            "glueflow_job": self.job,
            "glueflow_run": self.run,
            "glueflow_pipeline": self.pipeline,
            "glueflow_branch": work.branch,
        }

    @staticmethod
    def failed(error: Exception, works: list[LakeFSWork]) -> LakeFSError:
        """Return an error that says what is on which branch, and how to look."""
        left = " ".join(work.left() for work in works)
        first = " ".join(str(error).split("\n\tat ")[0].split())[:400]
        failed = LakeFSError(f"{first} {left}".strip())
        failed.left = left
        return failed
