"""Object keys with line breaks: moto's routes match any character but those.

A key is any text of up to 1,024 bytes of UTF-8. Source:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
"""

from __future__ import annotations

import importlib
from typing import Any


class Patch:
    """Makes moto's routes take keys with any character in them until :meth:`undo`."""

    def __init__(self) -> None:
        self._server = vars(importlib.import_module("moto.moto_server.werkzeug_app"))
        base: Any = self._server["RegexConverter"]
        self._converter = base
        routing: Any = importlib.import_module("moto.core.routing")
        labels = (routing.GreedyLabelConverter, routing.ImplicitGreedyLabelConverter)
        self._labels = [(label, label.regex) for label in labels]

        class Converter(base):  # type: ignore[misc]
            """Matches what moto's own converter does, across lines."""

            def __init__(self, url_map: Any, regex: str) -> None:
                super().__init__(url_map, regex)
                self.regex = _across_lines(regex)

        self._server["RegexConverter"] = Converter
        for label, regex in self._labels:
            label.regex = _across_lines(regex)

    def undo(self) -> None:
        """Put moto back as it was."""
        self._server["RegexConverter"] = self._converter
        for label, regex in self._labels:
            label.regex = regex


def _across_lines(regex: str) -> str:
    return f"(?s:{regex})"
