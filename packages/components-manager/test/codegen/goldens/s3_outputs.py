import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import boto3
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F


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


def s3_path(path):
    """The path, unless its parameters leave an empty or dotted folder in it."""
    folders = path.removeprefix("s3://").removesuffix("/").split("/")
    if not path.startswith("s3://") or {"", ".", ".."} & set(folders):
        raise ValueError(f"{path!r} is no folder in S3: check the parameters it is made of.")
    return path


def staging_folder(folder):
    """A new folder within one that is to be replaced: readers skip names that begin with _."""
    if "/" not in folder.removeprefix("s3://").rstrip("/"):
        raise ValueError(f"{folder} is a whole bucket: name a folder within it.")
    return f"{folder.rstrip('/')}/_glueflow/{uuid4().hex}/"


# getResolvedOptions requires every option it is told of: those with a default only when given.
optional_arguments = ["day"]
given_arguments = [
    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)
]
args = getResolvedOptions(sys.argv, ["JOB_NAME", *given_arguments])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

day = date.fromisoformat(args.get("day", "2013-01-01"))

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
).persist()

# [sorted] Sorted
sorted_2 = flights.orderBy(F.col("carrier").asc())

# [csv] csv
folder = "s3://results/csv/"
staged = staging_folder(folder)
(
    sorted_2.coalesce(3)
    .write.options(
        compression="gzip",
        escape='"',
        header=True,
        ignoreLeadingWhiteSpace=False,
        ignoreTrailingWhiteSpace=False,
        sep="\t",
    )
    .csv(staged)
)
replace_files(staged, folder)

# [json] json
flights.write.mode("append").json(s3_path(f"s3://results/{day}/"))

# [parquet] parquet
folder_2 = "s3://results/parquet/"
staged_2 = staging_folder(folder_2)
(
    flights.repartition(F.col("month"))
    .write.partitionBy("month")
    .options(compression="snappy")
    .parquet(staged_2)
)
replace_files(staged_2, folder_2)

# [orc] orc
flights.write.mode("append").options(compression="none").orc("s3://results/orc")

# [avro] avro
folder_3 = "s3://results/avro/"
staged_3 = staging_folder(folder_3)
glueContext.write_dynamic_frame.from_options(
    frame=DynamicFrame.fromDF(flights, glueContext, "avro"),
    connection_type="s3",
    connection_options={"path": staged_3, "partitionKeys": ["month"]},
    format="avro",
)
replace_files(staged_3, folder_3)

flights.unpersist()

job.commit()
