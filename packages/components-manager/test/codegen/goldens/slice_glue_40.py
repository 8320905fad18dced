import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote
from uuid import uuid4

import boto3
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F


class CatalogTable:
    """A table of the Data Catalog, made from a definition where there is none."""

    def __init__(self, database, definition, catalog_id=None):
        self.glue = boto3.client("glue")
        self.names = {"DatabaseName": database.lower()}
        if catalog_id:
            self.names["CatalogId"] = catalog_id
        self.name = definition["Name"].lower()
        self.definition = {**definition, "Name": self.name}
        self.partitions, self.shown = set(), None
        try:
            found = self.glue.get_table(Name=self.name, **self.names)["Table"]
        except self.glue.exceptions.EntityNotFoundException:
            return
        fields = ["StorageDescriptor", "PartitionKeys", "Parameters"]
        fields += ["TableType", "Description", "Owner", "Retention"]
        self.definition |= {field: found[field] for field in fields if field in found}
        self.shown = self.definition
        pages = self.glue.get_paginator("get_partitions").paginate(
            TableName=self.name, ExcludeColumnSchema=True, **self.names
        )
        self.partitions = {tuple(each["Values"]) for page in pages for each in page["Partitions"]}

    def show(self, location, columns, partitions):
        """Name the files of a location and of partitions, which are values and locations."""
        storage = {**self.definition["StorageDescriptor"], "Columns": columns}
        wanted = {**self.definition, "StorageDescriptor": {**storage, "Location": location}}
        if self.shown != wanted:
            call = self.glue.update_table if self.shown else self.glue.create_table
            call(TableInput=wanted, **self.names)
            self.shown = wanted
        inputs = {
            values: {"Values": list(values), "StorageDescriptor": {**storage, "Location": place}}
            for values, place in partitions.items()
        }
        old = [
            {"PartitionValueList": list(values), "PartitionInput": each}
            for values, each in inputs.items()
            if values in self.partitions
        ]
        new = [each for values, each in inputs.items() if values not in self.partitions]
        self.send(self.glue.batch_update_partition, "Entries", old, 100)
        self.send(self.glue.batch_create_partition, "PartitionInputList", new, 100)
        self.partitions.update(inputs)

    def keep_partitions(self, kept):
        """Drop all partitions but some."""
        gone = [{"Values": list(values)} for values in self.partitions - set(kept)]
        self.send(self.glue.batch_delete_partition, "PartitionsToDelete", gone, 25)

    def send(self, call, argument, items, most):
        """Call with so many items at a time as AWS Glue takes."""
        for start in range(0, len(items), most):
            part = {argument: items[start : start + most]}
            for error in call(TableName=self.name, **part, **self.names).get("Errors", []):
                raise RuntimeError(f"Partition {error['PartitionValues']}: {error['ErrorDetail']}")


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


def replace_table(
    frame,
    staged,
    folder,
    database,
    definition,
    keys,
    catalog_id=None,
    only_written_partitions=False,
    update_columns=True,
):
    """Let the catalog name staged files, remove the old ones, then move the new ones into place.

    Whatever ends the run, the catalog names files that are there: old, staged or moved ones.
    """
    table = CatalogTable(database, definition, catalog_id)
    s3 = boto3.client("s3")
    bucket, _, home = folder.removeprefix("s3://").partition("/")
    source = staged.removeprefix(f"s3://{bucket}/")
    sizes = object_sizes(s3, staged)
    moves = {key: home + key.removeprefix(source) for key in sizes if not key.endswith("/")}
    paths = {key.removeprefix(source).rpartition("/")[0] + "/" for key in moves} if keys else ()
    written = {
        tuple(unquote(step.partition("=")[2]) for step in path.split("/")[:-1]): path
        for path in sorted(paths)
        if path.count("/") == len(keys)
    }
    types = {name.lower(): kind for name, kind in frame.dtypes}
    keys = [key.lower() for key in keys]
    columns = [{"Name": name, "Type": types[name]} for name in types if name not in keys]
    if table.shown is None:
        table.definition["PartitionKeys"] = [{"Name": key, "Type": types[key]} for key in keys]
    elif only_written_partitions or not update_columns:
        own = table.definition["StorageDescriptor"]["Columns"]
        names = {each["Name"] for each in own}
        new = [each for each in columns if each["Name"] not in names]
        columns = own + (new if update_columns else [])

    def show(place):
        partitions = {values: place + path for values, path in written.items()}
        table.show(folder if keys else place, columns, partitions)

    show(staged)
    replaced = [home]
    if only_written_partitions:
        replaced = [home + path for path in written.values()]
    else:
        table.keep_partitions(written)
    old = [key for key in object_sizes(s3, folder) if key.startswith(tuple(replaced))]
    remove_objects(s3, bucket, [key for key in old if not key.startswith(source)])
    copy_objects(s3, bucket, moves, sizes)
    show(folder)
    remove_objects(s3, bucket, list(sizes))


def staging_folder(folder):
    """A new folder within one that is to be replaced: readers skip names that begin with _."""
    if "/" not in folder.removeprefix("s3://").rstrip("/"):
        raise ValueError(f"{folder} is a whole bucket: name a folder within it.")
    return f"{folder.rstrip('/')}/_glueflow/{uuid4().hex}/"


args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    push_down_predicate="month <= 3",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [jfk] From JFK, first quarter
from_jfk_first_quarter = flights.filter(F.col("origin") == "JFK")

# [out] JFK flights
jfk_flights_folder = "s3://results/result/"
jfk_flights_staged = staging_folder(jfk_flights_folder)
jfk_flights_sink = glueContext.getSink(
    connection_type="s3", path=jfk_flights_staged, partitionKeys=["month"]
)
jfk_flights_sink.setFormat("parquet", useGlueParquetWriter=True)
jfk_flights_sink.writeFrame(DynamicFrame.fromDF(from_jfk_first_quarter, glueContext, "out"))
replace_table(
    from_jfk_first_quarter,
    jfk_flights_staged,
    jfk_flights_folder,
    "nycflights",
    {
        "Name": "result",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {
            "classification": "parquet",
            "EXTERNAL": "TRUE",
            "useGlueParquetWriter": "true",
        },
        "StorageDescriptor": {
            "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            "SerdeInfo": {
                "SerializationLibrary": (
                    "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
                ),
                "Parameters": {"serialization.format": "1"},
            },
        },
    },
    keys=["month"],
)

job.commit()
