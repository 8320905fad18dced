import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

# getResolvedOptions requires every option it is told of: those with a default only when given.
optional_arguments = ["files"]
given_arguments = [
    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)
]
args = getResolvedOptions(sys.argv, ["JOB_NAME", "place", *given_arguments])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

files = int(args.get("files", "4"))
place = args["place"]

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    transformation_ctx="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
).persist()

# [parquet] parquet
sink = glueContext.getSink(
    connection_type="s3",
    path="s3://results/parquet/",
    enableUpdateCatalog=True,
    updateBehavior="LOG",
    partitionKeys=["month", "carrier"],
    transformation_ctx="parquet",
)
sink.setCatalogInfo(catalogDatabase="nycflights", catalogTableName="parquet")
sink.setFormat("parquet", useGlueParquetWriter=True, compression="gzip")
sink.writeFrame(
    DynamicFrame.fromDF(
        flights.repartition(F.col("month"), F.col("carrier"), F.monotonically_increasing_id() % 2),
        glueContext,
        "parquet",
    )
)

# [csv] CSV table
glueContext.purge_s3_path(
    s3_path=f"s3://results/{place}".rstrip("/") + "/",
    options={"retentionPeriod": 0},
    transformation_ctx="csv_purge",
)
csv_table_sink = glueContext.getSink(
    connection_type="s3",
    path=f"s3://results/{place}".rstrip("/") + "/",
    enableUpdateCatalog=True,
    updateBehavior="UPDATE_IN_DATABASE",
    partitionKeys=[],
    compression="gzip",
    transformation_ctx="csv",
)
csv_table_sink.setCatalogInfo(
    catalogDatabase="nycflights", catalogTableName="csv", catalogId="123456789012"
)
csv_table_sink.setFormat("csv", writeHeader=True, quoteChar='"', separator="|")
csv_table_sink.writeFrame(DynamicFrame.fromDF(flights.repartition(files), glueContext, "csv"))

# [table] Into a table
glueContext.purge_table(
    database="nycflights",
    table_name="own",
    options={"retentionPeriod": 0},
    transformation_ctx="table_purge",
)
glueContext.write_dynamic_frame.from_catalog(
    frame=DynamicFrame.fromDF(flights.repartition(F.col("month")), glueContext, "table"),
    database="nycflights",
    table_name="own",
    transformation_ctx="table",
    additional_options={
        "enableUpdateCatalog": True,
        "updateBehavior": "UPDATE_IN_DATABASE",
        "partitionKeys": ["month"],
    },
)

# [quiet] quiet
sink_2 = glueContext.getSink(
    connection_type="s3", path="s3://results/quiet/", partitionKeys=[], transformation_ctx="quiet"
)
sink_2.setFormat("json")
sink_2.writeFrame(DynamicFrame.fromDF(flights, glueContext, "quiet"))

# [avro] avro
sink_3 = glueContext.getSink(
    connection_type="s3",
    path="s3://results/avro/",
    enableUpdateCatalog=True,
    updateBehavior="UPDATE_IN_DATABASE",
    partitionKeys=[],
    transformation_ctx="avro",
)
sink_3.setCatalogInfo(catalogDatabase="nycflights", catalogTableName="avro")
sink_3.setFormat("avro")
sink_3.writeFrame(DynamicFrame.fromDF(flights, glueContext, "avro"))

flights.unpersist()

job.commit()
