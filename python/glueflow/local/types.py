"""Types of the Data Catalog (Hive's grammar) and their Spark counterparts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import types as T

_TOKEN = re.compile(r"`(?:[^`]|``)*`|[^<>,:()`]+|[<>,:()]")


class CatalogTypeError(ValueError):
    """A catalog type that can't be read; the message names the column and the type."""


def parse_type(text: str, column: str = "") -> T.DataType:
    """Turn a catalog type such as `array<struct<a:int>>` into a Spark SQL type.

    Raises:
        CatalogTypeError: the text is no Hive type, or one Spark has no counterpart for.
    """
    reader = _Reader(text, column)
    result = reader.type()
    reader.end()
    return result


class _Reader:
    def __init__(self, text: str, column: str) -> None:
        self._text = text
        self._column = column
        self._tokens = [token for m in _TOKEN.finditer(text) if (token := m.group().strip())]
        self._at = 0

    def fail(self, reason: str) -> CatalogTypeError:
        where = f"column {self._column}: " if self._column else ""
        return CatalogTypeError(f"{where}the catalog type {self._text!r} can't be read: {reason}")

    def next(self) -> str:
        if self._at >= len(self._tokens):
            raise self.fail("it ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def expect(self, token: str) -> None:
        found = self.next()
        if found != token:
            raise self.fail(f"{token} expected, {found} found")

    def end(self) -> None:
        if self.peek():
            raise self.fail(f"unexpected {self.peek()}")

    def numbers(self) -> list[int]:
        if self.peek() != "(":
            return []
        self.next()
        found = []
        while True:
            value = self.next()
            if not value.isdigit():
                raise self.fail(f"a number expected, {value} found")
            found.append(int(value))
            if self.next() == ")":
                return found

    def type(self) -> T.DataType:
        from pyspark.sql import types as T

        name = self.next().lower()
        if name in ("array", "set"):
            self.expect("<")
            element = self.type()
            self.expect(">")
            return T.ArrayType(element)
        if name == "map":
            self.expect("<")
            key = self.type()
            self.expect(",")
            value = self.type()
            self.expect(">")
            return T.MapType(key, value)
        if name == "struct":
            return self.struct()
        if name in ("decimal", "numeric", "dec"):
            return T.DecimalType(*(self.numbers() or [10, 0]))
        if name in ("varchar", "char", "character"):
            # Spark reads both as strings: padding and cutting happen on write only.
            self.numbers()
            return T.StringType()
        simple = _SIMPLE.get(name)
        if simple is None:
            raise self.fail(f"{name} has no Spark counterpart")
        return getattr(T, simple)()  # type: ignore[no-any-return]

    def struct(self) -> T.DataType:
        from pyspark.sql import types as T

        fields = []
        self.expect("<")
        if self.peek() == ">":
            self.next()
            return T.StructType([])
        while True:
            name = self.next()
            if name.startswith("`"):
                name = name[1:-1].replace("``", "`")
            self.expect(":")
            fields.append(T.StructField(name, self.type()))
            if self.next() == ">":
                return T.StructType(fields)


_SIMPLE = {
    "tinyint": "ByteType", "byte": "ByteType",
    "smallint": "ShortType", "short": "ShortType",
    "int": "IntegerType", "integer": "IntegerType",
    "bigint": "LongType", "long": "LongType",
    "float": "FloatType", "real": "FloatType",
    "double": "DoubleType", "double precision": "DoubleType",
    "string": "StringType", "boolean": "BooleanType", "binary": "BinaryType",
    "date": "DateType", "timestamp": "TimestampType", "void": "NullType", "null": "NullType",
}  # fmt: skip


def catalog_type(data_type: T.DataType) -> str:
    """Turn a Spark SQL type into the text the Data Catalog keeps.

    Raises:
        CatalogTypeError: the type has no Hive counterpart (intervals, user-defined types).
    """
    from pyspark.sql import types as T

    if isinstance(data_type, T.ArrayType):
        return f"array<{catalog_type(data_type.elementType)}>"
    if isinstance(data_type, T.MapType):
        return f"map<{catalog_type(data_type.keyType)},{catalog_type(data_type.valueType)}>"
    if isinstance(data_type, T.StructType):
        inner = ",".join(f"{f.name}:{catalog_type(f.dataType)}" for f in data_type.fields)
        return f"struct<{inner}>"
    if isinstance(data_type, T.TimestampNTZType):
        return "timestamp"
    if isinstance(data_type, T.NullType):
        return "string"
    text = str(data_type.simpleString())
    if text.partition("(")[0] not in (*_SIMPLE, "decimal", "varchar", "char"):
        raise CatalogTypeError(f"the Data Catalog has no type for Spark's {text}")
    return text
