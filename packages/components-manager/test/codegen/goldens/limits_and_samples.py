import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

# getResolvedOptions requires every option it is told of: those with a default only when given.
optional_arguments = ["rows"]
given_arguments = [
    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)
]
args = getResolvedOptions(sys.argv, ["JOB_NAME", *given_arguments])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

rows = int(args.get("rows", "100"))

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
).persist()

# [part] A tenth
a_tenth = flights.sample(fraction=0.1, seed=7)

# [again] Other tenth
other_tenth = flights.sample(fraction=0.1)

# [some] Some rows
some_rows = flights.orderBy(F.rand(7)).limit(rows)

# [strata] By carrier
by_carrier = flights.filter(
    F.rand()
    < F.when(F.col("carrier") == "AA", 0.5).when(F.col("carrier").isNull(), 1.0).otherwise(0.0)
)

# [all] All
all_2 = (
    a_tenth.limit(10)
    .unionByName(other_tenth.limit(10))
    .unionByName(some_rows.limit(10))
    .unionByName(by_carrier.limit(10))
)

# [few] Few
few = all_2.limit(10)

# [spread] Spread
spread = few.repartition(rows, F.col("`odd.name`"))

# [together] Together
together = spread.coalesce(1)

# [out] out
together.write.mode("append").parquet("s3://results/out")

flights.unpersist()

job.commit()
