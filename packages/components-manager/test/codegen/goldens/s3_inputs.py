import sys
from datetime import date

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F


def s3_path(path):
    """The path, unless its parameters leave an empty or dotted folder in it."""
    folders = path.removeprefix("s3://").removesuffix("/").split("/")
    if not path.startswith("s3://") or {"", ".", ".."} & set(folders):
        raise ValueError(f"{path!r} is no folder in S3: check the parameters it is made of.")
    return path


# getResolvedOptions requires every option it is told of: those with a default only when given.
optional_arguments = ["day", "header"]
given_arguments = [
    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)
]
args = getResolvedOptions(sys.argv, ["JOB_NAME", "bucket", *given_arguments])
glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

bucket = args["bucket"]
day = date.fromisoformat(args.get("day", "2013-01-01"))
header = {"true": True, "false": False}[args.get("header", "true").lower()]

# [planes] Planes
planes = (
    spark.read.options(escape="\\", header=header, multiLine=True, sep="|")
    .schema("tailnum STRING, year INT, engines INT")
    .csv(s3_path(f"s3://{bucket}/planes/"))
)

# [events] Events
events = spark.read.options(recursiveFileLookup=True).json(
    [s3_path(f"s3://data/events/{day}/"), "s3://data/more/"]
)

# [parts] Parts
parts = spark.read.schema("tailnum STRING, year INT, engines INT, month INT").parquet(
    "s3://data/a/", "s3://data/b/"
)

# [rest] All but temporary files
all_but_temporary_files = glueContext.create_dynamic_frame.from_options(
    connection_type="s3",
    connection_options={
        "paths": ["s3://data/planes/"],
        "recurse": True,
        "exclusions": f'["**.tmp", "**/{bucket}\\"/**"]',
    },
    format="csv",
    format_options={"withHeader": True, "quoteChar": -1, "separator": ";"},
).toDF()
if not all_but_temporary_files.columns:
    all_but_temporary_files = spark.createDataFrame(
        [], schema="tailnum STRING, year INT, engines INT"
    )
all_but_temporary_files = all_but_temporary_files.select(
    F.col("tailnum").cast("string").alias("tailnum"),
    F.col("year").cast("int").alias("year"),
    F.col("engines").cast("int").alias("engines"),
)

# [w1] w1
planes.write.mode("append").parquet("s3://results/w1")

# [w2] w2
events.write.mode("append").parquet("s3://results/w2")

# [w3] w3
parts.write.mode("append").parquet("s3://results/w3")

# [w4] w4
all_but_temporary_files.write.mode("append").parquet("s3://results/w4")

job.commit()
