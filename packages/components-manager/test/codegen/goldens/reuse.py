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
flights = glueContext.create_dynamic_frame.from_catalog(
    database="nycflights", table_name="flights", transformation_ctx="flights_a12b426c"
).toDF()
if not flights.columns:
    flights = spark.createDataFrame(
        [],
        schema=(
            "carrier STRING, origin STRING, dest STRING, dep_delay DOUBLE, distance DOUBLE, "
            "month INT"
        ),
    )
flights = flights.select("carrier", "dep_delay").persist()

# [late] Late
late = flights.filter(F.col("dep_delay") > 0.0)

# [early] Early
early = flights.filter(F.col("dep_delay") <= 0.0)

# [w1] w1
late.write.mode("append").parquet("s3://results/w1")

# [w2] w2
early.write.mode("append").parquet("s3://results/w2")

flights.unpersist()

job.commit()
