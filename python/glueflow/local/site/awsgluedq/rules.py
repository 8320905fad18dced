"""What each type of rule measures, and which rows it passes.

Source: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .language import Condition, Keyword, Rule, Value

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

REASON = "Value: {} does not meet the constraint requirement!"
ABSENT = "Input data does not include column {}!"
NO_ROWS = "There are no rows to measure."


@dataclass
class Outcome:
    """How a rule ended.

    `rows` says of each row whether it passes: None where the rule does not apply. A rule about the
    whole data has none.
    """

    passed: bool
    reason: str | None = None
    metrics: dict[str, float] = field(default_factory=dict)
    rows: Column | None = None


Evaluate = Callable[["DataFrame", Rule], Outcome]


def evaluate(frame: DataFrame, rule: Rule) -> Outcome:
    """Evaluate one rule over all rows."""
    if rule.kind != "ColumnExists":
        for name in _named(rule):
            if name.lower() not in [column.lower() for column in frame.columns]:
                return Outcome(False, ABSENT.format(name))
    return RULES[rule.kind](frame, rule)


def check(rule: Rule) -> str | None:
    """Return why a rule can't be evaluated here, or None. No data is read."""
    if rule.kind not in RULES:
        return f"the rule type {rule.kind}"
    least, most = _COUNTS.get(rule.kind, (1, 1))
    if not least <= len(rule.parameters) <= most:
        return f"{rule.kind} with {len(rule.parameters)} quoted texts ({rule.text})"
    if rule.kind in _ALONE and rule.condition is not None:
        return f"{rule.kind} with a condition ({rule.text})"
    if rule.kind not in (*_ALONE, "CustomSql", "CustomSQL") and rule.condition is None:
        return f"{rule.kind} without a condition ({rule.text})"
    if rule.threshold is not None and rule.kind not in _THRESHOLD:
        return f"{rule.kind} with a threshold ({rule.text})"
    if rule.where is not None and rule.kind in _WHOLE:
        return f"{rule.kind} with a where clause ({rule.text})"
    for condition in (rule.condition, rule.threshold):
        numbers = condition is rule.threshold or rule.kind not in ("ColumnValues",)
        if condition is not None and numbers and not _numeric(condition):
            return f"{rule.kind} with values that are no numbers ({rule.text})"
    return None


def _numeric(condition: Condition) -> bool:
    return condition.operator != "matches" and all(
        isinstance(value, (int, float)) for value in condition.values
    )


def _named(rule: Rule) -> Sequence[str]:
    return () if rule.kind in ("CustomSql", "CustomSQL", "ColumnNamesMatchPattern") else (
        rule.parameters
    )  # fmt: skip


def holds(condition: Condition, value: float) -> bool:
    """Say whether a number meets a condition; the bounds of `between` are outside."""
    values: list[Any] = list(condition.values)
    operator = condition.operator
    if operator == "between":
        met = values[0] < value < values[1]
    elif operator == "in":
        met = value in values
    else:
        met = {
            "=": value == values[0],
            "!=": value != values[0],
            "<": value < values[0],
            "<=": value <= values[0],
            ">": value > values[0],
            ">=": value >= values[0],
        }[operator]
    return bool(met) != condition.negated


def _column(name: str) -> Column:
    from pyspark.sql import functions as F

    return F.col("`" + name.replace("`", "``") + "`")


def _kept(frame: DataFrame, rule: Rule) -> DataFrame:
    return frame if rule.where is None else frame.where(rule.where)


def _applies(rule: Rule, passes: Column) -> Column:
    """Leave out rows that `where` does."""
    from pyspark.sql import functions as F

    return passes if rule.where is None else F.when(F.expr(rule.where), passes)


def _measured(name: str, value: float | None, condition: Condition) -> Outcome:
    if value is None or value != value:
        return Outcome(False, NO_ROWS)
    met = holds(condition, value)
    return Outcome(met, None if met else REASON.format(value), {name: float(value)})


