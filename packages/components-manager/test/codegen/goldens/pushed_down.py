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
    push_down_predicate="(day < 15 OR day > 20) AND (month <= 3)",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
).select("carrier", "dep_delay")

# [first] First quarter
# Done by the read above: its partition predicate says the same.

# [mean] Mean delay
mean_delay = flights.groupBy("carrier").agg(F.avg("dep_delay").alias("delay"))

# [out] out
mean_delay.write.mode("append").parquet("s3://results/out")

job.commit()
