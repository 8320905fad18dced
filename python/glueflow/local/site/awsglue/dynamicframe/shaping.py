"""The transforms of a DynamicFrame that are column expressions.

Signatures and behaviour:
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-dynamic-frame.html
The arguments at the end of each are the same everywhere: `transformation_ctx` names the step for
job bookmarks, `info` goes into error records, `stageThreshold` and `totalThreshold` are the numbers
of error records (of this step, of all so far) at which toDF, count, show and write raise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F

from . import combining, dynamodb, fields, mapping, nesting, resolution, splitting
from .base import FrameBase
from .collection import DynamicFrameCollection
from .paths import parse_path

if TYPE_CHECKING:
    from typing_extensions import Self

Paths = str | Sequence[str]


class Shaping(FrameBase):
    """Transforms without Python functions: nothing goes through Python row by row."""

    def drop_fields(
        self,
        paths: Paths,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Remove fields by path, nested ones and those inside arrays too."""
        known = fields.known_paths(
            self._df.schema, self.choices, fields.read_paths(paths), "drop_fields"
        )
        return self._derive(
            fields.drop(self._fields, known), "drop_fields", stageThreshold, totalThreshold
        )

    def select_fields(
        self,
        paths: Paths,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Keep the named top-level columns."""
        chosen = fields.select(
            self._df.schema, self.choices, fields.read_paths(paths), "select_fields"
        )
        return self._derive(chosen, "select_fields", stageThreshold, totalThreshold)

    def rename_field(
        self,
        oldName: str,
        newName: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Rename a field; both names are full paths."""
        renamed = fields.rename(
            self._df.schema, self.choices, parse_path(oldName), parse_path(newName)
        )
        return self._derive(renamed, "rename_field", stageThreshold, totalThreshold)

    def split_fields(
        self,
        paths: Paths,
        name1: str,
        name2: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Make two frames: the named fields as `name1`, all others as `name2`."""
        known = fields.known_paths(
            self._df.schema, self.choices, fields.read_paths(paths), "split_fields"
        )
        parts = {name1: fields.keep(self._fields, known), name2: fields.drop(self._fields, known)}
        return self._collect(
            {name: self._selected(part) for name, part in parts.items()},
            "split_fields",
            stageThreshold,
            totalThreshold,
        )

    def split_rows(
        self,
        comparison_dict: Mapping[str, Mapping[str, Any]],
        name1: str,
        name2: str,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Make two frames: the rows for which all comparisons hold, and all others."""
        df = self._df
        holds = splitting.condition(df.schema, self.choices, comparison_dict)
        rows = {name1: df.where(holds), name2: df.where(~holds)}
        return self._collect(
            {name: (part, self.choices) for name, part in rows.items()},
            "split_rows",
            stageThreshold,
            totalThreshold,
        )

    def _collect(
        self, parts: Mapping[str, Any], call: str, stage: int, total: int
    ) -> DynamicFrameCollection:
        frames: dict[str, Any] = {
            name: self._derive(state, call, stage, total, name=name)
            for name, state in parts.items()
        }
        return DynamicFrameCollection(frames, self.glue_ctx)

    def apply_mapping(
        self,
        mappings: Iterable[tuple[str, ...]],
        case_sensitive: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Select, rename, nest and cast: (source, source type, target, target type) tuples.

        Only the targets are kept. A source of another type than said gives nulls; a source that is
        not in the frame gives no column.
        """
        read = mapping.read_mappings(mappings)
        made = mapping.map_fields(self._df.schema, self.choices, read, case_sensitive)
        return self._derive(made, "apply_mapping", stageThreshold, totalThreshold)

    def applyMapping(self, *args: Any, **kwargs: Any) -> Self:
        """The same as apply_mapping."""
        return self.apply_mapping(*args, **kwargs)

    def resolveChoice(
        self,
        specs: Sequence[tuple[str, str]] | None = None,
        choice: str = "",
        database: str | None = None,
        table_name: str | None = None,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
        catalog_id: str | None = None,
    ) -> Self:
        """Resolve choice columns: by `specs` (path, action) pairs, or all of them by `choice`.

        Actions: cast:<type>, make_cols, make_struct, project:<type>; for `choice` also
        match_catalog, which casts to the types of the catalog table.
        """
        if specs is None and not choice:
            raise ValueError("resolveChoice: give specs or choice; both are missing.")
        if specs is not None and choice:
            raise ValueError("resolveChoice: give specs or choice, not both.")
        schema, marks = self._df.schema, self.choices
        if specs is not None:
            resolved = resolution.resolve_specs(schema, marks, specs)
        elif choice.strip().lower() == "match_catalog":
            types = resolution.catalog_types(database, table_name, catalog_id)
            resolved = resolution.resolve_to_types(schema, marks, types)
        else:
            action = resolution.read_action(choice)
            resolved = resolution.resolve_all(schema, marks, action)
        return self._derive(resolved, "resolveChoice", stageThreshold, totalThreshold)

    def unnest(
        self,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Turn fields of structs into columns named `struct.field`."""
        return self._derive(nesting.unnest(self._fields), "unnest", stageThreshold, totalThreshold)

    def relationalize(
        self,
        root_table_name: str,
        staging_path: str,
        options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> DynamicFrameCollection:
        """Make flat tables: the root, and one per array, joined by generated keys.

        Nothing is staged here, so `staging_path` is not written to; AWS documents `options` as
        unused.
        """
        tables = nesting.relationalize(self._resolve(), root_table_name)
        return self._collect(tables, "relationalize", stageThreshold, totalThreshold)

    def unnest_ddb_json(
        self,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Take DynamoDB attributes out of their type wrappers, as columns."""
        made = dynamodb.unnest(self._fields)
        return self._derive(made, "unnest_ddb_json", stageThreshold, totalThreshold)

    def simplify_ddb_json(self) -> Self:
        """Take DynamoDB attributes out of their type wrappers; maps stay structs."""
        return self._derive(dynamodb.simplify(self._fields), "simplify_ddb_json", 0, 0)

    def join(
        self,
        paths1: Paths,
        paths2: Paths,
        frame2: FrameBase,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Inner equi-join; a column of frame2 whose name is taken gets "." in front."""
        joined = combining.join(self._resolve(), frame2._resolve(), paths1, paths2)
        return self._derive(joined, "join", stageThreshold, totalThreshold, others=(frame2,))

    def union(
        self,
        other_frame: FrameBase,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """All records of both frames, by column name."""
        both = combining.union(self._resolve(), other_frame._resolve())
        return self._derive(both, "union", stageThreshold, totalThreshold, others=(other_frame,))

    def mergeDynamicFrame(
        self,
        stage_dynamic_frame: FrameBase,
        primary_keys: Sequence[str],
        transformation_ctx: str = "",
        options: Mapping[str, Any] | None = None,
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """The staged records, and those of this frame whose keys are not staged."""
        merged = combining.merge(self._resolve(), stage_dynamic_frame._resolve(), primary_keys)
        return self._derive(
            merged,
            "mergeDynamicFrame",
            stageThreshold,
            totalThreshold,
            others=(stage_dynamic_frame,),
        )

    def repartition(
        self,
        num_partitions: int,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Spread the records over this many partitions."""
        state = (self._df.repartition(num_partitions), self.choices)
        return self._derive(state, "repartition", stageThreshold, totalThreshold)

    def coalesce(
        self,
        num_partitions: int,
        shuffle: bool = False,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Bring the records together in fewer partitions; with `shuffle`, spread them anew."""
        df = self._df
        made = df.repartition(num_partitions) if shuffle else df.coalesce(num_partitions)
        return self._derive((made, self.choices), "coalesce", stageThreshold, totalThreshold)

    def spigot(
        self,
        path: str,
        options: Mapping[str, Any] | None = None,
        transformation_ctx: str = "",
        info: str = "",
        stageThreshold: int = 0,
        totalThreshold: int = 0,
    ) -> Self:
        """Write a sample as JSON lines to the path, and give the same records on.

        Options: `topk` (records at most, 100 unless given) and `prob` (share of records, 1). The
        sample is written at once.
        """
        topk, prob = splitting.sampling(options)
        df = self._df if prob >= 1 else self._df.where(F.rand() < prob)
        df.limit(topk).write.mode("append").json(path)
        return self._derive(self._resolve(), "spigot", stageThreshold, totalThreshold)
