import sys
from functools import reduce

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import DataFrame

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [m0] m0
m0 = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="month_0",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [m1] m1
m1 = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="month_1",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [m2] m2
m2 = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="month_2",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [m3] m3
m3 = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="month_3",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [m4] m4
m4 = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="month_4",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [m5] m5
m5 = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="month_5",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [m6] m6
m6 = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="month_6",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [m7] m7
m7 = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="month_7",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [m8] m8
m8 = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="month_8",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [m9] m9
m9 = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="month_9",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [m10] m10
m10 = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="month_10",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [m11] m11
m11 = glueContext.create_data_frame.from_catalog(
    database="nycflights",
    table_name="month_11",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [year] year
year = reduce(DataFrame.unionByName, [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11])

# [out] out
year.write.mode("append").parquet("s3://results/out")

job.commit()
