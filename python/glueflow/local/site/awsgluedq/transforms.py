"""EvaluateDataQuality: a frame held against the rules of a ruleset.

Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-EvaluateDataQuality.html
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

from awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection

from glueflow.local.missing import Unsupported

from . import rules
from .language import Composite, Node, Rule, parse

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

LOG = logging.getLogger("glueflow.job")
_PUBLISHING = (
    "dataQualityEvaluationContext",
    "enableDataQualityCloudWatchMetrics",
    "enableDataQualityResultsPublishing",
    "resultsS3Prefix",
)
_ADDITIONAL = {
    "performanceTuning.caching": ("CACHE_NOTHING", "CACHE_INPUT"),
    "observations.scope": ("ALL", "NONE"),
    "dataQualityResultsPublishing.strategy": ("BEST_EFFORT", "FAIL_FAST"),
    "compositeRuleEvaluation.method": ("COLUMN", "ROW"),
}
_OUTCOMES = "Rule string, Outcome string, FailureReason string, EvaluatedMetrics map<string,double>"


class EvaluateDataQuality:
    """Evaluates rules in DQDL; results stay with the run: there is no AWS to publish them to."""

    @classmethod
    def apply(
        cls, frame: DynamicFrame, ruleset: str, publishing_options: Mapping[str, Any] | None = None
    ) -> DynamicFrame:
        """Return a frame with one row for each rule.

        Its columns are Rule, Outcome (Passed or Failed), FailureReason and EvaluatedMetrics.

        Raises:
            RulesetError: the ruleset is no DQDL.
            Unsupported: it has rules or options that run on AWS only; each is named.
        """
        return _evaluate(frame, ruleset, publishing_options, None)["ruleOutcomes"]

    def process_rows(
        self,
        frame: DynamicFrame,
        ruleset: str,
        publishing_options: Mapping[str, Any] | None = None,
        additional_options: Mapping[str, Any] | None = None,
    ) -> DynamicFrameCollection:
        """Return the frames ruleOutcomes, rowLevelOutcomes and originalData.

        Row-level outcomes are the input's rows with the rules that each passed, failed and was left
        out of. Raises what `apply` does.
        """
        found = _evaluate(frame, ruleset, publishing_options, additional_options or {})
        return DynamicFrameCollection(found, frame.glue_ctx)


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    raise Unsupported(f"awsgluedq.transforms.{name}", "it runs on AWS only")


def _evaluate(
    frame: DynamicFrame,
    ruleset: str,
    publishing: Mapping[str, Any] | None,
    additional: Mapping[str, Any] | None,
) -> dict[str, DynamicFrame]:
    nodes = parse(ruleset)
    _refuse(nodes, publishing or {}, additional or {})
    by_row = (additional or {}).get("compositeRuleEvaluation.method") == "ROW"
    context = frame.glue_ctx
    data = frame.toDF()
    outcomes = [_outcome(data, node, by_row) for node in nodes]
    for node, outcome in zip(nodes, outcomes, strict=True):
        ended = "passed" if outcome.passed else f"failed: {outcome.reason}"
        LOG.info("Data quality rule %s %s", node.text, ended)
    records = [
        (node.text, "Passed" if o.passed else "Failed", o.reason, o.metrics)
        for node, o in zip(nodes, outcomes, strict=True)
    ]
    reported = data.sparkSession.createDataFrame(records, _OUTCOMES)
    result = {"ruleOutcomes": DynamicFrame.fromDF(reported, context, "ruleOutcomes")}
    if additional is not None:
        marked = _rows(data, nodes, outcomes)
        result["rowLevelOutcomes"] = DynamicFrame.fromDF(marked, context, "rowLevelOutcomes")
        result["originalData"] = frame
    return result


def _refuse(
    nodes: list[Node], publishing: Mapping[str, Any], additional: Mapping[str, Any]
) -> None:
    found = [text for rule in _simple(nodes) if (text := rules.check(rule)) is not None]
    found += [f"the publishing option {name}" for name in publishing if name not in _PUBLISHING]
    if publishing.get("resultsS3Prefix"):
        found.append("the publishing option resultsS3Prefix, which writes results to Amazon S3")
    found += [
        f"the additional option {name} = {value}"
        for name, value in additional.items()
        if value not in _ADDITIONAL.get(name, ())
    ]
    if found:
        raise Unsupported(
            f"EvaluateDataQuality: {'; '.join(found)}",
            "check it with DataFrame expressions, or on AWS",
        )


def _simple(nodes: list[Node]) -> Iterator[Rule]:
    for node in nodes:
        if isinstance(node, Rule):
            yield node
        else:
            yield from _simple(list(node.parts))


def _outcome(data: DataFrame, node: Node, by_row: bool) -> rules.Outcome:
    if isinstance(node, Rule):
        return rules.evaluate(data, node)
    parts = [_outcome(data, part, by_row) for part in node.parts]
    return _joined(data, node, parts, by_row)


def _joined(
    data: DataFrame, node: Composite, parts: list[rules.Outcome], by_row: bool
) -> rules.Outcome:
    """Join the outcomes of a composite rule.

    By default each part is held against its whole column first; by row, a row passes as a whole.
    Source: https://docs.aws.amazon.com/glue/latest/dg/dqdl.html#dqdl-syntax-composite-rules
    """
    from pyspark.sql import functions as F

    metrics = {name: value for part in parts for name, value in part.metrics.items()}
    columns = [part.rows for part in parts if part.rows is not None]
    rows = None
    if len(columns) == len(parts):
        every = node.operator == "and"
        rows = reduce(lambda a, b: (a & b) if every else (a | b), columns)
    if by_row and rows is not None:
        missed = data.select((~rows).alias("failed")).where(F.col("failed")).count()
        passed = missed == 0
    else:
        passed = (all if node.operator == "and" else any)(part.passed for part in parts)
    reasons = [part.reason for part in parts if part.reason]
    return rules.Outcome(passed, None if passed else " ".join(reasons) or None, metrics, rows)


def _rows(data: DataFrame, nodes: list[Node], outcomes: list[rules.Outcome]) -> DataFrame:
    from pyspark.sql import functions as F

    none = F.array().cast("array<string>")
    # Window functions may not stand in a filter: each rule's column is made first.
    marks = [f"__dq_{index}" for index in range(len(nodes))]
    made = data.select(
        "*",
        *[
            (o.rows if o.rows is not None else F.lit(None).cast("boolean")).alias(mark)
            for o, mark in zip(outcomes, marks, strict=True)
        ],
    )

    def listed(wanted: Any) -> Any:
        texts = [F.when(wanted(F.col(m)), F.lit(n.text)) for n, m in zip(nodes, marks, strict=True)]
        return F.coalesce(F.filter(F.array(*texts), lambda text: text.isNotNull()), none)

    failed = listed(lambda mark: ~mark)
    return made.select(
        *[F.col("`" + name.replace("`", "``") + "`") for name in data.columns],
        listed(lambda mark: mark).alias("DataQualityRulesPass"),
        failed.alias("DataQualityRulesFail"),
        listed(lambda mark: mark.isNull()).alias("DataQualityRulesSkip"),
        F.when(F.size(failed) > 0, "Failed")
        .otherwise("Passed")
        .alias("DataQualityEvaluationResult"),
    )


__all__ = ["EvaluateDataQuality"]
