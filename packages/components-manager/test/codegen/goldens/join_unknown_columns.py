import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F


def join_frames(left, right, keys, how, keep, suffix):
    """Join on equal keys; a key of one name is there once, other names by keep and suffix."""
    on = [F.col(f"left.`{a}`") == F.col(f"right.`{b}`") for a, b in keys]
    names = {column.lower() for column in left.columns}
    shared = {column.lower() for column in right.columns} & names
    once = {b.lower(): a for a, b in keys if a.lower() == b.lower()}
    columns = []
    for column in left.columns:
        value = F.col(f"left.`{column}`")
        if column.lower() in once and how in ("right", "full"):
            value = F.coalesce(value, F.col(f"right.`{column}`")).alias(column)
        if column.lower() in once or column.lower() not in shared or keep != "right":
            columns.append(value)
    for column in right.columns:
        value = F.col(f"right.`{column}`")
        if column.lower() in once or (column.lower() in shared and keep == "left"):
            continue
        if column.lower() in shared and keep == "both":
            value = value.alias(f"{column}{suffix}")
        columns.append(value)
    return left.alias("left").join(right.alias("right"), on, how).select(columns)


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

# [airlines] Airlines
airlines = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="airlines",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [named] Named
named = join_frames(
    flights, airlines, keys=[("carrier", "carrier")], how="full", keep="both", suffix="_right"
)

# [out] out
named.write.mode("append").parquet("s3://results/out")

job.commit()
