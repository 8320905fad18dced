"""CloudWatch Logs where moto falls short."""

from __future__ import annotations

import time
from typing import Any

from glueflow.sandbox.server import Sandbox

from .conftest import refusal


def test_events_of_streams_by_prefix(sandbox: Sandbox, name: str) -> None:
    logs = sandbox.client("logs")
    logs.create_log_group(logGroupName=name)
    for number, stream in enumerate(("jr_1", "jr_1_attempt_1", "jr_2")):
        logs.create_log_stream(logGroupName=name, logStreamName=stream)
        event = {"timestamp": int(time.time() * 1000) + number, "message": f"of {stream}"}
        logs.put_log_events(logGroupName=name, logStreamName=stream, logEvents=[event])

    def found(**more: Any) -> list[str]:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=name, PaginationConfig={"PageSize": 1}, **more
        )
        return [event["message"] for page in pages for event in page["events"]]

    assert found() == ["of jr_1", "of jr_1_attempt_1", "of jr_2"]
    assert found(logStreamNamePrefix="jr_1") == ["of jr_1", "of jr_1_attempt_1"]
    assert found(logStreamNamePrefix="jr_1_") == ["of jr_1_attempt_1"]
    assert found(logStreamNamePrefix="jr_", filterPattern="jr_2") == ["of jr_2"]
    assert found(logStreamNamePrefix="none") == []
    assert found(logStreamNames=["jr_2"]) == ["of jr_2"]
    both = {"logStreamNames": ["jr_2"], "logStreamNamePrefix": "jr_"}
    code, _ = refusal(logs.filter_log_events, logGroupName=name, **both)
    assert code == "InvalidParameterException"
    missing = {"logGroupName": "none", "logStreamNamePrefix": "x"}
    assert refusal(logs.filter_log_events, **missing)[0] == "ResourceNotFoundException"
