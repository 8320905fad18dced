"""Rows of two engines compared: the first difference, with row, column and both values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CLOSE = 1e-9
"""Relative difference of floating numbers that counts as none: sums depend on the order of rows."""
_LOOKED_AT = 200
_MOST_FLOATS = 100_000


@dataclass(frozen=True)
class Ties:
    """Where rows have equal values in `by`, the values of `made` are not determined."""

    by: list[str]
    made: list[str]


@dataclass(frozen=True)
class Comparison:
    """What must be equal: of these columns (None: of all), in this order, ties apart."""

    columns: list[str] | None = None
    order: list[str] | None = None
    ties: Ties | None = None

    @classmethod
    def of(cls, given: dict[str, Any]) -> Comparison:
        """Read a comparison as the compiler states it."""
        ties = given.get("ties")
        return cls(
            given.get("columns"),
            given.get("order"),
            None if ties is None else Ties(ties["by"], ties["made"]),
        )


@dataclass(frozen=True)
class Difference:
    """The first difference: in words, and its parts where there are any.

    `row` counts from 1 in the order in which Spark gave the rows.
    """

    text: str
    row: int | None = None
    column: str | None = None
    spark: str | None = None
    duckdb: str | None = None


def difference(
    connection: Any, spark: str, duckdb: str, comparison: Comparison
) -> Difference | None:
    """Return the first difference of two tables or views, or None where there is none.

    Rows are compared without regard to their order, unless the comparison states one. Floating
    numbers that differ by no more than `CLOSE` are equal; minus zero is not zero.
    """
    ours, theirs = columns(connection, duckdb), columns(connection, spark)
    found = _of_columns(theirs, ours)
    if found is not None:
        return found
    names = [name for name, _ in theirs]
    if comparison.columns is not None:
        names = _among(names, comparison.columns)
    ties = comparison.ties
    if ties is not None and _has_ties(connection, spark, _among([n for n, _ in theirs], ties.by)):
        made = {name.lower() for name in ties.made}
        names = [name for name in names if name.lower() not in made]
    counts = [_count(connection, table) for table in (spark, duckdb)]
    if not names:
        return None if counts[0] == counts[1] else _of_counts(*counts)
    found = _of_rows(connection, spark, duckdb, names, dict(theirs), counts)
    if found is None and comparison.order:
        found = _of_order(connection, spark, duckdb, _among(names, comparison.order))
    return found


def columns(connection: Any, table: str) -> list[tuple[str, str]]:
    """Return names and types of a table's columns."""
    rows = connection.execute(f"DESCRIBE SELECT * FROM {table}").fetchall()
    return [(row[0], row[1]) for row in rows]


