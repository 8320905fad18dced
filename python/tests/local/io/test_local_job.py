"""A whole job: read by partition, filter, write with a new catalog table, commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

READ = """
# [n1] Flights
flights = glue_context.create_data_frame.from_catalog(
    database=args["database"],
    table_name="flights",
    push_down_predicate="month >= 2",
    transformation_ctx="n1",
    additional_options={"useSparkDataSource": True, "useCatalogSchema": True},
)
"""

WRITE = """
# [n2] Long flights
long = flights.filter("distance > 200")

# [n3] Save
sink = glue_context.getSink(
    connection_type="s3",
    path=f"s3://{args['bucket']}/long/",
    enableUpdateCatalog=True,
    updateBehavior="UPDATE_IN_DATABASE",
    partitionKeys=["month"],
    transformation_ctx="n3",
)
sink.setCatalogInfo(catalogDatabase=args["database"], catalogTableName="long")
sink.setFormat("parquet", useGlueParquetWriter=True)
sink.writeFrame(DynamicFrame.fromDF(long, glue_context, "long"))

job.commit()
"""


def test_reads_filters_writes_and_creates_the_table(
    spark: Any,
    glue: Any,
    flights: str,
    database: str,
    bucket: str,
    run: Callable[..., Any],
) -> None:
    events: list[dict[str, Any]] = []
    result = run(READ + WRITE, on_event=events.append)
    assert result.ok, result.message
    table = glue.get_table(DatabaseName=database, Name="long")["Table"]
    assert table["StorageDescriptor"]["Columns"] == [
        {"Name": "carrier", "Type": "string"},
        {"Name": "distance", "Type": "bigint"},
    ]
    assert table["PartitionKeys"] == [{"Name": "month", "Type": "int"}]
    assert table["Parameters"]["classification"] == "parquet"
    partitions = glue.get_partitions(DatabaseName=database, TableName="long")["Partitions"]
    assert sorted(p["Values"] for p in partitions) == [["2"], ["3"]]
    rows = spark.read.parquet(f"s3://{bucket}/long/").collect()
    assert sorted((r.month, r.distance, r.carrier) for r in rows) == [
        (2, 201, "UA"), (2, 202, "é"), (3, 300, "AA"), (3, 301, "UA"), (3, 302, "é"),
    ]  # fmt: skip
    states = [e["state"] for e in events if e["event"] == "state"]
    assert states == ["STARTING", "RUNNING", "SUCCEEDED"]
    assert events[-1]["event"] == "done"
