"""Print what pip installs with the wheel and its extras, as JSON: name, version, licence."""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

EXTRAS = ("lab", "local", "sandbox", "collaboration")


def licence(found: Distribution) -> str:
    """Return a distribution's licence: its SPDX expression, else its classifiers, else its text."""
    meta = found.metadata
    expression = meta.get("License-Expression")
    if expression:
        return expression
    named = [
        line.rsplit("::", 1)[-1].strip()
        for line in meta.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    named = [each for each in named if each != "OSI Approved"]
    return " AND ".join(named) or (meta.get("License") or "").split("\n")[0].strip()


def main() -> None:
    """Walk the requirements from the package itself and print one JSON list."""
    waiting = [("glueflow", extra) for extra in EXTRAS]
    seen: set[tuple[str, str]] = set()
    found: dict[str, dict[str, str]] = {}
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        key = re.sub(r"[-_.]+", "-", name).lower()
        found[key] = {"name": key, "version": package.version, "license": licence(package)}
        for text in package.requires or []:
            requirement = Requirement(text)
            marker = requirement.marker
            if marker is None or marker.evaluate({"extra": extra}):
                waiting += [(requirement.name, each) for each in ("", *requirement.extras)]
    found.pop("glueflow", None)
    json.dump(sorted(found.values(), key=lambda each: each["name"]), sys.stdout)


if __name__ == "__main__":
    main()
