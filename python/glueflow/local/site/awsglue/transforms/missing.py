"""Transforms that AWS offers and this runtime does not: each says so, and what to use instead."""

from __future__ import annotations

from typing import Any

from .transform import GlueTransform

_ML = "It is a machine-learning transform that runs on AWS only"

_INSTEAD = {
    "DetectSensitiveData": f"{_ML}; mask columns with functions of pyspark.sql.",
    "DropDuplicates": "Use frame.toDF().dropDuplicates(), then DynamicFrame.fromDF.",
    "EntityDetector": f"{_ML}; mask columns with functions of pyspark.sql.",
    "EvaluateDataQuality": "Import it from awsgluedq.transforms.",
    "FillMissingValues": f"{_ML}; use frame.toDF().fillna(...).",
    "FindIncrementalMatches": f"{_ML}; join on a cleaned key instead.",
    "FindMatches": f"{_ML}; join on a cleaned key instead.",
}


class _Missing(GlueTransform):
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Raise NotImplementedError, naming the call and an alternative."""
        raise NotImplementedError(
            f"{self.name()} is not supported by the local Glue runtime. {_INSTEAD[self.name()]}"
        )


class DetectSensitiveData(_Missing):
    """Not supported here."""


class DropDuplicates(_Missing):
    """Not supported here, and no class of awsglue.transforms on AWS either."""


class EntityDetector(_Missing):
    """Not supported here."""


class EvaluateDataQuality(_Missing):
    """Not supported here."""


class FillMissingValues(_Missing):
    """Not supported here."""


class FindIncrementalMatches(_Missing):
    """Not supported here."""


class FindMatches(_Missing):
    """Not supported here."""
