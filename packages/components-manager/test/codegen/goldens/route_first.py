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
by_delay_late = flights.filter(is_late)
by_delay_all_others = flights.filter(
    ~(is_late | F.coalesce(F.col("distance") > 1000.0, F.lit(False)))
)

# [late] Late ones
late_ones = by_delay_late.filter(F.col("carrier").isNotNull())

# [w1] w1
late_ones.write.mode("append").parquet("s3://results/w1")

# [w2] w2
by_delay_all_others.write.mode("append").parquet("s3://results/w2")

flights.unpersist()

job.commit()
