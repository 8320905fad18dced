"""CSV and JSON into DynamicFrames, whose columns may hold more than one type (choices).

Each needs one look at the data that Spark's own readers do not take: JSON to see the types of
all values, CSV (of tables with typed columns) to see whether a value is not of its column's type.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from glueflow.local import reading
from glueflow.local.escapes import Dialect, Rows, records
from glueflow.local.formats import truth
from glueflow.local.missing import Unsupported
from glueflow.local.reading import Chosen

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession
    from pyspark.sql import types as T

Read = tuple["DataFrame", list[Any]]
CORRUPT = "_corrupt_record"
LOG = logging.getLogger("glueflow.job")


def read_csv(
    spark: SparkSession, chosen: Chosen, schema: T.StructType | None, options: Mapping[str, Any]
) -> Read:
    """Read CSV files; without a schema all columns are strings, as in Glue.

    An empty field of a string column is an empty string.

    Returns:
        The frame and the paths of its choice columns.
    """
    from pyspark.sql import functions as F
    from pyspark.sql import types as T

    spark_options = dict(options)
    escaper = spark_options.pop("escaper", None)
    if schema is None:
        if escaper:
            frame = _escaped(spark, chosen, None, {**spark_options, "escaper": escaper})
        else:
            frame = _by_header(spark, chosen, spark_options)
        names = [
            f"col{name[2:]}" if not spark_options["header"] and name.startswith("_c") else name
            for name in frame.columns
        ]
        frame = frame.toDF(*names)
        return frame.select(*(_text(name).alias(name) for name in names)), []
    texts = T.StructType([T.StructField(f.name, T.StringType()) for f in schema.fields])
    if escaper:
        frame = _escaped(spark, chosen, texts, {**spark_options, "escaper": escaper})
    else:
        frame = reading.load(spark, "csv", chosen, texts, spark_options)
    typed = [f for f in schema.fields if not isinstance(f.dataType, T.StringType)]
    mixed = _mixed(frame, typed) if typed and chosen.paths else set()
    keys = {f.name for f in chosen.keys.fields}
    columns: list[Column] = []
    for name in frame.columns:
        kind = next((f.dataType for f in typed if f.name == name), None)
        if name in keys:
            columns.append(F.col(reading.quoted(name)))
        elif kind is None:
            columns.append(_text(name).alias(name))
        elif name in mixed:
            columns.append(_choice(name, kind).alias(name))
        else:
            columns.append(_value(name, kind).alias(name))
    # Steps, not text: a name may hold dots or backticks.
    return frame.select(*columns), [(name,) for name in sorted(mixed)]


def _by_header(spark: SparkSession, chosen: Chosen, options: Mapping[str, Any]) -> DataFrame:
    """Read CSV files with their own names; a file whose header differs is an error, never shifted.

    Names that Spark makes up for empty ones are not in the header and can't be compared.
    """
    strict = {**options, "enforceSchema": "false"}
    frame = reading.load(spark, "csv", chosen, None, strict)
    if any(re.fullmatch(r"_c\d+", name) for name in frame.columns):
        return reading.load(spark, "csv", chosen, None, options)
    return frame


def _escaped(
    spark: SparkSession, chosen: Chosen, texts: T.StructType | None, options: Mapping[str, Any]
) -> DataFrame:
    """Read CSV files with escapes, each by one task."""
    from pyspark.sql import types as T

    dialect = Dialect(
        options["sep"], options["quote"], options["escaper"], truth(options.get("multiLine", False))
    )
    header = truth(options.get("header", False))
    passed = {k: v for k, v in options.items() if k in ("encoding", "recursiveFileLookup")}
    source = reading.load(spark, "text", chosen, None, {**passed, "wholetext": "true"})
    keys = [name for name in source.columns if name != "value"]
    if texts is None:
        first = source.select("value").first()
        names = next(records(first["value"].lstrip("\ufeff"), dialect), []) if first else []
        if not header:
            names = [f"_c{number}" for number in range(len(names))]
        texts = T.StructType([T.StructField(name, T.StringType()) for name in names])
    fields = [f for f in texts.fields if f.name not in keys]
    tail = [f for f in source.schema.fields if f.name in keys]
    rows = source.rdd.mapPartitions(Rows(dialect, len(fields), header, keys))
    return spark.createDataFrame(rows, T.StructType([*fields, *tail]), verifySchema=False)


def _text(name: str) -> Column:
    from pyspark.sql import functions as F

    return F.coalesce(F.col(reading.quoted(name)), F.lit(""))


def _value(name: str, kind: T.DataType) -> Column:
    from pyspark.sql import functions as F
    from pyspark.sql import types as T

    text = F.trim(F.col(reading.quoted(name)))
    # try_cast gives null for what is no such value, whatever spark.sql.ansi.enabled says.
    value = F.expr(f"try_cast(trim({reading.quoted(name)}) AS {kind.simpleString()})")
    if isinstance(kind, (T.ByteType, T.ShortType, T.IntegerType, T.LongType)):
        # A cast would take "1.5" for the integer 1.
        return F.when(text.rlike(r"^[+-]?\d+$"), value)
    return value


def _choice(name: str, kind: T.DataType) -> Column:
    from awsglue.choices import make_choice_column
    from awsglue.dynamicframe.types import glue_name
    from pyspark.sql import functions as F

    value = _value(name, kind)
    made: Column = make_choice_column(
        {glue_name(kind): value, "string": F.when(value.isNull(), F.col(reading.quoted(name)))}
    )
    return made


def _mixed(frame: DataFrame, typed: list[T.StructField]) -> set[str]:
    """Find, in one pass, the columns with a value that is not of their type."""
    from pyspark.sql import functions as F

    found = frame.agg(
        *(
            F.max(
                F.col(reading.quoted(f.name)).isNotNull()
                & (F.trim(F.col(reading.quoted(f.name))) != "")
                & _value(f.name, f.dataType).isNull()
            ).alias(f.name)
            for f in typed
        )
    ).collect()[0]
    return {f.name for f, hit in zip(typed, found, strict=True) if hit}


def read_json(spark: SparkSession, chosen: Chosen, options: Mapping[str, Any]) -> Read:
    """Read JSON files with the types their values have.

    Args:
        options: Glue's JSON options, `multiLine` and `jsonPath` among them.

    Returns:
        The frame and the paths of its choice columns.
    """
    from awsglue.dynamicframe.infer import Shape
    from pyspark.sql import types as T

    multi = truth(options.get("multiLine", False))
    steps = _json_path(str(options.get("jsonPath") or "$"))
    if not chosen.paths:
        return reading.empty(spark, None, chosen.keys), []
    source = reading.load(
        spark, "text", chosen, None, {"wholetext": "true"} if multi or steps else {}
    )
    whole = multi or bool(steps)
    shape, bad = (
        source.select("value")
        .rdd.mapPartitions(_Shapes(whole, steps))
        .fold((Shape(split=True), 0), lambda a, b: (a[0].merge(b[0]), a[1] + b[1]))
    )
    if bad:
        LOG.warning("%s", malformed_note(chosen.base, bad))
    kind, marks = shape.kind()
    if not isinstance(kind, T.StructType):
        return reading.empty(spark, None, chosen.keys), []
    keys = [name for name in source.columns if name != "value"]
    if not marks and not steps:
        extra = T.StructType([f for f in kind.fields if f.name not in keys])
        known = {"multiLine": "true"} if multi else {}
        if not bad:
            return reading.load(spark, "json", chosen, extra, known), []
        # AWS Glue sets malformed records aside; Spark would make rows of nulls of them.
        spare = T.StructType([*extra.fields, T.StructField(CORRUPT, T.StringType())])
        frame = reading.load(spark, "json", chosen, spare, known)
        return frame.where(f"{CORRUPT} is null").drop(CORRUPT), []
    rows = source.rdd.mapPartitions(_Rows(kind, marks, keys, whole, steps))
    schema = T.StructType([*kind.fields, *(f for f in source.schema.fields if f.name in keys)])
    return spark.createDataFrame(rows, schema, verifySchema=False), list(marks)


def _json_path(path: str) -> list[str]:
    """Read the part of JsonPath that picks records: names and `[*]`."""
    import re

    if path == "$":
        return []
    steps = re.findall(r"\.([A-Za-z_][\w-]*)|\['([^']+)'\]|(\[\*\])", path)
    found = [a or b or c for a, b, c in steps]
    again = "".join(
        match.group(0) for match in re.finditer(r"\.[A-Za-z_][\w-]*|\['[^']+'\]|\[\*\]", path)
    )
    if not path.startswith("$") or "$" + again != path:
        raise Unsupported(
            f"the jsonPath {path!r}", "local runs take member names and [*], such as $.items[*]"
        )
    return found


def malformed_note(place: str, count: int) -> str:
    """Say how many records of a place could not be read."""
    what = "record was" if count == 1 else "records were"
    return (
        f"{count} malformed JSON {what} left out of {place}. If records stretch over several "
        "lines, set multiLine."
    )


def _parse(
    text: str, whole: bool, steps: list[str], bad: Callable[[int], object] = id
) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    at = 0
    text = text.lstrip("\ufeff")
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at >= len(text):
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            bad(1)
            return
        if not isinstance(value, (dict, list)):
            bad(1)
        yield from _pick(value, steps)
        if not whole:
            return


def _pick(value: Any, steps: list[str]) -> Iterator[dict[str, Any]]:
    if steps:
        head, *tail = steps
        if head == "[*]":
            for item in value if isinstance(value, list) else ():
                yield from _pick(item, tail)
        elif isinstance(value, dict) and head in value:
            yield from _pick(value[head], tail)
    elif isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _pick(item, steps)


class _Shapes:
    """Finds the types in lines and counts the malformed records; runs in Spark's Python workers."""

    def __init__(self, whole: bool, steps: list[str]) -> None:
        self._given = (whole, steps)

    def __call__(self, rows: Iterable[Any]) -> Iterator[tuple[Any, int]]:
        from awsglue.dynamicframe.infer import Shape

        whole, steps = self._given
        bad: list[int] = []
        shape = Shape(split=True)
        for row in rows:
            for record in _parse(row["value"], whole, steps, bad.append):
                shape.add(record)
        yield shape, len(bad)


class _Rows:
    """Turns lines into rows of a schema with choices; runs in Spark's Python workers."""

    def __init__(
        self, kind: T.StructType, marks: Any, keys: list[str], whole: bool, steps: list[str]
    ) -> None:
        self._given = (kind, marks, keys, whole, steps)

    def __call__(self, rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        from awsglue.dynamicframe.infer import write, writer

        kind, marks, keys, whole, steps = self._given
        plan = writer(kind, marks)
        for row in rows:
            tail = tuple(row[key] for key in keys)
            for record in _parse(row["value"], whole, steps):
                yield (*write(record, plan), *tail)
