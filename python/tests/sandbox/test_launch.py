"""What the sandbox says of a job that AWS would run otherwise."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from glueflow.sandbox import launch

REGION = launch.S3_REGION


@pytest.mark.parametrize(
    ("version", "conf", "script", "lacks"),
    [
        ("5.1", "", "print(1)", True),
        ("6.0", "spark.a=1", "print(1)", True),
        ("5.1", f"spark.a=1 --conf {REGION}=eu-west-1", "print(1)", False),
        ("5.1", "", 'hadoop.set("fs.s3a.endpoint.region", "eu-west-1")', False),
        ("5.0", "", "print(1)", False),
        ("4.0", "", "print(1)", False),
    ],
)
def test_a_missing_region_of_s3_is_noticed(
    version: str, conf: str, script: str, lacks: bool
) -> None:
    """AWS Glue developer guide, migrating-version-51."""
    job = cast(Any, SimpleNamespace(settings={"GlueVersion": version}))
    run = cast(Any, SimpleNamespace(arguments={"--conf": conf} if conf else {}))
    assert launch._lacks_region(job, run, script.encode()) is lacks
