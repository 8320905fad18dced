import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [airlines] Airlines
airlines = glueContext.create_data_frame.from_catalog(
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

job.commit()
