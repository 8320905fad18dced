"""What a DynamicFrame is made of: a Spark DataFrame, choice marks, and its error history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession

from .. import gluetypes
from . import records, schema
from .choice import Choices, check_choices, read_choices
from .errors import Failures, Stage, check_thresholds
from .node import Fields, coerce, null, top_level
from .resolution import ResolveOption, resolve_options

if TYPE_CHECKING:
    from typing_extensions import Self

State = tuple[DataFrame, Choices]


class FrameBase:
    """State, information and errors of a DynamicFrame."""

    def __init__(
        self,
        df: DataFrame,
        glue_ctx: Any,
        name: str = "",
        *,
        choices: Iterable[str | tuple[str, ...]] | None = None,
    ) -> None:
        if not isinstance(df, DataFrame):
            raise TypeError(
                f"DynamicFrame needs a Spark DataFrame, got {type(df).__name__}. "
                "Use DynamicFrame.fromDF(dataframe, glue_ctx, name)."
            )
        marks = read_choices(choices)
        check_choices(df.schema, marks)
        schema.from_spark(df.schema, marks)
        self._state: State | None = (df, marks)
        self._make: Callable[[], State] | None = None
        self._stages: tuple[Stage, ...] = ()
        self._own_stage: Stage | None = None
        self.glue_ctx = glue_ctx
        self.name = name

    # -- state ---------------------------------------------------------------------------------

    def _resolve(self) -> State:
        if self._state is None:
            assert self._make is not None
            df, marks = self._make()
            check_choices(df.schema, marks)
            self._state = (df, marks)
        return self._state

    @property
    def _df(self) -> DataFrame:
        return self._resolve()[0]

    @property
    def choices(self) -> Choices:
        """The paths of the choice columns, each a tuple of steps (see awsglue.choices)."""
        return self._resolve()[1]

    @property
    def _spark(self) -> SparkSession:
        session: SparkSession = self.glue_ctx.spark_session
        return session

    @property
    def _fields(self) -> Fields:
        return top_level(self._df.schema, self.choices)

    def _derive(
        self,
        made: Fields | State | Callable[[], State],
        call: str,
        stage_threshold: int,
        total_threshold: int,
        *,
        name: str | None = None,
        failures: Failures | None = None,
        others: tuple[FrameBase, ...] = (),
    ) -> Self:
        """Make the frame that a transform gives: new columns, this frame's errors and its own."""
        frame = object.__new__(type(self))
        frame.glue_ctx = self.glue_ctx
        frame.name = self.name if name is None else name
        frame._make = made if callable(made) else None
        if isinstance(made, list):
            try:
                frame._state = self._selected(made)
            except AnalysisException as error:
                raise ValueError(f"{call}: {str(error).splitlines()[0]}") from error
        else:
            frame._state = None if callable(made) else made
        stage = Stage(call, failures, stage_threshold, total_threshold)
        history = dict.fromkeys(self._stages)
        for other in others:
            history.update(dict.fromkeys(other._stages))
        frame._stages = (*history, stage)
        frame._own_stage = stage
        return frame

    def _selected(self, fields: Fields) -> State:
        df = self._df.select(*[node.column.alias(name) for name, node in fields])
        marks = frozenset((name, *mark) for name, node in fields for mark in node.choices)
        return df, marks

    def _checked(self) -> DataFrame:
        check_thresholds(self._stages)
        return self._df

    # -- conversion ----------------------------------------------------------------------------

    @classmethod
    def fromDF(cls, dataframe: DataFrame, glue_ctx: Any, name: str = "") -> Self:
        """Make a DynamicFrame of a DataFrame. Nothing is read."""
        return cls(dataframe, glue_ctx, name)

    def toDF(self, options: list[ResolveOption] | None = None) -> DataFrame:
        """Give the DataFrame; choice columns as structs with one field per type.

        `options` is a list of ResolveOption for single choice columns: "Project" and "Cast" with
        a Spark type, or "KeepAsStruct".
        """
        self._checked()
        if not options:
            return self._df
        return self._selected(resolve_options(self._df.schema, self.choices, options))[0]

    def with_frame_schema(self, schema: gluetypes.StructType) -> Self:
        """Give the frame the schema; it must name every column. Fields not in the data are null.

        Raises ValueError when a column of the data is missing from the schema.
        """
        dtype, marks = gluetypes.to_spark(schema)
        wanted = {name: (f.dtype, f.choices) for name, f in top_level(dtype, marks)}  # type: ignore[arg-type]
        missing = [name for name in self._df.columns if name not in wanted]
        if missing:
            raise ValueError(f"with_frame_schema: the schema lacks the columns {missing}.")
        have = dict(self._fields)
        fields = [
            (name, coerce(have[name], kind) if name in have else null(*kind))
            for name, kind in wanted.items()
        ]
        return self._derive(fields, "with_frame_schema", 0, 0)

    # -- information ---------------------------------------------------------------------------

    def schema(self) -> gluetypes.StructType:
        """Give the schema in Glue's types."""
        made = schema.from_spark(self._df.schema, self.choices)
        assert isinstance(made, gluetypes.StructType)
        return made

    def printSchema(self) -> None:
        """Print the schema as a tree; a column of several types as `choice`."""
        print(schema.schema_tree(self.schema()))

    def show(self, num_rows: int = 20) -> None:
        """Print the first rows, one JSON object a line."""
        for record in self._records(num_rows):
            print(records.to_json(record))

    def _records(self, limit: int) -> list[Any]:
        df = self._checked()
        plan = records.reader(df.schema, self.choices)
        return [records.read(row, plan) for row in df.limit(limit).collect()]

    def count(self) -> int:
        """Count the records."""
        return self._checked().count()

    def getNumPartitions(self) -> int:
        """Count the partitions the records are in."""
        return self._df.rdd.getNumPartitions()

    @property
    def _rdd(self) -> Any:
        plan = records.reader(self._df.schema, self.choices)
        return self._df.rdd.map(lambda row: records.read(row, plan))

    # -- errors --------------------------------------------------------------------------------

    def errorsCount(self) -> int:
        """Count the error records of all transforms up to this frame."""
        return sum(stage.count() for stage in self._stages)

    def stageErrorsCount(self) -> int:
        """Count the error records of the transform that made this frame."""
        return 0 if self._own_stage is None else self._own_stage.count()

    def assertErrorThreshold(self) -> None:
        """Raise when a transform up to this frame has reached its error threshold."""
        check_thresholds(self._stages)
