import sys
from datetime import date

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

# getResolvedOptions requires every option it is told of: those with a default only when given.
optional_arguments = ["day"]
given_arguments = [
    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)
]
args = getResolvedOptions(sys.argv, ["JOB_NAME", *given_arguments])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

day = date.fromisoformat(args.get("day", "2013-01-01"))

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    transformation_ctx="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
).persist()

# [sorted] Sorted
sorted_2 = flights.orderBy(F.col("carrier").asc())

# [csv] csv
(
    sorted_2.coalesce(3)
    .write.mode("overwrite")
    .options(header=True, sep="\t", compression="gzip")
    .csv("s3://results/csv")
)

# [json] json
flights.write.mode("append").json(f"s3://results/{day}/")

# [parquet] parquet
(
    flights.repartition(F.col("month"))
    .write.mode("overwrite")
    .partitionBy("month")
    .options(compression="snappy")
    .parquet("s3://results/parquet")
)

# [orc] orc
flights.write.mode("append").options(compression="none").orc("s3://results/orc")

# [avro] avro
glueContext.purge_s3_path(
    s3_path="s3://results/avro/", options={"retentionPeriod": 0}, transformation_ctx="avro_purge"
)
glueContext.write_dynamic_frame.from_options(
    frame=DynamicFrame.fromDF(flights, glueContext, "avro"),
    connection_type="s3",
    connection_options={"path": "s3://results/avro/", "partitionKeys": ["month"]},
    format="avro",
    transformation_ctx="avro",
)

flights.unpersist()

job.commit()
