"""Puts this folder on the path, so that suites can share what is in `helpers`."""
