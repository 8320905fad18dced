import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [flights] New flights
new_flights = glueContext.create_dynamic_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    push_down_predicate="month > 1",
    transformation_ctx="flights",
    additional_options={"groupFiles": "inPartition", "groupSize": "134217728"},
).toDF()
if not new_flights.columns:
    new_flights = spark.createDataFrame(
        [],
        schema=(
            "carrier STRING, origin STRING, dest STRING, dep_delay DOUBLE, distance DOUBLE, "
            "month INT"
        ),
    )

# [some] some
# Done by the read above: its partition predicate says the same.

# [out] Copy
copy_sink = glueContext.getSink(
    connection_type="s3",
    path="s3://results/result/",
    enableUpdateCatalog=True,
    updateBehavior="UPDATE_IN_DATABASE",
    partitionKeys=[],
    transformation_ctx="out",
)
copy_sink.setCatalogInfo(catalogDatabase="nycflights", catalogTableName="result")
copy_sink.setFormat("parquet", useGlueParquetWriter=True)
copy_sink.writeFrame(DynamicFrame.fromDF(new_flights, glueContext, "out"))

job.commit()
