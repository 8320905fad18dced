# ruff: noqa
# fmt: off
import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from pyspark.sql import functions as SqlFuncs

def sparkSqlQuery(glueContext, query, mapping, transformation_ctx) -> DynamicFrame:
    for alias, frame in mapping.items():
        frame.toDF().createOrReplaceTempView(alias)
    result = spark.sql(query)
    return DynamicFrame.fromDF(result, glueContext, transformation_ctx)

def sparkAggregate(glueContext, parentFrame, groups, aggs, transformation_ctx) -> DynamicFrame:
    aggsFuncs = []
    for column, func in aggs:
        aggsFuncs.append(getattr(SqlFuncs, func)(column))
    result = parentFrame.toDF().groupBy(*groups).agg(*aggsFuncs) if len(groups) > 0 else parentFrame.toDF().agg(*aggsFuncs)
    return DynamicFrame.fromDF(result, glueContext, transformation_ctx)

# Script generated for node Custom Transform
def MyTransform(glueContext, dfc) -> DynamicFrameCollection:
    frame = dfc.select(list(dfc.keys())[0]).toDF()
    renamed = frame.withColumnRenamed("count(id)", "orders").withColumnRenamed("sum(amount)", "total")
    return DynamicFrameCollection({"CustomTransform0": DynamicFrame.fromDF(renamed, glueContext, "renamed")}, glueContext)

args = getResolvedOptions(sys.argv, ["JOB_NAME", "database", "bucket"])
sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# Script generated for node AWS Glue Data Catalog
AWSGlueDataCatalog_node1700000000001 = glueContext.create_dynamic_frame.from_catalog(database=args["database"], table_name="orders", transformation_ctx="AWSGlueDataCatalog_node1700000000001")

# Script generated for node SQL Query
SqlQuery0 = '''
select customer, id, cast(amount as double) as amount
from orders where state <> 'void'
'''
SQLQuery_node1700000000002 = sparkSqlQuery(glueContext, query=SqlQuery0, mapping={"orders": AWSGlueDataCatalog_node1700000000001}, transformation_ctx="SQLQuery_node1700000000002")

# Script generated for node Aggregate
Aggregate_node1700000000003 = sparkAggregate(glueContext, parentFrame=SQLQuery_node1700000000002, groups=["customer"], aggs=[["id", "count"], ["amount", "sum"]], transformation_ctx="Aggregate_node1700000000003")

# Script generated for node Custom Transform
CustomTransform_node1700000000004 = MyTransform(glueContext, DynamicFrameCollection({"Aggregate_node1700000000003": Aggregate_node1700000000003}, glueContext))

# Script generated for node Select From Collection
SelectFromCollection_node1700000000005 = SelectFromCollection.apply(dfc=CustomTransform_node1700000000004, key=list(CustomTransform_node1700000000004.keys())[0], transformation_ctx="SelectFromCollection_node1700000000005")

# Script generated for node Amazon S3
AmazonS3_node1700000000006 = glueContext.write_dynamic_frame.from_options(frame=SelectFromCollection_node1700000000005, connection_type="s3", format="csv", connection_options={"path": "s3://" + args["bucket"] + "/totals/", "partitionKeys": []}, transformation_ctx="AmazonS3_node1700000000006")

job.commit()
