"""Databases, tables and partitions, driven by boto3."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import refusal

STORAGE = {
    "Columns": [{"Name": "Id", "Type": "bigint"}, {"Name": "When", "Type": "timestamp"}],
    "Location": "s3://scripts/t/",
}


@pytest.fixture
def base(glue: Any, name: str) -> str:
    """A database of this test."""
    glue.create_database(DatabaseInput={"Name": name})
    return name


def partitioned(glue: Any, base: str, *keys: tuple[str, str]) -> None:
    table = {
        "Name": "t",
        "StorageDescriptor": STORAGE,
        "PartitionKeys": [{"Name": key, "Type": kind} for key, kind in keys],
    }
    glue.create_table(DatabaseName=base, TableInput=table)


def fill(glue: Any, base: str, *rows: tuple[str, ...]) -> None:
    items = [{"Values": list(row), "StorageDescriptor": STORAGE} for row in rows]
    for start in range(0, len(items), 100):
        answer = glue.batch_create_partition(
            DatabaseName=base, TableName="t", PartitionInputList=items[start : start + 100]
        )
        assert not answer.get("Errors")


def select(glue: Any, base: str, expression: str) -> list[tuple[str, ...]]:
    pages = glue.get_paginator("get_partitions").paginate(
        DatabaseName=base, TableName="t", Expression=expression
    )
    return [tuple(item["Values"]) for page in pages for item in page["Partitions"]]


def test_names_are_lower_case(glue: Any, name: str) -> None:
    glue.create_database(DatabaseInput={"Name": name.upper(), "Description": "Mixed Case"})
    assert glue.get_database(Name=name)["Database"]["Name"] == name
    assert glue.get_database(Name=name.upper())["Database"]["Description"] == "Mixed Case"
    code, message = refusal(glue.create_database, DatabaseInput={"Name": name})
    assert (code, message) == ("AlreadyExistsException", "Database already exists.")
    table = {
        "Name": "MyTable",
        "StorageDescriptor": STORAGE,
        "PartitionKeys": [{"Name": "Month", "Type": "int"}],
        "Parameters": {"Keep": "Case"},
    }
    glue.create_table(DatabaseName=name.upper(), TableInput=table)
    found = glue.get_table(DatabaseName=name, Name="MYTABLE")["Table"]
    assert (found["Name"], found["DatabaseName"]) == ("mytable", name)
    assert [c["Name"] for c in found["StorageDescriptor"]["Columns"]] == ["id", "when"]
    assert found["PartitionKeys"][0]["Name"] == "month"
    assert found["Parameters"] == {"Keep": "Case"}
    code, message = refusal(glue.create_table, DatabaseName=name, TableInput={"Name": "mytable"})
    assert (code, message) == ("AlreadyExistsException", "Table already exists.")


def test_what_is_not_there(glue: Any, base: str) -> None:
    assert refusal(glue.get_database, Name="none") == (
        "EntityNotFoundException",
        "Database none not found.",
    )
    assert refusal(glue.get_table, DatabaseName=base, Name="none") == (
        "EntityNotFoundException",
        "Table none not found.",
    )
    assert refusal(glue.get_tables, DatabaseName="none")[0] == "EntityNotFoundException"
    assert refusal(glue.delete_table, DatabaseName=base, Name="none")[0] == (
        "EntityNotFoundException"
    )
    code, _ = refusal(glue.update_table, DatabaseName=base, TableInput={"Name": "none"})
    assert code == "EntityNotFoundException"
    assert refusal(glue.get_tables, DatabaseName=base, CatalogId="999999999999")[0] == (
        "EntityNotFoundException"
    )


def test_a_column_twice_is_refused(glue: Any, base: str) -> None:
    columns = [{"Name": "a", "Type": "int"}, {"Name": "A", "Type": "int"}]
    table = {"Name": "t", "StorageDescriptor": {"Columns": columns}}
    assert refusal(glue.create_table, DatabaseName=base, TableInput=table)[0] == (
        "InvalidInputException"
    )


def test_database_update_and_delete(glue: Any, base: str) -> None:
    glue.create_table(DatabaseName=base, TableInput={"Name": "t"})
    glue.update_database(Name=base, DatabaseInput={"Name": base, "Description": "new"})
    assert glue.get_database(Name=base)["Database"]["Description"] == "new"
    assert glue.get_table(DatabaseName=base, Name="t")
    glue.delete_database(Name=base)
    glue.create_database(DatabaseInput={"Name": base})
    assert glue.get_tables(DatabaseName=base)["TableList"] == []


def test_stale_version_is_refused(glue: Any, base: str) -> None:
    glue.create_table(DatabaseName=base, TableInput={"Name": "t", "Description": "one"})
    version = glue.get_table(DatabaseName=base, Name="t")["Table"]["VersionId"]
    new = {"Name": "t", "Description": "two"}
    glue.update_table(DatabaseName=base, TableInput=new, VersionId=version)
    lost = {"Name": "t", "Description": "lost"}
    code, message = refusal(
        glue.update_table, DatabaseName=base, TableInput=lost, VersionId=version
    )
    assert code == "ConcurrentModificationException"
    assert message == "Update table failed due to concurrent modifications."
    assert glue.get_table(DatabaseName=base, Name="t")["Table"]["Description"] == "two"


def test_versions_and_skip_archive(glue: Any, base: str) -> None:
    glue.create_table(DatabaseName=base, TableInput={"Name": "t", "Description": "1"})
    for text, skip in (("2", False), ("3", True), ("4", False)):
        glue.update_table(
            DatabaseName=base, TableInput={"Name": "t", "Description": text}, SkipArchive=skip
        )
    versions = glue.get_table_versions(DatabaseName=base, TableName="t")["TableVersions"]
    assert [v["Table"]["Description"] for v in versions] == ["4", "3", "1"]
    ids = [v["VersionId"] for v in versions]
    assert ids == sorted(ids, key=int, reverse=True)
    first = glue.get_table_versions(DatabaseName=base, TableName="t", MaxResults=2)
    assert len(first["TableVersions"]) == 2
    rest = glue.get_table_versions(
        DatabaseName=base, TableName="t", MaxResults=2, NextToken=first["NextToken"]
    )
    assert [v["Table"]["Description"] for v in rest["TableVersions"]] == ["1"]
    glue.delete_table_version(DatabaseName=base, TableName="t", VersionId=ids[-1])
    code, _ = refusal(glue.get_table_version, DatabaseName=base, TableName="t", VersionId=ids[-1])
    assert code == "EntityNotFoundException"
    code, _ = refusal(glue.delete_table_version, DatabaseName=base, TableName="t", VersionId=ids[0])
    assert code == "InvalidInputException"


def test_pages_of_databases_and_tables(glue: Any, base: str) -> None:
    names = [f"t{i:03}" for i in range(130)]
    for one in names:
        glue.create_table(DatabaseName=base, TableInput={"Name": one})
    whole = glue.get_tables(DatabaseName=base)
    assert len(whole["TableList"]) == 100  # A client that forgets NextToken sees it here.
    pages = list(
        glue.get_paginator("get_tables").paginate(
            DatabaseName=base, PaginationConfig={"PageSize": 50}
        )
    )
    assert [t["Name"] for p in pages for t in p["TableList"]] == names
    assert [len(p["TableList"]) for p in pages] == [50, 50, 30]
    first = glue.get_tables(DatabaseName=base, MaxResults=2)
    glue.batch_delete_table(DatabaseName=base, TablesToDelete=["t001", "t002"])
    second = glue.get_tables(DatabaseName=base, MaxResults=2, NextToken=first["NextToken"])
    assert [t["Name"] for t in second["TableList"]] == ["t003", "t004"]
    some = glue.get_tables(DatabaseName=base, Expression="t00*")["TableList"]
    assert len(some) == 8
    exact = glue.get_tables(DatabaseName=base, Expression="T004|t00[56]")["TableList"]
    assert [t["Name"] for t in exact] == ["t004", "t005", "t006"]
    for i in range(3):
        glue.create_database(DatabaseInput={"Name": f"{base}_{i}"})
    pages = list(glue.get_paginator("get_databases").paginate(PaginationConfig={"PageSize": 2}))
    found = [d["Name"] for p in pages for d in p["DatabaseList"]]
    assert {f"{base}_{i}" for i in range(3)} <= set(found)
    assert found == sorted(set(found))


def test_pages_and_segments_of_partitions(glue: Any, base: str) -> None:
    partitioned(glue, base, ("day", "string"))
    days = [f"{i:03}" for i in range(230)]
    fill(glue, base, *[(day,) for day in days])
    everything = select(glue, base, "")
    assert everything == [(day,) for day in days]
    first = glue.get_partitions(DatabaseName=base, TableName="t")
    assert len(first["Partitions"]) == 100 and first["NextToken"]
    split = []
    for number in range(3):
        pages = glue.get_paginator("get_partitions").paginate(
            DatabaseName=base, TableName="t", Segment={"SegmentNumber": number, "TotalSegments": 3}
        )
        split.append([p["Values"][0] for page in pages for p in page["Partitions"]])
    assert sorted(day for part in split for day in part) == days
    assert all(split)
    lean = glue.get_partitions(
        DatabaseName=base, TableName="t", ExcludeColumnSchema=True, MaxResults=1
    )["Partitions"][0]
    assert "Columns" not in lean["StorageDescriptor"]
    assert lean["StorageDescriptor"]["Location"] == "s3://scripts/t/"


def test_partition_changes(glue: Any, base: str) -> None:
    partitioned(glue, base, ("y", "int"), ("m", "int"))
    at = {"DatabaseName": base, "TableName": "t"}
    fill(glue, base, ("2013", "1"), ("2013", "2"))
    code, message = refusal(glue.create_partition, **at, PartitionInput={"Values": ["2013", "1"]})
    assert (code, message) == ("AlreadyExistsException", "Partition already exists.")
    code, message = refusal(glue.create_partition, **at, PartitionInput={"Values": ["2013"]})
    assert code == "InvalidInputException"
    assert "number of partition keys do not match" in message
    answer = glue.batch_create_partition(
        **at, PartitionInputList=[{"Values": ["2013", "1"]}, {"Values": ["2013", "3"]}]
    )
    assert [e["ErrorDetail"]["ErrorCode"] for e in answer["Errors"]] == ["AlreadyExistsException"]
    found = glue.get_partition(**at, PartitionValues=["2013", "1"])["Partition"]
    assert [c["Name"] for c in found["StorageDescriptor"]["Columns"]] == ["id", "when"]
    glue.update_partition(
        **at,
        PartitionValueList=["2013", "3"],
        PartitionInput={"Values": ["2014", "3"], "Parameters": {"k": "v"}},
    )
    assert select(glue, base, "y = 2014") == [("2014", "3")]
    code, message = refusal(glue.get_partition, **at, PartitionValues=["2013", "3"])
    assert (code, message) == ("EntityNotFoundException", "Cannot find partition.")
    got = glue.batch_get_partition(
        **at, PartitionsToGet=[{"Values": ["2013", "1"]}, {"Values": ["9", "9"]}]
    )["Partitions"]
    assert [p["Values"] for p in got] == [["2013", "1"]]
    errors = glue.batch_delete_partition(
        **at, PartitionsToDelete=[{"Values": ["2013", "1"]}, {"Values": ["9", "9"]}]
    )["Errors"]
    assert [e["PartitionValues"] for e in errors] == [["9", "9"]]
    glue.delete_partition(**at, PartitionValues=["2013", "2"])
    assert select(glue, base, "") == [("2014", "3")]


ROWS = [("1", "a", "2024-01-01"), ("2", "b%", "2024-02-01"), ("10", "O'Hare", "2024-10-01")]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("n = 2", "2"),
        ("n = '2'", "2"),
        ("N > 2", "10"),
        ("n < 10", "1 2"),
        ("10 > n", "1 2"),
        ("n <> 2", "1 10"),
        ("n < > 2", "1 10"),
        ("n != 2", "1 10"),
        ("n >= 2 AND n <= 2", "2"),
        ("n = 1 or n = 10 and s = 'a'", "1"),
        ("(n = 1 or n = 10) and s = 'a'", "1"),
        ("n IN (1, 10)", "1 10"),
        ("n NOT IN (1, 10)", "2"),
        ("n between 2 and 10", "2 10"),
        ("n not between 2 and 10", "1"),
        ("NOT (n = 1)", "2 10"),
        ("not n = 1 and not (s = 'a')", "2 10"),
        ("s LIKE 'b%'", "2"),
        ("s like '_'", "1"),
        ("s not like '%a%'", "2"),
        ("s = 'O''Hare'", "10"),
        ("s is null", ""),
        ("s is not null", "1 2 10"),
        ("t.n = 1", "1"),
        ("((n)) = (1)", "1"),
        ("d > '2024-01-15'", "2 10"),
        ("d >= '2024-10-01'", "10"),
        ("  ", "1 2 10"),
    ],
)
def test_partition_expressions(glue: Any, expression: str, expected: str) -> None:
    base = "partition_expressions"
    try:
        glue.get_database(Name=base)
    except glue.exceptions.EntityNotFoundException:
        glue.create_database(DatabaseInput={"Name": base})
        partitioned(glue, base, ("n", "int"), ("s", "string"), ("d", "date"))
        fill(glue, base, *ROWS)
    found = sorted((values[0] for values in select(glue, base, expression)), key=int)
    assert " ".join(found) == expected


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("n ==", "Unsupported expression 'n =='"),
        ("n == 1", "Unsupported expression 'n == 1'"),
        ("upper(s) = 'A'", "Unsupported expression"),
        ("n = 1 and", "Unsupported expression"),
        ("n = 1)", "Unsupported expression"),
        ('s = "a"', "Unsupported expression"),
        ("`n` = 1", "Unsupported expression"),
        ("d >= DATE '2024-10-01'", "Unsupported expression"),
        ("d >= 2024-10-01", "Unsupported expression"),
        ("other = 1", "Invalid partition expression!"),
        ("n = 'x'", '"x" is not an integer.'),
        ("n like '1%'", "Integral data type doesn't support operation 'LIKE'"),
        ("d = 'yesterday'", "yesterday is not a date."),
        ("d like '2024%'", "Date data type doesn't support operation 'LIKE'"),
    ],
)
def test_partition_expressions_glue_refuses(
    glue: Any, base: str, expression: str, message: str
) -> None:
    partitioned(glue, base, ("n", "int"), ("s", "string"), ("d", "date"))
    fill(glue, base, *ROWS)
    code, text = refusal(
        glue.get_partitions, DatabaseName=base, TableName="t", Expression=expression
    )
    assert code == "InvalidInputException"
    assert message in text


def test_partition_types(glue: Any, base: str) -> None:
    partitioned(glue, base, ("p", "decimal(10,2)"), ("v", "varchar(20)"), ("t", "timestamp"))
    fill(
        glue,
        base,
        ("1.50", "x", "2024-01-01 10:00:00"),
        ("12.5", "y", "2024-01-01 10:00:00.5"),
        ("__HIVE_DEFAULT_PARTITION__", "z", "2025-01-01 00:00:00"),
    )
    assert [v[1] for v in select(glue, base, "p > 2")] == ["y"]
    assert [v[1] for v in select(glue, base, "p <= 1.5")] == ["x"]
    assert [v[1] for v in select(glue, base, "p is null")] == ["z"]
    assert [v[1] for v in select(glue, base, "v >= 'y'")] == ["y", "z"]
    assert [v[1] for v in select(glue, base, "t > '2024-01-01 10:00:00.4'")] == ["y", "z"]


def test_a_key_whose_type_is_not_compared(glue: Any, base: str) -> None:
    partitioned(glue, base, ("n", "int"), ("f", "double"))
    fill(glue, base, ("1", "1.5"))
    assert select(glue, base, "n = 1") == [("1", "1.5")]
    code, message = refusal(
        glue.get_partitions, DatabaseName=base, TableName="t", Expression="f = 1.5"
    )
    assert (code, message) == ("InvalidInputException", "Unknown type : 'double'")


def test_text_keys_are_compared_as_text(glue: Any, base: str) -> None:
    partitioned(glue, base, ("month", "string"))
    fill(glue, base, ("06",), ("6",))
    assert select(glue, base, "month = 6") == [("6",)]
    assert select(glue, base, "month = '06'") == [("06",)]


def test_a_value_its_type_cannot_hold(glue: Any, base: str) -> None:
    partitioned(glue, base, ("n", "int"))
    fill(glue, base, ("one",))
    code, _ = refusal(glue.get_partitions, DatabaseName=base, TableName="t", Expression="n = 1")
    assert code == "InvalidStateException"


def test_search(glue: Any, base: str) -> None:
    for one, text in (("orders", "What was bought"), ("people", "Who bought it")):
        table = {
            "Name": one,
            "Description": text,
            "StorageDescriptor": STORAGE,
            "Parameters": {"classification": one},
        }
        glue.create_table(DatabaseName=base, TableInput=table)
    here = [{"Key": "DatabaseName", "Value": base}]
    by_text = glue.search_tables(SearchText="BOUGHT", Filters=here)["TableList"]
    assert [t["Name"] for t in by_text] == ["orders", "people"]
    by_column = glue.search_tables(SearchText="when", Filters=here, MaxResults=1)
    assert len(by_column["TableList"]) == 1 and by_column["NextToken"]
    both = [*here, {"Key": "classification", "Value": "people"}]
    assert [t["Name"] for t in glue.search_tables(Filters=both)["TableList"]] == ["people"]
    down = glue.search_tables(Filters=here, SortCriteria=[{"FieldName": "Name", "Sort": "DESC"}])[
        "TableList"
    ]
    assert [t["Name"] for t in down] == ["people", "orders"]


def test_partition_indexes(glue: Any, base: str) -> None:
    partitioned(glue, base, ("y", "int"), ("m", "int"))
    at = {"DatabaseName": base, "TableName": "t"}
    glue.create_partition_index(**at, PartitionIndex={"IndexName": "i", "Keys": ["Y"]})
    found = glue.get_partition_indexes(**at)["PartitionIndexDescriptorList"]
    assert found == [
        {"IndexName": "i", "Keys": [{"Name": "y", "Type": "int"}], "IndexStatus": "ACTIVE"}
    ]
    code, _ = refusal(
        glue.create_partition_index, **at, PartitionIndex={"IndexName": "j", "Keys": ["x"]}
    )
    assert code == "InvalidInputException"
    glue.delete_partition_index(**at, IndexName="i")
    assert glue.get_partition_indexes(**at)["PartitionIndexDescriptorList"] == []


def test_connections(glue: Any, name: str) -> None:
    given: dict[str, Any] = {
        "Name": name,
        "ConnectionType": "JDBC",
        "ConnectionProperties": {"JDBC_CONNECTION_URL": "jdbc:x", "PASSWORD": "p"},
        "MatchCriteria": ["a", "b"],
    }
    glue.create_connection(ConnectionInput=given, Tags={"k": "v"})
    assert refusal(glue.create_connection, ConnectionInput=given)[0] == "AlreadyExistsException"
    new = {**given, "Description": "changed", "ConnectionProperties": {"PASSWORD": "q"}}
    glue.update_connection(Name=name, ConnectionInput=new)
    found = glue.get_connection(Name=name, HidePassword=True)["Connection"]
    assert (found["Description"], found["ConnectionType"]) == ("changed", "JDBC")
    assert found["MatchCriteria"] == ["a", "b"]
    assert "PASSWORD" not in found["ConnectionProperties"]
    listed = glue.get_connections(Filter={"MatchCriteria": ["a"]})["ConnectionList"]
    assert name in [c["Name"] for c in listed]
    arn = f"arn:aws:glue:us-east-1:123456789012:connection/{name}"
    assert glue.get_tags(ResourceArn=arn)["Tags"] == {"k": "v"}
    glue.delete_connection(ConnectionName=name)
    assert refusal(glue.get_connection, Name=name)[0] == "EntityNotFoundException"
    assert refusal(glue.delete_connection, ConnectionName=name)[0] == "EntityNotFoundException"
    code, _ = refusal(glue.update_connection, Name=name, ConnectionInput=given)
    assert code == "EntityNotFoundException"


# https://docs.aws.amazon.com/lake-formation/latest/dg/resource-links-glue-apis.html
def test_calls_follow_resource_links(glue: Any, base: str) -> None:
    partitioned(glue, base, ("month", "int"))
    fill(glue, base, ("1",), ("2",))
    linked = f"{base}_link"
    glue.create_database(
        DatabaseInput={
            "Name": linked,
            "TargetDatabase": {"CatalogId": "123456789012", "DatabaseName": base},
        }
    )
    target = {"DatabaseName": base, "Name": "t"}
    glue.create_table(DatabaseName=base, TableInput={"Name": "l", "TargetTable": target})

    def names(table: dict[str, Any]) -> tuple[str, str]:
        return table["DatabaseName"], table["Name"]

    through = glue.get_table(DatabaseName=linked, Name="t")["Table"]
    assert names(through) in ((linked, "t"), (base, "t"))
    link = glue.get_table(DatabaseName=base, Name="l")["Table"]
    assert names(link) == (base, "l")
    assert link["TargetTable"] == target
    assert link["StorageDescriptor"] == through["StorageDescriptor"]
    listed = glue.get_tables(DatabaseName=base)["TableList"]
    assert [table["StorageDescriptor"]["Location"] for table in listed] == ["s3://scripts/t/"] * 2
    assert glue.get_database(Name=linked)["Database"]["TargetDatabase"]["DatabaseName"] == base
    for where in ({"DatabaseName": linked, "TableName": "t"}, {**target, "TableName": "l"}):
        where.pop("Name", None)
        found = glue.get_partitions(**where, Expression="month = 2")["Partitions"]
        assert [item["Values"] for item in found] == [["2"]]

    glue.update_table(
        DatabaseName=base,
        TableInput={"Name": "l", "Description": "by link", "StorageDescriptor": STORAGE},
    )
    assert glue.get_table(DatabaseName=base, Name="t")["Table"]["Description"] == "by link"
    assert refusal(
        glue.update_table, DatabaseName=linked, TableInput={"Name": "l", "Description": "x"}
    )[0] == ("InvalidInputException")
    glue.create_table(DatabaseName=linked, TableInput={"Name": "made"})
    glue.delete_table(DatabaseName=base, Name="l")
    glue.delete_database(Name=linked)
    left = glue.get_tables(DatabaseName=base)["TableList"]
    assert [table["Name"] for table in left] == ["made", "t"]


def test_a_link_elsewhere_answers_with_its_own_properties(glue: Any, base: str) -> None:
    elsewhere = {"CatalogId": "210987654321", "DatabaseName": base, "Name": "t"}
    nowhere = {"DatabaseName": "nowhere", "Name": "t"}
    for name, target in (("elsewhere", elsewhere), ("nowhere", nowhere)):
        glue.create_table(DatabaseName=base, TableInput={"Name": name, "TargetTable": target})
        table = glue.get_table(DatabaseName=base, Name=name)["Table"]
        assert table["TargetTable"] == target
        assert "StorageDescriptor" not in table


def test_versions_count_from_zero(glue: Any, base: str) -> None:
    """https://docs.aws.amazon.com/glue/latest/webapi/API_TableVersion.html"""

    def version() -> str:
        return str(glue.get_table(DatabaseName=base, Name="t")["Table"]["VersionId"])

    glue.create_table(DatabaseName=base, TableInput={"Name": "t"})
    assert version() == "0"
    glue.update_table(DatabaseName=base, TableInput={"Name": "t"}, VersionId="0")
    assert version() == "1"
    glue.update_table(DatabaseName=base, TableInput={"Name": "t"}, SkipArchive=True)
    assert version() == "2"
    found = glue.get_table_versions(DatabaseName=base, TableName="t")["TableVersions"]
    assert [item["VersionId"] for item in found] == ["2", "0"]


@pytest.mark.parametrize(
    ("parameters", "refused"),
    [
        ({"k" * 255: "v" * 512_000}, False),
        ({"k" * 256: "v"}, True),
        ({"k": "v" * 512_001}, True),
    ],
)
def test_limits_of_parameters(
    glue: Any, base: str, parameters: dict[str, str], refused: bool
) -> None:
    """https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html"""
    given = {"Name": "t", "Parameters": parameters}
    if not refused:
        glue.create_table(DatabaseName=base, TableInput=given)
        return
    code, message = refusal(glue.create_table, DatabaseName=base, TableInput=given)
    assert code == "ValidationException"
    assert "tableInput.parameters" in message
