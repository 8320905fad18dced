"""What Lance's own clients do with tables of the Glue Data Catalog, by ``glueflow lance serve``.

    python clients.py CASE URL TOKEN

Runs in a Python that has them (see test_clients.py); ends with 0 when all is as it should be.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import lance
import lance_namespace as ns
import pyarrow as pa

BUCKET = "lake"
WRITERS, ROWS = 8, 10


def connect(url: str, token: str) -> Any:
    return ns.connect("rest", {"uri": url, "header.Authorization": f"Bearer {token}"})


def rows(*ids: int) -> pa.Table:
    vectors = pa.array([[float(i), float(2 * i)] for i in ids], pa.list_(pa.float32(), 2))
    return pa.table({"id": pa.array(ids, pa.int64()), "v": vectors})


def ids_of(client: Any, *table: str, **options: Any) -> list[int]:
    dataset = lance.dataset(namespace_client=client, table_id=list(table), **options)
    found: list[int] = sorted(dataset.to_table()["id"].to_pylist())
    return found


def append(client: Any, data: pa.Table, *table: str) -> None:
    lance.write_dataset(data, namespace_client=client, table_id=list(table), mode="append")


def database(client: Any, name: str) -> None:
    location = f"s3://{BUCKET}/{name}"
    client.create_namespace(ns.CreateNamespaceRequest(id=[name], properties={"location": location}))


def managed(client: Any, *table: str) -> Any:
    return client.declare_table(
        ns.DeclareTableRequest(id=list(table), properties={"managed_by": "impl"})
    )


def versions(client: Any, *table: str) -> list[int]:
    reply = client.list_table_versions(ns.ListTableVersionsRequest(id=list(table)))
    return sorted(each.version for each in reply.versions)


def columns(database: str, table: str) -> list[dict[str, str]]:
    """The columns that the catalog shows of a table."""
    found = boto3.client("glue").get_table(DatabaseName=database, Name=table)["Table"]
    listed: list[dict[str, str]] = found["StorageDescriptor"]["Columns"]
    return listed


def expect(error: type[Exception], call: Callable[[], Any]) -> None:
    try:
        call()
    except error:
        return
    raise AssertionError(f"no {error.__name__}")


def errors(client: Any, _: str, __: str) -> None:
    """Codes arrive as the exceptions that clients have for them."""
    database(client, "errors")
    missing, table = ["missing"], ["errors", "missing"]
    expect(ns.NamespaceNotFoundError, lambda: client.list_tables(ns.ListTablesRequest(id=missing)))
    expect(
        ns.NamespaceNotFoundError,
        lambda: client.describe_table(ns.DescribeTableRequest(id=["missing", "t"])),
    )
    expect(ns.TableNotFoundError, lambda: client.describe_table(ns.DescribeTableRequest(id=table)))
    expect(
        ns.NamespaceAlreadyExistsError,
        lambda: client.create_namespace(ns.CreateNamespaceRequest(id=["errors"])),
    )
    expect(
        ns.InvalidInputError,
        lambda: client.describe_table(ns.DescribeTableRequest(id=["a", "b", "c"])),
    )


def shipped(client: Any, _: str, __: str) -> None:
    """The shipped namespace for Glue reads what ours wrote, and the reverse."""
    from lance_namespace_impls.glue import GlueNamespace

    storage = {
        "endpoint": os.environ["AWS_ENDPOINT_URL"],
        "allow_http": "true",
        "virtual_hosted_style_request": "false",
        "region": "us-east-1",
        "aws_access_key_id": os.environ["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": os.environ["AWS_SECRET_ACCESS_KEY"],
    }
    theirs = GlueNamespace(
        region="us-east-1", **{f"storage.{name}": value for name, value in storage.items()}
    )
    database(client, "cross")
    lance.write_dataset(
        rows(1, 2), namespace_client=client, table_id=["cross", "ours"], mode="create"
    )
    append(client, rows(3), "cross", "ours")
    assert theirs.list_tables(ns.ListTablesRequest(id=["cross"])).tables == ["ours"]
    assert ids_of(theirs, "cross", "ours") == [1, 2, 3]
    theirs.declare_table(ns.DeclareTableRequest(id=["cross", "theirs"]))
    append(theirs, rows(4), "cross", "theirs")
    assert client.list_tables(ns.ListTablesRequest(id=["cross"])).tables == ["ours", "theirs"]
    assert ids_of(client, "cross", "theirs") == [4]
    client.rename_table(ns.RenameTableRequest(id=["cross", "theirs"], new_table_name="renamed"))
    assert ids_of(theirs, "cross", "renamed") == [4]
    theirs.deregister_table(ns.DeregisterTableRequest(id=["cross", "ours"]))
    assert client.list_tables(ns.ListTablesRequest(id=["cross"])).tables == ["renamed"]


def commits(client: Any, _: str, __: str) -> None:
    """A client commits every kind of change through the catalog, and reads earlier versions."""
    database(client, "commits")
    managed(client, "commits", "t")
    append(client, rows(1, 2, 3), "commits", "t")
    append(client, rows(4), "commits", "t")
    assert columns("commits", "t") == [
        {"Name": "id", "Type": "bigint"},
        {"Name": "v", "Type": "array<float>", "Comment": "vector of 2 float"},
    ]
    dataset = lance.dataset(namespace_client=client, table_id=["commits", "t"])
    merge = dataset.merge_insert("id").when_matched_update_all().when_not_matched_insert_all()
    merge.execute(rows(4, 5))
    dataset.delete("id = 2")
    assert ids_of(client, "commits", "t") == [1, 3, 4, 5]
    assert ids_of(client, "commits", "t", version=2) == [1, 2, 3, 4]
    assert versions(client, "commits", "t") == [1, 2, 3, 4]
    described = client.describe_table(ns.DescribeTableRequest(id=["commits", "t"]))
    assert described.managed_versioning is True
    assert described.properties["version"] == "4"
    lance.dataset(namespace_client=client, table_id=["commits", "t"]).add_columns(
        {"twice": "id * 2"}
    )
    assert [each["Name"] for each in columns("commits", "t")] == ["id", "v", "twice"]


def stale(client: Any, _: str, __: str) -> None:
    """A writer of a table that was dropped and made again is refused."""
    database(client, "stale")
    managed(client, "stale", "t")
    append(client, rows(1), "stale", "t")
    old = lance.dataset(namespace_client=client, table_id=["stale", "t"])
    client.drop_table(ns.DropTableRequest(id=["stale", "t"]))
    managed(client, "stale", "t")
    append(client, rows(7), "stale", "t")
    expect(Exception, lambda: old.insert(rows(2)))
    assert ids_of(client, "stale", "t") == [7]


def _write(url: str, token: str, writer: int) -> None:
    client = connect(url, token)
    for row in range(ROWS):
        for attempt in range(50):
            try:
                append(client, rows(writer * 1000 + row), "race", "t")
                break
            except Exception:  # the client gives up after 30 seconds: nothing was committed
                if attempt == 49:
                    raise


def race(client: Any, url: str, token: str) -> None:
    """Processes that commit to one table at the same time lose and double nothing."""
    database(client, "race")
    managed(client, "race", "t")
    append(client, rows(), "race", "t")
    with ProcessPoolExecutor(WRITERS, multiprocessing.get_context("spawn")) as pool:
        for each in [pool.submit(_write, url, token, writer) for writer in range(WRITERS)]:
            each.result()
    wanted = sorted(writer * 1000 + row for writer in range(WRITERS) for row in range(ROWS))
    assert ids_of(client, "race", "t") == wanted
    assert versions(client, "race", "t") == list(range(1, WRITERS * ROWS + 2))


def duckdb(client: Any, url: str, token: str) -> None:
    """DuckDB's extension creates, appends to, merges into and searches tables of the catalog."""
    import duckdb as duck
    import duckdb_extension_lance

    folder = Path(duckdb_extension_lance.__file__).parent / "extensions"
    file = folder / f"v{duck.__version__}" / "lance.duckdb_extension"
    engine = duck.connect(config={"autoinstall_known_extensions": "false"})
    engine.execute(f"LOAD '{file}'")
    env = os.environ
    engine.execute(
        "CREATE SECRET (TYPE LANCE, PROVIDER config, SCOPE 's3://', REGION 'us-east-1', "
        f"ACCESS_KEY_ID '{env['AWS_ACCESS_KEY_ID']}', "
        f"SECRET_ACCESS_KEY '{env['AWS_SECRET_ACCESS_KEY']}', "
        f"ENDPOINT '{env['AWS_ENDPOINT_URL']}', "
        "VIRTUAL_HOSTED_STYLE_REQUEST false, ALLOW_HTTP true)"
    )
    database(client, "duck")
    managed(client, "duck", "m")
    append(client, rows(1, 2), "duck", "m")
    values = "SELECT i AS id, [i, 2 * i]::FLOAT[2] AS v"
    place = f"s3://{BUCKET}/duck/t.lance"
    engine.execute(f"COPY ({values} FROM range(5) r(i)) TO '{place}' (FORMAT lance)")
    client.register_table(ns.RegisterTableRequest(id=["duck", "t"], location=place))
    engine.execute(
        f"ATTACH 'duck' AS lake (TYPE LANCE, ENDPOINT '{url}/duck', "
        f"BEARER_TOKEN '{token}', READ_ONLY false)"
    )
    engine.execute("INSERT INTO lake.main.t VALUES (9, [9, 9])")
    engine.execute(
        f"MERGE INTO lake.main.t USING ({values} FROM range(9, 11) r(i)) s ON t.id = s.id "
        "WHEN MATCHED THEN UPDATE SET v = s.v WHEN NOT MATCHED THEN INSERT VALUES (s.id, s.v)"
    )
    assert ids_of(client, "duck", "t") == [0, 1, 2, 3, 4, 9, 10]
    nearest = engine.execute(
        f"SELECT id FROM lance_vector_search('{place}', 'v', [9, 18]::FLOAT[], k = 2) "
        "ORDER BY _distance"
    ).fetchall()
    assert nearest == [(9,), (10,)]
    assert engine.execute("SELECT count(*) FROM lake.main.m").fetchall() == [(2,)]


CASES = {each.__name__: each for each in (errors, shipped, commits, stale, race, duckdb)}

if __name__ == "__main__":
    case, address, secret = sys.argv[1:]
    CASES[case](connect(address, secret), address, secret)
