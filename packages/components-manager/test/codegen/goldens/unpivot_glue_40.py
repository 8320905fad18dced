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

# [long] Rows
rows = flights.select(
    "carrier",
    "_pair",
    F.explode(
        F.array(
            F.struct(F.lit("origin").alias("name"), F.col("origin").alias("value")),
            F.struct(F.lit("odd.name").alias("name"), F.col("`odd.name`").alias("value")),
        )
    ).alias("__pair"),
).select(
    "carrier", "_pair", F.col("__pair.name").alias("end"), F.col("__pair.value").alias("airport")
)

# [out] out
rows.write.mode("append").parquet("s3://results/out")

job.commit()
