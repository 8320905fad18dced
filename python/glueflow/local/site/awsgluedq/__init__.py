"""The local stand-in for AWS Glue Data Quality's `awsgluedq` package (see glueflow.local)."""
