import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [flights] Flights
flights = (
    glueContext.create_data_frame.from_catalog(
        database="nycflights",
        table_name="flights",
        additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
    )
    .select("carrier", "dep_delay", "distance")
    .persist()
)

# [parts] Parts
parts = flights.select("carrier")
parts_others = flights.select("distance")

# [w1] w1
parts.write.mode("append").parquet("s3://results/w1")

# [w2] w2
parts_others.write.mode("append").parquet("s3://results/w2")

flights.unpersist()

job.commit()
