"""Session credentials (a job's role, SSO, assume-role) reach S3, whatever is read with them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from glueflow.local.runner import RunResult


@pytest.mark.parametrize("attempt", range(3))
def test_partitions_are_read_with_a_session_token(
    flights: str,
    run: Callable[..., RunResult],
    monkeypatch: pytest.MonkeyPatch,
    attempt: int,
) -> None:
    # A new token each time: S3A makes a new file system, and its first use is by several threads.
    monkeypatch.setenv("AWS_SESSION_TOKEN", f"session-token-{attempt}")
    outcome = run(
        """
        # [flights] Flights
        flights = glue_context.create_data_frame.from_catalog(
            database=args["database"],
            table_name="flights",
            additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
        )
        print(flights.count())
        job.commit()
        """
    )
    assert outcome.ok, outcome.message
