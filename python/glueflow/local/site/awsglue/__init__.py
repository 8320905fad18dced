"""The local stand-in for AWS Glue's `awsglue` package, on plain PySpark (see glueflow.local)."""
