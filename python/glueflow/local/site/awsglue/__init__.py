"""The local stand-in for AWS Glue's `awsglue` package, on plain PySpark (see glueflow.local).

It exports what AWS's own `awsglue/__init__.py` exports (PyPI: AWSGlueDataplanePython 5.1.0).
"""

from .dynamicframe import DynamicFrame

__all__ = ["DynamicFrame"]
