"""Glueflow: visual data pipelines for AWS Glue, inside JupyterLab."""

__version__ = "0.1.0"
