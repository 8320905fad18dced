import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import Window
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

# [all] No twins
no_twins = flights.distinct()

# [any] One per carrier
one_per_carrier = no_twins.dropDuplicates(["carrier", "odd.name"])

# [last] Latest per carrier
latest_per_carrier = (
    one_per_carrier.withColumn(
        "__row_number",
        F.row_number().over(
            Window.partitionBy("carrier").orderBy(
                F.col("month").desc_nulls_last(), F.col("_row_number").asc()
            )
        ),
    )
    .filter(F.col("__row_number") == 1)
    .drop("__row_number")
)

# [ordered] In order
in_order = latest_per_carrier.orderBy(F.col("carrier").asc(), F.col("dep_delay").desc_nulls_first())

# [out] out
in_order.coalesce(1).write.mode("append").parquet("s3://results/out")

job.commit()
