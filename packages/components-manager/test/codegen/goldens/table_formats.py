import sys

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


def well_formed(frame, title, records="JSON records"):
    """Leave out malformed records, and say in the job's log how many there are."""
    if "_corrupt_record" not in frame.columns:
        return frame
    whole = whole_records(frame)
    corrupt = F.col("_corrupt_record")
    alone = len(frame.columns) == 1
    count = frame.count() if alone else whole.where(corrupt.isNotNull()).count()
    if count > 0:
        glueContext.get_logger().warn(
            f"{title}: {count} malformed {records} were left out. If records stretch over several "
            "lines, turn on Values over several lines."
        )
    kept = frame.limit(0) if alone else whole.where(corrupt.isNull())
    return kept.drop("_corrupt_record")


def whole_records(frame):
    """The frame with every value checked: Spark takes records for well-formed by what it uses."""
    rest = [each for each in frame.columns if each != "_corrupt_record"]
    if not rest:
        return frame
    used = F.xxhash64(*[F.col("`" + each.replace("`", "``") + "`") for each in rest])
    # True for every row, which Spark can't know.
    return frame.where(used.bitwiseOR(F.lit(1)) != 0)


args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [airlines] Airlines
airlines = (
    glueContext.create_data_frame.from_catalog(
        database="nycflights",
        table_name="airlines",
        additional_options={
            "useSparkDataSource": True,
            "useCatalogSchema": True,
            "header": "true",
            "sep": "|",
            "quote": '"',
        },
    )
    .fillna("", ["carrier", "name"])
    .replace("\\N", None, ["carrier", "name"])
)

# [events] Events
events = conform(
    well_formed(
        glueContext.create_data_frame.from_catalog(
            database="nycflights",
            table_name="events",
            additional_options={"useSparkDataSource": True},
        ),
        "Events",
    ),
    "userid INT, last_seen STRING",
    keys={"last_seen": "last-seen"},
)

# [ice] Iceberg table
iceberg_table = glueContext.create_data_frame.from_catalog(database="nycflights", table_name="ice")

# [forced] As DynamicFrame
as_dynamicframe = glueContext.create_dynamic_frame.from_catalog(
    database="nycflights", table_name="flights"
).toDF()

# [a] a
airlines.write.mode("append").parquet("s3://results/a")

# [b] b
iceberg_table.write.mode("append").parquet("s3://results/b")

# [c] c
as_dynamicframe.write.mode("append").parquet("s3://results/c")

# [d] d
events.write.mode("append").parquet("s3://results/d")

job.commit()
