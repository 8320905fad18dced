"""Puts this folder on the path, so that suites can share what is in `helpers`."""

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Give each process of pytest-xdist a home of its own: a sandbox and settings live there."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    home = os.environ.get("GLUEFLOW_HOME")
    if worker and home:
        os.environ["GLUEFLOW_HOME"] = os.path.join(home, worker)
