"""Choice columns, for readers and sinks: how they are kept, built and marked."""

from __future__ import annotations

from .dynamicframe.choice import (
    NO_CHOICES,
    ChoicePath,
    Choices,
    above,
    below,
    check_choices,
    make_choice_column,
    make_choice_type,
    read_choices,
)
from .dynamicframe.paths import ARRAY, format_path, parse_path

__all__ = [
    "ARRAY",
    "NO_CHOICES",
    "ChoicePath",
    "Choices",
    "above",
    "below",
    "check_choices",
    "format_path",
    "make_choice_column",
    "make_choice_type",
    "parse_path",
    "read_choices",
]
