"""Glue's own data types, fields and the record that filter and map functions get.

Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-types.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from pyspark.sql import types as spark_types

    from .dynamicframe.choice import Choices

Properties = Mapping[str, Any]


class DataType:
    """The base of all Glue types."""

    _name: ClassVar[str | None] = None

    def __init__(self, properties: Properties | None = None) -> None:
        self.properties: dict[str, Any] = dict(properties or {})

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._arguments()}{self.properties})"

    def _arguments(self) -> str:
        return ""

    @classmethod
    def typeName(cls) -> str:
        """Name the type: the class name without "Type", in lower case ("int" for integers)."""
        return cls._name or cls.__name__.removesuffix("Type").lower()

    def jsonValue(self) -> dict[str, Any]:
        """Give the type as the JSON object `fromJsonValue` and `withSchema` read."""
        return {"dataType": self.typeName(), "properties": self.properties}

    @classmethod
    def fromJsonValue(cls, json_value: Mapping[str, Any]) -> DataType:
        """Make the type from its JSON object."""
        return cls(json_value.get("properties"))


class AtomicType(DataType):
    """The base of all types without parts."""


class BinaryType(AtomicType):
    """Bytes."""


class BooleanType(AtomicType):
    """True or false."""


class ByteType(AtomicType):
    """A whole number of one byte."""


class DateType(AtomicType):
    """A calendar date."""


class DecimalType(AtomicType):
    """A decimal number with `precision` digits, `scale` of them after the point."""

    def __init__(
        self, precision: int = 10, scale: int = 2, properties: Properties | None = None
    ) -> None:
        super().__init__(properties)
        self.precision = precision
        self.scale = scale

    def _arguments(self) -> str:
        return f"{self.precision}, {self.scale}, "

    def jsonValue(self) -> dict[str, Any]:
        """Give the type with its digits."""
        return {**super().jsonValue(), "precision": self.precision, "scale": self.scale}

    @classmethod
    def fromJsonValue(cls, json_value: Mapping[str, Any]) -> DecimalType:
        """Make the type from its JSON object; 10 digits, 2 after the point, where not said."""
        return cls(
            json_value.get("precision", 10),
            json_value.get("scale", 2),
            json_value.get("properties"),
        )


class DoubleType(AtomicType):
    """A floating-point number of eight bytes."""


class EnumType(AtomicType):
    """One of a fixed list of options."""

    def __init__(self, options: Iterable[Any], properties: Properties | None = None) -> None:
        super().__init__(properties)
        self.options = list(options)

    def _arguments(self) -> str:
        return f"{self.options}, "

    def jsonValue(self) -> dict[str, Any]:
        """Give the type with its options."""
        return {**super().jsonValue(), "options": self.options}

    @classmethod
    def fromJsonValue(cls, json_value: Mapping[str, Any]) -> EnumType:
        """Make the type from its JSON object."""
        return cls(json_value["options"], json_value.get("properties"))


class FloatType(AtomicType):
    """A floating-point number of four bytes."""


class IntegerType(AtomicType):
    """A whole number of four bytes."""

    _name = "int"


class LongType(AtomicType):
    """A whole number of eight bytes."""


class NullType(AtomicType):
    """Nothing but nulls."""


class ShortType(AtomicType):
    """A whole number of two bytes."""


class StringType(AtomicType):
    """Text."""


class TimestampType(AtomicType):
    """A moment in time."""


class TimestampNTZType(AtomicType):
    """A date and time of day without a time zone."""

    _name = "timestamp_ntz"


class UnknownType(AtomicType):
    """A type nobody knows yet."""


class _Container(DataType):
    """A type with one inner type."""

    def __init__(self, inner: DataType | None, properties: Properties | None) -> None:
        super().__init__(properties)
        self._inner = inner if inner is not None else UnknownType()

    def _arguments(self) -> str:
        return f"{self._inner}, "

    def _json(self, key: str) -> dict[str, Any]:
        return {**super().jsonValue(), key: self._inner.jsonValue()}


class ArrayType(_Container):
    """A list of values of one type."""

    def __init__(
        self, elementType: DataType | None = None, properties: Properties | None = None
    ) -> None:
        super().__init__(elementType, properties)
        self.elementType = self._inner

    def jsonValue(self) -> dict[str, Any]:
        """Give the type with that of its elements."""
        return self._json("elementType")

    @classmethod
    def fromJsonValue(cls, json_value: Mapping[str, Any]) -> ArrayType:
        """Make the type from its JSON object."""
        return cls(_read_type(json_value["elementType"]), json_value.get("properties"))


class SetType(ArrayType):
    """A list of values of one type, each once."""


class MapType(_Container):
    """Values of one type by text keys."""

    def __init__(
        self, valueType: DataType | None = None, properties: Properties | None = None
    ) -> None:
        super().__init__(valueType, properties)
        self.valueType = self._inner

    def jsonValue(self) -> dict[str, Any]:
        """Give the type with that of its values."""
        return self._json("valueType")

    @classmethod
    def fromJsonValue(cls, json_value: Mapping[str, Any]) -> MapType:
        """Make the type from its JSON object."""
        return cls(_read_type(json_value["valueType"]), json_value.get("properties"))


class ChoiceType(DataType):
    """One of several types, value by value."""

    def __init__(
        self, choices: Iterable[DataType] | None = None, properties: Properties | None = None
    ) -> None:
        super().__init__(properties)
        self.choices: dict[str, DataType] = {}
        for choice in choices or ():
            self.add(choice)

    def _arguments(self) -> str:
        return f"[{', '.join(map(repr, self.choices.values()))}], "

    def add(self, new_choice: DataType) -> None:
        """Add a type; one that is there already merges with it, a choice adds all of its types."""
        if isinstance(new_choice, ChoiceType):
            self.merge(new_choice.choices.values())
            return
        name = new_choice.typeName()
        old = self.choices.get(name)
        self.choices[name] = new_choice if old is None else mergeDataTypes(old, new_choice)

    def merge(self, new_choices: Iterable[DataType] | ChoiceType) -> None:
        """Add several types."""
        if isinstance(new_choices, ChoiceType):
            new_choices = new_choices.choices.values()
        for choice in list(new_choices):
            self.add(choice)

    def jsonValue(self) -> dict[str, Any]:
        """Give the type with its alternatives."""
        return {**super().jsonValue(), "choices": [c.jsonValue() for c in self.choices.values()]}

    @classmethod
    def fromJsonValue(cls, json_value: Mapping[str, Any]) -> ChoiceType:
        """Make the type from its JSON object."""
        return cls(map(_read_type, json_value["choices"]), json_value.get("properties"))


class Field:
    """A named part of a struct."""

    def __init__(self, name: str, dataType: DataType, properties: Properties | None = None) -> None:
        self.name = name
        self.dataType = dataType
        self.properties: dict[str, Any] = dict(properties or {})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Field) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        return f"Field({self.name}, {self.dataType}, {self.properties})"

    def jsonValue(self) -> dict[str, Any]:
        """Give the field as the JSON object `fromJsonValue` reads."""
        return {
            "name": self.name,
            "container": self.dataType.jsonValue(),
            "properties": self.properties,
        }

    @classmethod
    def fromJsonValue(cls, json_value: Mapping[str, Any]) -> Field:
        """Make the field from its JSON object."""
        return cls(
            json_value["name"], _read_type(json_value["container"]), json_value.get("properties")
        )


class StructType(DataType):
    """Named fields; the type of a whole frame, too."""

    def __init__(
        self, fields: Iterable[Field] | None = None, properties: Properties | None = None
    ) -> None:
        super().__init__(properties)
        self.fields: list[Field] = list(fields or ())

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def _arguments(self) -> str:
        return f"[{', '.join(map(repr, self.fields))}], "

    @property
    def field_map(self) -> dict[str, Field]:
        """The fields by name."""
        return {field.name: field for field in self.fields}

    def add(self, field: Field) -> None:
        """Add a field at the end."""
        self.fields.append(field)

    def hasField(self, field: str | Field) -> bool:
        """Tell whether there is a field of this name."""
        return (field.name if isinstance(field, Field) else field) in self.field_map

    def getField(self, field: str | Field) -> Field:
        """Give the field of this name. Raises KeyError when there is none."""
        return self.field_map[field.name if isinstance(field, Field) else field]

    def jsonValue(self) -> dict[str, Any]:
        """Give the type with its fields."""
        return {**super().jsonValue(), "fields": [f.jsonValue() for f in self.fields]}

    @classmethod
    def fromJsonValue(cls, json_value: Mapping[str, Any]) -> StructType:
        """Make the type from its JSON object."""
        return cls(map(Field.fromJsonValue, json_value["fields"]), json_value.get("properties"))


class EntityType(DataType):
    """AWS documents this type as not yet implemented, and so it is here."""

    def __init__(self, entity: str, base_type: DataType, properties: Properties) -> None:
        raise NotImplementedError("EntityType: AWS Glue documents it as not yet implemented.")


_TYPES: dict[str, type[DataType]] = {
    cls.typeName(): cls
    for cls in (
        BinaryType, BooleanType, ByteType, DateType, DecimalType, DoubleType, EnumType, FloatType,
        IntegerType, LongType, NullType, ShortType, StringType, TimestampType, TimestampNTZType,
        UnknownType, ArrayType, SetType, MapType, ChoiceType, StructType,
    )
}  # fmt: skip


def _read_type(value: Mapping[str, Any]) -> DataType:
    name = value.get("dataType")
    if name not in _TYPES:
        raise ValueError(f"Unknown Glue type {name!r}. Known: {', '.join(sorted(_TYPES))}.")
    return _TYPES[name].fromJsonValue(value)


def _deserialize_json_string(json_str: str) -> DataType:
    return _read_type(json.loads(json_str))


def _serialize_schema(schema: DataType) -> str:
    return json.dumps(schema.jsonValue())


def mergeDataTypes(s1: DataType, s2: DataType) -> DataType:
    """Find the type for values of both types: structs merge by field, others become a choice."""
    if s1 == s2 or isinstance(s2, (UnknownType, NullType)):
        return s1
    if isinstance(s1, (UnknownType, NullType)):
        return s2
    if isinstance(s1, StructType) and isinstance(s2, StructType):
        merged = {f.name: f for f in s1}
        for field in s2:
            old = merged.get(field.name)
            dtype = field.dataType if old is None else mergeDataTypes(old.dataType, field.dataType)
            merged[field.name] = Field(field.name, dtype, field.properties)
        return StructType(merged.values(), s1.properties)
    if isinstance(s1, ArrayType) and type(s1) is type(s2):
        return type(s1)(mergeDataTypes(s1._inner, s2._inner), s1.properties)
    if isinstance(s1, MapType) and isinstance(s2, MapType):
        return MapType(mergeDataTypes(s1.valueType, s2.valueType), s1.properties)
    if isinstance(s1, DecimalType) and isinstance(s2, DecimalType):
        scale = max(s1.scale, s2.scale)
        whole = max(s1.precision - s1.scale, s2.precision - s2.scale)
        return DecimalType(min(38, whole + scale), scale, s1.properties)
    merged_choice = ChoiceType()
    merged_choice.add(s1)
    merged_choice.add(s2)
    return merged_choice


class DynamicRecord(dict):  # type: ignore[type-arg]
    """One record: a dict that also takes attribute access (`rec.a` for `rec["a"]`)."""

    def __getattr__(self, attr: str) -> Any:
        if attr in self:
            return self[attr]
        raise AttributeError(attr)

    def __setattr__(self, attr: str, value: Any) -> None:
        self[attr] = value

    def __delattr__(self, attr: str) -> None:
        if attr not in self:
            raise AttributeError(attr)
        del self[attr]


def _create_dynamic_record(value: Any) -> Any:
    """Make dicts records, all the way down."""
    if isinstance(value, dict):
        return DynamicRecord((k, _create_dynamic_record(v)) for k, v in value.items())
    if isinstance(value, list):
        return [_create_dynamic_record(item) for item in value]
    return value


def _revert_to_dict(value: Any) -> Any:
    """Make records dicts, all the way down."""
    if isinstance(value, dict):
        return {k: _revert_to_dict(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_revert_to_dict(item) for item in value]
    return value


def from_spark(dtype: spark_types.DataType, choices: Choices = frozenset()) -> DataType:
    """Give the Glue type of a Spark type, with the marked structs as choices.

    Raises TypeError for Spark types a DynamicFrame can't hold.
    """
    from .dynamicframe.schema import from_spark as convert

    return convert(dtype, choices)


def to_spark(dtype: DataType) -> tuple[spark_types.DataType, Choices]:
    """Give the Spark type that holds values of a Glue type, and the choice marks inside it.

    Raises TypeError for types with no Spark counterpart (unknown).
    """
    from .dynamicframe.schema import to_spark as convert

    return convert(dtype)
