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

# [a] January
january = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="january",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [b] February
february = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="february",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [all] Both
both = january.unionByName(february, allowMissingColumns=True).distinct()

# [sums] Sums
sums = (
    both.groupBy("carrier", "origin")
    .agg(
        F.count(F.lit(1)).alias("rows"),
        F.count("dep_delay").alias("departed"),
        F.countDistinct("dest").alias("destinations"),
        F.sum("distance").alias("distance"),
        F.first("dest", ignorenulls=True).alias("first"),
        F.stddev("dep_delay").alias("spread"),
        F.variance("dep_delay").alias("variance"),
    )
    .persist()
)

# [one] One row
one_row = sums.agg(F.max("rows").alias("most"))

# [keys] Keys
keys = sums.select("carrier").distinct()

# [w1] w1
one_row.write.mode("append").parquet("s3://results/w1")

# [w2] w2
keys.write.mode("append").parquet("s3://results/w2")

sums.unpersist()

job.commit()
