import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import urlsplit
from uuid import uuid4

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


def copy_objects(s3, bucket, keys, sizes):
    """Copy objects within a bucket, from old keys to new ones: in one call up to 5 GB."""

    def copy(old, new):
        source = {"Bucket": bucket, "Key": old}
        if sizes[old] < 5 * 10**9:
            s3.copy_object(CopySource=source, Bucket=bucket, Key=new)
        else:
            s3.copy(source, bucket, new)

    with ThreadPoolExecutor(16) as pool:
        copies = [pool.submit(copy, old, new) for old, new in keys.items()]
    for each in copies:
        each.result()


def object_sizes(s3, folder):
    """The keys of all objects in a folder, each with its size in bytes."""
    bucket, _, prefix = folder.removeprefix("s3://").partition("/")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return {item["Key"]: item["Size"] for page in pages for item in page.get("Contents", [])}


def remove_objects(s3, bucket, keys):
    """Remove objects, a thousand at a time."""
    for start in range(0, len(keys), 1000):
        objects = [{"Key": key} for key in keys[start : start + 1000]]
        reply = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
        for error in reply.get("Errors", []):
            raise RuntimeError(f"s3://{bucket}/{error['Key']} is not removed: {error['Message']}")


def replace_files(staged, folder, only_written_partitions=False, s3=None):
    """Move staged files into their folder, then remove what was there before."""
    s3 = s3 or boto3.client("s3")
    bucket, _, home = folder.removeprefix("s3://").partition("/")
    source = staged.removeprefix(f"s3://{bucket}/")
    before = [key for key in object_sizes(s3, folder) if not key.startswith(source)]
    sizes = object_sizes(s3, staged)
    moves = {key: home + key.removeprefix(source) for key in sizes if not key.endswith("/")}
    try:
        copy_objects(s3, bucket, moves, sizes)
    except BaseException:
        remove_objects(s3, bucket, [key for key in moves.values() if key not in before])
        raise
    folders = [home]
    if only_written_partitions:
        parts = [key.rpartition("/") for key in moves.values()]
        folders = {f"{path}/" for path, _, name in parts if not name.startswith("_")}
    moved = set(moves.values())
    old = [key for key in before if key.startswith(tuple(folders)) and key not in moved]
    remove_objects(s3, bucket, old)
    remove_objects(s3, bucket, list(sizes))


def role_client(arn, session_name, **external_id):
    """A client of S3 under a role."""
    keys = boto3.client("sts").assume_role(
        RoleArn=arn, RoleSessionName=session_name, **external_id
    )["Credentials"]
    return boto3.client(
        "s3",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def staging_folder(folder):
    """A new folder within one that is to be replaced: readers skip names that begin with _."""
    if "/" not in folder.removeprefix("s3://").rstrip("/"):
        raise ValueError(f"{folder} is a whole bucket: name a folder within it.")
    return f"{folder.rstrip('/')}/_glueflow/{uuid4().hex}/"


args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

assume_role_with_external_id(
    "arn:aws:iam::210987654321:role/partner", "glueflow", "glueflow-7", ["s3://partner/planes/"]
)

# [planes] Planes
planes = spark.read.options(escape='"', nullValue="\\N").csv("s3://partner/planes/")

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [out] Out
out_folder = "s3://partner/out/"
out_staged = staging_folder(out_folder)
planes.write.parquet(out_staged)
replace_files(
    out_staged,
    out_folder,
    s3=role_client("arn:aws:iam::210987654321:role/partner", "glueflow", ExternalId="glueflow-7"),
)

job.commit()
