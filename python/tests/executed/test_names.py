"""Spark on the sandbox: folders, files and partitions with blanks and reserved signs in them."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from glueflow.local import session

BUCKET = "names"
FOLDERS = ["My Folder", "a+b", "a&b=c", "100% sure", "ü 漢字", "a'b(c)!*", "a,b;c", "a#b", "x@y$z"]
VALUES = ["a b", "a+b", "a%b", "a/b", "a=b", "ü", "a&b", "a?b", "a#b", " a ", "a\nb", "House of X"]


@pytest.fixture(scope="module")
def spark(catalog: str) -> Any:
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    return session.get_session()


def test_folders_and_files(spark: Any) -> None:
    s3 = boto3.client("s3")
    for folder in FOLDERS:
        s3.put_object(Bucket=BUCKET, Key=f"in/{folder}/a b.csv", Body=b"id,v\n1,x\n")
        for path in (f"s3://{BUCKET}/in/{folder}/a b.csv", f"s3://{BUCKET}/in/{folder}/"):
            rows = spark.read.csv(path, header=True).collect()
            assert [tuple(row) for row in rows] == [("1", "x")], path


def test_partitions(spark: Any) -> None:
    path = f"s3://{BUCKET}/out put/"
    frame = spark.createDataFrame(list(enumerate(VALUES)), "id int, k string")
    for _ in range(2):
        frame.coalesce(1).write.partitionBy("k").mode("overwrite").parquet(path)
        found = spark.read.parquet(path).select("id", "k").collect()
        assert sorted(tuple(row) for row in found) == list(enumerate(VALUES))
