"""Job runs: processes really run, and everything Glue reports about them."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from glueflow.sandbox.server import Sandbox

from .conftest import refusal, wait

MakeJob = Callable[..., str]
ECHO = "import sys, json; print(json.dumps(sys.argv[1:]))"


def messages(sandbox: Sandbox, kind: str, run: str) -> list[str]:
    """The log lines of a run; none while its log does not exist yet."""
    try:
        events = sandbox.client("logs").get_log_events(
            logGroupName=f"/aws-glue/jobs/{kind}", logStreamName=run, startFromHead=True
        )["events"]
    except ClientError as error:
        assert error.response["Error"]["Code"] == "ResourceNotFoundException"
        return []
    return [event["message"] for event in events]


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z"


def test_success(sandbox: Sandbox, glue: Any, make_job: MakeJob) -> None:
    job = make_job(
        "import sys, boto3\nprint('arguments', sys.argv[1:])\n"
        "print(boto3.client('sts').get_caller_identity()['Arn'])\n"
        "print('to stderr', file=sys.stderr)\n"
        "boto3.client('s3').put_object(Bucket='scripts', Key='made-by-run', Body=b'1')\n",
        GlueVersion="5.0",
        WorkerType="G.2X",
        NumberOfWorkers=3,
        ExecutionClass="FLEX",
        Timeout=60,
        DefaultArguments={"--a": "default", "--b": "default", "--c": "default"},
        NonOverridableArguments={"--c": "fixed"},
    )
    run = glue.start_job_run(JobName=job, Arguments={"--b": "two words", "--c": "x"})["JobRunId"]
    assert run.startswith("jr_")
    found = wait(glue, job, run)
    assert found["JobRunState"] == "SUCCEEDED", found
    assert found["Arguments"] == {"--a": "default", "--b": "two words", "--c": "fixed"}
    assert found["StartedOn"] <= found["CompletedOn"] == found["LastModifiedOn"]
    assert found["ExecutionTime"] == round(found["ExecutionTime"])
    assert (found["WorkerType"], found["NumberOfWorkers"], found["MaxCapacity"]) == ("G.2X", 3, 6.0)
    assert (found["GlueVersion"], found["Timeout"], found["Attempt"]) == ("5.0", 60, 0)
    assert found["DPUSeconds"] == found["ExecutionTime"] * 6
    assert found["LogGroupName"] == "/aws-glue/jobs"
    assert "ErrorMessage" not in found
    lines = messages(sandbox, "output", run)
    arguments = next(line for line in lines if line.startswith("arguments"))
    assert f"'--JOB_NAME', '{job}'" in arguments
    assert f"'--JOB_RUN_ID', '{run}'" in arguments
    assert "'--a', 'default', '--b', 'two words', '--c', 'fixed'" in arguments
    assert "arn:aws:sts::123456789012:assumed-role/Runner/GlueJobRunnerSession" in lines
    assert messages(sandbox, "error", run) == ["to stderr"]
    body = sandbox.client("s3").get_object(Bucket="scripts", Key="made-by-run")["Body"].read()
    assert body == b"1"


def test_failure_names_node_cause_and_line(sandbox: Sandbox, glue: Any, make_job: MakeJob) -> None:
    job = make_job("x = 1\nraise ValueError('no such column: dep')\n")
    run = glue.start_job_run(JobName=job)["JobRunId"]
    found = wait(glue, job, run)
    assert found["JobRunState"] == "FAILED"
    assert found["ErrorMessage"] == "node Broken step: no such column: dep (script line 2)"
    assert "Traceback" in "\n".join(messages(sandbox, "error", run))


def test_a_crash_without_a_word(glue: Any, make_job: MakeJob) -> None:
    job = make_job("import os; os._exit(7)")
    found = wait(glue, job, glue.start_job_run(JobName=job)["JobRunId"])
    assert found["JobRunState"] == "FAILED"
    assert found["ErrorMessage"] == "Command failed with exit code 7"


def test_missing_script_and_bucket(glue: Any, name: str) -> None:
    for place, reason in (("scripts/none.py", "NoSuchKey"), ("no-such-bucket/x", "NoSuchBucket")):
        job = f"{name}_{reason}"
        command = {"Name": "glueetl", "ScriptLocation": f"s3://{place}"}
        glue.create_job(Name=job, Role="R", Command=command)
        found = wait(glue, job, glue.start_job_run(JobName=job)["JobRunId"])
        assert found["JobRunState"] == "FAILED"
        assert found["ErrorMessage"].startswith("LAUNCH ERROR | Error downloading from S3")
        assert reason in found["ErrorMessage"]


def test_stop_ends_the_whole_tree(sandbox: Sandbox, glue: Any, make_job: MakeJob) -> None:
    job = make_job(
        "import subprocess, sys, time, os\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print('pids', os.getpid(), child.pid, flush=True)\n"
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "time.sleep(600)\n",
        Timeout=600,
    )
    run = glue.start_job_run(JobName=job)["JobRunId"]
    deadline = time.monotonic() + 20
    pids: list[int] = []
    while not pids and time.monotonic() < deadline:
        time.sleep(0.1)
        if wait(glue, job, run, "STARTING", "RUNNING")["JobRunState"] == "RUNNING":
            lines = messages(sandbox, "output", run)
            pids = [int(p) for line in lines if line.startswith("pids") for p in line.split()[1:]]
    assert len(pids) == 2
    assert not any(gone(pid) for pid in pids)
    answer = glue.batch_stop_job_run(JobName=job, JobRunIds=[run, "jr_none"])
    assert answer["SuccessfulSubmissions"] == [{"JobName": job, "JobRunId": run}]
    assert [e["JobRunId"] for e in answer["Errors"]] == ["jr_none"]
    assert answer["Errors"][0]["ErrorDetail"]["ErrorCode"] == "EntityNotFoundException"
    assert wait(glue, job, run, "STOPPING", "STOPPED")["JobRunState"] == "STOPPING"
    found = wait(glue, job, run)
    assert found["JobRunState"] == "STOPPED"
    assert found["CompletedOn"] >= found["StartedOn"]
    assert all(gone(pid) for pid in pids)
    again = glue.batch_stop_job_run(JobName=job, JobRunIds=[run])
    assert again["Errors"][0]["ErrorDetail"]["ErrorCode"] == "JobRunInTerminalStateException"


def test_timeout_of_the_run_wins_over_the_jobs(glue: Any, make_job: MakeJob) -> None:
    job = make_job("import time; time.sleep(600)", Timeout=600, MaxRetries=1)
    run = glue.start_job_run(JobName=job, Timeout=1)["JobRunId"]
    found = wait(glue, job, run)
    assert (found["JobRunState"], found["Timeout"]) == ("TIMEOUT", 1)
    assert "timeout of 1 minutes" in found["ErrorMessage"]
    assert len(glue.get_job_runs(JobName=job)["JobRuns"]) == 1  # Timed-out runs are not retried.


def test_retries(glue: Any, make_job: MakeJob) -> None:
    job = make_job("raise ValueError('again')", MaxRetries=2)
    run = glue.start_job_run(JobName=job)["JobRunId"]
    last = f"{run}_attempt_2"
    deadline = time.monotonic() + 30
    while len(runs := glue.get_job_runs(JobName=job)["JobRuns"]) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    wait(glue, job, last)
    runs = glue.get_job_runs(JobName=job)["JobRuns"]
    assert [r["Id"] for r in runs] == [last, f"{run}_attempt_1", run]
    assert [r["Attempt"] for r in runs] == [2, 1, 0]
    assert [r["JobRunState"] for r in runs] == ["FAILED"] * 3
    assert runs[0]["PreviousRunId"] == f"{run}_attempt_1"


def test_concurrency_and_queuing(glue: Any, make_job: MakeJob) -> None:
    slow = "import time; time.sleep(1.5)"
    job = make_job(slow, Timeout=60)
    first = glue.start_job_run(JobName=job)["JobRunId"]
    code, message = refusal(glue.start_job_run, JobName=job)
    assert (code, message) == (
        "ConcurrentRunsExceededException",
        f"Concurrent runs exceeded for {job}",
    )
    queued = make_job(slow, JobRunQueuingEnabled=True, Timeout=60)
    runs = [glue.start_job_run(JobName=queued)["JobRunId"] for _ in range(3)]
    states = [glue.get_job_run(JobName=queued, RunId=r)["JobRun"]["JobRunState"] for r in runs]
    assert states[0] in ("STARTING", "RUNNING")
    assert states[1:] == ["WAITING", "WAITING"]
    glue.batch_stop_job_run(JobName=queued, JobRunIds=[runs[1]])
    assert wait(glue, queued, runs[1])["JobRunState"] == "STOPPED"
    ended = [wait(glue, queued, r) for r in (runs[0], runs[2])]
    assert [r["JobRunState"] for r in ended] == ["SUCCEEDED", "SUCCEEDED"]
    assert ended[1]["StartedOn"] >= ended[0]["CompletedOn"]
    assert wait(glue, job, first)["JobRunState"] == "SUCCEEDED"


def test_pages_of_runs_newest_first(glue: Any, make_job: MakeJob) -> None:
    job = make_job("pass", ExecutionProperty={"MaxConcurrentRuns": 9})
    runs = [glue.start_job_run(JobName=job)["JobRunId"] for _ in range(5)]
    pages = list(
        glue.get_paginator("get_job_runs").paginate(JobName=job, PaginationConfig={"PageSize": 2})
    )
    assert [len(page["JobRuns"]) for page in pages] == [2, 2, 1]
    assert [r["Id"] for page in pages for r in page["JobRuns"]] == runs[::-1]
    for run in runs:
        assert wait(glue, job, run, seconds=60)["JobRunState"] == "SUCCEEDED"


def test_extra_py_files_and_python_shell(
    sandbox: Sandbox, glue: Any, s3: Any, make_job: MakeJob
) -> None:
    s3.put_object(Bucket="scripts", Key="helper_module.py", Body=b"VALUE = 42")
    job = make_job(
        "import helper_module; print('value', helper_module.VALUE)",
        Command={"Name": "pythonshell", "ScriptLocation": "s3://scripts/shell.py"},
        DefaultArguments={
            "--extra-py-files": "s3://scripts/helper_module.py",
            "--additional-python-modules": "polars==1.0",
        },
    )
    s3.copy_object(Bucket="scripts", Key="shell.py", CopySource=f"scripts/{job}.py")
    run = glue.start_job_run(JobName=job)["JobRunId"]
    assert wait(glue, job, run)["JobRunState"] == "SUCCEEDED"
    lines = messages(sandbox, "output", run)
    assert "value 42" in lines
    assert any("--additional-python-modules" in line for line in lines)


def test_the_environment_is_the_sandboxs(
    sandbox: Sandbox, glue: Any, make_job: MakeJob, monkeypatch: Any
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "my-own-account")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret-of-mine")
    monkeypatch.setenv("LAKECTL_SERVER_ENDPOINT_URL", "https://lakefs.example.com")
    monkeypatch.setenv("LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY", "secret-of-mine")
    monkeypatch.setenv("LAKECTL_CONFIG_FILE", __file__)
    job = make_job("import os, json; print(json.dumps(dict(os.environ)))")
    run = glue.start_job_run(JobName=job)["JobRunId"]
    assert wait(glue, job, run)["JobRunState"] == "SUCCEEDED"
    line = next(m for m in messages(sandbox, "output", run) if m.startswith("{"))
    env = json.loads(line)
    assert env["AWS_ENDPOINT_URL"] == sandbox.url
    assert "AWS_PROFILE" not in env
    assert "secret-of-mine" not in line
    lakectl = {name: value for name, value in env.items() if name.startswith("LAKECTL_")}
    assert list(lakectl) == ["LAKECTL_CONFIG_FILE"]
    # Not ~/.lakectl.yaml either.
    assert not Path(lakectl["LAKECTL_CONFIG_FILE"]).exists()
    assert env["GLUEFLOW_BOOKMARK_DIR"] == str(sandbox.home / "bookmarks")


def test_bookmarks(sandbox: Sandbox, glue: Any, make_job: MakeJob) -> None:
    job = make_job(
        "import os, sys\n"
        "from glueflow.local import bookmarks\n"
        "mark = bookmarks.Bookmark.start('bookmarked', {"
        "'job_bookmark_option': 'job-bookmark-enable',"
        "'JOB_RUN_ID': sys.argv[sys.argv.index('--JOB_RUN_ID') + 1]})\n"
        "mark.commit()\n"
    )
    assert refusal(glue.get_job_bookmark, JobName="bookmarked")[0] == "EntityNotFoundException"
    run = glue.start_job_run(JobName=job)["JobRunId"]
    assert wait(glue, job, run)["JobRunState"] == "SUCCEEDED"
    entry = glue.get_job_bookmark(JobName="bookmarked")["JobBookmarkEntry"]
    assert (entry["RunId"], entry["Run"], entry["Version"]) == (run, 1, 1)
    assert json.loads(entry["JobBookmark"]) == {}
    reset = glue.reset_job_bookmark(JobName="bookmarked")["JobBookmarkEntry"]
    assert (reset["Run"], reset["Version"]) == (0, 2)
    code, _ = refusal(glue.reset_job_bookmark, JobName="bookmarked", RunId="jr_none")
    assert code == "InvalidInputException"
    assert refusal(glue.reset_job_bookmark, JobName="none")[0] == "EntityNotFoundException"
