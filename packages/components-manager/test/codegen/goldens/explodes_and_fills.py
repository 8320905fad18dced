import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import Window
from pyspark.sql import functions as F


def fill_typical(frame, columns, by):
    """Fill nulls by the mean, median or mode of a column, among rows with equal keys."""
    types = dict(frame.dtypes)
    quoted = {each: "`" + each.replace("`", "``") + "`" for each in frame.columns}
    names = {each.lower(): each for each in frame.columns}
    keys = [names[each.lower()] for each in by]
    made = unused_prefix("_", frame.columns)
    groups = [f"{made}key_{place}" for place in range(len(keys))]
    filled = frame
    for column, typical in columns.items():
        name = names[column.lower()]
        known = frame.filter(F.col(quoted[name]).isNotNull()).select(
            F.col(quoted[name]).alias("_value"),
            *[F.col(quoted[key]).alias(group) for key, group in zip(keys, groups, strict=True)],
        )
        if typical == "mode":
            known = known.groupBy("_value", *groups).agg(F.count(F.lit(1)).alias("_count"))
            value = F.min_by("_value", F.struct(-F.col("_count"), "_value"))
        else:
            value = F.avg("_value") if typical == "mean" else F.expr("percentile(_value, 0.5)")
            if types[name] in ("tinyint", "smallint", "int", "bigint"):
                value = F.round(value)
        found = known.groupBy(*groups).agg(value.cast(types[name]).alias(f"{made}typical"))
        pairs = zip(keys, groups, strict=True)
        on = [F.col(quoted[key]).eqNullSafe(F.col(group)) for key, group in pairs]
        joined = filled.join(found, on, "left") if on else filled.crossJoin(found)
        known = F.col(f"{made}typical")
        joined = joined.withColumn(name, F.coalesce(F.col(quoted[name]), known))
        filled = joined.drop(f"{made}typical", *groups)
    return filled


def unused_prefix(prefix, names, *more):
    """The prefix, with underscores before it until none of the names begins with it."""
    while any(name.lower().startswith(prefix) for name in [*names, *more]):
        prefix = f"_{prefix}"
    return prefix


# getResolvedOptions requires every option it is told of: those with a default only when given.
optional_arguments = ["origin"]
given_arguments = [
    each for each in optional_arguments if any(a.split("=")[0] == f"--{each}" for a in sys.argv)
]
args = getResolvedOptions(sys.argv, ["JOB_NAME", *given_arguments])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

origin = args.get("origin", "JFK")

# [trips] Trips
trips = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="flights",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [legs] Legs
legs = trips.select(
    "id", "`odd.name`", "month", "delay", "tags", F.posexplode_outer("legs").alias("leg", "legs")
)

# [tags] Tags
tags_exploded = unused_prefix("_exploded", legs.columns, "tag", "tags")
tags = (
    legs.select("*", F.explode("tags").alias("tag", tags_exploded))
    .drop("tags")
    .withColumnRenamed(tags_exploded, "tags")
)

# [constants] Constants
constants = tags.withColumns(
    {
        "odd.name": F.coalesce(F.col("`odd.name`"), F.lit(origin)),
        "month": F.coalesce(F.col("month"), F.lit(0).cast("bigint")),
    }
)

# [typical] Typical
typical = fill_typical(constants, {"delay": "median", "odd.name": "mode"}, ["month"])

# [previous] Previous
previous_window = (
    Window.partitionBy("id")
    .orderBy(F.col("month").asc())
    .rowsBetween(Window.unboundedPreceding, Window.currentRow)
)
previous = typical.withColumns(
    {
        "delay": F.last("delay", ignorenulls=True).over(previous_window),
        "odd.name": F.last("`odd.name`", ignorenulls=True).over(previous_window),
    }
)

# [out] out
previous.write.mode("append").parquet("s3://results/out")

job.commit()
