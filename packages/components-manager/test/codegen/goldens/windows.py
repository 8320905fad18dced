import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import Window
from pyspark.sql import functions as F


def unused_prefix(prefix, names, *more):
    """The prefix, with underscores before it until none of the names begins with it."""
    while any(name.lower().startswith(prefix) for name in [*names, *more]):
        prefix = f"_{prefix}"
    return prefix


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

# [ranks] Ranks
ranks_window = Window.partitionBy("carrier", "`odd.name`").orderBy(
    F.col("dep_delay").desc_nulls_last()
)
ranks_frame = (
    Window.partitionBy("carrier", "`odd.name`")
    .orderBy(F.col("dep_delay").desc_nulls_last())
    .rowsBetween(-3, Window.currentRow)
)
ranks = flights.withColumns(
    {
        "place": F.rank().over(ranks_window),
        "quarter": F.ntile(4).over(ranks_window),
        "mean": F.avg("dep_delay").over(ranks_frame),
        "odd.third": F.nth_value("dest", 3, ignoreNulls=True).over(ranks_frame),
    }
)

# [running] Running
running = ranks.withColumn(
    "total",
    F.sum("distance").over(
        Window.orderBy(F.col("month").asc()).rangeBetween(Window.unboundedPreceding, 1)
    ),
)

# [share] Share
share = running.withColumn(
    "rows",
    F.count(F.lit(1)).over(
        Window.partitionBy().rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    ),
)

# [top] Top three
top_three_row_number = unused_prefix("_row_number", share.columns)
top_three = (
    share.withColumn(
        top_three_row_number,
        F.row_number().over(Window.partitionBy("carrier").orderBy(F.col("distance").asc())),
    )
    .filter(F.col(top_three_row_number) <= 3)
    .drop(top_three_row_number)
)

# [offsets] Offsets
offsets_window = Window.partitionBy("carrier").orderBy(F.col("month").asc())
offsets = top_three.withColumns(
    {
        "before": F.lag("dest", 2, '"no one').over(offsets_window),
        "after": F.expr("lead(`odd.name`) IGNORE NULLS").over(offsets_window),
    }
)

# [out] out
offsets.write.mode("append").parquet("s3://results/out")

job.commit()
