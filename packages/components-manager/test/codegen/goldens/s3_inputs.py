import re
import sys
from datetime import date

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


def literal_path(path):
    """The path with what Spark would read as a pattern escaped."""
    return re.sub(r"[\\{}\[\]*?]", r"\\\g<0>", path)


def read_csv(reader, paths, columns=None, header=True):
    """Read CSV files whose header names their columns, in any order and case."""
    found = reader.option("header", header).csv(paths)
    if not header and columns is None:
        return found
    names = found.columns
    wanted = found.sparkSession.createDataFrame([], columns or found.schema).schema
    if not header or not names:
        return reader.schema(wanted).csv(paths)
    types = {field.name.lower(): field.dataType for field in wanted.fields}
    there = {name.lower(): name for name in [*names, "_corrupt_record"]}
    missing = [name for name in wanted.names if name.lower() not in there]
    if missing:
        raise ValueError(f"No column {', '.join(missing)} in the header {', '.join(names)}.")
    fields = [T.StructField(name, types.get(name.lower(), T.StringType())) for name in names]
    if "_corrupt_record" in types:
        fields.append(T.StructField("_corrupt_record", T.StringType()))
    # Files with another header fail, unless names were made up for empty and repeated ones.
    plain = {name.lower().removesuffix(str(number)) for number, name in enumerate(names)}
    lenient = len(plain) < len(names) or any(re.fullmatch(r"_c\d+", name) for name in names)
    frame = reader.option("enforceSchema", lenient).schema(T.StructType(fields)).csv(paths)
    return frame.select(
        [
            F.col("`" + there[name.lower()].replace("`", "``") + "`").alias(name)
            for name in wanted.names
        ]
    )


def s3_path(path):
    """The path, unless its parameters leave an empty or dotted folder in it."""
    folders = path.removeprefix("s3://").removesuffix("/").split("/")
    if not path.startswith("s3://") or {"", ".", ".."} & set(folders):
        raise ValueError(f"{path!r} is no folder in S3: check the parameters it is made of.")
    return path


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
planes = read_csv(
    spark.read.options(escape="\\", header=header, multiLine=True, nullValue="\\N", sep="|"),
    literal_path(s3_path(f"s3://{bucket}/planes/")),
    "tailnum STRING, year STRING, engines STRING",
    header=header,
).select(
    "tailnum",
    F.col("year").cast("int").alias("year"),
    F.col("engines").cast("int").alias("engines"),
)

# [events] Events
events = well_formed(
    spark.read.options(recursiveFileLookup=True).json(
        [literal_path(s3_path(f"s3://data/events/{day}/")), "s3://data/more/"]
    ),
    "Events",
)

# [parts] Parts
parts = spark.read.schema("tailnum STRING, year INT, engines INT, month INT").parquet(
    "s3://data/a/", "s3://data/b/"
)

# [rest] All but temporary files
all_but_temporary_files = conform(
    glueContext.create_dynamic_frame.from_options(
        connection_type="s3",
        connection_options={
            "paths": ["s3://data/planes/"],
            "recurse": True,
            "exclusions": f'["**.tmp", "**/{bucket}\\"/**"]',
        },
        format="csv",
        format_options={"withHeader": True, "quoteChar": -1, "separator": ";"},
    )
    .toDF()
    .replace(["", "\\N"], None),
    "tailnum STRING, year INT, engines INT",
    strict=True,
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
