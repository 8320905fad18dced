"""DQDL, the language of AWS Glue Data Quality's rules: from text to a tree.

Source: https://docs.aws.amazon.com/glue/latest/dg/dqdl.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum


class Keyword(Enum):
    """A word that stands for a kind of value."""

    NULL = "NULL"
    EMPTY = "EMPTY"
    WHITESPACES_ONLY = "WHITESPACES_ONLY"


Value = float | int | str | datetime | Keyword


@dataclass(frozen=True)
class Condition:
    """What a measure or a value is held against.

    `operator` is =, !=, <, <=, >, >=, between, in or matches; `negated` is for `not between` …
    """

    operator: str
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True)
class Rule:
    """One rule: its type, the texts after it, and what is asked of it."""

    text: str
    kind: str
    parameters: tuple[str, ...]
    condition: Condition | None
    where: str | None
    threshold: Condition | None


@dataclass(frozen=True)
class Composite:
    """Rules joined by `and` or `or`."""

    text: str
    operator: str
    parts: tuple[Rule | Composite, ...]


Node = Rule | Composite


class RulesetError(ValueError):
    """A ruleset that is no DQDL, or has what the local runtime does not evaluate."""


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"""(?P<blank>\s+|\#[^\n]*)
      | (?P<string>"(?:[^"\\]|\\.)*")
      | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<sign><=|>=|!=|[=<>()\[\],+-])""",
    re.VERBOSE,
)
_SIGNS = ("=", "!=", "<", "<=", ">", ">=")
_UNITS = {"minutes": "minutes", "hours": "hours", "days": "days", "weeks": "weeks"}
_DYNAMIC = ("last", "avg", "median", "max", "min", "sum", "std", "abs", "index")


def parse(ruleset: str) -> list[Node]:
    """Read the rules of `Rules = [ … ]`.

    Raises:
        RulesetError: with the line and what is wrong there.
    """
    return _Parser(ruleset).document()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = list(self._read())
        self._at = 0

    def _read(self) -> Sequence[_Token]:
        found, at = [], 0
        while at < len(self._source):
            match = _TOKEN.match(self._source, at)
            if match is None:
                raise self._error(f"{self._source[at]!r} is no part of DQDL", at)
            if match.lastgroup != "blank":
                found.append(_Token(str(match.lastgroup), match.group(), at, match.end()))
            at = match.end()
        return found

    def document(self) -> list[Node]:
        name = self._word()
        if name != "Rules":
            raise self._error(
                f"a ruleset begins with Rules = [, not with {name} "
                "(analyzers and constants are evaluated on AWS only)",
                0,
            )
        self._take("=")
        self._take("[")
        rules = [self._rule()]
        while self._next(","):
            rules.append(self._rule())
        self._take("]")
        if self._at < len(self._tokens):
            rest = self._tokens[self._at]
            raise self._error(f"nothing may follow the rules; found {rest.text}", rest.start)
        return rules

    def _rule(self) -> Node:
        start = self._start()
        parts = [self._part()]
        operators = set()
        while (word := self._peek_word()) in ("and", "or"):
            operators.add(word)
            self._at += 1
            parts.append(self._part())
        if len(parts) == 1:
            return parts[0]
        if len(operators) > 1:
            raise self._error("and beside or needs brackets that say which comes first", start)
        return Composite(self._text(start), operators.pop() or "", tuple(parts))

    def _part(self) -> Node:
        if self._next("("):
            inner = self._rule()
            self._take(")")
            return inner
        return self._simple()

    def _simple(self) -> Rule:
        start = self._start()
        kind = self._word()
        parameters = []
        while self._is("string"):
            parameters.append(self._string())
        condition = self._condition() if self._at_condition() else None
        where = threshold = None
        while (word := self._peek_word()) in ("where", "with"):
            self._at += 1
            if word == "where":
                where = self._string()
            else:
                if self._peek_word() != "threshold":
                    raise self._error("with is followed by threshold", self._start())
                self._at += 1
                threshold = self._condition()
        if self._peek_word() == "labels":
            raise self._error("labels are kept on AWS only; leave them out", self._start())
        text = self._text(start)
        return Rule(text, kind, tuple(parameters), condition, where, threshold)

    def _at_condition(self) -> bool:
        token = self._token()
        if token is None:
            return False
        return token.text in _SIGNS or token.text.lower() in ("between", "in", "matches", "not")

    def _condition(self) -> Condition:
        token = self._token()
        if token is not None and token.text in _SIGNS:
            self._at += 1
            return Condition(token.text, (self._value(),))
        word = self._word().lower()
        negated = word == "not"
        if negated:
            word = self._word().lower()
        if word == "between":
            low = self._value()
            if self._word().lower() != "and":
                raise self._error("between has two bounds, joined by and", self._start())
            return Condition(word, (low, self._value()), negated)
        if word == "in":
            self._take("[")
            values = [self._value()]
            while self._next(","):
                values.append(self._value())
            self._take("]")
            return Condition(word, tuple(values), negated)
        if word == "matches":
            pattern = self._string()
            try:
                re.compile(pattern)
            except re.error as error:
                raise self._error(f"{pattern!r} is no regular expression: {error}", 0) from error
            return Condition(word, (pattern,), negated)
        raise self._error(f"{word} is no operator", self._start())

    def _value(self) -> Value:
        if self._next("("):
            value = self._value()
            self._take(")")
            return value
        if self._is("string"):
            return self._string()
        if self._is("number"):
            text = self._tokens[self._at].text
            self._at += 1
            return int(text) if re.fullmatch(r"-?\d+", text) else float(text)
        start = self._start()
        word = self._word()
        if word in Keyword.__members__:
            return Keyword[word]
        if word == "now":
            self._take("(")
            self._take(")")
            return self._shifted(datetime.now(timezone.utc).replace(tzinfo=None))
        if word in _DYNAMIC:
            raise self._error(
                f"{word}(…) is a dynamic rule, which looks at runs before this one: AWS only", start
            )
        raise self._error(f"{word} is no value", start)

    def _shifted(self, moment: datetime) -> datetime:
        token = self._token()
        if token is None or not (token.text in ("+", "-") or token.text.startswith("-")):
            return moment
        sign = -1 if token.text.startswith("-") else 1
        if token.kind == "sign":
            self._at += 1
        amount = self._value()
        unit = self._word()
        if not isinstance(amount, int) or _plural(unit) not in _UNITS:
            raise self._error("now() is moved by minutes, hours, days or weeks", self._start())
        return moment + sign * timedelta(**{_UNITS[_plural(unit)]: abs(amount)})

    # -- tokens -----------------------------------------------------------------------------------

    def _token(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _start(self) -> int:
        token = self._token()
        return len(self._source) if token is None else token.start

    def _is(self, kind: str) -> bool:
        token = self._token()
        return token is not None and token.kind == kind

    def _peek_word(self) -> str | None:
        return self._tokens[self._at].text.lower() if self._is("word") else None

    def _next(self, text: str) -> bool:
        token = self._token()
        if token is None or token.text != text:
            return False
        self._at += 1
        return True

    def _take(self, text: str) -> None:
        if not self._next(text):
            raise self._expected(text)

    def _word(self) -> str:
        if not self._is("word"):
            raise self._expected("a word")
        self._at += 1
        return self._tokens[self._at - 1].text

    def _string(self) -> str:
        if not self._is("string"):
            raise self._expected("a text in double quotes")
        self._at += 1
        return re.sub(r'\\(["\\])', r"\1", self._tokens[self._at - 1].text[1:-1])

    def _expected(self, what: str) -> RulesetError:
        token = self._token()
        found = "the end" if token is None else token.text
        return self._error(f"{what} is expected, not {found}", self._start())

    def _text(self, start: int) -> str:
        """Return the rule as it is written, on one line and without comments."""
        texts = [t for t in self._tokens[: self._at] if t.start >= start]
        out, end = "", start
        for token in texts:
            out += (" " if out and token.start > end else "") + token.text
            end = token.end
        return out

    def _error(self, text: str, at: int) -> RulesetError:
        line = self._source.count("\n", 0, at) + 1
        return RulesetError(f"The ruleset is not understood (line {line}): {text}.")


def _plural(unit: str) -> str:
    return unit if unit.endswith("s") else f"{unit}s"
