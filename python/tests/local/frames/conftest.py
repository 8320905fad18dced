"""What the frame tests share: a context with the one Spark session, and small frames."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def ctx(glue_context: Any) -> Any:
    """The GlueContext of the tests."""
    return glue_context


@pytest.fixture(autouse=True, scope="package")
def _small_shuffles(ctx: Any) -> Iterator[None]:
    """Frames of three rows need no eight tasks; the shared session gets its setting back."""
    conf, name = ctx.spark_session.conf, "spark.sql.shuffle.partitions"
    before = conf.get(name)
    conf.set(name, "1")
    yield
    conf.set(name, before)


@pytest.fixture(scope="session")
def frame(ctx: Any) -> Any:
    """Make a DynamicFrame of rows and a schema: `frame([(1, "a")], "id int, name string")`."""
    from awsglue.dynamicframe import DynamicFrame

    def make(rows: list[Any], schema: Any, name: str = "frame", choices: Any = None) -> Any:
        df = ctx.spark_session.createDataFrame(rows, schema).coalesce(1)
        return DynamicFrame(df, ctx, name, choices=choices)

    return make


@pytest.fixture(scope="session")
def rows() -> Any:
    """Collect a frame as plain dicts, structs included."""

    def collect(dynamic_frame: Any) -> list[dict[str, Any]]:
        return [row.asDict(recursive=True) for row in dynamic_frame.toDF().collect()]

    return collect
