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
optional_arguments = ["carrier", "day", "delay", "late", "list", "since"]
given_arguments = [
    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)
]
args = getResolvedOptions(sys.argv, ["JOB_NAME", "month", *given_arguments])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

carrier = args.get("carrier", "AA")
day = date.fromisoformat(args.get("day", "2013-01-31"))
delay = float(args.get("delay", "1.5"))
late = {"true": True, "false": False}[args.get("late", "false").lower()]
list_2 = args.get("list", 'a "quoted" $default')
month = int(args["month"])
since = datetime.fromisoformat(args.get("since", "2013-01-31 12:00:00"))

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name=f"flights_{str(late).lower()}{delay}",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [some] Some
some = flights.filter(
    (F.col("carrier") == carrier)
    & (F.col("dep_delay") > delay)
    & (F.col("month") == month)
    & (F.col("time_hour") <= F.lit(f"{since}").cast("timestamp"))
    & (F.col("day") != F.lit(day))
    & F.expr(f"origin IN ({sql_literal(list_2)}) AND dest <> '{{}}'")
)

# [plus] plus
plus = some.select("carrier", (F.col("month") + F.lit(month).cast("bigint")).alias("month"))

# [out] out
plus.write.mode("append").parquet("s3://results/out")

job.commit()
