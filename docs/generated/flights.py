import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
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
    push_down_predicate="month <= 3",
    transformation_ctx="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
).select("arr_delay", "carrier", "origin", "distance")

# [jfk] From JFK, first quarter
from_jfk_first_quarter = flights.filter(F.col("origin") == "JFK")

# [airlines] Airlines
airlines = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="airlines",
    transformation_ctx="airlines",
    additional_options={
        "useSparkDataSource": True,
        "useCatalogSchema": True,
        "header": "true",
        "sep": ",",
    },
)

# [named] Name the airline
name_the_airline = (
    from_jfk_first_quarter.alias("left")
    .join(airlines.alias("right"), F.col("left.carrier") == F.col("right.carrier"), "left")
    .select(
        F.col("left.arr_delay"), F.col("left.carrier"), F.col("left.distance"), F.col("right.name")
    )
)

# [by_airline] By airline
by_airline = name_the_airline.groupBy("carrier", "name").agg(
    F.count(F.lit(1)).alias("flights"),
    F.count("arr_delay").alias("arrived"),
    F.avg("arr_delay").alias("mean_arrival_delay"),
    F.max("arr_delay").alias("worst_arrival_delay"),
    F.sum("distance").alias("miles"),
)

# [airline_delays] Airline delays
glueContext.purge_s3_path(
    s3_path="s3://glueflow-sandbox/results/airline_delays/",
    options={"retentionPeriod": 0},
    transformation_ctx="airline_delays_purge",
)
airline_delays_sink = glueContext.getSink(
    connection_type="s3",
    path="s3://glueflow-sandbox/results/airline_delays/",
    enableUpdateCatalog=True,
    updateBehavior="UPDATE_IN_DATABASE",
    partitionKeys=[],
    transformation_ctx="airline_delays",
)
airline_delays_sink.setCatalogInfo(catalogDatabase="nycflights", catalogTableName="airline_delays")
airline_delays_sink.setFormat("parquet", useGlueParquetWriter=True)
airline_delays_sink.writeFrame(
    DynamicFrame.fromDF(by_airline.repartition(1), glueContext, "airline_delays")
)

job.commit()