def quoted(name: str) -> str:
    """Return a name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def _among(names: Sequence[str], wanted: Sequence[str]) -> list[str]:
    lower = {name.lower() for name in wanted}
    return [name for name in names if name.lower() in lower]


def _count(connection: Any, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def _of_counts(spark: int, duckdb: int) -> Difference:
    return Difference(f"Spark gives {_rows(spark)}, DuckDB {duckdb}")


def _of_columns(spark: list[tuple[str, str]], duckdb: list[tuple[str, str]]) -> Difference | None:
    names = [name for name, _ in spark]
    ours = [name for name, _ in duckdb]
    if names != ours:
        return Difference(f"Spark has the columns {', '.join(names)}, DuckDB {', '.join(ours)}")
    for (name, kind), (_, our) in zip(spark, duckdb, strict=True):
        if kind != our:
            return Difference(
                f"column {name}: Spark's type is {kind}, DuckDB's {our}", None, name, kind, our
            )
    return None


def _has_ties(connection: Any, table: str, by: list[str]) -> bool:
    keys = ", ".join(quoted(name) for name in by)
    groups = f"GROUP BY {keys} HAVING count(*) > 1" if by else "HAVING count(*) > 1"
    found = connection.execute(f"SELECT 1 FROM {table} {groups} LIMIT 1").fetchone()
    return found is not None


def _texts(names: list[str]) -> str:
    # As text minus zero is another value than zero, and values that are no number are one.
    return ", ".join(f"CAST({quoted(name)} AS VARCHAR) AS {quoted(name)}" for name in names)


def _of_rows(
    connection: Any,
    spark: str,
    duckdb: str,
    names: list[str],
    kinds: dict[str, str],
    counts: list[int],
) -> Difference | None:
    texts = _texts(names)

    def only(left: str, right: str, most: int) -> list[tuple[str | None, ...]]:
        rows: list[tuple[str | None, ...]] = connection.execute(
            f"SELECT {texts} FROM {left} EXCEPT ALL SELECT {texts} FROM {right} LIMIT {most}"
        ).fetchall()
        return rows

    floats = {at for at, name in enumerate(names) if kinds[name] in ("DOUBLE", "FLOAT")}
    most = _MOST_FLOATS if floats else _LOOKED_AT
    left, right = only(spark, duckdb, most), only(duckdb, spark, most)
    if floats and len(left) == len(right):
        by = _sorting(floats)
        pairs = zip(sorted(left, key=by), sorted(right, key=by), strict=True)
        unequal = [pair for pair in pairs if not _close(*pair, floats)]
        left, right = [pair[0] for pair in unequal], [pair[1] for pair in unequal]
    if not left and not right:
        return None
    left, right = left[:_LOOKED_AT], right[:_LOOKED_AT]
    if not left or not right:
        which, row = ("Spark", left[0]) if left else ("DuckDB", right[0])
        at = _number(connection, spark, names, row) if left else None
        where = f"row {at}: " if at else ""
        return Difference(
            f"{where}only {which} has the row {_shown(names, row)} "
            f"(Spark gives {_rows(counts[0])}, DuckDB {counts[1]})",
            at,
        )
    ours, theirs = _nearest(left, right, floats)
    at = next(i for i in range(len(names)) if not _same(ours[i], theirs[i], i in floats))
    number = _number(connection, spark, names, ours)
    where = f"row {number}, " if number else ""
    more = "" if counts[0] == counts[1] else f"; Spark gives {_rows(counts[0])}, DuckDB {counts[1]}"
    return Difference(
        f"{where}column {names[at]}: Spark has {_value(ours[at])}, DuckDB {_value(theirs[at])} "
        f"(the row in Spark: {_shown(names, ours)}{more})",
        number,
        names[at],
        ours[at],
        theirs[at],
    )


def _sorting(floats: set[int]) -> Any:
    def by(row: tuple[str | None, ...]) -> Any:
        plain = [each or "" for at, each in enumerate(row) if at not in floats]
        rest = [f"{float(row[at] or 0):.6e}" for at in sorted(floats)]
        return plain, rest

    return by


def _same(left: str | None, right: str | None, floating: bool) -> bool:
    if left == right or left is None or right is None or not floating:
        return left == right
    ours, theirs = float(left), float(right)
    if ours == 0 and theirs == 0:
        return False
    return math.isclose(ours, theirs, rel_tol=CLOSE)


def _close(left: tuple[str | None, ...], right: tuple[str | None, ...], floats: set[int]) -> bool:
    return all(_same(left[at], right[at], at in floats) for at in range(len(left)))


def _nearest(
    left: list[tuple[str | None, ...]], right: list[tuple[str | None, ...]], floats: set[int]
) -> tuple[tuple[str | None, ...], tuple[str | None, ...]]:
    """Return the first row of Spark that a row of DuckDB is most like, and that one."""

    def alike(ours: tuple[str | None, ...], theirs: tuple[str | None, ...]) -> int:
        return sum(_same(ours[at], theirs[at], at in floats) for at in range(len(ours)))

    best = max(
        (
            (alike(ours, theirs), -at, -to)
            for at, ours in enumerate(left)
            for to, theirs in enumerate(right)
        )
    )
    return left[-best[1]], right[-best[2]]


def _number(
    connection: Any, table: str, names: list[str], row: tuple[str | None, ...]
) -> int | None:
    """Return the place of a row in the order in which Spark gave them, from 1."""
    same = " AND ".join(
        f"CAST({quoted(name)} AS VARCHAR) IS NOT DISTINCT FROM ${at}"
        for at, name in enumerate(names, start=1)
    )
    found = connection.execute(
        f'SELECT "#" FROM (SELECT row_number() OVER () AS "#", * FROM {table}) '
        f"WHERE {same} LIMIT 1",
        list(row),
    ).fetchone()
    return None if found is None else int(found[0])


def _of_order(connection: Any, spark: str, duckdb: str, keys: list[str]) -> Difference | None:
    if not keys:
        return None
    listed = ", ".join(quoted(name) for name in keys)
    numbered = f'SELECT row_number() OVER () AS "#", {listed} FROM'
    differ = " OR ".join(f"s.{quoted(k)} IS DISTINCT FROM d.{quoted(k)}" for k in keys)
    found = connection.execute(
        f'SELECT s."#", {", ".join(f"CAST(s.{quoted(k)} AS VARCHAR)" for k in keys)}, '
        f"{', '.join(f'CAST(d.{quoted(k)} AS VARCHAR)' for k in keys)} "
        f'FROM ({numbered} {spark}) s JOIN ({numbered} {duckdb}) d USING ("#") '
        f'WHERE {differ} ORDER BY s."#" LIMIT 1'
    ).fetchone()
    if found is None:
        return None
    number, values = found[0], found[1:]
    ours, theirs = values[: len(keys)], values[len(keys) :]
    at = next(i for i in range(len(keys)) if ours[i] != theirs[i])
    return Difference(
        f"row {number}, column {keys[at]}: Spark has {_value(ours[at])} at this place of the "
        f"order, DuckDB {_value(theirs[at])}",
        number,
        keys[at],
        ours[at],
        theirs[at],
    )


def _value(text: str | None) -> str:
    if text is None:
        return "null"
    return repr(text if len(text) <= 80 else f"{text[:79]}…")


def _shown(names: list[str], row: tuple[str | None, ...]) -> str:
    shown = [f"{name} {_value(each)}" for name, each in zip(names, row, strict=True)]
    return ", ".join(shown[:8]) + (", …" if len(shown) > 8 else "")
