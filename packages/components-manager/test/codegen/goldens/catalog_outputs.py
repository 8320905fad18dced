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


def makes_columns(frame, database, table, catalog_id=None):
    """Say whether a write finds a table or rows; else Glue's writer makes one without columns."""
    glue = boto3.client("glue")
    try:
        catalog = {"CatalogId": catalog_id} if catalog_id else {}
        glue.get_table(DatabaseName=database, Name=table, **catalog)
        return True
    except glue.exceptions.EntityNotFoundException:
        if not frame.isEmpty():
            return True
    message = f"No rows for {database}.{table}, which is not there yet: nothing is written."
    glueContext.get_logger().warn(message)
    return False


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


def s3_path(path):
    """The path, unless its parameters leave an empty or dotted folder in it."""
    folders = path.removeprefix("s3://").removesuffix("/").split("/")
    if not path.startswith("s3://") or {"", ".", ".."} & set(folders):
        raise ValueError(f"{path!r} is no folder in S3: check the parameters it is made of.")
    return path


def spread_rows(frame, keys, count):
    """The rows of each key in at most so many tasks, the same ones whenever a task runs again."""
    fields = [field.name for field in frame.schema if "map<" not in field.dataType.simpleString()]
    columns = [F.col("`" + name.replace("`", "``") + "`") for name in fields]
    number = F.xxhash64(F.lit(0), *columns) % count
    return frame.repartition(*keys, (number + count) % count)


def staging_folder(folder):
    """A new folder within one that is to be replaced: readers skip names that begin with _."""
    if "/" not in folder.removeprefix("s3://").rstrip("/"):
        raise ValueError(f"{folder} is a whole bucket: name a folder within it.")
    return f"{folder.rstrip('/')}/_glueflow/{uuid4().hex}/"


def table_folder(database, table, catalog_id=None):
    """The folder of a table, also where a run ended before its files were moved there."""
    catalog = {"CatalogId": catalog_id} if catalog_id else {}
    found = boto3.client("glue").get_table(DatabaseName=database, Name=table, **catalog)
    location = found["Table"]["StorageDescriptor"]["Location"]
    return location.partition("/_glueflow/")[0].rstrip("/") + "/"


# getResolvedOptions requires every option it is told of: those with a default only when given.
optional_arguments = ["files"]
given_arguments = [
    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)
]
args = getResolvedOptions(sys.argv, ["JOB_NAME", "place", *given_arguments])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

files = int(args.get("files", "4"))
place = args["place"]

# [flights] Flights
flights = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
).persist()

# [parquet] parquet
if makes_columns(flights, "nycflights", "parquet"):
    sink = glueContext.getSink(
        connection_type="s3",
        path="s3://results/parquet/",
        enableUpdateCatalog=True,
        updateBehavior="LOG",
        partitionKeys=["month", "carrier"],
    )
    sink.setCatalogInfo(catalogDatabase="nycflights", catalogTableName="parquet")
    sink.setFormat("parquet", useGlueParquetWriter=True, compression="gzip")
    sink.writeFrame(
        DynamicFrame.fromDF(
            spread_rows(flights, [F.col("month"), F.col("carrier")], 2), glueContext, "parquet"
        )
    )

# [csv] CSV table
csv_table_folder = s3_path(f"s3://results/{place}").rstrip("/") + "/"
csv_table_staged = staging_folder(csv_table_folder)
csv_table_sink = glueContext.getSink(
    connection_type="s3", path=csv_table_staged, partitionKeys=[], compression="gzip"
)
csv_table_sink.setFormat("csv", writeHeader=True, quoteChar='"', separator="|")
csv_table_sink.writeFrame(DynamicFrame.fromDF(flights.repartition(files), glueContext, "csv"))
replace_table(
    flights,
    csv_table_staged,
    csv_table_folder,
    "nycflights",
    {
        "Name": "csv",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {
            "classification": "csv",
            "EXTERNAL": "TRUE",
            "delimiter": "|",
            "skip.header.line.count": "1",
        },
        "StorageDescriptor": {
            "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            "SerdeInfo": {
                "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                "Parameters": {"serialization.format": "1", "field.delim": "|"},
            },
        },
    },
    keys=[],
    catalog_id="123456789012",
)

# [table] Into a table
into_a_table_folder = table_folder("nycflights", "own")
into_a_table_staged = staging_folder(into_a_table_folder)
into_a_table_sink = glueContext.getSink(
    connection_type="s3", path=into_a_table_staged, partitionKeys=["month"]
)
into_a_table_sink.setFormat("parquet", useGlueParquetWriter=True)
into_a_table_sink.writeFrame(
    DynamicFrame.fromDF(flights.repartition(F.col("month")), glueContext, "table")
)
replace_table(
    flights, into_a_table_staged, into_a_table_folder, "nycflights", {"Name": "own"}, keys=["month"]
)

# [quiet] quiet
sink_2 = glueContext.getSink(connection_type="s3", path="s3://results/quiet/", partitionKeys=[])
sink_2.setFormat("json")
sink_2.writeFrame(DynamicFrame.fromDF(flights, glueContext, "quiet"))

# [avro] avro
sink_3 = glueContext.getSink(
    connection_type="s3",
    path="s3://results/avro/",
    enableUpdateCatalog=True,
    updateBehavior="UPDATE_IN_DATABASE",
    partitionKeys=[],
)
sink_3.setCatalogInfo(catalogDatabase="nycflights", catalogTableName="avro")
sink_3.setFormat("avro")
sink_3.writeFrame(DynamicFrame.fromDF(flights, glueContext, "avro"))

flights.unpersist()

job.commit()
