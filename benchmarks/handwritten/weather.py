"""Flights beside the weather of their hour, as one would write it by hand."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

BUCKET = "s3://glueflow-sandbox"

spark = SparkSession.builder.getOrCreate()
flights = spark.read.parquet(f"{BUCKET}/nycflights/flights/")
weather = spark.read.parquet(f"{BUCKET}/nycflights/weather/").drop("time_hour")
(
    flights.join(weather, ["origin", "year", "month", "day", "hour"])
    .filter(F.col("wind_speed") > 5)
    .write.mode("overwrite")
    .partitionBy("month")
    .parquet(f"{BUCKET}/bench/handwritten/weather/")
)
