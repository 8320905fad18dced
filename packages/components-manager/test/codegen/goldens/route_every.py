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
flights = (
    glueContext.create_data_frame.from_catalog(
        database="nycflights",
        table_name="flights",
        additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
    )
    .select("carrier", "dep_delay", "distance")
    .persist()
)

# [by_delay] By delay
is_late = F.coalesce(F.col("dep_delay") > 15.0, F.lit(False))
is_far = F.coalesce(F.col("distance") > 1000.0, F.lit(False))
by_delay_late = flights.filter(is_late).persist()
by_delay_far = flights.filter(is_far)
by_delay_all_others = flights.filter(~(is_late | is_far))

# [w1] w1
by_delay_late.write.mode("append").parquet("s3://results/w1")

# [w2] w2
by_delay_late.write.mode("append").parquet("s3://results/w2")

# [w3] w3
by_delay_far.write.mode("append").parquet("s3://results/w3")

# [w4] w4
by_delay_all_others.write.mode("append").parquet("s3://results/w4")

flights.unpersist()
by_delay_late.unpersist()

job.commit()
