"""The reads and the filter of the routes pipeline in the shape AWS Glue Studio generates.

Its Filter node is a Python function over records: every partition has to be read.
"""

import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.transforms import Filter
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
sc = SparkContext()
glueContext = GlueContext(sc)
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# Script generated for node flights
flights = glueContext.create_dynamic_frame.from_catalog(
    database="nycflights", table_name="flights", transformation_ctx="flights"
)

# Script generated for node half
half = Filter.apply(
    frame=flights,
    f=lambda row: row["month"] <= 6 and row["origin"] in ("JFK", "EWR"),
    transformation_ctx="half",
)

# Script generated for node out
print(half.count())
job.commit()
