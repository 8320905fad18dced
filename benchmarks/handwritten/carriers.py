"""Delay by airline, as one would write it by hand."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

BUCKET = "s3://glueflow-sandbox"

spark = SparkSession.builder.getOrCreate()
flights = spark.read.parquet(f"{BUCKET}/nycflights/flights/")
airlines = spark.read.csv(
    f"{BUCKET}/nycflights/airlines/", header=True, schema="carrier string, name string"
)
(
    flights.filter(F.col("dep_delay").isNotNull())
    .join(airlines, "carrier", "left")
    .groupBy("name", "month")
    .agg(
        F.count("*").alias("flights"),
        F.avg("dep_delay").alias("mean_delay"),
        F.stddev("arr_delay").alias("spread"),
    )
    .orderBy("name", "month")
    .coalesce(1)
    .write.mode("overwrite")
    .parquet(f"{BUCKET}/bench/handwritten/carriers/")
)
