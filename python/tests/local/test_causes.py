"""Causes in a line or two."""

from __future__ import annotations

import boto3.exceptions
import botocore.exceptions
import pytest
from pyspark.errors import AnalysisException

from glueflow.local import causes, dataerrors, origins


def test_a_table_that_a_query_does_not_find() -> None:
    error = AnalysisException(
        message="[TABLE_OR_VIEW_NOT_FOUND] The table or view `flight` cannot be found. Verify the "
        "spelling and correctness of the schema and catalog.\nIf you did not qualify the name with "
        "a schema, verify the current_schema() output, or qualify the name with the correct schema "
        "and catalog.\nTo tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF "
        "EXISTS.; line 1 pos 14"
    )
    assert causes.cause(error) == (
        "The table or view `flight` cannot be found. A query reads the inputs of its step by their "
        "names, and tables of the catalog as database.table."
    )


def test_other_errors_of_analysis_stay_as_they_are() -> None:
    error = AnalysisException(message="[X] The column `a` cannot be resolved.")
    assert causes.cause(error) == "The column `a` cannot be resolved."


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (
            "(NoSuchBucket) when calling the PutObject operation: The specified bucket does not "
            "exist",
            "There is no bucket “sandbx”. Correct the path, or make the bucket first.",
        ),
        (
            "(AccessDenied) when calling the PutObject operation: Access Denied",
            "s3://sandbx/out/part-00000.json could not be written: Access Denied (AccessDenied)",
        ),
    ],
)
def test_a_file_that_could_not_be_uploaded(reply: str, expected: str) -> None:
    error = boto3.exceptions.S3UploadFailedError(
        "Failed to upload /tmp/glueflow-write-x/part-00000.json to sandbx/out/part-00000.json: "
        f"An error occurred {reply}"
    )
    assert causes.cause(error) == expected


PARQUET = """org.apache.spark.SparkException: Job aborted due to stage failure
Caused by: org.apache.spark.SparkException: Parquet column cannot be converted in file \
s3://lake/t/a%20b.parquet. Column: [id], Expected: bigint, Found: INT32.
\tat org.apache.spark.sql.errors
Caused by: org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException: \
column: [id], physicalType: INT32, logicalType: bigint"""


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        (PARQUET, "The file s3://lake/t/a b.parquet holds the column “id” as INT32"),
        (PARQUET, "give the column the type of the files (int) there and cast it afterwards"),
        (
            "org.apache.spark.sql.AnalysisException: Illegal Parquet type: "
            "INT64 (TIMESTAMP(NANOS,false)).",
            "nanoseconds",
        ),
        ("x: Illegal Parquet type: FIXED_LEN_BYTE_ARRAY (FLOAT16).", "FIXED_LEN_BYTE_ARRAY"),
        (
            "[UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE] The CSV datasource doesn't support the column "
            '`v` of the type "STRUCT<int: INT, string: STRING>".',
            "“v” holds values of several types (a choice of int, string)",
        ),
        (
            "java: org.apache.hadoop.fs.s3a.UnknownStoreException: `s3a://gone/in/': "
            "getFileStatus on s3a://gone/in/: AmazonS3Exception: The specified bucket does not "
            "exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket)",
            "There is no bucket “gone”.",
        ),
        (
            "java.nio.file.AccessDeniedException: s3a://shut/in: getFileStatus on s3a://shut/in: "
            "AmazonS3Exception: Forbidden (Status Code: 403; Error Code: 403 Forbidden)",
            "Access to s3a://shut/in was denied (403).",
        ),
        (
            "org.apache.hadoop.fs.s3a.AWSRedirectException: getFileStatus on s3a://far/in: "
            "AmazonS3Exception: The bucket is in this region: eu-west-1 (Status Code: 301)",
            "The bucket “far” is in another region",
        ),
    ],
)
def test_what_java_says_of_data(trace: str, expected: str) -> None:
    assert expected in (dataerrors.explain(trace) or "")


@pytest.mark.parametrize(
    "trace",
    [
        'The CSV datasource doesn\'t support the column `v` of the type "STRUCT<a: INT, b: INT>".',
        "java.lang.ArithmeticException: / by zero",
    ],
)
def test_other_errors_are_not_about_data(trace: str) -> None:
    assert dataerrors.explain(trace) is None


def test_a_missing_bucket_is_named() -> None:
    error = botocore.exceptions.ClientError(
        {"Error": {"Code": "NoSuchBucket", "Message": "no", "BucketName": "gone"}}, "ListObjectsV2"
    )
    assert causes.cause(error).startswith("There is no bucket “gone”.")


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("s3a://lake/t/month=1/a.parquet", 2),
        ("s3://lake/t2/a.parquet", 5),
        ("s3://elsewhere/a.parquet", None),
    ],
)
def test_the_line_that_reads_a_file(file: str, line: int | None) -> None:
    lines = [
        "# [a] A",
        'a = spark.read.parquet("s3://lake/t/")',
        "# [b] B",
        "",
        'b = read(spark.read, ["s3://lake/t2/", "s3://lake/t3/"])',
    ]
    assert origins.line_of(file, "script.py", lines) == line
