import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
).persist()


# [late] Late ones
def run_late_ones(flights):
    limit = 15
    note = """two
  lines"""
    return flights.filter(F.col("dep_delay") > limit).withColumn("note", F.lit(note))


late_ones = run_late_ones(flights)


# [plain] class
def run_class(a, b):
    if spark.version:
        return b
    return a


class_2 = run_class(late_ones, flights)

# [out] out
class_2.write.mode("append").parquet("s3://results/out")

flights.unpersist()

job.commit()
