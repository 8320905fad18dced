import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [airlines] Airlines
airlines = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="airlines",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
).persist()

# [named] named
named = (
    flights.alias("left")
    .join(airlines.alias("right"), F.col("left.carrier") == F.col("right.carrier"), "left")
    .select(F.col("left.carrier"), F.col("left.month"), F.col("right.name"))
    .persist()
)

# [self] With itself
with_itself = (
    named.alias("left")
    .join(named.alias("right"), F.col("left.carrier") == F.col("right.carrier"), "inner")
    .select(F.col("left.carrier"), F.col("left.name"), F.col("right.name").alias("name_right"))
)

# [full] All of both
all_of_both = (
    with_itself.alias("left")
    .join(
        airlines.alias("right"),
        [
            F.col("left.carrier") == F.col("right.carrier"),
            F.col("left.name_right") == F.col("right.name"),
        ],
        "full",
    )
    .select(
        F.coalesce(F.col("left.carrier"), F.col("right.carrier")).alias("carrier"),
        F.col("left.name").alias("a.name"),
        F.col("right.name"),
    )
)

# [semi] semi
semi = all_of_both.alias("left").join(
    airlines.alias("right"), F.col("left.carrier") == F.col("right.carrier"), "left_semi"
)

# [anti] anti
anti = semi.alias("left").join(
    airlines.alias("right"), F.col("left.carrier") == F.col("right.carrier"), "left_anti"
)

# [out] out
anti.write.mode("append").parquet("s3://results/out")

airlines.unpersist()
named.unpersist()

job.commit()
