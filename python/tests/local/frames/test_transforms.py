"""The transform classes and collections, each once through its class."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any

import pytest

SCHEMA = "id int, s struct<x:int>, c struct<long:bigint,string:string>, j string, n void"


@pytest.fixture
def sample(frame: Any) -> Any:
    rows = [
        (1, (5,), (7, None), '{"a":1}', None),
        (2, None, (None, "ü"), None, None),
        (None, (None,), None, '{"a":2}', None),
    ]
    return frame(rows, SCHEMA, choices=["c"])


class TestStarImport:
    def test_names(self) -> None:
        names: dict[str, Any] = {}
        exec("from awsglue.transforms import *", names)
        for name in (
            "ApplyMapping", "Coalesce", "DropFields", "DropNullFields", "ErrorsAsDynamicFrame",
            "Filter", "FlatMap", "GlueTransform", "Join", "Map", "MapToCollection",
            "Relationalize", "RenameField", "Repartition", "ResolveChoice", "SelectFields",
            "SelectFromCollection", "Spigot", "SplitFields", "SplitRows", "Unbox", "Union",
            "UnnestFrame",
        ):  # fmt: skip
            assert inspect.isclass(names[name]), name


class TestColumns:
    def test_apply_mapping(self, sample: Any, rows: Any) -> None:
        from awsglue.transforms import ApplyMapping

        made = ApplyMapping.apply(
            frame=sample, mappings=[("ID", "int", "k", "string")], transformation_ctx="x"
        )
        assert rows(made) == [{"k": "1"}, {"k": "2"}, {"k": None}]
        none = ApplyMapping.apply(sample, [("ID", "int", "k", "string")], True)
        assert none.toDF().columns == []

    def test_select_drop_rename_split(self, sample: Any) -> None:
        from awsglue.transforms import DropFields, RenameField, SelectFields, SplitFields

        assert SelectFields.apply(frame=sample, paths=["id"]).toDF().columns == ["id"]
        assert DropFields.apply(frame=sample, paths=["s.x", "c"]).toDF().columns == ["id", "j", "n"]
        renamed = RenameField.apply(frame=sample, old_name="id", new_name="key")
        assert renamed.toDF().columns[0] == "key"
        assert list(SplitFields.apply(frame=sample, paths=["id"]).keys()) == ["frame1", "frame2"]
        named = SplitFields.apply(frame=sample, paths=["id"], name1="a", name2="b")
        assert list(named.keys()) == ["a", "b"]

    def test_resolve_unnest_unbox(self, sample: Any, rows: Any) -> None:
        from awsglue.transforms import ResolveChoice, Unbox, UnnestFrame

        made = ResolveChoice.apply(frame=sample, specs=[("c", "cast:string")])
        assert [row["c"] for row in rows(made)] == ["7", "ü", None]
        assert "c_long" in ResolveChoice.apply(sample, choice="make_cols").toDF().columns
        assert "s.x" in UnnestFrame.apply(frame=sample).toDF().columns
        unboxed = Unbox.apply(frame=sample, path="j", format="json")
        assert [row["j"] for row in rows(unboxed)] == [{"a": 1}, None, {"a": 2}]

    def test_drop_null_fields(self, sample: Any, frame: Any, rows: Any) -> None:
        from awsglue.transforms import DropNullFields

        made = DropNullFields.apply(frame=sample)
        assert made.toDF().columns == ["id", "s", "c", "j"]
        assert rows(made)[1]["s"] is None
        nested = frame(
            [], "`a.b` void, s struct<n:void,k:int>, l array<struct<n:void,k:int>>, e array<void>"
        )
        assert DropNullFields.apply(nested).toDF().schema.simpleString() == (
            "struct<s:struct<k:int>,l:array<struct<k:int>>>"
        )


class TestRows:
    def test_filter_and_map(self, sample: Any, rows: Any) -> None:
        from awsglue.transforms import Filter, Map

        assert Filter.apply(frame=sample, f=lambda r: r["id"] >= 2).count() == 1
        made = Map.apply(frame=sample, f=lambda r: {"twice": (r.id or 0) * 2})
        assert rows(made) == [{"twice": 2}, {"twice": 4}, {"twice": 0}]

    def test_join_and_union(self, sample: Any) -> None:
        from awsglue.transforms import Join, Union

        assert Join.apply(sample, sample, "id", "id").count() == 2
        assert Join.apply(frame1=sample, frame2=sample, keys1=["id"], keys2=["id"]).count() == 2
        with pytest.raises(NotImplementedError, match=r"frame1\.union\(frame2\)"):
            Union.apply(frame1=sample, frame2=sample)

    def test_split_rows(self, sample: Any) -> None:
        from awsglue.transforms import SplitRows

        made = SplitRows.apply(frame=sample, comparison_dict={"id": {">": 1}})
        assert [part.count() for part in made.values()] == [1, 2]
        assert list(made.keys()) == ["frame1", "frame2"]

    def test_partitions(self, sample: Any) -> None:
        from awsglue.transforms import Coalesce, Repartition

        many = Repartition.apply(frame=sample, num_partitions=3)
        assert many.getNumPartitions() == 3
        assert Coalesce.apply(frame=many, num_partitions=1).getNumPartitions() == 1

    def test_spigot(self, sample: Any, tmp_path: Path) -> None:
        from awsglue.transforms import Spigot

        made = Spigot.apply(sample.select_fields(["id"]), str(tmp_path / "s"), {"topk": 2})
        assert made.count() == 3
        lines = [x for f in (tmp_path / "s").glob("*.json") for x in f.read_text().splitlines()]
        assert [json.loads(line) for line in lines] == [{"id": 1}, {"id": 2}]
        sample.select_fields(["id"]).spigot(str(tmp_path / "none"), {"prob": 0})
        assert not [f for f in (tmp_path / "none").glob("*.json") if f.read_text()]
        with pytest.raises(ValueError, match="options must be a dict"):
            Spigot.apply(sample, str(tmp_path / "x"), "top10")
        with pytest.raises(ValueError, match="unknown options"):
            Spigot.apply(sample, str(tmp_path / "x"), {"top": 10})

    def test_errors(self, sample: Any) -> None:
        from awsglue.transforms import ErrorsAsDynamicFrame

        broken = sample.filter(lambda r: 1 / 0 > 0)
        assert ErrorsAsDynamicFrame.apply(broken).count() == 3


class TestCollections:
    def test_relationalize_and_select(self, frame: Any, monkeypatch: Any) -> None:
        from awsglue.transforms import Relationalize, SelectFromCollection

        made = Relationalize.apply(
            frame=frame([([1, 2],)], "l array<int>"), staging_path="s3://x", name="r"
        )
        assert len(made) == 2
        assert SelectFromCollection.apply(dfc=made, key="r_l").count() == 2
        assert SelectFromCollection.apply(made, next(iter(made.keys()))).name == "r"
        with pytest.raises(KeyError, match="No frame 'nope' in the collection"):
            made.select("nope")

    def test_relationalize_without_staging(self, frame: Any) -> None:
        from awsglue.transforms import Relationalize

        with pytest.raises(RuntimeError, match="TempDir"):
            Relationalize.apply(frame=frame([], "l array<int>"))

    def test_the_jobs_temporary_folder_is_staging(self, frame: Any) -> None:
        from awsglue.transforms import Relationalize
        from awsglue.utils import getResolvedOptions

        getResolvedOptions(["job.py", "--TempDir", "s3://b/temp/"], [])
        made = Relationalize.apply(frame=frame([], "l array<int>"), name="r")
        assert list(made.keys()) == ["r", "r_l"]
        getResolvedOptions(["job.py"], [])
        with pytest.raises(RuntimeError, match="TempDir"):
            Relationalize.apply(frame=frame([], "l array<int>"))

    def test_collection(self, frame: Any, ctx: Any) -> None:
        from awsglue.dynamicframe import DynamicFrameCollection

        one = frame([(1,)], "a int", name="one")
        listed = DynamicFrameCollection([one, frame([], "a int", name="two")], ctx)
        assert list(listed.keys()) == ["one", "two"]
        assert listed["one"] is one
        assert [f.name for f in listed.values()] == ["one", "two"]
        with pytest.raises(TypeError, match="list or dict"):
            DynamicFrameCollection("x", ctx)  # type: ignore[arg-type]

    def test_map_and_flatmap(self, frame: Any, ctx: Any) -> None:
        from awsglue.dynamicframe import DynamicFrameCollection
        from awsglue.transforms import FlatMap, MapToCollection, SelectFields, SplitFields

        dfc = DynamicFrameCollection({"x": frame([(1, 2)], "a int, b int")}, ctx)
        seen: list[str] = []

        def pick(one: Any, context: str) -> Any:
            seen.append(context)
            return one.select_fields(["a"])

        made = MapToCollection.apply(dfc=dfc, callable=pick, transformation_ctx="ctx_")
        assert made["x"].toDF().columns == ["a"]
        assert seen == ["ctx_x"]
        flat = FlatMap.apply(dfc, SelectFields, "frame", paths=["b"])
        assert flat["x"].toDF().columns == ["b"]
        split = FlatMap.apply(dfc, SplitFields, "frame", paths=["b"], name1="l", name2="r")
        assert list(split.keys()) == ["x_l", "x_r"]
        with pytest.raises(TypeError, match="must give a DynamicFrame for x"):
            dfc.map(lambda one, context: 5)  # type: ignore[arg-type,return-value]
        with pytest.raises(TypeError, match="for x, got int"):
            dfc.flatmap(lambda one, context: 5)  # type: ignore[arg-type,return-value]


class TestBase:
    def test_descriptions(self) -> None:
        from awsglue import transforms

        assert len(transforms.get_transforms()) == 22
        assert transforms.get_transform("nope") is None
        reported = transforms.describe_transform("RenameField")
        assert reported is not None
        names = [argument["name"] for argument in reported["arguments"]]
        assert names[:4] == ["frame", "old_name", "new_name", "transformation_ctx"]
        assert reported["return"]["type"] == "DynamicFrame"
        assert transforms.Relationalize.describeReturn()["type"] == "DynamicFrameCollection"
        assert transforms.describe_transform("nope") is None
        for method in ("describeArgs", "describeReturn", "describeTransform", "describeErrors"):
            with pytest.raises(NotImplementedError):
                getattr(transforms.GlueTransform, method)()

    def test_own_transforms(self) -> None:
        from awsglue.transforms import GlueTransform

        class Twice(GlueTransform):
            def __call__(self, n: int) -> int:
                return n * 2

        assert Twice.apply(4) == 8
        assert (Twice.name(), repr(Twice()), Twice()) == ("Twice", "Twice", Twice())
        with pytest.raises(NotImplementedError):
            GlueTransform.apply()

    @pytest.mark.parametrize(
        "name",
        [
            "DetectSensitiveData", "DropDuplicates", "EntityDetector", "EvaluateDataQuality",
            "FillMissingValues", "FindIncrementalMatches", "FindMatches",
        ],
    )  # fmt: skip
    def test_missing_ones_say_so(self, name: str) -> None:
        from awsglue import transforms

        with pytest.raises(NotImplementedError, match=f"{name} is not supported by the local"):
            getattr(transforms, name).apply(frame=None)


def test_modules_import_in_any_order() -> None:
    """Each module can be the first one imported."""
    import subprocess

    from glueflow.local import session

    modules = ["choices", "gluetypes", "dynamicframe", "transforms", "dynamicframe.choice"]
    code = (
        "import sys, importlib\n"
        f"sys.path.insert(0, {str(session.SITE)!r})\n"
        "for name in sys.argv[1:]:\n"
        "    for m in [m for m in sys.modules if m.startswith('awsglue')]: del sys.modules[m]\n"
        "    importlib.import_module('awsglue.' + name)\n"
    )
    subprocess.run([sys.executable, "-c", code, *modules], check=True, timeout=60)
