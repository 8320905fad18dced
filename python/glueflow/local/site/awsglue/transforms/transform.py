"""The base of the transform classes.

Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-transforms-GlueTransform.html
"""

from __future__ import annotations

import inspect
from typing import Any, ClassVar


class GlueTransform:
    """A transform is called through `apply`; subclasses define `__call__`."""

    returns: ClassVar[str] = "DynamicFrame"

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Make the transform and call it with these arguments."""
        return cls()(*args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do the transform."""
        raise NotImplementedError(f"{self.name()} defines no __call__.")

    @classmethod
    def name(cls) -> str:
        """The name: that of the class."""
        return cls.__name__

    @classmethod
    def describeArgs(cls) -> list[dict[str, Any]]:
        """Describe the arguments, one dict each."""
        if cls is GlueTransform:
            raise NotImplementedError("GlueTransform.describeArgs: only for its subclasses.")
        return [
            {
                "name": parameter.name,
                "type": str(parameter.annotation),
                "description": f"See DynamicFrame and {cls.name()} in AWS Glue's documentation.",
                "optional": parameter.default is not inspect.Parameter.empty,
                "defaultValue": None
                if parameter.default in (inspect.Parameter.empty, None)
                else str(parameter.default),
            }
            for parameter in inspect.signature(cls.__call__).parameters.values()
            if parameter.name != "self"
        ]

    @classmethod
    def describeReturn(cls) -> dict[str, str]:
        """Describe the result."""
        if cls is GlueTransform:
            raise NotImplementedError("GlueTransform.describeReturn: only for its subclasses.")
        return {"type": cls.returns, "description": f"What {cls.name()} gives."}

    @classmethod
    def describeTransform(cls) -> str:
        """Say in a line what the transform does."""
        if cls is GlueTransform:
            raise NotImplementedError("GlueTransform.describeTransform: only for its subclasses.")
        return inspect.getdoc(cls) or cls.name()

    @classmethod
    def describeErrors(cls) -> list[dict[str, str]]:
        """Describe the errors it raises itself: none beyond those of the frame's method."""
        if cls is GlueTransform:
            raise NotImplementedError("GlueTransform.describeErrors: only for its subclasses.")
        return []

    @classmethod
    def describe(cls) -> dict[str, Any]:
        """Describe the transform: name, arguments, result and errors."""
        return {
            "transform": {"name": cls.name(), "description": cls.describeTransform()},
            "arguments": cls.describeArgs(),
            "return": cls.describeReturn(),
            "errors": cls.describeErrors(),
        }

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(self.name())

    def __repr__(self) -> str:
        return self.name()
