import sys

import boto3
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext


def makes_columns(frame, database, table, catalog_id=None):
    """Say whether a write finds a table or rows; else Glue's writer makes one without columns."""
    glue = boto3.client("glue")
    try:
        catalog = {"CatalogId": catalog_id} if catalog_id else {}
        glue.get_table(DatabaseName=database, Name=table, **catalog)
        return True
    except glue.exceptions.EntityNotFoundException:
        if not frame.isEmpty():
            return True
    message = f"No rows for {database}.{table}, which is not there yet: nothing is written."
    glueContext.get_logger().warn(message)
    return False


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
    transformation_ctx="flights_a12b426c",
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
if makes_columns(new_flights, "nycflights", "result"):
    copy_sink = glueContext.getSink(
        connection_type="s3",
        path="s3://results/result/",
        enableUpdateCatalog=True,
        updateBehavior="UPDATE_IN_DATABASE",
        partitionKeys=[],
    )
    copy_sink.setCatalogInfo(catalogDatabase="nycflights", catalogTableName="result")
    copy_sink.setFormat("parquet", useGlueParquetWriter=True)
    copy_sink.writeFrame(DynamicFrame.fromDF(new_flights, glueContext, "out"))

job.commit()
