"""What is named as a region never becomes part of an address (security trials, 3)."""

from __future__ import annotations

import pytest

from glueflow import regions
from glueflow.local import aws, warm

# Names of AWS's partitions as its SDKs list them (botocore's endpoints.json, regionRegex).
GOOD = ["us-east-1", "eu-west-1", "ap-southeast-7", "us-gov-west-1", "cn-north-1"]
GOOD += ["us-isob-east-1", "eusc-de-east-1", "mx-central-1"]
BAD = ["", "x@127.0.0.1:5699/", "mars-1", "eu-west-1/", "eu-west-1\n", "EU-WEST-1", "eu_west_1"]
BAD += [
    "eu-west-1.evil.example",
    "eu-west-",
    "é-west-1",
    "eu-west-1\u0661",
    "eu" + "-a" * 40 + "-1",
]


@pytest.mark.parametrize("name", GOOD)
def test_regions_of_every_partition_are_regions(name: str) -> None:
    assert regions.is_region(name)


@pytest.mark.parametrize("name", BAD)
def test_what_is_none_is_refused(name: str) -> None:
    assert not regions.is_region(name)


@pytest.mark.parametrize("name", BAD[1:])
@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_none_reaches_s3_or_a_client(
    monkeypatch: pytest.MonkeyPatch, variable: str, name: str
) -> None:
    for each in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(variable, name)
    for call in (aws.region, aws.s3a_settings, lambda: aws.client("s3")):
        with pytest.raises(regions.RegionError, match="is no AWS region"):
            call()


@pytest.mark.parametrize(
    ("conf", "kept"),
    [
        ("spark.sql.shuffle.partitions=2", [("spark.sql.shuffle.partitions", "2")]),
        ("spark.a=1 --conf spark.b=--conform", [("spark.a", "1"), ("spark.b", "--conform")]),
        ("fs.s3a.endpoint=http://127.0.0.1:9 --conf spark.a=1", [("spark.a", "1")]),
        ("spark.hadoop.fs.s3a.endpoint.region=eu-west-1", []),
        ("FS.S3.access.key=k", []),
        ("spark.hadoop.fs.s3a.bucket.x.endpoint=http://127.0.0.1:9", []),
    ],
)
def test_arguments_of_a_job_do_not_move_s3(conf: str, kept: list[tuple[str, str]]) -> None:
    assert warm._conf_pairs(["--conf", conf]) == kept
