"""Causes in a line or two."""

from __future__ import annotations

import boto3.exceptions
import pytest
from pyspark.errors import AnalysisException

from glueflow.local import causes


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
