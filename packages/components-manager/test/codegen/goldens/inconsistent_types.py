import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [flights] Flights
flights = (
    glueContext.create_dynamic_frame.from_catalog(database="nycflights", table_name="flights")
    .resolveChoice(choice="match_catalog", database="nycflights", table_name="flights")
    .toDF()
)
if not flights.columns:
    flights = spark.createDataFrame(
        [],
        schema=(
            "carrier STRING, origin STRING, dest STRING, dep_delay DOUBLE, distance DOUBLE, "
            "month INT"
        ),
    )

# [planes] planes
planes = (
    glueContext.create_dynamic_frame.from_options(
        connection_type="s3",
        connection_options={"paths": ["s3://data/planes/"], "recurse": False},
        format="csv",
    )
    .resolveChoice(
        specs=[("tailnum", "cast:string"), ("year", "cast:int"), ("engines", "cast:int")]
    )
    .toDF()
)
if not planes.columns:
    planes = spark.createDataFrame([], schema="tailnum STRING, year INT, engines INT")
planes = planes.select(
    F.col("tailnum").cast("string").alias("tailnum"),
    F.col("year").cast("int").alias("year"),
    F.col("engines").cast("int").alias("engines"),
)

# [a] a
flights.write.mode("append").parquet("s3://results/a")

# [b] b
planes.write.mode("append").parquet("s3://results/b")

job.commit()
