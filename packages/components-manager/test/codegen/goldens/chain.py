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

# [busy] Busy carriers
busy_carriers = (
    flights.filter(F.col("carrier").isNotNull())
    .groupBy("carrier")
    .agg(F.count(F.lit(1)).alias("flights"))
    .filter(F.col("flights") > 1000)
)

# [out] out
busy_carriers.write.mode("append").parquet("s3://results/out")

job.commit()
