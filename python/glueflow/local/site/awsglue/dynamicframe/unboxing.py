"""unbox: parse JSON text in a column.

Source: DynamicFrame.unbox,
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .. import gluetypes
from . import infer, records
from .choice import Choices
from .errors import Failures, error_column
from .node import Fields, Kind, Node, struct, top_level
from .paths import ARRAY, Path, parse_path, quote, resolve_path
from .rows import error_marks

State = tuple[DataFrame, Choices]

_MARK = "__glueflow_unboxed__"
_BROKEN = "__glueflow_broken__"
_TRACE = T.ArrayType(T.StringType())


def unbox_json(
    df: DataFrame, choices: Choices, path_text: str, options: dict[str, Any], info: str
) -> tuple[Callable[[], State], Failures]:
    """Replace a string column by what its JSON says; broken JSON makes an error record.

    The type comes from the option `withSchema` (a Glue or Spark schema as JSON), or from a pass
    over the column.
    """
    unknown = sorted(set(options) - {"withSchema"})
    if unknown:
        raise ValueError(f"unbox: the options {unknown} are not supported for json here.")
    found = resolve_path(df.schema, parse_path(path_text), choices)
    if found is None or ARRAY in found[0]:
        raise ValueError(f"unbox: no field {path_text} in the frame.")
    path, dtype = found
    if not isinstance(dtype, (T.StringType, T.BinaryType)):
        raise TypeError(
            f"unbox: {path_text} is {dtype.simpleString()}; only string and binary can be unboxed."
        )
    kinds = [read_schema(options["withSchema"])] if "withSchema" in options else []
    text = dict(top_level(df.schema, choices))[path[0]].get(path[1:]).column.cast("string")

    def kind() -> Kind:
        if not kinds:
            kinds.append(_infer(df.select(text.alias("text"))))
        return kinds[0]

    def parsed() -> DataFrame:
        return df.withColumn(_MARK, _parse(text, kind()))

    def make() -> State:
        value = Node(F.col(_MARK)["value"], *kind())
        fields = _replace(top_level(df.schema, choices), path, value)
        marks = frozenset((name, *mark) for name, node in fields for mark in node.choices)
        good = parsed().where(F.col(_MARK)["message"].isNull())
        return good.select(*[node.column.alias(name) for name, node in fields]), marks

    def failed() -> DataFrame:
        mark = F.col(_MARK)
        row = F.struct(*[F.col(quote(name)) for name in df.columns])
        broken = parsed().where(mark["message"].isNotNull())
        return broken.select(error_column(info, "unbox", mark["message"], mark["trace"], row))

    return make, Failures(failed, error_marks(choices))


def read_schema(text: str) -> Kind:
    """Read a schema given as JSON, by Glue's StructType.jsonValue() or Spark's StructType.json().

    Raises ValueError when it is neither.
    """
    try:
        value = json.loads(text)
        if "dataType" in value:
            return gluetypes.to_spark(gluetypes._read_type(value))
        return T.StructType.fromJson(value), frozenset()
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"withSchema: not a schema as StructType.json() gives it: {error}"
        ) from error


def _infer(texts: DataFrame) -> Kind:
    def shape(rows: Iterable[Any]) -> Iterator[infer.Shape]:
        found = infer.Shape()
        for row in rows:
            try:
                found.add(None if row[0] is None else json.loads(row[0]))
            except ValueError:
                continue
        yield found

    shapes = texts.rdd.mapPartitions(shape).collect()
    return reduce(lambda a, b: a.merge(b), shapes, infer.Shape()).kind()


def _parse(text: Column, kind: Kind) -> Column:
    """Parse to a struct of value, message and trace; the message is null when all went well."""
    dtype, marks = kind
    if isinstance(dtype, T.StructType) and not marks and not _has_nulls(dtype):
        return _parse_in_spark(text, dtype)
    verdict = T.StructType(
        [
            T.StructField("value", dtype),
            T.StructField("message", T.StringType()),
            T.StructField("trace", _TRACE),
        ]
    )
    return F.udf(_parser(infer.writer(dtype, marks)), verdict).asNondeterministic()(text)


def _has_nulls(dtype: T.DataType) -> bool:
    """Whether there is a field of null type, which Spark's own parser refuses."""
    if isinstance(dtype, T.StructType):
        return any(_has_nulls(field.dataType) for field in dtype.fields)
    if isinstance(dtype, T.ArrayType):
        return _has_nulls(dtype.elementType)
    return isinstance(dtype, T.NullType)


def _parse_in_spark(text: Column, dtype: T.StructType) -> Column:
    wide = T.StructType([*dtype.fields, T.StructField(_BROKEN, T.StringType())])
    options = {"mode": "PERMISSIVE", "columnNameOfCorruptRecord": _BROKEN}
    node = Node(F.from_json(text, wide, options), wide)
    fields = [(name, part) for name, part in node.fields() if name != _BROKEN]
    broken = F.when(
        text.isNotNull() & (node.column.isNull() | node.column.getField(_BROKEN).isNotNull()),
        F.lit("Not JSON of the column's type"),
    )
    trace = F.lit(None).cast(_TRACE)
    return F.struct(
        struct(fields, node).column.alias("value"), broken.alias("message"), trace.alias("trace")
    )


def _parser(plan: infer.Writer) -> Callable[[str | None], tuple[Any, ...]]:
    def parse(text: str | None) -> tuple[Any, ...]:
        if text is None:
            return None, None, None
        try:
            value = json.loads(text)
            if plan is not None and plan[0] == "struct" and not isinstance(value, dict):
                raise ValueError(f"an object expected, got {text[:100]}")
            return infer.write(value, plan), None, None
        except Exception as error:
            return None, f"Not JSON of the column's type: {error}", records.trace()

    return parse


def _replace(fields: Fields, path: Path, value: Node) -> Fields:
    done: Fields = []
    for name, node in fields:
        if name != path[0]:
            done.append((name, node))
        elif len(path) == 1:
            done.append((name, value))
        else:
            done.append((name, struct(_replace(node.fields(), path[1:], value), node)))
    return done
