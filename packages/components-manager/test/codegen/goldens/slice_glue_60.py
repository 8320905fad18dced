import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.conf import SparkConf
from pyspark.context import SparkContext
from pyspark.sql import functions as F

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
# As on Glue 5: a cast that fails gives null. Every session of the job takes it from here.
glueContext = GlueContext(
    SparkContext.getOrCreate(SparkConf().set("spark.sql.ansi.enabled", "false"))
)
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    push_down_predicate="month <= 3",
    transformation_ctx="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [jfk] From JFK, first quarter
from_jfk_first_quarter = flights.filter(F.col("origin") == "JFK")

# [out] JFK flights
glueContext.purge_s3_path(
    s3_path="s3://results/result/", options={"retentionPeriod": 0}, transformation_ctx="out_purge"
)
jfk_flights_sink = glueContext.getSink(
    connection_type="s3",
    path="s3://results/result/",
    enableUpdateCatalog=True,
    updateBehavior="UPDATE_IN_DATABASE",
    partitionKeys=["month"],
    transformation_ctx="out",
)
jfk_flights_sink.setCatalogInfo(catalogDatabase="nycflights", catalogTableName="result")
jfk_flights_sink.setFormat("parquet", useGlueParquetWriter=True)
jfk_flights_sink.writeFrame(DynamicFrame.fromDF(from_jfk_first_quarter, glueContext, "out"))

job.commit()
