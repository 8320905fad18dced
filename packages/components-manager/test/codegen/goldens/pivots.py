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

# [wide] Months
months = flights.groupBy("carrier").agg(
    F.count(F.when(F.col("month") == 1, F.lit(1))).alias("jan_rows"),
    F.first(F.when(F.col("month") == 1, F.col("`odd.name`")), ignorenulls=True).alias("jan_odd"),
    F.count(F.when(F.col("month").isNull(), F.lit(1))).alias("no.month_rows"),
    F.first(F.when(F.col("month").isNull(), F.col("`odd.name`")), ignorenulls=True).alias(
        "no.month_odd"
    ),
)

# [long] Rows again
rows_again = months.unpivot(["carrier"], ["jan_rows", "`no.month_rows`"], "what", "rows").filter(
    F.col("rows").isNotNull()
)

# [total] All in one
all_in_one = rows_again.agg(
    F.sum(F.when(F.col("carrier") == "O'Hare \\", F.col("rows"))).alias("AA")
)

# [out] out
all_in_one.write.mode("append").parquet("s3://results/out")

job.commit()
