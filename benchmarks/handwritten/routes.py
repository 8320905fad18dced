"""The first half year from two airports, as one would write it by hand."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

BUCKET = "s3://glueflow-sandbox"

spark = SparkSession.builder.getOrCreate()
flights = spark.read.parquet(f"{BUCKET}/nycflights/flights/")
planes = spark.read.json(
    f"{BUCKET}/nycflights/planes/",
    schema="tailnum string, year int, type string, manufacturer string, model string, "
    "engines int, seats int, speed int, engine string",
)
(
    flights.filter((F.col("month") <= 6) & F.col("origin").isin("JFK", "EWR"))
    .join(planes.drop("year"), "tailnum", "left")
    .groupBy("origin", "dest")
    .agg(
        F.count("*").alias("flights"),
        F.countDistinct("tailnum").alias("planes"),
        F.max("seats").alias("largest"),
        F.sum("distance").alias("miles"),
    )
    .coalesce(1)
    .write.mode("overwrite")
    .partitionBy("origin")
    .parquet(f"{BUCKET}/bench/handwritten/routes/")
)
