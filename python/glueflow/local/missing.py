"""Errors for what AWS's runtime has and this one has not: each names the call and the way out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_PACKAGES = {
    "awsgluedi": "DataBrew recipes run on AWS only; use DataFrame expressions",
    "awsglueml": "sensitive data detection and find matches run on AWS only",
}


class Unsupported(NotImplementedError):
    """A Glue call the local runtime does not have."""

    def __init__(self, call: str, instead: str) -> None:
        super().__init__(f"{call} is not supported by the local Glue runtime: {instead}.")


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package = fullname.partition(".")[0]
        if package in _PACKAGES:
            raise Unsupported(f"import {fullname}", _PACKAGES[package])
        if package.startswith("gs_") and path is None:
            raise Unsupported(
                f"import {fullname}",
                "this Glue Studio helper module comes from an AWS bucket; "
                "pass its file with --extra-py-files",
            )
        return None


_finder = _Finder()


def install() -> None:
    """Make imports of AWS packages that have no local counterpart raise `Unsupported`.

    Stands last among the finders, so an installed package of that name wins.
    """
    if _finder not in sys.meta_path:
        sys.meta_path.append(_finder)


def remove() -> None:
    """Undo `install`."""
    if _finder in sys.meta_path:
        sys.meta_path.remove(_finder)
