"""Data quality rules, on a small table whose every measure can be counted by hand.

Right values: https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types.html
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from glueflow.local.missing import Unsupported
from glueflow.local.runner import run_script

TODAY = datetime.now(timezone.utc).date()
ROWS = [
    (1, "US", "a", 10.0, "x", TODAY),
    (2, "CA", "b", 20.0, "x", TODAY - timedelta(days=2)),
    (3, None, "b", 30.0, "y", TODAY - timedelta(days=9)),
    (4, " ", "", 40.0, None, TODAY - timedelta(days=1)),
]
SCHEMA = "id int, `Order Country` string, code string, amount double, kind string, day date"


@pytest.fixture(scope="module")
def orders(glue_context: Any) -> Any:
    from awsglue.dynamicframe import DynamicFrame

    data = glue_context.spark_session.createDataFrame(ROWS, SCHEMA).coalesce(1)
    return DynamicFrame.fromDF(data, glue_context, "orders")


def outcomes(frame: Any, *rules: str) -> list[tuple[str, str | None, dict[str, float]]]:
    from awsgluedq.transforms import EvaluateDataQuality

    found = EvaluateDataQuality.apply(frame=frame, ruleset=f"Rules = [ {', '.join(rules)} ]").toDF()
    assert found.columns == ["Rule", "Outcome", "FailureReason", "EvaluatedMetrics"]
    return [(row[1], row[2], row[3]) for row in found.collect()]


PASS = [
    "RowCount = 4",
    "RowCount between 3 and 5",
    "RowCount not between 4 and 9",
    "RowCount in [1, 4]",
    'RowCount = 2 where "amount > 20"',
    "ColumnCount > 0",
    'ColumnExists "Order Country"',
    'ColumnNamesMatchPattern "[A-Za-z ]+"',
    'Completeness "Order Country" = 0.75',
    'IsComplete "id"',
    'IsComplete "kind" where "id < 4"',
    'IsUnique "id"',
    'Uniqueness "code" = 0.5',
    'Uniqueness "code" "id" = 1.0',
    'IsPrimaryKey "id"',
    'IsPrimaryKey "id" "code"',
    'UniqueValueRatio "kind" = 0.5',
    'DistinctValuesCount "kind" = 2',
    'Mean "amount" = 25',
    'Sum "amount" >= 100.0',
    'StandardDeviation "amount" between 11 and 11.5',
    'Entropy "id" between 1.38 and 1.39',
    'ColumnCorrelation "id" "amount" > 0.99',
    'ColumnValues "id" between 0 and 5',
    'ColumnValues "id" >= 1',
    'ColumnValues "id" not in [7, 8]',
    'ColumnValues "Order Country" in ["US", "CA", NULL, WHITESPACES_ONLY]',
    'ColumnValues "code" in ["a", "b", EMPTY]',
    'ColumnValues "code" matches "[a-z]*"',
    'ColumnValues "Order Country" != "FR"',
    'ColumnValues "day" > (now() - 10 days)',
    'ColumnValues "day" <= now()',
    'ColumnValues "id" > 2 with threshold >= 0.5',
    'ColumnLength "code" < 2',
    'ColumnLength "kind" between -1 and 2',
    'CustomSql "select count(*) from primary where amount > 10" = 3',
    'CustomSql "select id from primary where amount > 10" with threshold > 0.7',
    '(IsComplete "id") and (IsUnique "id")',
    '(RowCount > 100) or ((IsComplete "id") AND (IsUnique "id"))',
]


def test_rules_that_pass(orders: Any) -> None:
    found = outcomes(orders, *PASS)
    assert [
        (rule, one[1]) for rule, one in zip(PASS, found, strict=True) if one[0] != "Passed"
    ] == []


REASON = "Value: {} does not meet the constraint requirement!"
FAIL = {
    "RowCount > 4": REASON.format(4),
    # The bounds of between are outside.
    "RowCount between 4 and 9": REASON.format(4),
    'ColumnExists "nothing"': "Input data does not include column nothing!",
    'IsComplete "nothing"': "Input data does not include column nothing!",
    'IsComplete "Order Country"': REASON.format(0.75),
    'IsUnique "code"': REASON.format(0.5),
    'IsPrimaryKey "kind"': None,
    'ColumnValues "id" < 4': REASON.format(4),
    # A null fails, but for != and not in.
    'ColumnValues "Order Country" in ["US", "CA", " "]': REASON.format("NULL"),
    'ColumnValues "Order Country" != NULL': REASON.format("NULL"),
    'ColumnValues "code" matches "[a-z]"': REASON.format(""),
    'ColumnValues "day" > (now() - 3 days)': None,
    'ColumnValues "id" > 2 with threshold > 0.5': REASON.format(0.5),
    'ColumnLength "kind" > 0': REASON.format(0),
    '(IsComplete "id") and (IsUnique "code")': REASON.format(0.5),
}


def test_rules_that_fail(orders: Any) -> None:
    found = outcomes(orders, *FAIL)
    assert [one[0] for one in found] == ["Failed"] * len(FAIL)
    for (rule, reason), one in zip(FAIL.items(), found, strict=True):
        assert reason is None or one[1] == reason, rule


def test_metrics(orders: Any) -> None:
    found = outcomes(orders, "RowCount > 0", 'Mean "amount" > 0', 'Uniqueness "code" > 0')
    assert [one[2] for one in found] == [
        {"Dataset.*.RowCount": 4.0},
        {"Column.amount.Mean": 25.0},
        {"Column.code.Uniqueness": 0.5},
    ]


def test_rows(orders: Any) -> None:
    from awsgluedq.transforms import EvaluateDataQuality

    ruleset = """# of orders
    Rules = [
        RowCount > 0,   # the whole data
        ColumnValues   "amount" < 40,
        IsUnique "code" where "id > 1"
    ]"""
    found = EvaluateDataQuality().process_rows(frame=orders, ruleset=ruleset)
    assert set(found.keys()) == {"ruleOutcomes", "rowLevelOutcomes", "originalData"}
    rows = found["rowLevelOutcomes"].toDF().orderBy("id").collect()
    values, unique = 'ColumnValues "amount" < 40', 'IsUnique "code" where "id > 1"'
    assert [tuple(row)[6:] for row in rows] == [
        ([values], [], ["RowCount > 0", unique], "Passed"),
        ([values], [unique], ["RowCount > 0"], "Failed"),
        ([values], [unique], ["RowCount > 0"], "Failed"),
        ([unique], [values], ["RowCount > 0"], "Failed"),
    ]


def test_composite_rules_by_row(orders: Any) -> None:
    """https://docs.aws.amazon.com/glue/latest/dg/dqdl.html#dqdl-syntax-composite-rules"""
    from awsgluedq.transforms import EvaluateDataQuality

    ruleset = 'Rules = [ (ColumnValues "id" > 2) or (ColumnValues "amount" < 30) ]'
    for method, wanted in (("COLUMN", "Failed"), ("ROW", "Passed")):
        found = EvaluateDataQuality().process_rows(
            frame=orders,
            ruleset=ruleset,
            additional_options={"compositeRuleEvaluation.method": method},
        )
        assert [row["Outcome"] for row in found["ruleOutcomes"].toDF().collect()] == [wanted]


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ('DetectAnomalies "RowCount"', "the rule type DetectAnomalies"),
        ('IsComplete "id", FileSize > 3, DataFreshness "d" < 3', "FileSize; the rule type DataF"),
        ("RowCount", "RowCount without a condition"),
        ('Mean "amount" > "x"', "values that are no numbers"),
    ],
)
def test_other_rules_are_refused_at_the_call(orders: Any, rules: str, named: str) -> None:
    with pytest.raises(Unsupported, match=named):
        outcomes(orders, rules)


