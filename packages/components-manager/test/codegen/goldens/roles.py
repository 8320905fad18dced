import os
import re
import sys
from urllib.parse import urlsplit

import boto3
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext


def assume_role(arn, session_name, paths):
    """Reach the buckets of these paths under a role, which S3A assumes again before it ends."""
    os.environ.setdefault("AWS_STS_REGIONAL_ENDPOINTS", "regional")
    sts = boto3.client("sts").meta
    hadoop = SparkContext.getOrCreate()._jsc.hadoopConfiguration()
    for bucket in sorted({urlsplit(path).netloc for path in paths}):
        key = f"fs.s3a.bucket.{bucket}"
        if hadoop.get(f"{key}.assumed.role.arn", arn) != arn:
            raise ValueError(f"Bucket {bucket} would need two roles, which S3A can't do.")
        own = hadoop.get("fs.s3a.aws.credentials.provider")
        hadoop.set(f"{key}.assumed.role.arn", arn)
        hadoop.set(f"{key}.assumed.role.session.name", session_name)
        hadoop.set(f"{key}.assumed.role.credentials.provider", own)
        hadoop.set(f"{key}.assumed.role.sts.endpoint", sts.endpoint_url.removeprefix("https://"))
        hadoop.set(f"{key}.assumed.role.sts.endpoint.region", sts.region_name)
        provider = "org.apache.hadoop.fs.s3a.auth.AssumedRoleCredentialProvider"
        hadoop.set(f"{key}.aws.credentials.provider", provider)


def literal_path(path):
    """The path with what Spark would read as a pattern escaped."""
    return re.sub(r"[\\{}\[\]*?]", r"\\\g<0>", path)


def s3_path(path):
    """The path, unless its parameters leave an empty or dotted folder in it."""
    folders = path.removeprefix("s3://").removesuffix("/").split("/")
    if not path.startswith("s3://") or {"", ".", ".."} & set(folders):
        raise ValueError(f"{path!r} is no folder in S3: check the parameters it is made of.")
    return path


def table_location(database, table, catalog_id=None):
    """Where the Data Catalog says that the files of a table are."""
    catalog = {"CatalogId": catalog_id} if catalog_id else {}
    found = boto3.client("glue").get_table(DatabaseName=database, Name=table, **catalog)
    return found["Table"]["StorageDescriptor"]["Location"]


# getResolvedOptions requires every option it is told of: those with a default only when given.
optional_arguments = ["database"]
given_arguments = [
    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)
]
args = getResolvedOptions(sys.argv, ["JOB_NAME", "place", *given_arguments])
glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

database = args.get("database", "nycflights")
place = args["place"]

assume_role(
    "arn:aws:iam::123456789012:role/reader",
    "nightly",
    [
        "s3://lake/",
        f"s3://{place}/days/",
        place,
        table_location(database, "weather", "123456789012"),
        "s3://results/",
    ],
)

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [day] Day
day = spark.read.options(escape='"', nullValue="\\N").csv(
    [
        literal_path(s3_path(f"s3://lake/days/{place}")),
        literal_path(s3_path(f"s3://{place}/days/")),
        literal_path(s3_path(place)),
    ]
)

# [weather] Weather
weather = glueContext.create_data_frame.from_catalog(
    database=database,
    table_name="weather",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
    catalog_id="123456789012",
)

# [out] out
flights.write.mode("append").parquet("s3://results/out/")

job.commit()
