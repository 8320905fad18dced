"""Partition expressions of GetPartitions: a parser, and evaluation by partition key type.

Grammar, operators and types: https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html
(=, <>, >, <, >=, <=, AND, OR, NOT, IN, BETWEEN, LIKE, IS NULL over string, date, timestamp and the
numeric types; partition values and literals are compared as the key's type). The parser is
JSQLParser, not Spark's: text is in single quotes, dates are text, "x" and `x` other names than x.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from glueflow.sandbox.errors import GlueError, invalid_input

NULL = "__HIVE_DEFAULT_PARTITION__"
Row = Sequence[Any]
Test = Callable[[Row], bool]

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>'(?:[^']|'')*')
    | (?P<number>[+-]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?(?![\w-]))
    | (?P<word>[A-Za-z_][\w.]*)
    | (?P<operator><\s*>|!=|<=|>=|=|<|>|\(|\)|,)
    )""",
    re.VERBOSE,
)
_WORDS = frozenset({"and", "or", "not", "in", "between", "like", "is", "null"})
_TEXTS = ("string", "char", "varchar")
_INTEGERS = ("tinyint", "smallint", "int", "integer", "bigint", "long")


def compile_predicate(expression: str, keys: Sequence[tuple[str, str]]) -> Callable[[Row], bool]:
    """A test of partition values for ``expression``.

    ``keys`` are the table's partition keys as (name, Hive type). The test takes a partition's
    values as text, in the order of the keys.

    Raises GlueError ``InvalidInputException`` for what Glue does not take, and, when called on a
    value that its key's type cannot hold, ``InvalidStateException``.
    """
    test = _Parser(expression, keys).parse()
    types = [kind for _, kind in keys]

    def matches(values: Row) -> bool:
        row = []
        for kind, value in zip(types, values, strict=False):
            try:
                known = value != NULL and _is_compared(kind)
                row.append(convert(kind, value) if known else None)
            except ValueError as error:
                raise GlueError("InvalidStateException", str(error)) from error
        return test(row)

    return matches


