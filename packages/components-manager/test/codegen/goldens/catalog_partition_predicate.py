import sys
from datetime import date, datetime

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext


def partition_literal(value):
    """The value as the Data Catalog takes it in a condition: dates are quoted text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = str(value).replace("'", "''")
    return f"'{text}'"


def sql_literal(value):
    """The value as a literal of Spark SQL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value}'"
    if isinstance(value, date):
        return f"DATE '{value}'"
    if isinstance(value, int):
        return f"({value})"
    if isinstance(value, float):
        return f"CAST('{value!r}' AS DOUBLE)"
    text = value.replace("\\", "\\\\").replace("'", "\\'").replace("$", "\\u0024")
    return f"'{text}'"


args = getResolvedOptions(sys.argv, ["JOB_NAME", "first"])
glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

first = int(args["first"])

# [flights] Flights
flights = glueContext.create_dynamic_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    push_down_predicate=f"month >= {sql_literal(first)}",
    additional_options={"catalogPartitionPredicate": f"month >= {partition_literal(first)}"},
    catalog_id="123456789012",
).toDF()
if not flights.columns:
    flights = spark.createDataFrame(
        [],
        schema=(
            "carrier STRING, origin STRING, dest STRING, dep_delay DOUBLE, distance DOUBLE, "
            "month INT"
        ),
    )

# [out] out
flights.write.mode("append").parquet("s3://results/out")

job.commit()
