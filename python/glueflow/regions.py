"""Names of AWS regions: checked before one becomes part of a host's name.

The rule is the compiler's (packages/components-manager/src/untrusted/region.ts).
"""

from __future__ import annotations

import re

PATTERN = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}", re.ASCII)
LONGEST = 40


class RegionError(ValueError):
    """A text that should name a region does not; the message says where it came from."""


def is_region(text: str) -> bool:
    """Return whether a text is the name of a region, such as eu-west-1."""
    return len(text) <= LONGEST and PATTERN.fullmatch(text) is not None


def checked(text: str, source: str) -> str:
    """Return a region's name as it is.

    Args:
        source: what named it, for the message: a variable, an option.

    Raises:
        RegionError: it is no region.
    """
    if not is_region(text):
        raise RegionError(
            f"{source}: {text[:100]!r} is no AWS region. A region looks like eu-west-1."
        )
    return text
