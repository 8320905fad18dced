"""CloudWatch Logs calls that moto answers only in part.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
"""

from __future__ import annotations

import json

from moto.logs.exceptions import InvalidParameterException, ResourceNotFoundException
from moto.logs.responses import LogsResponse


class LogCalls(LogsResponse):
    """FilterLogEvents by the beginning of the streams' names."""

    def filter_log_events(self) -> str:
        """FilterLogEvents; a prefix stands for all streams whose names begin with it."""
        prefix = self._get_param("logStreamNamePrefix")
        if not prefix:
            return str(super().filter_log_events())
        if self._get_param("logStreamNames"):
            raise InvalidParameterException(
                msg="logStreamNames and logStreamNamePrefix cannot be given together."
            )
        group = self.logs_backend.groups.get(self._get_param("logGroupName"))
        if group is None:
            raise ResourceNotFoundException()
        names = [name for name in group.streams if name.startswith(prefix)]
        if not names:
            return json.dumps({"events": [], "searchedLogStreams": []})
        self.body = json.dumps({**json.loads(self.body), "logStreamNames": names})
        return str(super().filter_log_events())
