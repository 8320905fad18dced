"""Type names as Glue mappings, actions and catalog tables write them, and their Spark types."""

from __future__ import annotations

from pyspark.sql import types as T

# What "decimal" means without digits: the default of Glue's DecimalType.
BARE_DECIMAL = T.DecimalType(10, 2)

_ATOMS: dict[str, T.DataType] = {
    "tinyint": T.ByteType(),
    "byte": T.ByteType(),
    "smallint": T.ShortType(),
    "short": T.ShortType(),
    "int": T.IntegerType(),
    "integer": T.IntegerType(),
    "bigint": T.LongType(),
    "long": T.LongType(),
    "float": T.FloatType(),
    "real": T.FloatType(),
    "double": T.DoubleType(),
    "decimal": BARE_DECIMAL,
    "numeric": BARE_DECIMAL,
    "string": T.StringType(),
    "varchar": T.StringType(),
    "char": T.StringType(),
    "boolean": T.BooleanType(),
    "bool": T.BooleanType(),
    "binary": T.BinaryType(),
    "date": T.DateType(),
    "timestamp": T.TimestampType(),
    "null": T.NullType(),
    "void": T.NullType(),
}

_NAMES: list[tuple[type[T.DataType], str]] = [
    (T.ByteType, "byte"),
    (T.ShortType, "short"),
    (T.IntegerType, "int"),
    (T.LongType, "long"),
    (T.FloatType, "float"),
    (T.DoubleType, "double"),
    (T.DecimalType, "decimal"),
    (T.StringType, "string"),
    (T.BooleanType, "boolean"),
    (T.BinaryType, "binary"),
    (T.DateType, "date"),
    (T.TimestampType, "timestamp"),
    (T.TimestampNTZType, "timestamp_ntz"),
    (T.NullType, "null"),
    (T.ArrayType, "array"),
    (T.MapType, "map"),
    (T.StructType, "struct"),
]

FAMILIES = ("struct", "array", "map")


def glue_name(dtype: T.DataType) -> str:
    """Name a Spark type as Glue does (`long` for bigint, `decimal` without its digits …).

    Raises TypeError for a type a DynamicFrame can't hold (intervals, user-defined types).
    """
    for kind, name in _NAMES:
        if isinstance(dtype, kind):
            return name
    raise TypeError(
        f"A DynamicFrame can't hold the Spark type {dtype.simpleString()}. "
        "Cast the column to another type before DynamicFrame.fromDF."
    )


def parse_type(text: str) -> T.DataType | str:
    """Read a Glue or Hive type name.

    Gives a Spark type, or one of "struct", "array", "map", "decimal" when only the kind is named,
    as Glue mappings allow. Upper and lower case are the same except in field names.

    Raises ValueError naming the part that is not understood.
    """
    if not isinstance(text, str):
        raise TypeError(f"A type must be given by name, got {type(text).__name__}: {text!r}")
    reader = _Reader(text)
    result = reader.type(top=True)
    reader.skip()
    if reader.position != len(text):
        raise ValueError(f"Type {text!r} is not understood after character {reader.position}.")
    return result


def matches(actual: T.DataType, wanted: T.DataType | str) -> bool:
    """Tell whether values of type `actual` pass for a mapping's source type.

    Digits of decimals and the insides of structs, arrays and maps don't count. A narrower number
    passes for a wider one of its kind (byte to long, float to double), never the other way.
    """
    name = wanted if isinstance(wanted, str) else glue_name(wanted)
    own = glue_name(actual)
    if own in ("null", name):
        return True
    for ladder in (("byte", "short", "int", "long"), ("float", "double")):
        if own in ladder and name in ladder:
            return ladder.index(own) < ladder.index(name)
    return False


_WHOLE = ("byte", "short", "int", "long")


def castable(own: str, kind: str) -> bool:
    """Tell whether Spark casts values of one plain type, by Glue name, to another at all."""
    if own in (kind, "string", "null"):
        return True
    if own == "binary":
        return kind == "string"
    if kind == "binary":
        return own in _WHOLE
    if kind == "date":
        return own in ("timestamp", "timestamp_ntz")
    return True


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def skip(self) -> None:
        while self.position < len(self.text) and self.text[self.position].isspace():
            self.position += 1

    def fail(self, wanted: str) -> ValueError:
        return ValueError(
            f"Type {self.text!r} is not understood at character {self.position}: {wanted}."
        )

    def accept(self, sign: str) -> bool:
        self.skip()
        if self.text.startswith(sign, self.position):
            self.position += len(sign)
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise self.fail(f"{sign!r} expected")

    def word(self, stops: str) -> str:
        self.skip()
        start = self.position
        while self.position < len(self.text) and self.text[self.position] not in stops:
            self.position += 1
        return self.text[start : self.position].strip()

    def field_name(self) -> str:
        if self.accept("`"):
            name = self.word("`")
            self.expect("`")
            return name
        return self.word(":,<>()")

    def type(self, top: bool = False) -> T.DataType | str:
        name = self.word("<>(),:").lower()
        if name in ("array", "set"):
            if not self.accept("<"):
                return self.family("array", top)
            element = self.nested()
            self.expect(">")
            return T.ArrayType(element)
        if name == "map":
            if not self.accept("<"):
                return self.family("map", top)
            key = self.nested()
            self.expect(",")
            value = self.nested()
            self.expect(">")
            return T.MapType(key, value)
        if name == "struct":
            if not self.accept("<"):
                return self.family("struct", top)
            return self.struct()
        if name not in _ATOMS:
            raise self.fail(f"unknown type {name!r}")
        if name in ("decimal", "numeric", "varchar", "char") and self.accept("("):
            return self.sized(name)
        return "decimal" if top and name in ("decimal", "numeric") else _ATOMS[name]

    def family(self, name: str, top: bool) -> str:
        if not top:
            raise self.fail(f"{name} needs its inner types here")
        return name

    def nested(self) -> T.DataType:
        inner = self.type()
        assert not isinstance(inner, str)
        return inner

    def struct(self) -> T.StructType:
        fields: list[T.StructField] = []
        while not self.accept(">"):
            if fields:
                self.expect(",")
            name = self.field_name()
            self.expect(":")
            fields.append(T.StructField(name, self.nested()))
        return T.StructType(fields)

    def sized(self, name: str) -> T.DataType:
        numbers = [self.number()]
        while self.accept(","):
            numbers.append(self.number())
        self.expect(")")
        if name in ("varchar", "char"):
            return T.StringType()
        scale = numbers[1] if len(numbers) > 1 else 0
        if not (0 < numbers[0] <= 38 and scale <= numbers[0]):
            raise self.fail(f"no such decimal: {numbers}")
        return T.DecimalType(numbers[0], scale)

    def number(self) -> int:
        digits = self.word(",)")
        if not digits.isdigit():
            raise self.fail(f"a number expected, got {digits!r}")
        return int(digits)
