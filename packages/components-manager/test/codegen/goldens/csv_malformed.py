import re
import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F
from pyspark.sql import types as T


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
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [planes] Planes
planes = well_formed(
    read_csv(
        spark.read.options(escape='"', header=True),
        "s3://data/planes/",
        "tailnum STRING, year INT, engines INT, _corrupt_record STRING",
    ),
    "Planes",
    "CSV lines",
)

# [old] Built before 1990
built_before_1990 = planes.filter(F.col("year") < 1990)

# [count] count
count = built_before_1990.groupBy("year").agg(F.count(F.lit(1)).alias("planes"))

# [out] out
count.write.mode("append").parquet("s3://results/out")

job.commit()
