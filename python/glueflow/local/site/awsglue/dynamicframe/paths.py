"""Field paths as Glue writes them: dots between names, backticks around a name with dots, `[]`
after an array.

Source: the "field_path" notes of DynamicFrame.resolveChoice and rename_field,
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
"""

from __future__ import annotations

from collections.abc import Iterable

from pyspark.sql.types import ArrayType, DataType, StructField, StructType

# The step into an array's elements. The NUL keeps it apart from a field really named "[]".
ARRAY = "\0[]"

Path = tuple[str, ...]


def parse_path(text: str) -> Path:
    """Split a Glue field path into its steps.

    `` a.b `` gives ("a", "b"), `` `a.b`.c `` gives ("a.b", "c") and `` list[].x `` gives
    ("list", ARRAY, "x"). Two backticks inside backticks stand for one.

    Raises ValueError when the path is empty, has an empty step or an open backtick.
    """
    if not isinstance(text, str):
        raise TypeError(f"A field path must be a string, got {type(text).__name__}: {text!r}")
    steps: list[str] = []
    position = 0
    while True:
        name, position, quoted = _read_name(text, position)
        if not name and not quoted:
            raise ValueError(f"Field path {text!r} has an empty step at character {position}.")
        steps.append(name)
        while text.startswith("[]", position):
            steps.append(ARRAY)
            position += 2
        if position == len(text):
            return tuple(steps)
        if text[position] != ".":
            raise ValueError(f"Field path {text!r} is not understood at character {position}.")
        position += 1


def _read_name(text: str, position: int) -> tuple[str, int, bool]:
    if text.startswith("`", position):
        name = ""
        position += 1
        while position < len(text):
            if text.startswith("``", position):
                name += "`"
                position += 2
            elif text[position] == "`":
                return name, position + 1, True
            else:
                name += text[position]
                position += 1
        raise ValueError(f"Field path {text!r} opens a backtick and never closes it.")
    end = position
    while end < len(text) and text[end] != "." and not text.startswith("[]", end):
        end += 1
    return text[position:end], end, False


def format_path(path: Iterable[str]) -> str:
    """Write steps back as a Glue field path, quoting names that need it."""
    text = ""
    for step in path:
        if step == ARRAY:
            text += "[]"
            continue
        if "." in step or "`" in step or "[]" in step or not step:
            step = "`" + step.replace("`", "``") + "`"
        text += step if not text else "." + step
    return text


def quote(name: str) -> str:
    """Quote a name for Spark SQL, so that dots and other signs in it are taken literally."""
    return "`" + name.replace("`", "``") + "`"


def find_field(struct: StructType, name: str, case_sensitive: bool = True) -> StructField | None:
    """Find a field by name; an exact match wins over one that differs in case only."""
    for field in struct.fields:
        if field.name == name:
            return field
    if not case_sensitive:
        for field in struct.fields:
            if field.name.lower() == name.lower():
                return field
    return None


def resolve_path(
    schema: StructType,
    path: Path,
    choices: frozenset[Path],
    *,
    case_sensitive: bool = True,
    enter_arrays: bool = False,
) -> tuple[Path, DataType] | None:
    """Find a path in a schema: its steps with the names as the schema spells them, and its type.

    With `enter_arrays` a path may go into an array of structs without `[]`. The alternatives of a
    choice are no fields. Returns None when there is no such field.
    """
    found: list[str] = []
    dtype: DataType = schema
    for step in path:
        if step == ARRAY:
            if not isinstance(dtype, ArrayType):
                return None
            found.append(ARRAY)
            dtype = dtype.elementType
            continue
        while enter_arrays and isinstance(dtype, ArrayType):
            found.append(ARRAY)
            dtype = dtype.elementType
        if not isinstance(dtype, StructType) or tuple(found) in choices:
            return None
        field = find_field(dtype, step, case_sensitive)
        if field is None:
            return None
        found.append(field.name)
        dtype = field.dataType
    return tuple(found), dtype
