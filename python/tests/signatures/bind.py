"""Bind every call of generated scripts to the signatures of awsglue and PySpark.

Run as its own process with AWS's awsglue first on the path: ``python bind.py SCRIPT …`` prints, as
JSON, how many calls of each package were bound and what did not bind.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from awsglue.context import GlueContext
from awsglue.data_sink import DataSink
from awsglue.dataframereader import DataFrameReader as GlueDataFrameReader
from awsglue.dynamicframe import DynamicFrame, DynamicFrameReader, DynamicFrameWriter
from pyspark.sql import DataFrame, SparkSession

Kind = Any
"""What an expression is: an instance, a class, a function, a module, or ``None``: plain Python."""


class Instance:
    """An expression that has a class."""

    def __init__(self, kind: type) -> None:
        self.kind = kind


# What awsglue's constructors set, and what its methods return: the package has no annotations.
ATTRIBUTES: dict[tuple[type, str], Kind] = {
    (GlueContext, "spark_session"): Instance(SparkSession),
    (GlueContext, "create_data_frame"): Instance(GlueDataFrameReader),
    (GlueContext, "create_dynamic_frame"): Instance(DynamicFrameReader),
    (GlueContext, "write_dynamic_frame"): Instance(DynamicFrameWriter),
}
RETURNS: dict[str, type | None] = {
    "DataFrameReader.from_catalog": DataFrame,
    "DynamicFrameReader.from_catalog": DynamicFrame,
    "DynamicFrameReader.from_options": DynamicFrame,
    "DynamicFrameWriter.from_catalog": None,
    "DynamicFrameWriter.from_options": None,
    "DynamicFrame.fromDF": DynamicFrame,
    "DynamicFrame.resolveChoice": DynamicFrame,
    "DynamicFrame.toDF": DataFrame,
    "DataSink.setCatalogInfo": None,
    "DataSink.setFormat": None,
    "DataSink.writeFrame": None,
    "GlueContext.getSink": DataSink,
    "Job.commit": None,
    "Job.init": None,
}
# Keywords that a method takes as options. Anything else would be ignored in silence.
OPTIONS: dict[str, set[str]] = {
    "GlueContext.getSink": {
        "compression",
        "enableUpdateCatalog",
        "partitionKeys",
        "path",
        "updateBehavior",
    },
    "DataSink.setFormat": {
        "compression",
        "quoteChar",
        "separator",
        "useGlueParquetWriter",
        "writeHeader",
    },
}
# Helpers of a script that return text; the others return frames, or nothing.
TEXTS = {"s3_path", "sql_literal", "staging_folder", "table_folder", "table_location"}
PYTHON_METHODS = {name for kind in (str, list, dict, set) for name in dir(kind)}


class Binder(ast.NodeVisitor):
    """Follow the kinds of a script's variables and bind each call."""

    def __init__(self, script: str) -> None:
        self.script = script
        self.names: dict[str, Kind] = {}
        self.bound: dict[str, int] = {}
        self.failures: list[str] = []
        self.functions: set[str] = set()

    def fail(self, node: ast.expr, message: str) -> None:
        self.failures.append(f"{self.script}:{node.lineno}: {message}: {ast.unparse(node)[:120]}")

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.names[alias.asname or alias.name] = importlib.import_module(alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = importlib.import_module(node.module or "")
        for alias in node.names:
            if not hasattr(module, alias.name):
                importlib.import_module(f"{node.module}.{alias.name}")
            self.names[alias.asname or alias.name] = getattr(module, alias.name)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.functions.add(node.name)
        if node.name == "join_frames":
            outer, self.names = self.names, dict(self.names)
            self.names |= {name: Instance(DataFrame) for name in ("left", "right")}
            self.generic_visit(node)
            self.names = outer

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        # A helper class of the script's own: made, so that its calls are bound as well.
        names = {**self.names, "__name__": "script"}
        exec(compile(ast.Module([node], []), self.script, "exec"), names)
        self.names[node.name] = names[node.name]

    def visit_Assign(self, node: ast.Assign) -> None:
        kind = self.kind(node.value)
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.names[target.id] = kind

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.expr):
            self.kind(node)
        else:
            super().generic_visit(node)

    def kind(self, node: ast.expr) -> Kind:
        """The kind of an expression, every call in it bound on the way."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, getattr(builtins, node.id, None))
        if isinstance(node, ast.Attribute):
            return self.attribute(node, self.kind(node.value))
        if isinstance(node, ast.Call):
            return self.call(node)
        kinds = [self.kind(each) for each in children(node)]
        if isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare):
            return next((each for each in kinds if isinstance(each, Instance)), None)
        return None

    def attribute(self, node: ast.Attribute, owner: Kind) -> Kind:
        if isinstance(owner, Instance):
            known = ATTRIBUTES.get((owner.kind, node.attr))
            if known is not None:
                return known
            member = inspect.getattr_static(owner.kind, node.attr, None)
            if member is None:
                self.fail(node, f"{owner.kind.__name__} has no {node.attr}")
                return None
            if isinstance(member, property):
                return returned(member.fget)
            return getattr(owner.kind, node.attr), owner
        if owner is None:
            if node.attr not in PYTHON_METHODS and node.attr != "columns":
                self.fail(node, "nothing is known of this")
            return None
        if not hasattr(owner, node.attr):
            self.fail(node, f"{owner!r} has no {node.attr}")
            return None
        return getattr(owner, node.attr)

    def call(self, node: ast.Call) -> Kind:
        for argument in node.args:
            self.kind(argument)
        for keyword in node.keywords:
            self.kind(keyword.value)
        if isinstance(node.func, ast.Name) and node.func.id in self.functions:
            return None if node.func.id in TEXTS else Instance(DataFrame)
        target = self.kind(node.func)
        if target is None:
            if isinstance(node.func, ast.Name):
                self.fail(node, "an unknown function")
            return None
        bound_self = isinstance(target, tuple)
        function = target[0] if isinstance(target, tuple) else target
        package = (getattr(function, "__module__", None) or "builtins").split(".")[0]
        if package in ("builtins", "datetime", "_functools"):
            return self.folded(node)
        keywords = {each.arg: each.value for each in node.keywords if each.arg}
        plain = bound_self and not inspect.ismethod(function)
        arguments = [None, *node.args] if plain else list(node.args)
        try:
            bound = inspect.signature(function).bind(*arguments, **keywords)
        except TypeError as error:
            self.fail(node, str(error))
            return None
        ignored = swallowed(bound) - OPTIONS.get(function.__qualname__, set())
        if package == "awsglue" and ignored:
            self.fail(node, f"ignores {', '.join(sorted(ignored))}")
            return None
        self.bound[package] = self.bound.get(package, 0) + 1
        if inspect.isclass(function):
            return Instance(function)
        if package == "awsglue":
            if function.__name__ == "getResolvedOptions":
                return None
            owner = function.__qualname__
            if owner not in RETURNS:
                self.fail(node, f"what {owner} returns is not written down")
                return None
            result = RETURNS[owner]
            return Instance(result) if result else None
        return returned(function)

    def folded(self, node: ast.Call) -> Kind:
        """``reduce(DataFrame.unionByName, [a, b])`` is what its function returns."""
        if isinstance(node.func, ast.Name) and node.func.id == "reduce":
            function = self.kind(node.args[0])
            inspect.signature(function).bind(None, None)
            return returned(function)
        return None


def swallowed(bound: inspect.BoundArguments) -> set[str]:
    """The keywords that only a function's ``**kwargs`` took."""
    parameters = bound.signature.parameters.values()
    catch_all = next((each.name for each in parameters if each.kind is each.VAR_KEYWORD), None)
    return set(bound.arguments.get(catch_all, {})) if catch_all else set()


def children(node: ast.expr) -> list[ast.expr]:
    return [
        each
        for child in ast.iter_child_nodes(node)
        for each in ([child] if isinstance(child, ast.expr) else children_of(child))
    ]


def children_of(node: ast.AST) -> list[ast.expr]:
    return [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)]


def returned(function: Callable[..., Any] | None) -> Kind:
    """An instance of what an annotated function of PySpark returns."""
    if function is None:
        return None
    annotation = inspect.signature(function).return_annotation
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    for module in (
        "pyspark.sql",
        "pyspark.sql.group",
        "pyspark.sql.window",
        "pyspark.sql.readwriter",
        "pyspark.context",
        "pyspark.conf",
    ):
        found = getattr(importlib.import_module(module), name.split(".")[-1].strip("'\""), None)
        if inspect.isclass(found):
            return Instance(found)
    return None


def main(paths: list[str]) -> None:
    result = {}
    for path in paths:
        binder = Binder(Path(path).name)
        binder.visit(ast.parse(Path(path).read_text(encoding="utf-8")))
        result[binder.script] = {"bound": binder.bound, "failures": binder.failures}
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
