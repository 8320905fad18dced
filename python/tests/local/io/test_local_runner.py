"""Running scripts: as __main__ on the warm session, and saying which node failed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glueflow.local.nodes import Script
from glueflow.local.runner import RunResult, run_script

Run = Callable[..., RunResult]
ROOT = Path(__file__).parents[3]


class TestErrors:
    def test_a_column_that_is_not_there(self, run: Run, tmp_path: Path) -> None:
        log = tmp_path / "run.log"
        events: list[dict[str, Any]] = []
        result = run(
            """
            # [n1] Numbers
            numbers = spark.range(3)

            # [n2] Double “them”
            doubled = numbers.select(
                "idd",
            )
            job.commit()
            """,
            log=log,
            on_event=events.append,
        )
        assert not result.ok
        assert (result.node_id, result.node) == ("n2", "Double “them”")
        assert result.message.startswith("node Double “them”: A column")
        assert "`idd` cannot be resolved" in result.message
        assert "Did you mean" in result.message
        assert "Project" not in result.message and "\n" not in result.message
        lines = log.read_text(encoding="utf-8")
        assert "AnalysisException" in lines and "org.apache.spark.sql" in lines
        (failed,) = [e for e in events if e["event"] == "failed"]
        assert failed == {
            "event": "failed", "nodeId": "n2", "node": "Double “them”", "line": result.line,
            "message": result.message, "log": str(log),
        }  # fmt: skip
        assert [e["event"] for e in events][-3:] == ["failed", "state", "done"]

    def test_a_function_that_raises_belongs_to_its_own_node(self, run: Run) -> None:
        result = run(
            """
            from pyspark.sql import functions as F

            # [n1] Mine
            @F.udf("long")
            def mine(x):
                return 1 // (x - 2)

            mapped = spark.range(3).select(mine("id").alias("y"))

            # [n2] Show
            mapped.show()
            """
        )
        assert result.node == "Mine"
        assert result.message == "node Mine: ZeroDivisionError: integer division or modulo by zero"

    def test_sql_belongs_to_the_node_that_has_its_text(self, run: Run) -> None:
        result = run(
            """
            # [n1] Cast
            spark.conf.set("spark.sql.ansi.enabled", True)
            texts = spark.range(1).selectExpr("cast('abc' as int) + id as broken")

            # [n2] Show
            texts.show()
            """
        )
        assert result.node == "Cast"
        assert "'abc'" in result.message

    def test_a_broken_file(self, run: Run, flights: str, put: Any, bucket: str) -> None:
        put("flights/month=2/part-0.parquet", "not parquet at all")
        result = run(
            """
            # Script generated for node Amazon S3
            AmazonS3_node1 = spark.read.schema("distance long").parquet(
                f"s3://{args['bucket']}/flights/"
            )
            # Script generated for node Sum
            Sum_node2 = AmazonS3_node1.groupBy().sum().collect()
            """
        )
        assert (result.node_id, result.node) == ("Sum_node2", "Sum")
        assert "month=2/part-0.parquet" in result.message
        assert "not a Parquet file" in result.message
        assert "\tat " not in result.message

    def test_outside_a_node(self, run: Run) -> None:
        result = run("raise KeyError('x')")
        assert (result.node, result.message) == (None, "no 'x' there (KeyError)")

    def test_after_the_last_node(self, run: Run) -> None:
        result = run(
            """
            # [n1] Numbers
            numbers = spark.range(3)

            job.commit()
            raise ValueError("after")
            """
        )
        assert result.message == "ValueError: after"

    def test_a_script_that_does_not_parse(self, spark: Any) -> None:
        result = run_script("x = 1\n# [n1] Odd\ny = (\n")
        assert not result.ok
        assert result.node == "Odd"
        assert "'(' was never closed" in result.message

    def test_no_credentials(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
        body = """
        # [n1] Tables
        glue_context.create_dynamic_frame.from_catalog(database="d", table_name="t")
        """
        result = run(body)
        assert result.credentials
        assert result.message.startswith("node Tables: No AWS credentials were found.")
        body = """
        # [n1] Files
        spark.read.text(f"s3://{args['bucket']}/a")
        """
        assert run(body).credentials


class TestIsolation:
    def test_exit_codes(self, run: Run) -> None:
        assert run("import sys\nsys.exit()").ok
        assert run("import sys\nsys.exit(0)").ok
        assert run("import sys\nsys.exit(3)").message == "the script ended with exit code 3"
        assert run("import sys\nsys.exit('no input')").message == "no input"

    def test_sees_what_a_script_sees(self, run: Run, spark: Any) -> None:
        before = list(sys.argv)
        result = run(
            """
            import __main__
            from pyspark.sql import SparkSession

            assert __name__ == "__main__" and __main__.args is args
            assert SparkContext.getOrCreate() is sc and SparkSession.builder.getOrCreate() is spark
            assert SparkSession.getActiveSession() is not None
            spark.stop()
            sc.stop()
            print(spark.range(2).count(), sys.argv[1])
            """
        )
        assert result.ok, result.message
        assert result.output == "2 --JOB_NAME\n"
        assert sys.argv == before
        assert "args" not in vars(sys.modules["__main__"])
        assert spark.range(2).count() == 2

    def test_leaves_nothing_behind(self, run: Run, spark: Any) -> None:
        first = run(
            """
            kept = spark.range(5).cache()
            kept.count()
            kept.createOrReplaceTempView("left_behind")
            spark.conf.set("spark.sql.shuffle.partitions", "3")
            """
        )
        assert first.ok
        assert len(spark.sparkContext._jsc.getPersistentRDDs()) == 0
        second = run(
            "print(spark.conf.get('spark.sql.shuffle.partitions'))\nspark.table('left_behind')"
        )
        assert second.output != "3\n"
        assert "left_behind" in second.message

    def test_settings(self, run: Run) -> None:
        result = run(
            "print(spark.conf.get('spark.sql.ansi.enabled'), spark.conf.get('my.own'))",
            ["--conf", "spark.sql.ansi.enabled=true --conf my.own=a=b"],
        )
        assert result.output == "true a=b\n"

    @pytest.mark.skipif(sys.platform == "win32", reason="sets the zone as POSIX does")
    def test_everybody_sees_utc(
        self, run: Run, spark: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TZ", "America/New_York")
        time.tzset()
        here = time.strftime("%z")
        assert here != "+0000"
        result = run(
            """
            import datetime, time
            from pyspark.sql import functions as F

            @F.udf("string")
            def seen(moment):
                return f"{moment} {time.strftime('%z')}"

            frame = spark.sql("select timestamp '2013-07-01 10:00:00Z' as t")
            row = frame.select("t", F.expr("cast(t as string)").alias("sql"), seen("t")).first()
            print(row[0], row[1], row[2], sep="|")
            zoned = datetime.datetime(2013, 7, 1, 10, tzinfo=datetime.timezone.utc)
            print(spark.createDataFrame([(zoned,)], "t timestamp").first().t)
            files = glue_context.create_dynamic_frame.from_rdd([{"t": zoned}], "f")
            print(files.map(lambda row: {"t": str(row["t"])}).toDF().first().t)
            """
        )
        noon = "2013-07-01 10:00:00"
        assert result.output.splitlines() == [f"{noon}|{noon}|{noon} +0000", noon, noon]
        assert (os.environ["TZ"], time.strftime("%z")) == ("America/New_York", here)
        monkeypatch.undo()
        time.tzset()

    def test_extra_files(self, run: Run, put: Any) -> None:
        path = put("lib/helping_module.py", "def word():\n    return 'helped'\n")
        body = """
        import helping_module
        from pyspark.sql import functions as F

        @F.udf("string")
        def word():
            import helping_module
            return helping_module.word()

        print(helping_module.word(), spark.range(1).select(word()).collect()[0][0])
        """
        assert run(body, ["--extra-py-files", path]).output == "helped helped\n"
        assert "helping_module" not in sys.modules

    def test_progress_names_the_node(self, run: Run) -> None:
        events: list[dict[str, Any]] = []
        result = run(
            """
            import time

            from pyspark.sql import functions as F

            # [n1] Slow
            slow = F.udf(lambda x: time.sleep(0.5) or x, "long")
            spark.range(0, 4, 1, 4).select(slow("id")).collect()
            """,
            on_event=events.append,
        )
        assert result.ok, result.message
        progress = [e for e in events if e["event"] == "progress"]
        assert {e["nodeId"] for e in progress} == {"n1"}
        assert {e["tasksTotal"] for e in progress} == {4}


def test_command_line(aws_endpoint: str, tmp_path: Path) -> None:
    script = tmp_path / "job.py"
    script.write_text(
        "import sys\n"
        "from awsglue.utils import getResolvedOptions\n"
        "args = getResolvedOptions(sys.argv, ['JOB_NAME'])\n"
        "print('run', args['JOB_NAME'])\n"
        "# [n1] Last\n"
        "raise RuntimeError('ends here')\n",
        encoding="utf-8",
    )
    log = tmp_path / "log.txt"
    done = subprocess.run(
        [
            sys.executable, "-m", "glueflow.local", "run", str(script), "--json",
            "--log", str(log), "--", "--JOB_NAME", "ünï",
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[:3] == [
        {"event": "state", "state": "STARTING"},
        {"event": "state", "state": "RUNNING"},
        {"event": "output", "text": "run ünï\n"},
    ]
    assert events[3]["message"] == "node Last: RuntimeError: ends here"
    assert events[3]["line"] == 6
    assert "RuntimeError: ends here" in log.read_text(encoding="utf-8")
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [[], ["run"], ["run", "nowhere.py"]])
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    from glueflow.local.__main__ import main

    try:
        code: Any = main(arguments)
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    assert capsys.readouterr().err


def test_blocks_of_a_script() -> None:
    lines = ["a", "# [x-1] T [1]", "b", "# Script generated for node S 3", "S3_node4 = 1"]
    script = Script("\n".join([*lines, "job.commit()", "z"]))
    assert [(b.id, b.title, b.first, b.last) for b in script.blocks] == [
        ("x-1", "T [1]", 2, 3),
        ("S3_node4", "S 3", 4, 5),
    ]
    assert script.block(1) is None and script.block(7) is None and script.block(None) is None


def test_stopping_a_run(aws_endpoint: str, tmp_path: Path) -> None:
    script = tmp_path / "job.py"
    script.write_text(
        "from pyspark.context import SparkContext\n"
        "from pyspark.sql import SparkSession\n"
        "import time\n"
        "sc = SparkContext()\n"
        "print('started', flush=True)\n"
        "sc.parallelize(range(2), 2).foreach(lambda x: time.sleep(100))\n",
        encoding="utf-8",
    )
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    run = subprocess.Popen(
        [sys.executable, "-m", "glueflow.local", "run", str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "GLUEFLOW_HOME": str(scratch)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    assert run.stdout.readline() == "started\n"
    run.terminate()
    assert run.wait(timeout=60) == 130
    run.stdout.close()
    assert list((scratch / "tmp").iterdir()) == []


def test_a_signal_while_a_java_object_is_collected() -> None:
    """Python drops what is raised there; the run would go on."""
    code = """
