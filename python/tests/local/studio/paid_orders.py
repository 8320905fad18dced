# ruff: noqa
# fmt: off
import sys
from awsglue.transforms import *
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsglue.job import Job
import re

args = getResolvedOptions(sys.argv, ["JOB_NAME", "database", "bucket"])
sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# Script generated for node AWS Glue Data Catalog
AWSGlueDataCatalog_node1700000000001 = glueContext.create_dynamic_frame.from_catalog(database=args["database"], table_name="orders", transformation_ctx="AWSGlueDataCatalog_node1700000000001")

# Script generated for node Amazon S3
AmazonS3_node1700000000002 = glueContext.create_dynamic_frame.from_options(format_options={"quoteChar": "\"", "withHeader": True, "separator": ",", "optimizePerformance": False}, connection_type="s3", format="csv", connection_options={"paths": ["s3://" + args["bucket"] + "/customers/"], "recurse": True}, transformation_ctx="AmazonS3_node1700000000002")

# Script generated for node Change Schema
ChangeSchema_node1700000000003 = ApplyMapping.apply(frame=AWSGlueDataCatalog_node1700000000001, mappings=[("id", "int", "order_id", "long"), ("customer", "string", "customer", "string"), ("amount", "string", "amount", "double"), ("state", "string", "state", "string")], transformation_ctx="ChangeSchema_node1700000000003")

# Script generated for node Filter
Filter_node1700000000004 = Filter.apply(frame=ChangeSchema_node1700000000003, f=lambda row: (bool(re.match("paid", row["state"])) and row["amount"] > 0), transformation_ctx="Filter_node1700000000004")

# Script generated for node Join
Join_node1700000000005 = Join.apply(frame1=Filter_node1700000000004, frame2=AmazonS3_node1700000000002, keys1=["customer"], keys2=["id"], transformation_ctx="Join_node1700000000005")

# Script generated for node Drop Fields
DropFields_node1700000000006 = DropFields.apply(frame=Join_node1700000000005, paths=["id", "state"], transformation_ctx="DropFields_node1700000000006")

# Script generated for node Amazon S3
AmazonS3_node1700000000007 = glueContext.getSink(path="s3://" + args["bucket"] + "/paid_orders/", connection_type="s3", updateBehavior="UPDATE_IN_DATABASE", partitionKeys=["country"], enableUpdateCatalog=True, transformation_ctx="AmazonS3_node1700000000007")
AmazonS3_node1700000000007.setCatalogInfo(catalogDatabase=args["database"], catalogTableName="paid_orders")
AmazonS3_node1700000000007.setFormat("glueparquet", compression="snappy")
AmazonS3_node1700000000007.writeFrame(DropFields_node1700000000006)
job.commit()
