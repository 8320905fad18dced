import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

# [class] class
class_2 = glueContext.create_data_frame.from_catalog(
    database='d"b',
    table_name="t\\a{b}'\"\n\x00",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)

# [n-2] """; import os\n# [x] \u202enot a node
import_os_x_not_a_node = class_2.filter(F.col("{col}") == '{x}\r\n\ud800 \U0001f600 "')

# [n3] 🛫 départs
departs = import_os_x_not_a_node.filter(
    F.col("a b")
    == (
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    )
)

# [n4] Départs – zu spät
departs_zu_spat = departs.filter(
    F.col("`*`")
    == (
        "word word word word word word word word word word word word word word word word word "
        "word word word word word word word word word word word word word word word word word "
        'word word word word word word "end'
    )
)

# [n5] F
f = departs_zu_spat.filter(F.col("lambda") == "None")

# [n6] a title that is quite a lot longer than anybody would ever write on a node of a pipeline,...
a_title_that_is_quite_a_lot_longer_than = f.filter(
    F.expr(
        "carrier = 'it''s it''s it''s it''s it''s it''s it''s it''s it''s "
        "it''s it''s it''s it''s it''s it''s it''s it''s it''s it''s it''s "
        "it''s it''s it''s it''s it''s it''s it''s it''s it''s it''s '"
    )
)

# [out] out
a_title_that_is_quite_a_lot_longer_than.write.mode("append").parquet("s3://results/out")

job.commit()
