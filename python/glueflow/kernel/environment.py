"""The surroundings a script's block expects, set up for its time only.

The kernel belongs to its user: `awsglue`, the job's arguments, the time zone and a connection's
environment are there while a block runs, and the modules they brought stay out of sight between.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType

from glueflow.local import clock, missing, session


class Modules:
    """Modules that only scripts see: those of `awsglue` and of what a job brings.

    Kept between blocks, because what a block left behind holds classes of them.
    """

    def __init__(self) -> None:
        self._own: dict[str, ModuleType] = {}

    @contextlib.contextmanager
    def visible(self, extra: list[str]) -> Iterator[None]:
        """Make them importable for a while.

        Args:
            extra: files and folders of what a job brings, searched first.
        """
        path = list(sys.path)
        foreign = {name: sys.modules.pop(name) for name in list(sys.modules) if _ours(name)}
        # Another program's module of the same name is another module.
        sys.modules.update(
            {n: held for n, held in self._own.items() if _ours(n) or _under(held, extra)}
        )
        before = set(sys.modules)
        sys.path[:0] = [*extra, str(session.SITE)]
        missing.install()
        try:
            yield
        finally:
            missing.remove()
            sys.path[:] = path
            for name in set(sys.modules) - before | set(self._own):
                module = sys.modules.get(name)
                if module is not None and (_ours(name) or _under(module, extra)):
                    self._own[name] = sys.modules.pop(name)
            sys.modules.update(foreign)


def _ours(name: str) -> bool:
    return name.partition(".")[0] in session.PACKAGES


def _under(module: ModuleType, places: list[str]) -> bool:
    origin = getattr(module, "__file__", None) or ""
    return any(origin.startswith(place) for place in places)


@contextlib.contextmanager
def arguments(argv: list[str], file: str) -> Iterator[None]:
    """Give the script its arguments, in UTC."""
    before = sys.argv
    sys.argv = [file, *argv]
    try:
        with clock.utc():
            known = sys.modules.get("awsglue.utils")
            if known is not None:
                known._global_args.clear()  # The arguments of a program before are not ours.
            yield
    finally:
        sys.argv = before


@contextlib.contextmanager
def variables(changed: Mapping[str, str | None]) -> Iterator[None]:
    """Set environment variables for a while; None unsets one."""
    before = {name: os.environ.get(name) for name in changed}
    _apply(changed)
    try:
        yield
    finally:
        _apply(before)


def _apply(changed: Mapping[str, str | None]) -> None:
    for name, value in changed.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
