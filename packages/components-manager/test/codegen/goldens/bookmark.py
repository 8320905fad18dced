import sys

import boto3
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F
from pyspark.sql import types as T


def conform(frame, columns, keys=None, strict=False):
    """The declared columns of a frame, found by name without regard to case, in their types."""
    wanted = frame.sparkSession.createDataFrame([], columns).schema
    found = {field.name.lower(): field for field in frame.schema.fields}
    missing = [field.name for field in wanted.fields if field.name.lower() not in found]
    if strict and found and missing:
        raise ValueError(f"No column {', '.join(missing)} among {', '.join(frame.columns)}.")
    result = []
    for field in wanted.fields:
        key = (keys or {}).get(field.name, field.name).lower()
        source = found.get(key, found.get(field.name.lower()))
        if source is None:
            value = F.lit(None).cast(field.dataType)
        else:
            column = F.col("`" + source.name.replace("`", "``") + "`")
            value = conform_value(column, source.dataType, field.dataType)
        result.append(value.alias(field.name))
    return frame.select(result)


def conform_value(value, found, wanted):
    """A value in the wanted type: fields of structs by name, of a choice of types the one there."""
    nested = (T.ArrayType, T.MapType, T.StructType)
    nothing = F.lit(None).cast(wanted)
    if found == wanted:
        return value
    if isinstance(found, T.StructType):
        fields = {field.name.lower(): field for field in found.fields}
        choice = "array binary boolean byte date decimal double float int long map short string"
        if set(fields) <= {*choice.split(), "struct", "timestamp"} and not (
            isinstance(wanted, T.StructType) and set(fields) & {n.lower() for n in wanted.names}
        ):
            each = [conform_value(value[f.name], f.dataType, wanted) for f in found.fields]
            return F.coalesce(nothing, *each)
        if isinstance(wanted, T.MapType):
            pairs = [
                part
                for field in found.fields
                for part in (
                    F.lit(field.name),
                    conform_value(value[field.name], field.dataType, wanted.valueType),
                )
            ]
            filled = F.map_filter(F.create_map(*pairs), lambda _, each: each.isNotNull())
            return F.when(value.isNotNull(), filled.cast(wanted))
        if isinstance(wanted, T.StructType):
            parts = []
            for field in wanted.fields:
                source = fields.get(field.name.lower())
                part = F.lit(None).cast(field.dataType)
                if source is not None:
                    part = conform_value(value[source.name], source.dataType, field.dataType)
                parts.append(part.alias(field.name))
            return F.when(value.isNotNull(), F.struct(*parts))
    if isinstance(found, T.ArrayType) and isinstance(wanted, T.ArrayType):
        inner = found.elementType, wanted.elementType
        return F.transform(value, lambda each: conform_value(each, *inner))
    if isinstance(found, T.StringType) and isinstance(wanted, nested):
        return F.from_json(value, wanted)
    if isinstance(found, T.StringType) and isinstance(wanted, T.BinaryType):
        return F.unbase64(value)
    if isinstance(found, nested) and isinstance(wanted, T.StringType):
        return F.to_json(value)
    if isinstance(found, nested) or isinstance(wanted, nested):
        return value.cast(wanted) if type(found) is type(wanted) else nothing
    return value.cast(wanted)


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


args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [flights] New flights
new_flights = conform(
    glueContext.create_dynamic_frame.from_catalog(
        database="nycflights",
        table_name="flights",
        push_down_predicate="month > 1",
        transformation_ctx="flights_a12b426c",
        additional_options={"groupFiles": "inPartition", "groupSize": "134217728"},
    ).toDF(),
    "carrier STRING, origin STRING, dest STRING, dep_delay DOUBLE, distance DOUBLE, month INT",
)

# [some] some
# Done by the read above: its partition predicate says the same.

# [out] Copy
if makes_columns(new_flights, "nycflights", "result"):
    copy_sink = glueContext.getSink(
        connection_type="s3",
        path="s3://results/result/",
        enableUpdateCatalog=True,
        updateBehavior="UPDATE_IN_DATABASE",
        partitionKeys=[],
    )
    copy_sink.setCatalogInfo(catalogDatabase="nycflights", catalogTableName="result")
    copy_sink.setFormat("parquet", useGlueParquetWriter=True)
    copy_sink.writeFrame(DynamicFrame.fromDF(new_flights, glueContext, "out"))

job.commit()
