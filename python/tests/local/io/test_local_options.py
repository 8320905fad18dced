"""getResolvedOptions: the behaviours AWS documents."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def resolve(spark: Any) -> Any:
    from awsglue.utils import getResolvedOptions

    return lambda given, names: getResolvedOptions(["script.py", *given], names)


@pytest.fixture
def argument_error(spark: Any) -> Any:
    from awsglue.utils import GlueArgumentError

    return GlueArgumentError


def test_values_and_defaults(resolve: Any) -> None:
    found = resolve(["--JOB_NAME", "j", "--day", "2013-01-01", "--other", "x"], ["JOB_NAME", "day"])
    assert found["JOB_NAME"] == "j"
    assert found["day"] == "2013-01-01"
    assert found["job_bookmark_option"] == "job-bookmark-disable"
    assert found["JOB_RUN_ID"] is None
    assert "other" not in found
    assert "TempDir" not in found


def test_a_dash_in_a_name_becomes_an_underscore(resolve: Any) -> None:
    assert resolve(["--from-day", "1"], ["from-day"])["from_day"] == "1"


def test_equals_form_and_empty_value(resolve: Any) -> None:
    found = resolve(["--a=b=c", "--b", ""], ["a", "b"])
    assert (found["a"], found["b"]) == ("b=c", "")


def test_each_name_is_required(resolve: Any, argument_error: Any) -> None:
    with pytest.raises(argument_error, match="day"):
        resolve(["--JOB_NAME", "j"], ["JOB_NAME", "day"])


def test_the_first_entry_is_skipped(resolve: Any, argument_error: Any) -> None:
    from awsglue.utils import getResolvedOptions

    with pytest.raises(argument_error):
        getResolvedOptions(["--a", "1"], ["a"])


def test_temporary_folders_are_optional_and_mirrored(resolve: Any) -> None:
    assert resolve([], ["TempDir"]).get("TempDir") is None
    found = resolve(["--TempDir", "s3://b/t"], ["TempDir"])
    assert found["TempDir"] == found["RedshiftTempDir"] == "s3://b/t"


def test_abbreviations_are_taken_up_to_glue_5(resolve: Any) -> None:
    assert resolve(["--databas", "d"], ["database"])["database"] == "d"


@pytest.mark.parametrize("name", ["job-bookmark-option", "job_bookmark_from"])
def test_reserved_names(resolve: Any, name: str) -> None:
    with pytest.raises(RuntimeError, match="reserved"):
        resolve([], [name])


def test_a_run_id_asked_for_conflicts(resolve: Any) -> None:
    import argparse

    with pytest.raises(argparse.ArgumentError, match="conflicting"):
        resolve(["--JOB_RUN_ID", "x"], ["JOB_RUN_ID"])


def test_bookmark_option_values(resolve: Any, argument_error: Any) -> None:
    with pytest.raises(argument_error, match="invalid choice"):
        resolve(["--job-bookmark-option", "on"], [])
    found = resolve(["--continuation-option", "continuation-enabled"], [])
    assert found["job_bookmark_option"] == "job-bookmark-enable"


def test_bookmark_range(resolve: Any) -> None:
    pause = ["--job-bookmark-option", "job-bookmark-pause"]
    with pytest.raises(RuntimeError, match="job-bookmark-to"):
        resolve([*pause, "--job-bookmark-from", "a"], [])
    with pytest.raises(RuntimeError, match="pause"):
        resolve(["--job-bookmark-from", "a", "--job-bookmark-to", "b"], [])
    both = resolve([*pause, "--job-bookmark-from", "a", "--job-bookmark-to", "b"], [])
    assert (both["job_bookmark_from"], both["job_bookmark_to"]) == ("a", "b")
