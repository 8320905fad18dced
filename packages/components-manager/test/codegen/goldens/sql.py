import sys
from datetime import date, datetime

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext


def sql_literal(value):
    """The value as a literal of Spark SQL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value}'"
    if isinstance(value, date):
        return f"DATE '{value}'"
    if isinstance(value, int):
        return f"({value})"
    if isinstance(value, float):
        return f"CAST('{value!r}' AS DOUBLE)"
    text = value.replace("\\", "\\\\").replace("'", "\\'").replace("$", "\\u0024")
    return f"'{text}'"


# getResolvedOptions requires every option it is told of: those with a default only when given.
optional_arguments = ["origin"]
given_arguments = [
    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)
]
args = getResolvedOptions(sys.argv, ["JOB_NAME", *given_arguments])
glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

origin = args.get("origin", "O'Hare $x \\")

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [airlines] Airlines
airlines = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="airlines",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [query] Delays by airline
flights.createOrReplaceGlobalTempView("delays_by_airline_flights")
spark.table("global_temp.delays_by_airline_flights").createOrReplaceTempView("flights")
airlines.createOrReplaceGlobalTempView("delays_by_airline_the_airlines")
spark.table("global_temp.delays_by_airline_the_airlines").createOrReplaceTempView("`the airlines`")
delays_by_airline = spark.sql(f"""\
SELECT a.name, avg(dep_delay) AS delay
FROM flights f
JOIN `the airlines` a ON a.carrier = f.carrier
WHERE origin = {sql_literal(origin)}
  AND dest RLIKE '^[A-Z]{{3}}$'
GROUP BY a.name""")

# [short] Short
delays_by_airline.createOrReplaceGlobalTempView("short_q")
spark.table("global_temp.short_q").createOrReplaceTempView("q")
short = spark.sql("SELECT * FROM q WHERE delay > 1")

# [out] out
short.write.mode("append").parquet("s3://results/out")

job.commit()
