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
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
).persist()

# [planes] Planes
planes = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
).persist()


# [odd] Odd
def run_odd(flights):
    return flights


odd = run_odd(flights)

# [both] Both
both = flights.intersect(planes.select("a", "`b.c`"))

# [left] Left
left = both.exceptAll(planes.select("a", "`b.c`")).exceptAll(flights)

# [rest] Rest
rest = left.subtract(odd.select(left.columns))

# [out] out
rest.write.mode("append").parquet("s3://results/out")

flights.unpersist()
planes.unpersist()

job.commit()
