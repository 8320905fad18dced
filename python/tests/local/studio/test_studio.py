"""Scripts in the shape that the visual editor of AWS Glue Studio generates, run unchanged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glueflow.local.runner import run_script

HERE = Path(__file__).parent


@pytest.fixture
def sales(s3: Any, glue: Any, bucket: str, database: str) -> None:
    """Orders as JSON in the catalog, customers as CSV on S3."""
    orders = "\n".join(
        f'{{"id": {n}, "customer": "c{n % 3}", "amount": "{n}.50", "state": "{s}"}}'
        for n, s in enumerate(["open", "paid", "paid", "paid", "void", "paid"])
    )
    s3.put_object(Bucket=bucket, Key="orders/a.json", Body=orders.encode())
    customers = "id,name,country\nc0,Ann,NZ\nc1,Bo,PE\nc2,Çelik,TR\n"
    s3.put_object(Bucket=bucket, Key="customers/a.csv", Body=customers.encode())
    glue.create_table(
        DatabaseName=database,
        TableInput={
            "Name": "orders",
            "Parameters": {"classification": "json"},
            "StorageDescriptor": {
                "Columns": [
                    {"Name": "id", "Type": "int"},
                    {"Name": "customer", "Type": "string"},
                    {"Name": "amount", "Type": "string"},
                    {"Name": "state", "Type": "string"},
                ],
                "Location": f"s3://{bucket}/orders/",
                "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
            },
        },
    )


@pytest.fixture
def studio(spark: Any, database: str, bucket: str) -> Callable[[str], Any]:
    """Run one of the scripts beside this file."""

    def run(name: str) -> Any:
        argv = ["--JOB_NAME", name, "--database", database, "--bucket", bucket]
        return run_script(HERE / name, argv)

    return run


def test_mapping_filter_join_and_sink(
    studio: Any, sales: None, spark: Any, glue: Any, database: str, bucket: str
) -> None:
    result = studio("paid_orders.py")
    assert result.ok, result.message
    table = glue.get_table(DatabaseName=database, Name="paid_orders")["Table"]
    assert table["Parameters"]["classification"] == "glueparquet"
    rows = spark.read.parquet(f"s3://{bucket}/paid_orders/").collect()
    assert sorted((r.order_id, r.amount, r.name, r.country) for r in rows) == [
        (1, 1.5, "Bo", "PE"),
        (2, 2.5, "Çelik", "TR"),
        (3, 3.5, "Ann", "NZ"),
        (5, 5.5, "Çelik", "TR"),
    ]
    partitions = glue.get_partitions(DatabaseName=database, TableName="paid_orders")["Partitions"]
    assert sorted(p["Values"] for p in partitions) == [["NZ"], ["PE"], ["TR"]]


def test_sql_aggregate_and_custom_code(studio: Any, sales: None, spark: Any, bucket: str) -> None:
    result = studio("totals.py")
    assert result.ok, result.message
    rows = spark.read.option("header", True).csv(f"s3://{bucket}/totals/").collect()
    assert sorted((r.customer, r.orders, r.total) for r in rows) == [
        ("c0", "2", "4.0"),
        ("c1", "1", "1.5"),
        ("c2", "2", "8.0"),
    ]


def test_an_error_names_the_node(studio: Any, sales: None, s3: Any, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="orders/a.json", Body=b'{"id": 1}\n')
    result = studio("totals.py")
    assert not result.ok
    assert (result.node_id, result.node) == ("SQLQuery_node1700000000002", "SQL Query")
    assert "`state`" in result.message


def test_the_package_exports_what_aws_exports(spark: Any) -> None:
    """Scripts of Glue Studio with SQL steps begin with this import (PyPI package, 5.1.0)."""
    result = run_script(
        "from awsglue import DynamicFrame\n"
        "from awsglue import *\n"
        "import awsglue.dynamicframe as module\n"
        "from awsglue.dynamicframe import DynamicFrameReader, DynamicFrameWriter\n"
        "assert DynamicFrame is module.DynamicFrame\n"
        "print(DynamicFrame.__name__)\n"
    )
    assert result.ok, result.message
    assert result.output == "DynamicFrame\n"