def _one(frame: DataFrame, *columns: Column) -> tuple[Any, ...]:
    return tuple(frame.agg(*columns).collect()[0])


# -- the whole data -------------------------------------------------------------------------------


def _row_count(frame: DataFrame, rule: Rule) -> Outcome:
    assert rule.condition is not None
    return _measured("Dataset.*.RowCount", _kept(frame, rule).count(), rule.condition)


def _column_count(frame: DataFrame, rule: Rule) -> Outcome:
    assert rule.condition is not None
    return _measured("Dataset.*.ColumnCount", len(frame.columns), rule.condition)


def _column_exists(frame: DataFrame, rule: Rule) -> Outcome:
    name = rule.parameters[0]
    there = name.lower() in [column.lower() for column in frame.columns]
    return Outcome(there, None if there else ABSENT.format(name))


def _names_match(frame: DataFrame, rule: Rule) -> Outcome:
    other = [n for n in frame.columns if not re.fullmatch(rule.parameters[0], n)]
    ratio = 1.0 - len(other) / max(1, len(frame.columns))
    names = f"Columns that do not match the pattern: {', '.join(other)}" if other else None
    return Outcome(not other, names, {"Dataset.*.ColumnNamesPatternMatchRatio": ratio})


def _aggregate(name: str, function: Callable[[Column], Column]) -> Evaluate:
    def evaluate_rule(frame: DataFrame, rule: Rule) -> Outcome:
        assert rule.condition is not None
        (value,) = _one(_kept(frame, rule), function(_column(rule.parameters[0])).cast("double"))
        return _measured(f"Column.{rule.parameters[0]}.{name}", value, rule.condition)

    return evaluate_rule


def _mean(column: Column) -> Column:
    from pyspark.sql import functions as F

    return F.avg(column)


def _sum(column: Column) -> Column:
    from pyspark.sql import functions as F

    return F.sum(column)


def _deviation(column: Column) -> Column:
    from pyspark.sql import functions as F

    return F.stddev_pop(column)


def _distinct(column: Column) -> Column:
    from pyspark.sql import functions as F

    return F.count_distinct(column)


def _frequencies(frame: DataFrame, names: Sequence[str]) -> tuple[int, int, int, float]:
    """Return rows with a value, distinct values, values that are there once, and the entropy."""
    from pyspark.sql import functions as F

    columns = [_column(name) for name in names]
    some = F.coalesce(*[F.when(column.isNotNull(), True) for column in columns])
    counts = frame.where(some).groupBy(*columns).agg(F.count("*").alias("n"))
    n = F.col("n")
    total, distinct, once, weighted = _one(
        counts, F.sum(n), F.count("*"), F.sum((n == 1).cast("int")), F.sum(n * F.log(n))
    )
    if not total:
        return 0, 0, 0, 0.0
    import math

    return total, distinct, once or 0, math.log(total) - weighted / total


def _unique_ratio(frame: DataFrame, rule: Rule) -> Outcome:
    assert rule.condition is not None
    _, distinct, once, _ = _frequencies(_kept(frame, rule), rule.parameters)
    value = once / distinct if distinct else None
    return _measured(f"Column.{rule.parameters[0]}.UniqueValueRatio", value, rule.condition)


def _entropy(frame: DataFrame, rule: Rule) -> Outcome:
    assert rule.condition is not None
    total, _, _, entropy = _frequencies(_kept(frame, rule), rule.parameters)
    value = entropy if total else None
    return _measured(f"Column.{rule.parameters[0]}.Entropy", value, rule.condition)


def _correlation(frame: DataFrame, rule: Rule) -> Outcome:
    from pyspark.sql import functions as F

    assert rule.condition is not None
    one, two = rule.parameters
    (value,) = _one(_kept(frame, rule), F.corr(_column(one), _column(two)))
    return _measured(f"Multicolumn.{one},{two}.ColumnCorrelation", value, rule.condition)


# -- rows -----------------------------------------------------------------------------------------

