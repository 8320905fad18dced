"""Shared by all tests of the local runtime: one Spark session and one AWS stand-in on loopback."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest

QUICK = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
}
"""Settings of the sessions of all tests; those of job scripts take them from Spark's own."""

os.environ.setdefault("GLUEFLOW_SPARK_MASTER", "local[2]")
os.environ.setdefault("GLUEFLOW_SPARK_MEMORY", "1g")
# A Java process that lives for a minute never earns back what its optimising compiler costs.
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def aws_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A moto server with S3 and Glue; the environment points every AWS client at it."""
    from moto.server import ThreadedMotoServer

    port = _free_port()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    home = tmp_path_factory.mktemp("glueflow-home")
    wanted = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "GLUEFLOW_HOME": str(home),
    }
    unwanted = ("AWS_SESSION_TOKEN", "AWS_PROFILE", "GLUEFLOW_BOOKMARK_DIR")
    before = {name: os.environ.get(name) for name in (*wanted, *unwanted)}
    os.environ.update(wanted)
    for name in unwanted:
        os.environ.pop(name, None)
    yield wanted["AWS_ENDPOINT_URL"]
    server.stop()
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture(scope="session")
def spark(aws_endpoint: str) -> Iterator[Any]:
    """The one Spark session of all tests, with the local awsglue package importable."""
    from glueflow.local import jars, session

    jars.prepare(jars.AVRO)
    session.activate_awsglue()
    started: Any = session.get_session()
    # For tables of three rows, tasks and compiled plans cost more than they save.
    conf = started.sparkContext._jsc.sc().conf()
    for name, value in QUICK.items():
        conf.set(name, value)
        started.conf.set(name, value)
    yield started
    session.stop()


@pytest.fixture(scope="session")
def glue_context(spark: Any) -> Any:
    """A GlueContext on the shared session."""
    from awsglue.context import GlueContext

    return GlueContext(spark.sparkContext)


@pytest.fixture
def s3(aws_endpoint: str) -> Any:
    """A boto3 S3 client on the stand-in."""
    from glueflow.local import aws

    return aws.client("s3")


@pytest.fixture
def glue(aws_endpoint: str) -> Any:
    """A boto3 Glue client on the stand-in."""
    from glueflow.local import aws

    return aws.client("glue")


@pytest.fixture
def bucket(s3: Any, request: pytest.FixtureRequest) -> str:
    """An empty bucket of the test's own; its name is returned."""
    import uuid

    name = f"test-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def database(glue: Any) -> str:
    """A catalog database of the test's own; its name is returned."""
    import uuid

    name = f"db_{uuid.uuid4().hex[:12]}"
    glue.create_database(DatabaseInput={"Name": name})
    return name
