import os
import sys
from contextlib import suppress
from urllib.parse import urlsplit

import boto3
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext


def assume_role_with_external_id(arn, session_name, external_id, paths):
    """Reach the buckets of these paths under a role, for one hour: S3A knows no external id."""
    os.environ.setdefault("AWS_STS_REGIONAL_ENDPOINTS", "regional")
    keys = boto3.client("sts").assume_role(
        RoleArn=arn, RoleSessionName=session_name, ExternalId=external_id, DurationSeconds=3600
    )["Credentials"]
    spark_context = SparkContext.getOrCreate()
    hadoop = spark_context._jsc.hadoopConfiguration()
    for path in sorted(paths):
        bucket = urlsplit(path).netloc
        key = f"fs.s3a.bucket.{bucket}"
        if hadoop.get(f"{key}.assumed.role.arn", arn) != arn:
            raise ValueError(f"Bucket {bucket} would need two roles, which S3A can't do.")
        hadoop.set(f"{key}.assumed.role.arn", arn)
        hadoop.set(f"{key}.access.key", keys["AccessKeyId"])
        hadoop.set(f"{key}.secret.key", keys["SecretAccessKey"])
        hadoop.set(f"{key}.session.token", keys["SessionToken"])
        provider = "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider"
        hadoop.set(f"{key}.aws.credentials.provider", provider)
        # The first to ask for keys must be alone: S3A tells others meanwhile that there are none.
        with suppress(Exception):
            place = spark_context._jvm.org.apache.hadoop.fs.Path(path)
            place.getFileSystem(hadoop).exists(place)


args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

assume_role_with_external_id(
    "arn:aws:iam::210987654321:role/partner", "glueflow", "glueflow-7", ["s3://partner/planes/"]
)

# [planes] Planes
planes = spark.read.csv("s3://partner/planes/")

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    transformation_ctx="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [out] Out
planes.write.mode("overwrite").parquet("s3://partner/out/")

job.commit()