_EXACTLY_ONE = Condition("=", (1.0,))


def _completeness(frame: DataFrame, rule: Rule) -> Outcome:
    from pyspark.sql import functions as F

    name = rule.parameters[0]
    there = _column(name).isNotNull()
    (value,) = _one(_kept(frame, rule), F.avg(there.cast("double")))
    outcome = _measured(f"Column.{name}.Completeness", value, rule.condition or _EXACTLY_ONE)
    outcome.rows = _applies(rule, there)
    return outcome


def _metric(names: Sequence[str], name: str) -> str:
    return (
        f"Column.{names[0]}.{name}" if len(names) == 1 else f"Multicolumn.{','.join(names)}.{name}"
    )


def _uniqueness(frame: DataFrame, rule: Rule) -> Outcome:
    from pyspark.sql import functions as F
    from pyspark.sql.window import Window

    names = rule.parameters
    total, _, once, _ = _frequencies(_kept(frame, rule), names)
    value = once / total if total else None
    outcome = _measured(_metric(names, "Uniqueness"), value, rule.condition or _EXACTLY_ONE)
    same = Window.partitionBy(*[_column(name) for name in names], *_where_key(rule))
    outcome.rows = _applies(rule, F.count("*").over(same) == 1)
    return outcome


def _where_key(rule: Rule) -> list[Column]:
    from pyspark.sql import functions as F

    return [] if rule.where is None else [F.expr(rule.where)]


def _primary_key(frame: DataFrame, rule: Rule) -> Outcome:
    from functools import reduce

    outcome = _uniqueness(frame, rule)
    there = reduce(lambda a, b: a & b, [_column(n).isNotNull() for n in rule.parameters])
    missing = _kept(frame, rule).where(~there).count()
    if missing and outcome.passed:
        outcome.passed, outcome.reason = False, REASON.format("NULL")
    if outcome.rows is not None:
        outcome.rows = outcome.rows & there
    return outcome


def _value_is(column: Column, value: Value) -> Column:
    from pyspark.sql import functions as F

    if value is Keyword.NULL:
        return column.isNull()
    if value is Keyword.EMPTY:
        return F.coalesce(column == "", F.lit(False))
    if value is Keyword.WHITESPACES_ONLY:
        return F.coalesce(column.rlike(r"\A\s+\z"), F.lit(False))
    return F.coalesce(column == F.lit(value), F.lit(False))


def _passes(column: Column, condition: Condition) -> Column:
    """Say of each row whether its value meets a condition.

    A null fails, but for `!=` and `not in`. Source:
    https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-ColumnValues.html
    """
    from functools import reduce

    from pyspark.sql import functions as F

    values, operator = condition.values, condition.operator
    if operator in ("=", "!=", "in"):
        met = reduce(lambda a, b: a | b, [_value_is(column, value) for value in values])
        return ~met if operator == "!=" or condition.negated else met
    if operator == "matches":
        met = column.rlike(rf"\A(?:{values[0]})\z")
    elif operator == "between":
        met = (column > F.lit(values[0])) & (column < F.lit(values[1]))
    else:
        bound = F.lit(values[0])
        met = {
            "<": column < bound,
            "<=": column <= bound,
            ">": column > bound,
            ">=": column >= bound,
        }[operator]
    return F.coalesce(~met if condition.negated else met, F.lit(False))


def _rows_rule(measure: Callable[[Rule], tuple[Column, Column]], name: str) -> Evaluate:
    def evaluate_rule(frame: DataFrame, rule: Rule) -> Outcome:
        from pyspark.sql import functions as F

        shown, passes = measure(rule)
        failing = F.when(~passes, F.coalesce(shown.cast("string"), F.lit("NULL")))
        ratio, example = _one(
            _kept(frame, rule), F.avg(passes.cast("double")), F.first(failing, ignorenulls=True)
        )
        rows = _applies(rule, passes)
        if ratio is None:
            return Outcome(True, None, {}, rows)
        met = holds(rule.threshold or _EXACTLY_ONE, ratio)
        reason = REASON.format(ratio if rule.threshold else example)
        metric = f"Column.{rule.parameters[0]}.{name}.Compliance"
        return Outcome(met, None if met else reason, {metric: ratio}, rows)

    return evaluate_rule


