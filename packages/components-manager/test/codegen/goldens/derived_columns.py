import sys
from datetime import date, datetime

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F


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


# getResolvedOptions requires every option it is told of: those with a default only when given.
optional_arguments = ["factor"]
given_arguments = [
    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)
]
args = getResolvedOptions(sys.argv, ["JOB_NAME", *given_arguments])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

factor = float(args.get("factor", "1.5"))

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
).select("carrier", "dest", "dep_delay", "distance")

# [made] Speeds
speeds = flights.withColumns(
    {
        "Carrier": F.upper("carrier"),
        'odd.name "': F.expr(f"distance * {sql_literal(factor)}"),
        "hours": (F.col("dep_delay") / 60).cast("decimal(10,2)"),
    }
)

# [one] One more
one_more = speeds.withColumns(
    {"late": F.col('`odd.name "`') == factor, "where": F.concat("dest", F.lit("!"))}
)

# [sums] sums
sums = one_more.groupBy("carrier", "where").agg(
    F.sum("hours").alias("hours"), F.count("late").alias("late")
)

# [out] out
sums.write.mode("append").parquet("s3://results/out")

job.commit()
