"""The local Glue runtime: runs AWS Glue (5.x) PySpark scripts unchanged on plain PySpark.

`glueflow.local.runner.run_script` runs a script in this process, `python -m glueflow.local run`
in a process of its own. The `awsglue` package scripts import lives in `site/` and is put on
`sys.path` for local runs only, so it never shadows AWS's own package.
"""