def _values(rule: Rule) -> tuple[Column, Column]:
    assert rule.condition is not None
    column = _column(rule.parameters[0])
    return column, _passes(column, rule.condition)


def _lengths(rule: Rule) -> tuple[Column, Column]:
    from pyspark.sql import functions as F

    assert rule.condition is not None
    # A null has no length, and counts as 0.
    length = F.coalesce(F.length(_column(rule.parameters[0])), F.lit(0))
    return length, _passes(length, rule.condition)


def _custom_sql(frame: DataFrame, rule: Rule) -> Outcome:
    from functools import reduce

    from pyspark.sql import functions as F

    session = frame.sparkSession
    frame.createOrReplaceTempView("primary")
    try:
        found = session.sql(rule.parameters[0])
        if rule.condition is not None:
            row = found.first()
            value = None if row is None or row[0] is None else float(row[0])
            return _measured("Dataset.*.CustomSQL", value, rule.condition)
        other = [name for name in found.columns if name not in frame.columns]
        if other:
            return Outcome(
                False, f"The query of a rule without a condition returns columns of primary, not "
                f"{', '.join(other)}."
            )  # fmt: skip
        marked = found.distinct().select(
            *[_column(name).alias(f"__dq{i}") for i, name in enumerate(found.columns)]
        )
        pairs = [
            _column(name).eqNullSafe(F.col(f"__dq{i}")) for i, name in enumerate(found.columns)
        ]
        total = frame.count()
        good = frame.join(marked, reduce(lambda a, b: a & b, pairs), "left_semi").count()
    finally:
        session.catalog.dropTempView("primary")
    ratio = good / total if total else 1.0
    met = holds(rule.threshold or _EXACTLY_ONE, ratio)
    metrics = {"Dataset.*.CustomSQL.Compliance": ratio}
    return Outcome(met, None if met else REASON.format(ratio), metrics)


RULES: dict[str, Evaluate] = {
    "RowCount": _row_count,
    "ColumnCount": _column_count,
    "ColumnExists": _column_exists,
    "ColumnNamesMatchPattern": _names_match,
    "Completeness": _completeness,
    "IsComplete": _completeness,
    "Uniqueness": _uniqueness,
    "IsUnique": _uniqueness,
    "IsPrimaryKey": _primary_key,
    "UniqueValueRatio": _unique_ratio,
    "DistinctValuesCount": _aggregate("DistinctValuesCount", _distinct),
    "Entropy": _entropy,
    "Mean": _aggregate("Mean", _mean),
    "Sum": _aggregate("Sum", _sum),
    "StandardDeviation": _aggregate("StandardDeviation", _deviation),
    "ColumnCorrelation": _correlation,
    "ColumnValues": _rows_rule(_values, "ColumnValues"),
    "ColumnLength": _rows_rule(_lengths, "ColumnLength"),
    "CustomSql": _custom_sql,
    "CustomSQL": _custom_sql,
}
_MANY = 100
_COUNTS = {
    "RowCount": (0, 0),
    "ColumnCount": (0, 0),
    "Uniqueness": (1, _MANY),
    "IsPrimaryKey": (1, _MANY),
    "ColumnCorrelation": (2, 2),
}
_ALONE = ("ColumnExists", "ColumnNamesMatchPattern", "IsComplete", "IsUnique", "IsPrimaryKey")
_THRESHOLD = ("ColumnValues", "ColumnLength", "CustomSql", "CustomSQL")
_WHOLE = ("ColumnCount", "ColumnExists", "ColumnNamesMatchPattern", "CustomSql", "CustomSQL")
__all__ = ["RULES", "Outcome", "check", "evaluate", "holds"]