def convert(kind: str, value: Any) -> Any:
    """``value`` as a comparable of Hive type ``kind``. Raises ValueError when it is none, and
    GlueError for a type Glue does not support in partition keys."""
    base = kind.split("(")[0].strip().lower()
    text = str(value)
    if base in _INTEGERS:
        try:
            return int(text)
        except ValueError:
            raise ValueError(f'"{text}" is not an integer.') from None
    if base == "decimal":
        try:
            return Decimal(text)
        except InvalidOperation:
            raise ValueError(f"{text} is not a decimal.") from None
    if base in _TEXTS:
        return text
    if base == "date":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"{text} is not a date.") from None
    if base == "timestamp":
        match = re.fullmatch(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?", text)
        if match is None:
            raise ValueError(
                f"Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] {text} "
                "is not a timestamp."
            )
        moment = datetime.fromisoformat(f"{match[1]} {match[2]}")
        return (moment, (match[3] or "").ljust(9, "0"))
    raise invalid_input(f"Unknown type : '{kind}'")


def _is_compared(kind: str) -> bool:
    base = kind.split("(")[0].strip().lower()
    return base in (*_INTEGERS, *_TEXTS, "decimal", "date", "timestamp")


class _Parser:
    def __init__(self, expression: str, keys: Sequence[tuple[str, str]]) -> None:
        self._expression = expression
        self._columns = {name.lower(): (i, kind) for i, (name, kind) in enumerate(keys)}
        self._tokens = self._split(expression)
        self._at = 0

    def parse(self) -> Test:
        test = self._either()
        if self._at != len(self._tokens):
            raise self._unsupported()
        return test

    def _split(self, text: str) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        position, end = 0, len(text.rstrip())
        while position < end:
            match = _TOKEN.match(text, position)
            if match is None:
                raise self._unsupported()
            kind = str(match.lastgroup)
            value = match[kind]
            if kind == "word" and value.lower() in _WORDS:
                kind, value = "keyword", value.lower()
            elif kind == "operator":
                value = re.sub(r"\s+", "", value)
            tokens.append((kind, value))
            position = match.end()
        return tokens

    def _unsupported(self) -> GlueError:
        return invalid_input(f"Unsupported expression '{self._expression}'")

    def _peek(self, offset: int = 0) -> tuple[str, str]:
        index = self._at + offset
        return self._tokens[index] if index < len(self._tokens) else ("end", "")

    def _take(self, kind: str, value: str | None = None) -> str | None:
        found = self._peek()
        if found[0] != kind or (value is not None and found[1] != value):
            return None
        self._at += 1
        return found[1]

    def _need(self, kind: str, value: str | None = None) -> str:
        found = self._take(kind, value)
        if found is None:
            raise self._unsupported()
        return found

    def _either(self) -> Test:
        tests = [self._both()]
        while self._take("keyword", "or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else lambda row: any(t(row) for t in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._take("keyword", "and"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda row: all(t(row) for t in tests)

    def _one(self) -> Test:
        if self._take("keyword", "not"):
            inner = self._one()
            return lambda row: not inner(row)
        if self._peek() == ("operator", "(") and not self._is_wrapped_operand():
            self._at += 1
            inner = self._either()
            self._need("operator", ")")
            return inner
        return self._comparison()

    def _is_wrapped_operand(self) -> bool:
        depth = 0
        while self._peek(depth) == ("operator", "("):
            depth += 1
        return self._peek(depth + 1) == ("operator", ")") and self._peek(depth)[0] != "end"

    def _comparison(self) -> Test:
        if self._peek()[0] in ("string", "number"):
            literal = self._literal()
            operator = self._operator()
            index, kind = self._column()
            return self._compare(index, kind, _MIRROR[operator], literal)
        index, kind = self._column()
        if self._take("keyword", "is"):
            negated = self._take("keyword", "not") is not None
            self._need("keyword", "null")
            return lambda row: (row[index] is None) != negated
        negated = self._take("keyword", "not") is not None
        test: Test
        if self._take("keyword", "in"):
            test = self._membership(index, kind)
        elif self._take("keyword", "between"):
            test = self._range(index, kind)
        elif self._take("keyword", "like"):
            test = self._like(index, kind)
        elif negated:
            raise self._unsupported()
        else:
            return self._compare(index, kind, self._operator(), self._literal())
        if not negated:
            return test
        return lambda row: row[index] is not None and not test(row)

    def _column(self) -> tuple[int, str]:
        wrapped = 0
        while self._take("operator", "("):
            wrapped += 1
        kind, text = self._peek()
        if kind != "word":
            raise self._unsupported()
        self._at += 1
        for _ in range(wrapped):
            self._need("operator", ")")
        if self._peek() == ("operator", "("):  # A function; Glue knows none.
            raise self._unsupported()
        name = text.split(".")[-1].lower()
        if name not in self._columns:
            raise invalid_input("Invalid partition expression!")
        index, kind = self._columns[name]
        if not _is_compared(kind):
            raise invalid_input(f"Unknown type : '{kind}'")
        return index, kind

    def _operator(self) -> str:
        found = self._need("operator")
        if found not in _MIRROR:
            raise self._unsupported()
        return "<>" if found == "!=" else found

    def _literal(self) -> str:
        wrapped = 0
        while self._take("operator", "("):
            wrapped += 1
        kind, text = self._peek()
        if kind not in ("string", "number"):
            raise self._unsupported()
        self._at += 1
        for _ in range(wrapped):
            self._need("operator", ")")
        return text[1:-1].replace("''", "'") if kind == "string" else text

    def _value(self, kind: str, literal: str) -> Any:
        try:
            return convert(kind, literal)
        except ValueError as error:
            raise invalid_input(str(error)) from error

    def _compare(self, index: int, kind: str, operator: str, literal: str) -> Test:
        value = self._value(kind, literal)
        compare = _COMPARE[operator]
        return lambda row: row[index] is not None and compare(row[index], value)

    def _membership(self, index: int, kind: str) -> Test:
        self._need("operator", "(")
        values = [self._value(kind, self._literal())]
        while self._take("operator", ","):
            values.append(self._value(kind, self._literal()))
        self._need("operator", ")")
        return lambda row: row[index] in values

    def _range(self, index: int, kind: str) -> Test:
        low = self._value(kind, self._literal())
        self._need("keyword", "and")
        high = self._value(kind, self._literal())
        return lambda row: row[index] is not None and low <= row[index] <= high

    def _like(self, index: int, kind: str) -> Test:
        literal = self._literal()
        base = kind.split("(")[0].strip().lower()
        if base in _INTEGERS:
            raise invalid_input("Integral data type doesn't support operation 'LIKE'")
        if base not in ("string", "char", "varchar"):
            raise invalid_input(f"{base.capitalize()} data type doesn't support operation 'LIKE'")
        parts = [{"%": ".*", "_": "."}.get(mark, re.escape(mark)) for mark in literal]
        pattern = re.compile("".join(parts), re.DOTALL)
        return lambda row: row[index] is not None and pattern.fullmatch(row[index]) is not None


_MIRROR = {"=": "=", "<>": "<>", "!=": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}