@pytest.mark.parametrize(
    ("ruleset", "said"),
    [
        ("Rule = [ RowCount > 0 ]", r"line 1\): a ruleset begins with Rules"),
        ("Rules = [\n RowCount >\n]", r"line 3\): a word is expected, not \]"),
        ("Rules = [ RowCount > avg(last(10)) ]", "dynamic rule"),
        ("Rules = [ (RowCount > 1) and (RowCount > 2) or (RowCount > 3) ]", "brackets"),
        ('Rules = [ IsComplete "id" ] Analyzers = [ RowCount ]', "nothing may follow"),
        ("Rules = [ ColumnCount > 0 ; ]", "';' is no part of DQDL"),
    ],
)
def test_what_is_no_ruleset(ruleset: str, said: str, spark: Any) -> None:
    from awsgluedq.language import RulesetError, parse

    with pytest.raises(RulesetError, match=said):
        parse(ruleset)


STUDIO = """
from awsglue.transforms import *
from pyspark.context import SparkContext
from awsglue.context import GlueContext
from awsgluedq.transforms import EvaluateDataQuality
from awsglue import DynamicFrame

glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session
DEFAULT_DATA_QUALITY_RULESET = \"\"\"
    Rules = [
        ColumnCount > 0
    ]
\"\"\"
df = spark.createDataFrame([(1,)], "id int")
Source_node1 = DynamicFrame.fromDF(df, glueContext, "Source_node1")
EvaluateDataQuality().process_rows(frame=Source_node1, ruleset=DEFAULT_DATA_QUALITY_RULESET, \
publishing_options={"dataQualityEvaluationContext": "EvaluateDataQuality_node1", \
"enableDataQualityResultsPublishing": True}, additional_options={\
"dataQualityResultsPublishing.strategy": "BEST_EFFORT", "observations.scope": "ALL"})
print("went on")
"""


def test_a_script_of_glue_studio(spark: Any) -> None:
    result = run_script(STUDIO)
    assert result.ok, result.message
    assert result.output == "went on\n"