import os, signal, weakref
from glueflow.local import signals

signals.interrupt_on_terminate()
py4j = {"__name__": "py4j.java_gateway", "os": os, "signal": signal}
exec("callback = lambda ref: (os.kill(os.getpid(), signal.SIGTERM), len('x'))", py4j)


class Thing:
    pass


thing = Thing()
reference = weakref.ref(thing, py4j["callback"])
try:
    del thing
    signal.pause()
except KeyboardInterrupt:
    print("interrupted")
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")


def test_keys_from_a_container_address(
    aws_endpoint: str, bucket: str, put: Any, tmp_path: Path
) -> None:
    """How the service hands out keys of SSO profiles: S3A and boto3 both ask the address."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    asked: list[tuple[str, str]] = []

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            agent = self.headers.get("User-Agent", "")
            asked.append(("java" if "java" in agent.lower() else "python", self.path))
            given = self.headers.get("Authorization") == "token"
            self.send_response(200 if given else 401)
            self.end_headers()
            keys = {"AccessKeyId": "AKIAX", "SecretAccessKey": "s", "Token": "t"}
            self.wfile.write(json.dumps({**keys, "Expiration": "2099-01-01T00:00:00Z"}).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    Thread(target=server.serve_forever, daemon=True).start()
    path = put("a.csv", "1\n")
    script = tmp_path / "job.py"
    script.write_text(
        "from awsglue.context import GlueContext\n"
        "from pyspark.context import SparkContext\n"
        "context = GlueContext(SparkContext.getOrCreate())\n"
        f"print(context.spark_session.read.csv('{path}').count())\n"
        f"print(context.create_dynamic_frame.from_options('s3', {{'paths': ['{path}']}}, 'csv')"
        ".count())\n",
        encoding="utf-8",
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_ACCESS_KEY")}
    environment.pop("AWS_SECRET_ACCESS_KEY", None)
    environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = f"http://127.0.0.1:{server.server_port}/k"
    environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "token"
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [sys.executable, "-m", "glueflow.local", "run", str(script)],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    server.shutdown()
    assert (done.returncode, done.stdout) == (0, "1\n1\n"), done.stderr
    assert {who for who, _ in asked} == {"java", "python"}


def test_java_gone(aws_endpoint: str, tmp_path: Path) -> None:
    script = tmp_path / "job.py"
    script.write_text(
        "import os, signal\n"
        "from pyspark.sql import SparkSession\n"
        "spark = SparkSession.builder.getOrCreate()\n"
        "# [k] Too much\n"
        "os.kill(spark._jvm.java.lang.ProcessHandle.current().pid(), signal.SIGTERM)\n"
        "while True:\n"
        "    spark.range(3).count()\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "glueflow.local", "run", str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("node Too much: ")
    assert "GLUEFLOW_SPARK_MEMORY" in done.stderr or "stopped" in done.stderr
