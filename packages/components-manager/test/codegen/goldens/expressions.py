import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

# getResolvedOptions requires every option it is told of: those with a default only when given.
optional_arguments = ["like"]
given_arguments = [
    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)
]
args = getResolvedOptions(sys.argv, ["JOB_NAME", *given_arguments])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

like = args.get("like", "A%")

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [made] Make columns
make_columns = flights.select(
    "carrier",
    F.col("`odd``name.with dots`").alias("weird.name"),
    F.lit(1).cast("bigint").alias("one"),
    F.lit(9223372036854775807).cast("bigint").alias("big"),
    F.lit("12.30").cast("decimal(10,2)").alias("price"),
    F.lit("2013-01-01").cast("date").alias("day"),
    F.lit(None).cast("string").alias("nothing"),
    (F.col("distance") / 2.0).alias("half"),
    ((F.col("distance") + F.col("dep_delay")) * -3).alias("sum"),
    (F.col("distance") - 1).cast("int").alias("as_int"),
    F.concat(F.upper("carrier"), F.lit(' "'), F.trim("origin")).alias("who"),
    F.coalesce("carrier", F.lit("?")).alias("first"),
    F.year("time_hour").alias("year"),
    (-F.col("distance")).alias("minus"),
    F.expr("array_size(split(dest, '\\\\|'))").alias("sized"),
)

# [kept] kept
kept = make_columns.filter(
    (~(F.col("carrier").isNull() & F.col("carrier").isin("AA", "UA")))
    | F.col("distance").between(100.0, 2.5e21)
    | F.col("carrier").like(like)
    | F.expr("carrier RLIKE who")
    | F.col("who").startswith("A")
    | F.col("carrier").eqNullSafe(F.col("who"))
    | F.col("day").isin(F.lit("2013-01-01").cast("date"))
)

# [out] out
kept.write.mode("append").parquet("s3://results/out")

job.commit()
