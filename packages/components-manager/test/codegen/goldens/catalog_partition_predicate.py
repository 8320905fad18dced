import sys
from datetime import date, datetime

from awsglue.context import GlueContext
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


def partition_literal(value):
    """The value as the Data Catalog takes it in a condition: dates are quoted text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = str(value).replace("'", "''")
    return f"'{text}'"


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


args = getResolvedOptions(sys.argv, ["JOB_NAME", "first"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

first = int(args["first"])

# [flights] Flights
flights = conform(
    glueContext.create_dynamic_frame.from_catalog(
        database="nycflights",
        table_name="flights",
        push_down_predicate=f"month >= {sql_literal(first)}",
        additional_options={"catalogPartitionPredicate": f"month >= {partition_literal(first)}"},
        catalog_id="123456789012",
    ).toDF(),
    "carrier STRING, origin STRING, dest STRING, dep_delay DOUBLE, distance DOUBLE, month INT",
)

# [out] out
flights.write.mode("append").parquet("s3://results/out")

job.commit()
